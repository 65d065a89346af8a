"""A class's feedback as values; its messages are in ``reports.feedback.class_messages``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports.claims.class_topic_test import TopicStatus, class_topic_tests
from reports.claims.topic_sums import topic_sums
from reports.feedback.learner_feedback import Precision, RangeStatus, learner_feedback
from reports.feedback.sitting_results import NormedScore, SittingResult
from reports.feedback.topic_evidence import topic_evidence
from reports.feedback.topics import Topic
from reports.scales.reporting_scale import ScaleScore

MAX_TOPICS = 6
STOPPED = "stopped"
"""State shown for a sitting that staff ended early."""

REPEAT_STATES = {"assigned": "reassigned", "started": "restarted"}
"""State shown for an unfinished sitting when there is a result of an earlier one."""


@dataclass(frozen=True, slots=True)
class ClassMember:
    """One learner of a class.

    Parameters
    ----------
    key : surrogate id, passed through for links
    name : name known to staff
    state : state of the unfinished sitting, else of the last one: ``unassigned``, ``assigned``, ``started`` or
        ``completed``
    result : last finished sitting, None if there is none
    year : year group, None if unknown
    counted : whether the result counts in what is said of the class as a whole
    """

    key: str
    name: str
    state: str
    result: SittingResult | None = None
    year: int | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One learner's row; scale, precision, range status and date are None until a sitting is finished.

    The year group is that of the result, where there is one, and the member's otherwise.

    Of a sitting with too few answers for a score only the date and their number are told. A row is unconfirmed if
    nobody has said yet who came in under the name with a class PIN.

    What norms say of the score is None without norms, and while it is provisional.

    Its state is the member's, except ``reassigned`` or ``restarted`` if there is both a result and an unfinished
    sitting.
    """

    key: str
    name: str
    state: str
    year: int | None = None
    scale: ScaleScore | None = None
    precision: Precision | None = None
    range_status: RangeStatus | None = None
    unconfirmed: bool = False
    finished_on: date | None = None
    met: int = 0
    ended_early: bool = False
    provisional: bool = False
    normed: NormedScore | None = None


@dataclass(frozen=True, slots=True)
class ClassTopic:
    """A topic that is harder for the class than its learners' own levels lead one to expect.

    Parameters
    ----------
    observed, expected : share of the marks in it, 0 to 1
    asked : number of learners who met it
    """

    topic: Topic
    observed: float
    expected: float
    asked: int


@dataclass(frozen=True, slots=True)
class ClassFeedback:
    """Feedback from the finished sittings of a class.

    Parameters
    ----------
    rows : one per learner in the order given, never ranked
    topics : topics that are harder than expected, most clearly so first; at most `MAX_TOPICS`
    too_little : topics that were met, but too seldom for the test
    finished : number of learners with a finished sitting; one that staff ended early or that has no score is none
    provisional : whether any score that is shown is provisional, counted or not
    rescored : number of learners whose result replaces an earlier one
    """

    rows: tuple[ClassRow, ...]
    topics: tuple[ClassTopic, ...]
    finished: int
    provisional: bool
    rescored: int = 0
    too_little: tuple[Topic, ...] = ()


def class_feedback(members: Iterable[ClassMember], topics: Mapping[str, Topic]) -> ClassFeedback:
    """Build a class's feedback.

    Parameters
    ----------
    members : the learners in display order
    topics : the bank version's topics by id

    Raises
    ------
    UnknownTopic
        for an item whose topic is not among ``topics``
    """
    members = tuple(members)
    results = [each.result for each in members if each.result and each.counted and _counts(each.result)]
    rows = tuple(_row(member, topics) for member in members)
    harder, too_little = _class_topics(results, topics)
    return ClassFeedback(
        rows=rows,
        topics=harder,
        finished=len(results),
        provisional=any(row.provisional for row in rows),
        rescored=sum(result.rescored_on is not None for result in results),
        too_little=too_little,
    )


def _counts(result: SittingResult) -> bool:
    return not (result.unconfirmed or result.ended_early or result.too_few)


def _row(member: ClassMember, topics: Mapping[str, Topic]) -> ClassRow:
    if member.result is None:
        return ClassRow(member.key, member.name, member.state, member.year)
    feedback = learner_feedback(member.result, topics)
    state = REPEAT_STATES.get(member.state, member.state)
    return ClassRow(
        member.key,
        member.name,
        STOPPED if feedback.ended_early and state == "completed" else state,
        feedback.year,
        feedback.scale,
        feedback.precision,
        feedback.range_status,
        feedback.unconfirmed,
        feedback.finished_on,
        feedback.answered + feedback.omitted,
        feedback.ended_early,
        feedback.provisional,
        member.result.normed if feedback.scale else None,
    )


def _class_topics(
    results: Sequence[SittingResult], topics: Mapping[str, Topic]
) -> tuple[tuple[ClassTopic, ...], tuple[Topic, ...]]:
    """The topics that are harder than expected, most clearly so first, and those with too little to tell."""
    for result in results:
        topic_evidence(result, topics)  # names a topic that is unknown
    tests = class_topic_tests([topic_sums(result.theta, result.items) for result in results])
    harder = [test for test in tests if test.status is TopicStatus.HARDER]
    unknown = [topics[test.topic] for test in tests if test.status is TopicStatus.TOO_LITTLE]
    told = (ClassTopic(topics[each.topic], each.observed, each.expected, each.learners) for each in harder)
    return tuple(told)[:MAX_TOPICS], tuple(unknown)

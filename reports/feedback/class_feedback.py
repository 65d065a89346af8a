"""A class's feedback as values; the words for it are in ``reports.feedback.class_messages``."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.feedback.learner_feedback import Reach, Sureness, learner_feedback
from reports.feedback.reporting_scale import ScaleScore
from reports.feedback.sitting_results import SittingResult
from reports.feedback.topic_evidence import TopicEvidence, topic_evidence
from reports.feedback.topics import Topic

TOPICS_AT_MOST = 6
AGAIN = {"assigned": "reassigned", "started": "restarted"}
"""How a sitting that waits or runs is called beside a result of an earlier one."""

LEARNERS_AT_LEAST = 2
"""A topic that one learner missed is that learner's next step, not the class's."""


@dataclass(frozen=True, slots=True)
class ClassMember:
    """One learner of a class.

    Parameters
    ----------
    key : the surrogate id, handed through for links
    name : as staff know them
    state : that of the sitting still to be finished, else of the last: ``unassigned``, ``assigned``, ``started`` or
        ``completed``
    result : the last finished sitting, if there is one
    year : school year, where it is known
    """

    key: str
    name: str
    state: str
    result: SittingResult | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One learner's line; score, sureness and reach are None until a sitting is finished.

    Its state is the member's, but ``reassigned`` or ``restarted`` where a result stands beside a sitting that waits or
    runs.
    """

    key: str
    name: str
    state: str
    year: int | None = None
    scale: ScaleScore | None = None
    sureness: Sureness | None = None
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class ClassTopic:
    """A topic for the class: of ``asked`` learners who met it, ``missed`` did not get most of it right."""

    topic: Topic
    missed: int
    asked: int


@dataclass(frozen=True, slots=True)
class ClassFeedback:
    """What the finished sittings of a class say.

    Parameters
    ----------
    rows : one per learner in the order given, never an order of merit
    topics : topics to work on, those most learners missed first; at most six, each missed by at least two
    finished : learners with a finished sitting
    provisional : whether any result rests on provisional parameters
    rescored : learners whose result takes the place of an earlier one
    """

    rows: tuple[ClassRow, ...]
    topics: tuple[ClassTopic, ...]
    finished: int
    provisional: bool
    rescored: int = 0


def class_feedback(members: Iterable[ClassMember], topics: Mapping[str, Topic]) -> ClassFeedback:
    """A class's feedback.

    Parameters
    ----------
    members : the learners in the order staff know them
    topics : the bank version's topics by id

    Raises
    ------
    UnknownTopic
        for an item whose topic is not among ``topics``
    """
    members = tuple(members)
    results = [member.result for member in members if member.result is not None]
    return ClassFeedback(
        rows=tuple(_row(member, topics) for member in members),
        topics=_class_topics([topic_evidence(result, topics) for result in results]),
        finished=len(results),
        provisional=any(result.provisional for result in results),
        rescored=sum(result.rescored_on is not None for result in results),
    )


def _row(member: ClassMember, topics: Mapping[str, Topic]) -> ClassRow:
    if member.result is None:
        return ClassRow(member.key, member.name, member.state, member.year)
    feedback = learner_feedback(member.result, topics)
    state = AGAIN.get(member.state, member.state)
    return ClassRow(member.key, member.name, state, member.year, feedback.scale, feedback.sureness, feedback.reach)


def _class_topics(sittings: Iterable[Sequence[TopicEvidence]]) -> tuple[ClassTopic, ...]:
    met: dict[str, list[TopicEvidence]] = defaultdict(list)
    for sitting in sittings:
        for evidence in sitting:
            met[evidence.topic.id].append(evidence)
    counted = [
        ClassTopic(each[0].topic, sum(not learner.mostly_right for learner in each), len(each)) for each in met.values()
    ]
    wanting = [topic for topic in counted if topic.missed >= LEARNERS_AT_LEAST]
    wanting.sort(key=lambda topic: (-topic.missed, topic.asked, topic.topic.id))
    return tuple(wanting[:TOPICS_AT_MOST])

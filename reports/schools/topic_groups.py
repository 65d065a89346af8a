"""Which learners of a class can do a topic, which need it next, and of which too little is known: groups for teaching.

Each learner stands in each topic met by the claim of their own report, never by a count of right answers; the marks
stand beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reports.claims.topic_posterior import ClaimStatus
from reports.feedback.class_feedback import ClassMember
from reports.feedback.topics import Topic


@dataclass(frozen=True, slots=True)
class GroupedLearner:
    """A learner in a topic.

    Parameters
    ----------
    credit, most : marks gained in the questions met, and how many there were
    """

    key: str
    name: str
    credit: int
    most: int


@dataclass(frozen=True, slots=True)
class TopicGroups:
    """The learners who met a topic, in the order in which they were given."""

    topic: Topic
    next_step: tuple[GroupedLearner, ...]
    can: tuple[GroupedLearner, ...]
    too_little: tuple[GroupedLearner, ...]


def topic_groups(members: Iterable[ClassMember], topics: Mapping[str, Topic]) -> tuple[TopicGroups, ...]:
    """The groups of each topic that somebody met, those that most learners need next first, then by name.

    Left out are learners without a score, with one that nobody has confirmed or that staff ended early, and those who
    are not counted in what is said of the class.

    Parameters
    ----------
    members : the learners in display order, with the claims of their results
    """
    found: dict[str, dict[ClaimStatus, list[GroupedLearner]]] = defaultdict(lambda: defaultdict(list))
    for member in members:
        result = member.result
        if result is None or not member.counted or result.too_few or result.unconfirmed or result.ended_early:
            continue
        for claim in result.claims:
            met = [item for item in result.items if item.topic == claim.topic]
            marks = sum(item.score for item in met), sum(item.most for item in met)
            found[claim.topic][claim.status].append(GroupedLearner(member.key, member.name, *marks))
    groups = (
        TopicGroups(
            topics[topic],
            tuple(there[ClaimStatus.NEXT_STEP]),
            tuple(there[ClaimStatus.CAN]),
            tuple(there[ClaimStatus.TOO_LITTLE]),
        )
        for topic, there in found.items()
    )
    return tuple(sorted(groups, key=lambda each: (-len(each.next_step), each.topic.id)))

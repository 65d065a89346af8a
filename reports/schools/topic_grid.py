"""The learners of a class against the topics that they met, and the group that some topics make for teaching."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from reports.claims.topic_posterior import ClaimStatus
from reports.feedback.topics import Topic
from reports.schools.topic_groups import GroupedLearner, TopicGroups


@dataclass(frozen=True, slots=True)
class GridCell:
    """Where a learner stands in a topic, with the marks of the questions met."""

    status: ClaimStatus
    credit: int
    most: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """A topic, and a cell for each learner of the grid; None for a topic that a learner did not meet."""

    topic: Topic
    cells: tuple[GridCell | None, ...]


@dataclass(frozen=True, slots=True)
class TopicGrid:
    """The learners, by key and name, and a row for each topic."""

    learners: tuple[tuple[str, str], ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class TaughtLearner:
    """A learner of a group for teaching, and which of its topics are the learner's next steps."""

    key: str
    name: str
    topics: tuple[Topic, ...]


def topic_grid(groups: Sequence[TopicGroups], learners: Sequence[tuple[str, str]]) -> TopicGrid:
    """The grid of the groups by topic, with the topics in their order.

    Parameters
    ----------
    learners : keys and names in display order; those who stand in no group are left out
    """
    cells = [_cells(each) for each in groups]
    there = tuple(learner for learner in learners if any(learner[0] in row for row in cells))
    rows = (
        GridRow(group.topic, tuple(row.get(key) for key, _ in there)) for group, row in zip(groups, cells, strict=True)
    )
    return TopicGrid(there, tuple(rows))


def teaching_group(groups: Sequence[TopicGroups], chosen: Collection[str]) -> tuple[TaughtLearner, ...]:
    """The learners for whom a chosen topic is a next step, those with most of them first, then in display order.

    Parameters
    ----------
    chosen : ids of topics
    """
    found: dict[str, TaughtLearner] = {}
    for group in groups:
        for learner in group.next_step if group.topic.id in chosen else ():
            before = found.get(learner.key)
            topics = (*(before.topics if before else ()), group.topic)
            found[learner.key] = TaughtLearner(learner.key, learner.name, topics)
    return tuple(sorted(found.values(), key=lambda each: -len(each.topics)))


def _cells(group: TopicGroups) -> dict[str, GridCell]:
    return {learner.key: GridCell(status, learner.credit, learner.most) for status, learner in _standing(group)}


def _standing(group: TopicGroups) -> Iterator[tuple[ClaimStatus, GroupedLearner]]:
    for status, learners in (
        (ClaimStatus.NEXT_STEP, group.next_step),
        (ClaimStatus.CAN, group.can),
        (ClaimStatus.TOO_LITTLE, group.too_little),
    ):
        yield from ((status, learner) for learner in learners)

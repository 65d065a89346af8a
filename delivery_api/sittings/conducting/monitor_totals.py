"""How many learners of a class are how far: in all, and by year group where the years are mixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from delivery_api.sittings.conducting.monitor import MonitorStatus


class Progress(StrEnum):
    """How far a learner is, as the totals tell it.

    Whom staff ended have not finished: so says the page of the class, of completion and what is downloaded.
    """

    NOT_STARTED = "not_started"
    WORKING = "working"
    PAUSED = "paused"
    FINISHED = "finished"
    ENDED = "ended"
    ABSENT = "absent"
    NOTHING = "nothing"


PROGRESS: Mapping[MonitorStatus, Progress] = {
    MonitorStatus.UNSENT: Progress.WORKING,
    MonitorStatus.OFFLINE: Progress.WORKING,
    MonitorStatus.IDLE: Progress.WORKING,
    MonitorStatus.WORKING: Progress.WORKING,
    MonitorStatus.PAUSED: Progress.PAUSED,
    MonitorStatus.ON_BREAK: Progress.PAUSED,
    MonitorStatus.NOT_STARTED: Progress.NOT_STARTED,
    MonitorStatus.MISSED: Progress.NOT_STARTED,
    MonitorStatus.ABSENT: Progress.ABSENT,
    MonitorStatus.FINISHED: Progress.FINISHED,
    MonitorStatus.ENDED: Progress.ENDED,
    MonitorStatus.DISAPPLIED: Progress.NOTHING,
    MonitorStatus.EXPIRED: Progress.NOTHING,
    MonitorStatus.DISCARDED: Progress.NOTHING,
    MonitorStatus.CANCELLED: Progress.NOTHING,
    MonitorStatus.UNASSIGNED: Progress.NOTHING,
}
"""Status on the monitor → where the totals count it."""


@dataclass(frozen=True)
class Totals:
    """The totals of a class, or of one year group of it.

    Attributes
    ----------
    year : None for the whole class
    counts : learners by how far they are, in the order of `Progress`
    """

    year: int | None
    counts: Mapping[Progress, int]

    @property
    def learners(self) -> int:
        """All of them."""
        return sum(self.counts.values())


def totals(learners: Iterable[tuple[int, Progress]]) -> tuple[Totals, ...]:
    """The totals of each year group, if there are several, and then of the class.

    Parameters
    ----------
    learners : year group of each, and how far they are
    """
    held = list(learners)
    years = sorted({year for year, _ in held})
    of_each = [_counted(year, [how for own, how in held if own == year]) for year in years] if len(years) > 1 else []
    return (*of_each, _counted(None, [how for _, how in held]))


def _counted(year: int | None, held: list[Progress]) -> Totals:
    found = Counter(held)
    return Totals(year, {each: found[each] for each in Progress})

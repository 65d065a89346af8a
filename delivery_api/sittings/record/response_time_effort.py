"""Signs of how a sitting was taken, from the log's server times alone: advice to whoever looks, and part of no score.

Nothing of it is stored. It goes when the log goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from delivery_api.sittings.record.event_types import Event, Hinted, Moved, Presented, Replied, Started, TakenOver

RAPID = 3.0
"""Seconds. An answer that comes sooner was hardly read first, whatever the question: the threshold to use before the
times of an item are known. A trial's extract has the times, and with them the normative threshold of Wise & Ma (2012):
a tenth of an item's usual time, at most ten seconds."""

IDLE = 300.0
"""Seconds in which nothing was shown, asked or answered, a pause by staff apart."""

ENOUGH = 0.9
"""The effort below which a sitting is worth a look (Wise & Kong 2005)."""

FEW = 5
"""Answers: of fewer, a share says nothing."""

_ACTS = (Started, Presented, Hinted, TakenOver, Replied)


@dataclass(frozen=True)
class Pace:
    """How long one answer took.

    Attributes
    ----------
    seconds : server time from shown to received, pauses taken off
    rapid : it took less than `RAPID`
    idle : for `IDLE` or longer nothing was done on the way to it
    """

    position: int
    item: str
    seconds: float
    rapid: bool
    idle: bool


def paces(log: Sequence[Event]) -> tuple[Pace, ...]:
    """The pace of each answer, in order."""
    found: list[Pace] = []
    stillest, since, paused = timedelta(0), None, None
    for event in log:
        if isinstance(event, Moved):
            since, paused = _over_a_pause(event, since, paused)
        elif isinstance(event, _ACTS):
            stillest = max(stillest, event.at - (since or event.at))
            since = event.at
        if isinstance(event, Replied):
            found.append(_pace(event, stillest.total_seconds()))
            stillest = timedelta(0)
    return tuple(found)


def _over_a_pause(
    event: Moved, since: datetime | None, paused: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """When the last act was, put later by a pause that ends, and when the pause began that goes on."""
    if event.after == "paused":
        return since, event.at
    if paused is None or since is None:
        return since, None
    return since + (event.at - paused), None


def _pace(event: Replied, stillest: float) -> Pace:
    return Pace(event.position, event.item, event.elapsed, event.elapsed < RAPID, stillest >= IDLE)


def effort(answers: Sequence[Pace]) -> float | None:
    """Response-time effort: the share of answers that were not rapid, 0 to 1; None where nothing was answered.

    References
    ----------
    Wise, S. L., & Kong, X. (2005). Response time effort: a new measure of examinee motivation in computer-based tests.
    *Applied Measurement in Education*, 18(2), 163–183.
    Wise, S. L., & Ma, L. (2012). Setting response time thresholds for a CAT item pool: the normative threshold method.
    Paper presented to the National Council on Measurement in Education, Vancouver.
    """
    return sum(not each.rapid for each in answers) / len(answers) if answers else None


def worth_a_look(answers: Sequence[Pace]) -> bool:
    """Whether enough answers show little effort, or somebody was away for long."""
    share = effort(answers)
    hurried = share is not None and share < ENOUGH and len(answers) >= FEW
    return hurried or any(each.idle for each in answers)

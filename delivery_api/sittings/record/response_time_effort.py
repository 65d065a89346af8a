"""Response-time effort of a sitting, from the server times in its log; advisory, never stored, and part of no score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from delivery_api.sittings.record.event_types import Event, Hinted, Moved, Presented, Replied, Started, TakenOver

RAPID_SECONDS = 3.0
"""Seconds below which an answer is rapid, as long as an item's response times are not known.

A trial's extract has the times for the normative threshold of Wise & Ma (2012): a tenth of an item's usual time, at
most ten seconds."""

IDLE_SECONDS = 300.0
"""Seconds without any event, pauses by staff excluded, from which an answer counts as idle."""

EFFORT_THRESHOLD = 0.9
"""The effort below which a sitting needs review (Wise & Kong 2005)."""

MIN_RESPONSES = 5
"""The number of answers below which no share is computed."""

_ACTS = (Started, Presented, Hinted, TakenOver, Replied)


@dataclass(frozen=True)
class ResponseTime:
    """The time that one answer took.

    Attributes
    ----------
    seconds : server time from shown to received, without pauses
    rapid : whether it took less than `RAPID_SECONDS`
    idle : whether nothing happened for `IDLE_SECONDS` or longer before it
    """

    position: int
    item: str
    seconds: float
    rapid: bool
    idle: bool


def response_times(log: Sequence[Event]) -> tuple[ResponseTime, ...]:
    """The time of each answer, in order."""
    found: list[ResponseTime] = []
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
    """The time of the last event, moved later by the length of a pause that ends, and the start of a current pause."""
    if event.after == "paused":
        return since, event.at
    if paused is None or since is None:
        return since, None
    return since + (event.at - paused), None


def _pace(event: Replied, stillest: float) -> ResponseTime:
    return ResponseTime(event.position, event.item, event.elapsed, is_rapid(event), stillest >= IDLE_SECONDS)


def is_rapid(event: Replied) -> bool:
    """Whether an answer took less than `RAPID_SECONDS`."""
    return event.elapsed < RAPID_SECONDS


def response_time_effort(answers: Sequence[ResponseTime]) -> float | None:
    """Response-time effort: the share of answers that were not rapid, 0 to 1; None without answers.

    References
    ----------
    Wise, S. L., & Kong, X. (2005). Response time effort: a new measure of examinee motivation in computer-based tests.
    *Applied Measurement in Education*, 18(2), 163–183.
    Wise, S. L., & Ma, L. (2012). Setting response time thresholds for a CAT item pool: the normative threshold method.
    Paper presented to the National Council on Measurement in Education, Vancouver.
    """
    return sum(not each.rapid for each in answers) / len(answers) if answers else None


def needs_review(answers: Sequence[ResponseTime]) -> bool:
    """Whether enough answers show low effort, or any answer was idle."""
    return is_low_effort(answers) or any(each.idle for each in answers)


def is_low_effort(answers: Sequence[ResponseTime]) -> bool:
    """Whether there are enough answers, and their effort is below `EFFORT_THRESHOLD`."""
    share = response_time_effort(answers)
    return share is not None and share < EFFORT_THRESHOLD and len(answers) >= MIN_RESPONSES

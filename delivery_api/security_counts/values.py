"""The counts of an event over some days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from delivery_api.dates.school_calendar import london_date
from delivery_api.observability.security_events import SecurityEvent


@dataclass(frozen=True)
class EventDays:
    """How often something happened on each of some days.

    Parameters
    ----------
    event : None for all events together
    days : day in Wales → how often, the first day first
    """

    event: SecurityEvent | None
    days: Mapping[date, int]

    @property
    def total(self) -> int:
        """How often on all the days together."""
        return sum(self.days.values())

    @property
    def worst(self) -> date:
        """The day on which it happened most often, the first of several."""
        return max(self.days, key=lambda day: self.days[day])


def by_day(counts: Mapping[tuple[datetime, SecurityEvent], int], last: date, days: int) -> Sequence[EventDays]:
    """The counts of all events together, and then of each that happened, the most frequent first.

    Parameters
    ----------
    counts : by hour and event
    last : the last day
    days : how many days
    """
    span = [last - timedelta(days=ago) for ago in reversed(range(days))]
    found: dict[SecurityEvent | None, dict[date, int]] = {None: dict.fromkeys(span, 0)}
    for (hour, event), count in counts.items():
        if (day := london_date(hour)) in found[None]:
            found[None][day] += count
            found.setdefault(event, dict.fromkeys(span, 0))[day] += count
    together, *each = (EventDays(event, those) for event, those in found.items())
    return [together, *sorted(each, key=lambda one: (-one.total, one.event or ""))]

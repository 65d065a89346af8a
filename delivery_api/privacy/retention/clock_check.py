"""Refuses a run whose clock is far past the last one: a wrong clock would destroy what is not due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from delivery_api.access.refusals import Declined, Reason
from delivery_api.ledger.ledger_entries import Entry, EntryKind

MOST_BETWEEN_RUNS = timedelta(days=2)
"""How far past the last known time a run acts unasked; it runs each night, and may miss one."""

_KNOWN_TIMES = (EntryKind.OPENED, EntryKind.RETENTION_RUN, EntryKind.CLOCK_CONFIRMED)


class ClockDoubted(Declined):
    """The clock is far past the last run; a named person must confirm it."""


def last_known_time(entries: Iterable[Entry]) -> datetime:
    """Return the latest time at which the service was opened, a run ended, or a person confirmed the clock."""
    return max(entry.instant for entry in entries if entry.kind in _KNOWN_TIMES)


def require_known_clock(entries: Iterable[Entry], now: datetime) -> None:
    """Refuse a clock that is more than two days past the last known time.

    Raises
    ------
    ClockDoubted
    """
    last = last_known_time(entries)
    if now - last > MOST_BETWEEN_RUNS:
        facts = {"now": f"{now:%Y-%m-%d %H:%M}", "last": f"{last:%Y-%m-%d %H:%M}"}
        raise ClockDoubted(Reason.CLOCK_DOUBTED, **facts)

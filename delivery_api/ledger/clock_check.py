"""Doubts a clock that is far from the last one that is known: a wrong clock would destroy what is not due.

An entry's date never goes back, so it may be later than the clock that wrote it. What is known of the clock is
therefore a fact of the entries on runs and confirmations, and no other entry changes it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from delivery_api.access.refusals import Declined, Reason
from delivery_api.ledger.ledger_entries import Entry, EntryKind

MOST_BETWEEN_RUNS = timedelta(days=2)
"""How far from the last known time the clock may be unasked; retention runs each night, and may miss one."""

CLOCK_KINDS = (EntryKind.OPENED, EntryKind.RETENTION_RUN, EntryKind.CLOCK_CONFIRMED)
"""The kinds of entries by which the time is known."""


class ClockDoubted(Declined):
    """The clock is far from that of the last run; a named person must confirm it."""


def clock_of(entry: Entry) -> datetime:
    """Return what the clock said when an entry was written; its date if it does not say."""
    said = entry.facts.get("clock") if entry.facts else None
    return datetime.fromisoformat(said) if said else entry.instant


def require_known_clock(last: Entry, now: datetime) -> None:
    """Refuse a clock that is more than two days from the last known time, on either side.

    Parameters
    ----------
    last : the last entry of a kind by which the time is known

    Raises
    ------
    ClockDoubted
    """
    known = clock_of(last)
    if abs(now - known) > MOST_BETWEEN_RUNS:
        facts = {"now": f"{now:%Y-%m-%d %H:%M}", "last": f"{known:%Y-%m-%d %H:%M}"}
        raise ClockDoubted(Reason.CLOCK_DOUBTED, **facts)

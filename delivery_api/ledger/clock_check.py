"""Doubts a clock that is far from the last one that is known: a wrong clock would destroy what is not due.

Days that somebody was promised are counted from the day of an entry, so that `Ledger.append` writes none while the
clock is doubted, but for the kinds that are listed here with the reason. An entry's date never goes back, so it may be
later than the clock that wrote it. What is known of the clock is therefore a fact of the entries on runs and
confirmations, and no other entry changes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from delivery_api.access.refusals import Refused
from delivery_api.ledger.ledger_entries import Entry, EntryKind

MOST_BETWEEN_RUNS = timedelta(days=2)
"""How far from the last known time the clock may be unasked; retention runs each night, and may miss one."""

CLOCK_KINDS = (EntryKind.OPENED, EntryKind.RETENTION_RUN, EntryKind.CLOCK_CONFIRMED)
"""The kinds of entries by which the time is known."""


_OPENS = "a restored or upgraded service must open before anybody can confirm the clock in its database"
_PROTECTS = "nothing is counted from its day, and whoever asked for it is not to wait"

WRITTEN_UNDER_ANY_CLOCK: Mapping[EntryKind, str] = {
    EntryKind.CLOCK_CONFIRMED: "it is what ends the doubt",
    EntryKind.OPENED: "it is the first entry, by which the time is known",
    EntryKind.NOTICE_PUBLISHED: f"its day is that of the notice's file; {_OPENS}",
    EntryKind.TRIAL_PLANNED: f"a trial is made with a decision, which is refused; a replay repeats its days; {_OPENS}",
    EntryKind.TRIAL_LOST: f"a run destroys what is left of the trial, and no run starts; {_OPENS}",
    EntryKind.RESTORED: _OPENS,
    EntryKind.KEY_CHANGED: f"a decision goes before it, which is refused; a replay repeats it; {_OPENS}",
    EntryKind.AUDIT_EXPIRED: f"a run goes before it, which is refused; an upgrade tells of earlier ones; {_OPENS}",
    EntryKind.RESTRICTED: _PROTECTS,
    EntryKind.RESTRICTION_LIFTED: _PROTECTS,
    EntryKind.ERASURE_LIFTED: _PROTECTS,
}
"""The kinds of entries that are written although the clock is doubted, each with the reason; every other is refused."""


class ClockDoubted(Refused):
    """The clock is far from that of the last run; a named person must confirm it."""

    code = "clock_doubted"


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
        raise ClockDoubted(now=f"{now:%Y-%m-%d %H:%M}", last=f"{known:%Y-%m-%d %H:%M}")

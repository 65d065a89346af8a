"""Accounts that nobody has used or named for a year lapse, a few at a time: many at once wait for a named person.

When somebody was last seen is bound by no code, so whoever can write to the database could let everybody lapse.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection, Engine

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.audit import store as audit
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity.last_seen import store as last_seen
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger

LAPSED = "let lapse whom nobody has seen for a year"
LAPSE_CONFIRMED = "confirmed that many accounts lapse"

FEW_PEOPLE, FEW_PER_CENT, WITHIN = 50, 20, timedelta(days=30)
"""So many people, or such a share of those who are there, may lapse within so many days without a named person."""

_BATCH = 500
Result = TypeVar("Result")


class ManyLapse(Declined):
    """More accounts would lapse than a run lets go by itself."""


def lapse_unused(engine: Engine, now: datetime, ledger: Ledger) -> int:
    """Let lapse whom nobody has seen for a year.

    Returns
    -------
    how many lapsed

    Raises
    ------
    ManyLapse : nobody did, for they are many and no named person has confirmed it today
    """
    today = london_date(now)
    _in_transaction(engine, partial(last_seen.count_from_today, today=today))
    if not _is_confirmed(ledger, today):
        _in_transaction(engine, partial(_require_few, now=now))
    total = 0
    while count := _in_transaction(engine, partial(_lapse_batch, now=now)):
        total += count
    return total


def _require_few(connection: Connection, now: datetime) -> None:
    today = london_date(now)
    lapsing, there = last_seen.count_unseen(connection, today), last_seen.count_present(connection)
    before = _lapsed_since(connection, now - WITHIN)
    most = max(FEW_PEOPLE, (there + before) * FEW_PER_CENT // 100)
    if lapsing and lapsing + before > most:
        raise ManyLapse(Reason.MANY_LAPSE, count=lapsing, of=there, most=most, before=before)


def _lapsed_since(connection: Connection, since: datetime) -> int:
    rows = audit.rows_of_actions(connection, (LAPSED,), since)
    return sum(int(row.thing.split()[0]) for row in rows if row.thing)


def _is_confirmed(ledger: Ledger, today: date) -> bool:
    return any(
        entry.facts is not None
        and entry.facts["act"] == LAPSE_CONFIRMED
        and london_date(datetime.fromisoformat(entry.at)) == today
        for entry in ledger.entries_of(EntryKind.DECIDED)
    )


def _lapse_batch(connection: Connection, now: datetime) -> int:
    lapsed = last_seen.lapse_unseen(connection, london_date(now), _BATCH)
    if lapsed:
        audit_log.record(connection, now, LAPSED, thing=f"{lapsed} people")
    return lapsed


def _in_transaction(engine: Engine, step: Callable[[Connection], Result]) -> Result:
    with engine.begin() as connection:
        return step(connection)

"""Orders, renews and releases legal holds: each is a decision of a named person, in the audit and in the ledger.

A hold lasts for a year at most; whoever needs it longer orders it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason, Refused
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date, months_after
from delivery_api.ledger.decisions import Decision
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.privacy.holds import store
from delivery_api.privacy.holds.values import LONGEST_MONTHS, HoldSubject, LegalHold
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.values import Programme

ORDERED, RELEASED = "ordered a legal hold", "released a legal hold"
"""The acts, as the audit names them."""


class HoldDeclined(Declined):
    """There is no such thing to hold or to release, or the end is not within a year."""


class UnderHold(Refused):
    """Somebody's data cannot be erased: a legal hold keeps them."""

    code = "under_hold"


def order_hold(
    connection: Connection, ledger: Ledger, subject: HoldSubject, ends_on: date, decision: Decision, now: datetime
) -> LegalHold:
    """Order that something is kept until a day, or renew that; an earlier hold on it stays for its own time.

    A hold on a trial that is not past its day, or held, is published too: that it is held and until when. So is one on
    a school year; whoever reads the log leaves out one that was ordered past the year's day.

    Raises
    ------
    HoldDeclined
    LedgerRefused
    """
    today = london_date(now)
    latest = months_after(today, LONGEST_MONTHS)
    if not today < ends_on <= latest:
        raise HoldDeclined(Reason.HOLD_UNTIL, first=today, last=latest, got=ends_on)
    if not store.exists(connection, subject):
        raise HoldDeclined(Reason.NOTHING_TO_HOLD, thing=subject.programme or "–")
    id_ = uuid4()
    facts = _facts(subject) | {"hold": str(id_), "made_on": today.isoformat(), "ends_on": ends_on.isoformat()}
    _audit(connection, now, ORDERED, subject)
    entry = ledger.append(connection, now, EntryKind.HELD, **facts, **vars(decision))
    hold = LegalHold(id_, subject, today, ends_on, None, entry.number)
    store.add_hold(connection, hold)
    if (trial := _trial(connection, subject)) is not None:
        last = max((trial.trial_due_on or today).isoformat(), _published_end(ledger, trial.id))
        if today.isoformat() <= last:
            days = {"on": today.isoformat(), "until": ends_on.isoformat()}
            ledger.append(connection, now, EntryKind.TRIAL_HELD, trial=trial.id, **days)
    elif subject.programme is not None:
        days = {"on": today.isoformat(), "until": ends_on.isoformat()}
        ledger.append(connection, now, EntryKind.YEAR_HELD, programme=subject.programme, **days)
    return hold


def release_hold(
    connection: Connection, ledger: Ledger, subject: HoldSubject, decision: Decision, now: datetime
) -> None:
    """Release everything that holds a thing; what is due goes with the next retention run.

    Raises
    ------
    HoldDeclined
    LedgerRefused
    """
    today = london_date(now)
    if not store.release_holds(connection, subject, today):
        raise HoldDeclined(Reason.NOT_HELD, thing=subject.programme or "–")
    _audit(connection, now, RELEASED, subject)
    facts = _facts(subject) | {"released_on": today.isoformat()}
    ledger.append(connection, now, EntryKind.HOLD_RELEASED, **facts, **vars(decision))
    if (trial := _trial(connection, subject)) is not None and _published_end(ledger, trial.id):
        ledger.append(connection, now, EntryKind.TRIAL_HOLD_ENDED, trial=trial.id, on=today.isoformat())
    elif trial is None and subject.programme is not None:
        ledger.append(connection, now, EntryKind.YEAR_HOLD_ENDED, programme=subject.programme, on=today.isoformat())


def require_not_held(connection: Connection, person: UUID, today: date) -> None:
    """Refuse to erase somebody whose data a hold keeps.

    Raises
    ------
    UnderHold
    """
    if (ends_on := store.held_people(connection, today).get(person)) is not None:
        raise UnderHold(until=ends_on.isoformat())


def apply_hold(connection: Connection, entry: int, facts: Mapping[str, Any]) -> None:
    """Do again what the ledger says of a hold; nothing if what it holds is not there."""
    subject, made_on, ends_on = _subject(facts), facts["made_on"], facts["ends_on"]
    if store.exists(connection, subject):
        days = (date.fromisoformat(made_on), date.fromisoformat(ends_on), None)
        store.add_hold(connection, LegalHold(UUID(facts["hold"]), subject, *days, entry))


def apply_release(connection: Connection, facts: Mapping[str, Any]) -> None:
    """Do again what the ledger says of the release of a hold."""
    store.release_holds(connection, _subject(facts), date.fromisoformat(facts["released_on"]))


def _audit(connection: Connection, now: datetime, action: str, subject: HoldSubject) -> None:
    audit_log.record(connection, now, action, learner=subject.person, thing=subject.programme)


def _trial(connection: Connection, subject: HoldSubject) -> Programme | None:
    found = sittings.programme(connection, subject.programme) if subject.programme else None
    return found if found is not None and found.kind == "trial" else None


def _published_end(ledger: Ledger, trial: str) -> str:
    """Return the last day of the holds on a trial that the published log tells of; empty if it tells of none."""
    end = ""
    for entry in ledger.entries_of(EntryKind.TRIAL_HELD, EntryKind.TRIAL_HOLD_ENDED):
        if entry.facts and entry.facts["trial"] == trial:
            held = entry.kind == EntryKind.TRIAL_HELD
            end = max(end, entry.facts["until"]) if held else min(end, entry.facts["on"])
    return end


def _facts(subject: HoldSubject) -> dict[str, str]:
    return {"programme": subject.programme} if subject.programme is not None else {"person": str(subject.person)}


def _subject(facts: Mapping[str, Any]) -> HoldSubject:
    return HoldSubject(facts.get("programme"), UUID(facts["person"]) if "person" in facts else None)

"""The use cases of trials: create, complete and cancel; `privacy/retention.py` destroys the responses."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, Engine

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.bank.service import in_use
from delivery_api.dates.school_calendar import london_date, months_after
from delivery_api.keys.encryption import KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.partitions import randomise_row_order, vacuum_old_row_versions
from delivery_api.sittings.storage.programmes import create_programme
from delivery_api.sittings.values import MOST_MONTHS_OPEN, Programme
from delivery_api.trials import store

MOST_NAME_CHARACTERS = 120
"""The most characters of a trial's name, as in the table; SQLite does not enforce it."""

ENDS_SOON = timedelta(days=14)
"""How long before its latest completion a trial is reported."""


class UnknownTrial(Declined):
    """There is no such trial; the message lists the existing ones."""


class TrialOver(Declined):
    """The trial is completed, or its responses are destroyed."""


class InvalidPlan(Declined):
    """A trial's name is too long, empty or that of an open trial, or its latest completion is too far away."""


def record_attendance(database: Engine, programme: str, learner: UUID) -> None:
    """Record that a learner took part in a trial, in a transaction of its own."""
    with database.begin() as connection:
        store.record_attendance(connection, programme, learner)


def create(
    connection: Connection,
    ring: KeyRing,
    ledger: Ledger,
    *,
    name: str,
    subject: str,
    classes: Sequence[UUID],
    complete_by: date,
    decision: Decision,
    now: datetime,
) -> str:
    """Create a trial with its own key, partitions and invitations. Returns its id.

    Parameters
    ----------
    complete_by : the day on which it is completed unless it was before

    Raises
    ------
    InvalidPlan, NoBank
    """
    _require_sound_plan(connection, name, complete_by, london_date(now))
    in_use(connection, subject)
    programme = f"trial-{secrets.token_hex(4)}"
    key = create_programme(
        connection, ring, programme, now, kind="trial", subject=subject, name=name, complete_by=complete_by
    )
    store.invite(connection, programme, classes)
    noted = record_decision(connection, ledger, now, "created a trial", programme, decision)
    audit_log.record(connection, now, "created a trial", thing=noted)
    plan = {"trial": programme, "name": name, "subject": subject, "complete_by": complete_by.isoformat()}
    ledger.append(connection, now, EntryKind.TRIAL_PLANNED, key=key.id, **plan)
    return programme


def _require_sound_plan(connection: Connection, name: str, complete_by: date, today: date) -> None:
    if not 0 < len(name) <= MOST_NAME_CHARACTERS:
        raise InvalidPlan(Reason.TRIAL_NAME, most=MOST_NAME_CHARACTERS, got=len(name))
    latest = months_after(today, MOST_MONTHS_OPEN)
    if not today <= complete_by <= latest:
        raise InvalidPlan(Reason.COMPLETE_BY, first=today, last=latest, got=complete_by)
    for trial in trials(connection):
        if trial.name == name and trial.completed_on is None:
            raise InvalidPlan(Reason.TRIAL_NAME_TAKEN, name=repr(name), trial=trial.id)


def trials(connection: Connection) -> tuple[Programme, ...]:
    """All trials, destroyed ones included."""
    return tuple(each for each in sittings.all_programmes(connection) if each.kind == "trial")


def find(connection: Connection, programme: str) -> Programme:
    """A trial by id.

    Raises
    ------
    UnknownTrial
    """
    trial = sittings.programme(connection, programme)
    if trial is None or trial.kind != "trial":
        existing = [each.id for each in trials(connection)]
        reason = Reason.UNKNOWN_TRIAL if existing else Reason.NO_TRIALS
        raise UnknownTrial(reason, trial=repr(programme), there=", ".join(existing))
    return trial


def complete(
    connection: Connection, ring: KeyRing, ledger: Ledger, programme: str, on: date, decision: Decision, now: datetime
) -> Programme:
    """Complete a trial: it can be sat no more, and the 18 months of retention begin.

    Attendance, sittings and events are rewritten so that their order tells nothing (finished by
    `vacuum_old_row_versions` after the commit). The ledger says it, so that no restore of an older database undoes it.

    Raises
    ------
    UnknownTrial, LedgerRefused
    TrialOver : it is completed already, or `on` lies before its creation or before its last answer
    KeyGone : its key file is missing, and `on` is not today, so that nothing shows when the last answer was
    """
    trial = _require_open(connection, programme)
    if on < trial.created_on:
        raise TrialOver(Reason.COMPLETED_BEFORE_CREATED, trial=programme, created=trial.created_on, on=on)
    last = None if on >= london_date(now) else _last_day(connection, ring, trial)
    if last is not None and on < last:
        raise TrialOver(Reason.COMPLETED_BEFORE_LAST_ANSWER, trial=programme, last=last, on=on)
    noted = record_decision(connection, ledger, now, "completed a trial", programme, decision)
    _complete(connection, ledger, trial, on, now, noted)
    return trial


def record_completion(connection: Connection, programme: str, on: date) -> None:
    """Record the day of completion and rewrite the rows, so that their order tells nothing."""
    sittings.complete_programme(connection, programme, on)
    randomise_row_order(connection, programme)


def cancel(connection: Connection, ledger: Ledger, programme: str, decision: Decision, now: datetime) -> Programme:
    """Cancel a trial, completed or not: what was sat is due for destruction at once.

    Raises
    ------
    UnknownTrial, TrialOver
    """
    trial, today = find(connection, programme), london_date(now)
    if trial.destroyed_on is not None:
        raise TrialOver(Reason.TRIAL_DESTROYED, trial=programme, on=trial.destroyed_on)
    noted = record_decision(connection, ledger, now, "cancelled a trial", programme, decision)
    sittings.cancel_programme(connection, programme, today)
    if trial.completed_on is None:
        _complete(connection, ledger, trial, today, now, noted, cancelled=True)
        return trial
    audit_log.record(connection, now, "cancelled a trial", thing=noted)
    _note_completion(connection, ledger, trial, trial.completed_on, now, cancelled=True)
    return trial


def due_for_completion(connection: Connection, today: date) -> tuple[Programme, ...]:
    """The open trials whose latest completion has come."""
    return tuple(each for each in _open_trials(connection) if each.latest_completion <= today)


def ending_soon(connection: Connection, today: date) -> tuple[Programme, ...]:
    """The open trials that will be completed by themselves within two weeks, and those that should have been."""
    return tuple(each for each in _open_trials(connection) if each.latest_completion <= today + ENDS_SOON)


def complete_due_trials(
    engine: Engine, ring: KeyRing, ledger: Ledger, today: date, now: datetime
) -> tuple[tuple[Programme, date], ...]:
    """Complete each open trial whose latest completion has come. Returns the trials and their days of completion."""
    with engine.begin() as connection:
        due = due_for_completion(connection, today)
    return tuple((trial, complete_by_itself(engine, ring, ledger, trial, today, now)) for trial in due)


def complete_by_itself(
    engine: Engine, ring: KeyRing, ledger: Ledger, trial: Programme, today: date, now: datetime
) -> date:
    """Complete a trial whose latest completion has come. Returns the day.

    It is completed on its latest completion, or on the day of the last answer of a session that was still open then;
    today if a missing key file hides that day.
    """
    with engine.begin() as connection:
        try:
            last = _last_day(connection, ring, trial)
        except KeyGone:
            last = today
        on = max(trial.latest_completion, last or trial.created_on)
        _complete(connection, ledger, trial, on, now, trial.id)
    vacuum_old_row_versions(engine, trial.id)
    return on


def _complete(
    connection: Connection,
    ledger: Ledger,
    trial: Programme,
    on: date,
    now: datetime,
    noted: str,
    *,
    cancelled: bool = False,
) -> None:
    record_completion(connection, trial.id, on)
    audit_log.record(connection, now, "cancelled a trial" if cancelled else "completed a trial", thing=noted)
    _note_completion(connection, ledger, trial, on, now, cancelled=cancelled)


def _note_completion(
    connection: Connection, ledger: Ledger, trial: Programme, on: date, now: datetime, *, cancelled: bool
) -> None:
    facts = {"trial": trial.id, "on": on.isoformat()}
    facts |= {"cancelled_on": london_date(now).isoformat()} if cancelled else {}
    ledger.append(connection, now, EntryKind.TRIAL_COMPLETED, **facts)


def _require_open(connection: Connection, programme: str) -> Programme:
    trial = find(connection, programme)
    if trial.completed_on is not None:
        raise TrialOver(Reason.TRIAL_COMPLETED, trial=programme, on=trial.completed_on)
    return trial


def _open_trials(connection: Connection) -> tuple[Programme, ...]:
    return tuple(each for each in trials(connection) if each.completed_on is None and each.destroyed_on is None)


def _last_day(connection: Connection, ring: KeyRing, trial: Programme) -> date | None:
    """The day of a trial's last event, which only its key opens; None if nobody has begun."""
    last = logbook.last_event_at(connection, ring, trial.id)
    return london_date(last) if last else None

"""The use cases of trials: create, complete and cancel; `privacy/retention.py` destroys the responses."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self
from uuid import UUID

from sqlalchemy import Connection, Engine

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.bank import store as bank_store
from delivery_api.bank.service import find_stored_bank, in_use
from delivery_api.dates.school_calendar import london_date, months_after
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.altered_rows.store import believed_programmes
from delivery_api.sittings.storage.booklets.store import add_booklets
from delivery_api.sittings.storage.partitions import randomise_row_order, vacuum_old_row_versions
from delivery_api.sittings.storage.programmes import create_programme
from delivery_api.sittings.values import MOST_MONTHS_OPEN, Programme
from delivery_api.trials import store
from delivery_api.trials.trial_plans import PlannedTrial
from itembank import BankVersion, check_bank, trial_version, write_bank

MOST_NAME_CHARACTERS = 120
"""The most characters of a trial's name, as in the table; SQLite does not enforce it."""

ENDS_SOON = timedelta(days=14)
"""How long before its latest completion a trial is reported."""


class UnknownTrial(Declined):
    """There is no such trial; the message lists the existing ones."""


class TrialOver(Declined):
    """The trial is completed, or its responses are destroyed."""


class InvalidPlan(Declined):
    """A trial's name or latest completion is not allowed, or its bank has moved on since it was planned."""


@dataclass(frozen=True)
class TrialTerms:
    """What a trial is called, what it tries, and until when.

    Parameters
    ----------
    complete_by : the day on which it is completed unless it was before
    planned : its plan with booklets; None for sittings by the design in use
    """

    name: str
    subject: str
    complete_by: date
    planned: PlannedTrial | None = None

    @classmethod
    def of_plan(cls, planned: PlannedTrial) -> Self:
        """The terms of a planned trial."""
        return cls(planned.plan.name, planned.plan.subject, planned.plan.complete_by, planned)


def record_attendance(database: Engine, programme: str, learner: UUID) -> None:
    """Record that a learner took part in a trial, in a transaction of its own."""
    with database.begin() as connection:
        store.record_attendance(connection, programme, learner)


def create(
    connection: Connection,
    ring: KeyRing,
    ledger: Ledger,
    *,
    terms: TrialTerms,
    classes: Sequence[UUID],
    decision: Decision,
    now: datetime,
) -> str:
    """Create a trial with its own key, partitions, invitations, and with a plan its booklets. Returns its id.

    Raises
    ------
    InvalidPlan, NoBank
    ClockDoubted : found before a key is made
    """
    ledger.require_known_clock(now)
    _require_sound_plan(connection, terms, london_date(now))
    in_use(connection, terms.subject)
    booklets = _trial_bank(connection, terms.planned) if terms.planned else None
    programme = f"trial-{secrets.token_hex(4)}"
    create_programme(
        connection,
        ring,
        programme,
        now,
        kind="trial",
        subject=terms.subject,
        name=terms.name,
        complete_by=terms.complete_by,
        plan_sha256=terms.planned.hash if terms.planned else None,
    )
    store.invite(connection, programme, classes)
    if terms.planned and booklets:
        _add_booklets(connection, programme, terms.planned, booklets, now)
    noted = record_decision(connection, ledger, now, "created a trial", programme, decision)
    audit_log.record(connection, now, "created a trial", thing=noted)
    _note_plan(connection, ledger, find(connection, programme), now)
    return programme


def _trial_bank(connection: Connection, planned: PlannedTrial) -> BankVersion:
    """The bank version that a plan's booklets make of the bank that it was planned with.

    Raises
    ------
    InvalidPlan : that bank is not stored or no longer in use, or the booklets make another version of it than planned
    """
    current, _ = in_use(connection, planned.plan.subject)
    base = find_stored_bank(connection, planned.base_bank)
    if base is None or (not planned.plan.bank and current != planned.base_bank):
        raise InvalidPlan(Reason.PLANNED_BANK_MOVED_ON, planned=planned.base_bank[:12], current=current[:12])
    made = check_bank(trial_version(base, base.design(planned.design), planned.booklets))
    if made.hash != planned.trial_bank:
        raise InvalidPlan(Reason.OTHER_TRIAL_BANK, planned=planned.trial_bank[:12], made=made.hash[:12])
    return made


def _add_booklets(
    connection: Connection, programme: str, planned: PlannedTrial, bank: BankVersion, now: datetime
) -> None:
    bank_store.add(connection, bank.hash, bank.subject, write_bank(bank), now)
    record = store.PlanRecord(planned.document, planned.hash, bank.hash, planned.plan.opens)
    store.add_plan(connection, programme, record)
    designs = [design.name for design in bank.designs]
    add_booklets(connection, programme, bank.hash, designs, planned.plan.years, planned.plan.languages)


def _require_sound_plan(connection: Connection, terms: TrialTerms, today: date) -> None:
    name, complete_by = terms.name, terms.complete_by
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
    TrialOver : it is completed already, or `on` is after today or its latest day, or before its creation or last answer
    KeyGone : its key file is missing, and `on` is not today, so that nothing shows when the last answer was
    """
    trial = require_open(connection, programme)
    _require_possible_day(connection, ring, trial, on, london_date(now))
    noted = record_decision(connection, ledger, now, "completed a trial", programme, decision)
    _complete(connection, ledger, trial, on, now, noted)
    return trial


def _require_possible_day(connection: Connection, ring: KeyRing, trial: Programme, on: date, today: date) -> None:
    if on > today:
        raise TrialOver(Reason.COMPLETED_IN_FUTURE)
    if on > trial.latest_completion:
        raise TrialOver(Reason.COMPLETED_TOO_LATE, trial=trial.id, latest=trial.latest_completion, on=on)
    if on < trial.created_on:
        raise TrialOver(Reason.COMPLETED_BEFORE_CREATED, trial=trial.id, created=trial.created_on, on=on)
    if on not in (today, trial.latest_completion):  # later than either nothing is answered
        _require_after_last_answer(connection, ring, trial, on)


def _require_after_last_answer(connection: Connection, ring: KeyRing, trial: Programme, on: date) -> None:
    last = logbook.last_event_at(connection, ring, trial.id)
    if last is not None and on < london_date(last):
        raise TrialOver(Reason.COMPLETED_BEFORE_LAST_ANSWER, trial=trial.id, last=london_date(last), on=on)


def amend_completion(
    connection: Connection, ring: KeyRing, ledger: Ledger, programme: str, on: date, decision: Decision, now: datetime
) -> Programme:
    """Record that a completed trial was completed on an earlier day, so that its responses go earlier; never later.

    Raises
    ------
    UnknownTrial
    TrialOver : it is not completed, its day of destruction has come, or `on` is not earlier than the day of completion,
        or before its creation or last answer
    KeyGone : its key file is missing, so that nothing shows when the last answer was
    """
    trial = find(connection, programme)
    _require_amendable(trial, on, london_date(now))
    _require_after_last_answer(connection, ring, trial, on)
    noted = record_decision(connection, ledger, now, "amended a completion", programme, decision)
    sittings.complete_programme(connection, programme, on)
    audit_log.record(connection, now, "amended a completion", thing=noted)
    ledger.append(connection, now, EntryKind.COMPLETION_AMENDED, trial=programme, on=on.isoformat())
    return find(connection, programme)


def _require_amendable(trial: Programme, on: date, today: date) -> None:
    if trial.destroyed_on is not None:
        raise TrialOver(Reason.TRIAL_DESTROYED, trial=trial.id, on=trial.destroyed_on)
    if trial.completed_on is None or trial.trial_due_on is None:
        raise TrialOver(Reason.AMENDED_NOT_COMPLETED, trial=trial.id)
    if trial.trial_due_on <= today:
        raise TrialOver(Reason.AMENDED_TOO_LATE, trial=trial.id, due=trial.trial_due_on)
    if on >= trial.completed_on:
        raise TrialOver(Reason.AMENDED_LATER, trial=trial.id, completed=trial.completed_on, on=on)
    if on < trial.created_on:
        raise TrialOver(Reason.COMPLETED_BEFORE_CREATED, trial=trial.id, created=trial.created_on, on=on)


def record_completion(connection: Connection, programme: str, on: date) -> None:
    """Record the day of completion and rewrite the rows, so that their order tells nothing."""
    sittings.complete_programme(connection, programme, on)
    randomise_row_order(connection, programme)


def cancel(connection: Connection, ledger: Ledger, programme: str, decision: Decision, now: datetime) -> Programme:
    """Cancel a trial, completed or not: what was sat is due for destruction at once. Once more never makes it later.

    Raises
    ------
    UnknownTrial, TrialOver
    """
    trial, today = find(connection, programme), london_date(now)
    if trial.destroyed_on is not None:
        raise TrialOver(Reason.TRIAL_DESTROYED, trial=programme, on=trial.destroyed_on)
    noted = record_decision(connection, ledger, now, "cancelled a trial", programme, decision)
    completed_on = trial.completed_on or min(today, trial.latest_completion)
    cancelled_on = max(completed_on, min(today, trial.cancelled_on or today))
    sittings.cancel_programme(connection, programme, cancelled_on)
    if trial.completed_on is None:
        record_completion(connection, programme, completed_on)
    audit_log.record(connection, now, "cancelled a trial", thing=noted)
    _note_completion(connection, ledger, programme, completed_on, now, cancelled_on)
    return trial


def due_for_completion(connection: Connection, today: date) -> tuple[Programme, ...]:
    """The open trials whose latest completion has come."""
    return tuple(each for each in _open_trials(connection) if each.latest_completion <= today)


def ending_soon(connection: Connection, today: date) -> tuple[Programme, ...]:
    """The open trials that will be completed by themselves within two weeks, and those that should have been."""
    return tuple(each for each in _open_trials(connection) if each.latest_completion <= today + ENDS_SOON)


def complete_due_trials(
    engine: Engine, ledger: Ledger, today: date, now: datetime
) -> tuple[tuple[Programme, date], ...]:
    """Complete each open trial whose latest completion has come. Returns the trials and their days of completion."""
    with engine.begin() as connection:
        due = due_for_completion(connection, today)
    return tuple((trial, complete_by_itself(engine, ledger, trial, now)) for trial in due)


def complete_by_itself(engine: Engine, ledger: Ledger, trial: Programme, now: datetime) -> date:
    """Complete a trial whose latest completion has come, on that day and no later. Returns the day.

    Nothing is answered after that day, also in a session that was open at midnight.
    """
    on = trial.latest_completion
    with engine.begin() as connection:
        _complete(connection, ledger, trial, on, now, trial.id)
    vacuum_old_row_versions(engine, trial.id)
    return on


def note_trials(connection: Connection, ledger: Ledger, now: datetime) -> None:
    """Write to the ledger the plans and completions of kept trials that are older than it."""
    kept = [each for each in believed_programmes(connection) if each.kind == "trial" and each.destroyed_on is None]
    planned = _trials_of(ledger, EntryKind.TRIAL_PLANNED) if kept else frozenset()
    for trial in kept:
        if trial.id not in planned:
            _note_plan(connection, ledger, trial, now)
            if trial.completed_on is not None:
                _note_completion(connection, ledger, trial.id, trial.completed_on, now, trial.cancelled_on)


def _trials_of(ledger: Ledger, kind: EntryKind) -> frozenset[str]:
    return frozenset(str(entry.facts["trial"]) for entry in ledger.entries_of(kind) if entry.facts)


def _complete(connection: Connection, ledger: Ledger, trial: Programme, on: date, now: datetime, noted: str) -> None:
    record_completion(connection, trial.id, on)
    audit_log.record(connection, now, "completed a trial", thing=noted)
    _note_completion(connection, ledger, trial.id, on, now)


def _note_plan(connection: Connection, ledger: Ledger, trial: Programme, now: datetime) -> None:
    complete_by = max(trial.latest_completion, trial.completed_on or trial.created_on)
    days = {"planned_on": trial.created_on.isoformat(), "complete_by": complete_by.isoformat()}
    named = {"trial": trial.id, "name": trial.name or "", "subject": trial.subject or "", "key": trial.key_id}
    ledger.append(connection, now, EntryKind.TRIAL_PLANNED, **named, **days)


def _note_completion(
    connection: Connection, ledger: Ledger, trial: str, on: date, now: datetime, cancelled_on: date | None = None
) -> None:
    facts = {"trial": trial, "on": on.isoformat()}
    facts |= {"cancelled_on": cancelled_on.isoformat()} if cancelled_on else {}
    ledger.append(connection, now, EntryKind.TRIAL_COMPLETED, **facts)


def require_open(connection: Connection, programme: str) -> Programme:
    trial = find(connection, programme)
    if trial.completed_on is not None:
        raise TrialOver(Reason.TRIAL_COMPLETED, trial=programme, on=trial.completed_on)
    return trial


def _open_trials(connection: Connection) -> tuple[Programme, ...]:
    """The open trials; not one whose row was altered, which does not say its day."""
    every = believed_programmes(connection)
    return tuple(each for each in every if each.kind == "trial" and not each.completed_on and not each.destroyed_on)

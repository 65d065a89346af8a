"""A trial: created, sat, completed, extracted. Its responses are destroyed by `privacy/retention.py`."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, Engine

from delivery_api.access.refusals import Declined, Reason
from delivery_api.access.request_context import TrialSeat
from delivery_api.audit import audit_log
from delivery_api.bank.service import in_use
from delivery_api.dates.school_calendar import london_date
from delivery_api.keys.encryption import KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.partitions import randomise_row_order
from delivery_api.sittings.storage.programmes import create_programme
from delivery_api.sittings.values import Programme
from delivery_api.trials import store
from delivery_api.trials.extract import write_extract

LONGEST_NAME = 120
"""Characters of a trial's name, as the table has it; SQLite would not hold to it."""

log = logging.getLogger("mesur")


class UnknownTrial(Declined):
    """There is no such trial; those there are, are listed."""


class PathTaken(Declined):
    """Something else stands at the path; overwriting another trial's extract would hide it from its destruction."""


class TrialOver(Declined):
    """The trial is completed, or its responses are destroyed."""


class InvalidName(Declined):
    """A trial's name is too long, or empty."""


def attend(database: Engine, programme: str, learner: UUID) -> None:
    """Record that a learner took part in a trial, in a transaction of its own."""
    with database.begin() as connection:
        store.attend(connection, programme, learner)


def create(
    connection: Connection, ring: KeyRing, *, name: str, subject: str, classes: Sequence[UUID], now: datetime
) -> str:
    """A new trial with its own key, partitions and invitations; its id.

    Raises
    ------
    InvalidName, NoBank
    """
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidName(Reason.TRIAL_NAME, most=LONGEST_NAME, got=len(name))
    in_use(connection, subject)
    programme = f"trial-{secrets.token_hex(4)}"
    create_programme(connection, ring, programme, now, kind="trial", subject=subject, name=name)
    store.invite(connection, programme, classes)
    audit_log.record(connection, now, "created a trial", thing=programme)
    return programme


def complete(connection: Connection, programme: str, on: date, now: datetime) -> Programme:
    """Record the day the trial was completed; nobody can sit it from now on, and the 18 months run.

    Attendance, sittings and events lose the order in which they were written (with `vacuum_old_row_versions`, after
    the commit).

    Raises
    ------
    UnknownTrial, TrialOver
    """
    trial = find(connection, programme)
    if trial.completed_on is not None:
        raise TrialOver(Reason.TRIAL_COMPLETED, trial=programme, on=trial.completed_on)
    if on < trial.created_on:
        raise TrialOver(Reason.COMPLETED_BEFORE_CREATED, trial=programme, created=trial.created_on, on=on)
    sittings.complete_programme(connection, programme, on)
    randomise_row_order(connection, programme)
    audit_log.record(connection, now, "completed a trial", thing=programme)
    return trial


def find(connection: Connection, programme: str) -> Programme:
    """A trial by id.

    Raises
    ------
    UnknownTrial
    """
    trial = sittings.programme(connection, programme)
    if trial is None or trial.kind != "trial":
        there = [p.id for p in sittings.all_programmes(connection) if p.kind == "trial"]
        reason = Reason.UNKNOWN_TRIAL if there else Reason.NO_TRIALS
        raise UnknownTrial(reason, trial=repr(programme), there=", ".join(there))
    return trial


def seats(connection: Connection, ring: KeyRing, classes: dict[UUID, int], identifier: str) -> Iterator[TrialSeat]:
    """The places of a learner (classes → year group) in the trials that are open, made while the identifier is in hand.

    Pseudonym and sitting id are HMACs under the trial's own key: nothing stored leads from the person to them, and
    with the key they are gone for good.
    """
    for programme in store.invited(connection, classes):
        trial = sittings.programme(connection, programme)
        if trial is not None and _open(trial):
            try:
                yield _seat(ring, trial, identifier, max(classes.values()))
            except KeyGone as gone:
                # One trial's lost key must not keep its learners from their other assessments.
                log.error("no place in %s for those signing in: key %s is missing", trial.id, gone.key_id)


def _open(trial: Programme) -> bool:
    return trial.completed_on is None and trial.destroyed_on is None


def _seat(ring: KeyRing, trial: Programme, identifier: str, year_group: int) -> TrialSeat:
    key = ring.read(trial.key_id)
    pseudonym = key.fingerprint("pseudonym", identifier).hex()
    sitting = UUID(bytes=key.fingerprint("sitting", identifier)[:16], version=4)
    return TrialSeat(trial.id, pseudonym, sitting, trial.subject or "", year_group)


def register_extract(connection: Connection, programme: str, path: Path, now: datetime) -> None:
    """Note where a copy is about to be written; committed before the first byte, so that no copy is ever unknown.

    Raises
    ------
    UnknownTrial, TrialOver, PathTaken
    """
    trial = find(connection, programme)
    if trial.destroyed_on is not None:
        raise TrialOver(Reason.TRIAL_DESTROYED, trial=programme, on=trial.destroyed_on)
    owner = store.extract_owner(connection, path)
    if owner != programme and (owner is not None or path.exists()):
        raise PathTaken(Reason.PATH_TAKEN if owner else Reason.PATH_TAKEN_BY_A_FILE, path=path, owner=owner)
    store.add_extract(connection, programme, path, london_date(now))
    audit_log.record(connection, now, "extracted a trial", thing=programme)


def extract(connection: Connection, ring: KeyRing, programme: str, path: Path) -> int:
    """Write a trial's responses for calibration to a registered path; how many rows."""
    return write_extract(path, (log for _, log in logbook.stream_logs(connection, ring, programme)))

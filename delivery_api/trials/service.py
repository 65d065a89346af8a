"""The use cases of trials: create, complete and extract; `privacy/retention.py` destroys the responses."""

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
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.partitions import randomise_row_order
from delivery_api.sittings.storage.programmes import create_programme
from delivery_api.sittings.values import Programme
from delivery_api.trials import store
from delivery_api.trials.extract import write_extract

MOST_NAME_CHARACTERS = 120
"""The most characters of a trial's name, as in the table; SQLite does not enforce it."""

log = logging.getLogger("mesur")


class UnknownTrial(Declined):
    """There is no such trial; the message lists the existing ones."""


class PathTaken(Declined):
    """The path is occupied; overwriting another trial's extract would hide it from its destruction."""


class TrialOver(Declined):
    """The trial is completed, or its responses are destroyed."""


class InvalidName(Declined):
    """A trial's name is too long, or empty."""


def record_attendance(database: Engine, programme: str, learner: UUID) -> None:
    """Record that a learner took part in a trial, in a transaction of its own."""
    with database.begin() as connection:
        store.record_attendance(connection, programme, learner)


def create(
    connection: Connection, ring: KeyRing, *, name: str, subject: str, classes: Sequence[UUID], now: datetime
) -> str:
    """Create a trial with its own key, partitions and invitations. Returns its id.

    Raises
    ------
    InvalidName, NoBank
    """
    if not 0 < len(name) <= MOST_NAME_CHARACTERS:
        raise InvalidName(Reason.TRIAL_NAME, most=MOST_NAME_CHARACTERS, got=len(name))
    in_use(connection, subject)
    programme = f"trial-{secrets.token_hex(4)}"
    create_programme(connection, ring, programme, now, kind="trial", subject=subject, name=name)
    store.invite(connection, programme, classes)
    audit_log.record(connection, now, "created a trial", thing=programme)
    return programme


def complete(connection: Connection, ledger: Ledger, programme: str, on: date, now: datetime) -> Programme:
    """Complete a trial: it can be sat no more, and the 18 months of retention begin.

    Attendance, sittings and events are rewritten so that their order tells nothing (finished by
    `vacuum_old_row_versions` after the commit). The ledger says it, so that no restore of an older database undoes it.

    Raises
    ------
    UnknownTrial, TrialOver, LedgerRefused
    """
    trial = find(connection, programme)
    if trial.completed_on is not None:
        raise TrialOver(Reason.TRIAL_COMPLETED, trial=programme, on=trial.completed_on)
    if on < trial.created_on:
        raise TrialOver(Reason.COMPLETED_BEFORE_CREATED, trial=programme, created=trial.created_on, on=on)
    record_completion(connection, programme, on)
    audit_log.record(connection, now, "completed a trial", thing=programme)
    ledger.append(connection, now, EntryKind.TRIAL_COMPLETED, trial=programme, on=on.isoformat())
    return trial


def record_completion(connection: Connection, programme: str, on: date) -> None:
    """Record the day of completion and rewrite the rows, so that their order tells nothing."""
    sittings.complete_programme(connection, programme, on)
    randomise_row_order(connection, programme)


def find(connection: Connection, programme: str) -> Programme:
    """A trial by id.

    Raises
    ------
    UnknownTrial
    """
    trial = sittings.programme(connection, programme)
    if trial is None or trial.kind != "trial":
        existing = [p.id for p in sittings.all_programmes(connection) if p.kind == "trial"]
        reason = Reason.UNKNOWN_TRIAL if existing else Reason.NO_TRIALS
        raise UnknownTrial(reason, trial=repr(programme), there=", ".join(existing))
    return trial


def seats(connection: Connection, ring: KeyRing, classes: dict[UUID, int], identifier: str) -> Iterator[TrialSeat]:
    """A learner's places in the open trials, derived at sign-in while the identifier is known.

    Pseudonym and sitting id are HMACs under the trial's own key: nothing stored links the person to them, and
    destroying the key makes the link impossible to recompute.

    Parameters
    ----------
    classes : class → the learner's year group
    """
    for programme in store.invited(connection, classes):
        trial = sittings.programme(connection, programme)
        if trial is not None and _open(trial):
            try:
                yield _seat(ring, trial, identifier, max(classes.values()))
            except KeyGone as gone:
                # A lost key of one trial must not prevent other assessments.
                log.error("no place in %s for those signing in: key %s is missing", trial.id, gone.key_id)


def _open(trial: Programme) -> bool:
    return trial.completed_on is None and trial.destroyed_on is None


def _seat(ring: KeyRing, trial: Programme, identifier: str, year_group: int) -> TrialSeat:
    key = ring.read(trial.key_id)
    pseudonym = key.fingerprint("pseudonym", identifier).hex()
    sitting = UUID(bytes=key.fingerprint("sitting", identifier)[:16], version=4)
    return TrialSeat(trial.id, pseudonym, sitting, trial.subject or "", year_group)


def register_extract(connection: Connection, programme: str, path: Path, now: datetime) -> None:
    """Record where an extract will be written; committed before the first byte, so that no copy is unknown.

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
    """Write a trial's responses to a registered path. Returns the number of rows."""
    return write_extract(path, (log for _, log in logbook.stream_logs(connection, ring, programme)))

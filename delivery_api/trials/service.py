"""A trial: created, sat, completed, extracted. Its responses are destroyed by `privacy/retention.py`."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, Engine

from delivery_api.access import TrialSeat
from delivery_api.bank.service import in_use
from delivery_api.calendar import london_date
from delivery_api.keys import KeyRing
from delivery_api.sittings import store as sittings
from delivery_api.sittings.partitions import clear_away_old_versions, lose_the_order_of_writing
from delivery_api.sittings.programmes import make_room
from delivery_api.sittings.values import Programme
from delivery_api.trials import store
from delivery_api.trials.extract import write_extract


class UnknownTrial(Exception):
    """There is no such trial; the message lists those there are."""


class TrialOver(Exception):
    """The trial is completed, or its responses are destroyed; the message says which, and when."""


def create(
    connection: Connection, ring: KeyRing, *, name: str, subject: str, classes: Sequence[UUID], now: datetime
) -> str:
    """A new trial with its own key, partitions and invitations; its id.

    Raises
    ------
    NoBank
    """
    in_use(connection, subject)
    programme = f"trial-{secrets.token_hex(4)}"
    make_room(connection, ring, programme, now, kind="trial", subject=subject, name=name)
    store.invite(connection, programme, classes)
    return programme


def complete(connection: Connection, programme: str, on: date) -> Programme:
    """Record the day the trial was completed; nobody can sit it from now on, and the 18 months run.

    Attendance, sittings and events lose the order in which they were written.

    Raises
    ------
    UnknownTrial, TrialOver
    """
    trial = find(connection, programme)
    if trial.completed_on is not None:
        msg = f"{programme}: completed on {trial.completed_on} already; the date cannot be changed"
        raise TrialOver(msg)
    if on < trial.created_on:
        msg = f"{programme}: expected a day from its creation on ({trial.created_on}), got {on}"
        raise TrialOver(msg)
    sittings.complete_programme(connection, programme, on)
    store.shuffle_attendance(connection, programme)
    lose_the_order_of_writing(connection, programme)
    return trial


def tidy(engine: Engine, programme: str) -> None:
    """Clear away what `complete` wrote anew; after it is committed."""
    store.clear_away_old_versions(engine)
    clear_away_old_versions(engine, programme)


def find(connection: Connection, programme: str) -> Programme:
    """A trial by id.

    Raises
    ------
    UnknownTrial
    """
    trial = sittings.programme(connection, programme)
    if trial is None or trial.kind != "trial":
        there = [p.id for p in sittings.all_programmes(connection) if p.kind == "trial"]
        msg = f"no trial {programme!r}; expected one of: {', '.join(there) or 'none yet'}"
        raise UnknownTrial(msg)
    return trial


def seats(connection: Connection, ring: KeyRing, classes: dict[UUID, int], identifier: str) -> Iterator[TrialSeat]:
    """The places of a learner (classes → year group) in the trials that are open, made while the identifier is in hand.

    Pseudonym and sitting id are HMACs under the trial's own key: nothing stored leads from the person to them, and
    with the key they are gone for good.
    """
    for programme in store.invited(connection, classes):
        trial = sittings.programme(connection, programme)
        if trial is not None and _open(trial):
            yield _seat(ring, trial, identifier, max(classes.values()))


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
    UnknownTrial, TrialOver
    """
    trial = find(connection, programme)
    if trial.destroyed_on is not None:
        msg = f"{programme}: its responses were destroyed on {trial.destroyed_on}"
        raise TrialOver(msg)
    store.add_extract(connection, programme, path, london_date(now))


def extract(connection: Connection, ring: KeyRing, programme: str, path: Path) -> int:
    """Write a trial's responses for calibration to a registered path; how many rows."""
    held = sittings.of_programme(connection, programme)
    return write_extract(path, sittings.logs(connection, ring, held).values())

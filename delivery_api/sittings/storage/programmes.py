"""The programmes that responses belong to, with their keys and partitions: creating them, and checking their state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from delivery_api.access.refusals import Refused
from delivery_api.dates.school_calendar import london_date, next_school_year, school_year
from delivery_api.keys.encryption import Key, KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.log_heads.head_notes import head_files, learner_files
from delivery_api.sittings.storage.partitions import create_partitions, partitions_exist
from delivery_api.sittings.storage.store import UnknownProgramme
from delivery_api.sittings.values import Programme, key_purpose


class TrialClosed(Refused):
    """The trial is completed and takes no more responses."""

    code = "trial_closed"


class YearOver(Refused):
    """The school year of the sitting is over: a started sitting may be finished, none may start."""

    code = "year_over"


class MissingPart(StrEnum):
    """What a programme lacks to store responses."""

    PROGRAMME = "programme"
    DESTROYED = "destroyed"
    PARTITION = "partition"
    KEY = "key"


def create_programme(
    connection: Connection,
    ring: KeyRing,
    programme_id: str,
    now: datetime,
    *,
    kind: str = "year",
    subject: str | None = None,
    name: str | None = None,
    complete_by: date | None = None,
    plan_sha256: str | None = None,
) -> Key:
    """Create a programme with its key and partitions.

    Returns
    -------
    The key.
    """
    key = ring.create(connection, key_purpose(programme_id), now)
    programme = Programme(programme_id, kind, key.id, subject, name, london_date(now), complete_by=complete_by)
    programme = replace(programme, plan_sha256=plan_sha256)
    store.add_programme(connection, programme)
    create_partitions(connection, programme_id)
    head_files(ring).begin(programme_id)
    learner_files(ring).begin(programme_id)
    return key


def school_years(now: datetime) -> tuple[str, str]:
    """The school year of an instant, and the next one."""
    this = school_year(london_date(now))
    return this, next_school_year(this)


def ensure_school_years(connection: Connection, ring: KeyRing, now: datetime) -> Iterable[str]:
    """Create this school year's and the next one's programmes, or their partitions, where they are missing.

    Returns
    -------
    The school years for which anything was created.
    """
    return [year for year in school_years(now) if _create_missing(connection, ring, year, now)]


def _create_missing(connection: Connection, ring: KeyRing, year: str, now: datetime) -> bool:
    there = store.programme(connection, year)
    if there is None:
        create_programme(connection, ring, year, now)
    elif there.destroyed_on is None and not partitions_exist(connection, year):
        create_partitions(connection, year)
    else:
        return False
    return True


def is_ready(connection: Connection, ring: KeyRing, programme_id: str) -> bool:
    """Whether a programme can store responses."""
    return missing_part(connection, ring, programme_id) is None


def missing_part(connection: Connection, ring: KeyRing, programme_id: str) -> MissingPart | None:
    """What a programme lacks to store responses; None if nothing."""
    programme = store.programme(connection, programme_id)
    return MissingPart.PROGRAMME if programme is None else _missing_part_of(connection, ring, programme)


def _missing_part_of(connection: Connection, ring: KeyRing, programme: Programme) -> MissingPart | None:
    if programme.destroyed_on is not None:
        return MissingPart.DESTROYED
    if not partitions_exist(connection, programme.id):
        return MissingPart.PARTITION
    try:
        ring.read(programme.key_id)
    except KeyGone:
        return MissingPart.KEY
    return None


def require_ready(connection: Connection, ring: KeyRing, programme_id: str) -> Key:
    """The key of a programme that can store responses.

    Raises
    ------
    UnknownProgramme, TrialClosed
    """
    programme = store.programme(connection, programme_id)
    if programme is None:
        raise UnknownProgramme(programme=programme_id)
    require_open(programme)
    if _missing_part_of(connection, ring, programme) is not None:
        raise UnknownProgramme(programme=programme_id)
    return ring.read(programme.key_id)


def require_open(programme: Programme) -> str:
    """The key id of a programme that still takes events of its sittings. Its partitions are not checked.

    Raises
    ------
    UnknownProgramme, TrialClosed
    """
    if programme.kind == "trial" and programme.completed_on is not None:
        raise TrialClosed
    if programme.destroyed_on is not None:
        raise UnknownProgramme(programme=programme.id)
    return programme.key_id


def require_answerable(programme: Programme, now: datetime) -> str:
    """The key id of a programme that still takes answers: a trial does so until its latest day and no longer.

    Raises
    ------
    UnknownProgramme, TrialClosed
    """
    if programme.kind == "trial" and london_date(now) > programme.latest_completion:
        raise TrialClosed
    return require_open(programme)


def require_kept(connection: Connection, ring: KeyRing, programme_id: str) -> Key:
    """The key of a programme whose responses are not destroyed; a completed trial counts too.

    Raises
    ------
    UnknownProgramme
    """
    programme = store.programme(connection, programme_id)
    if programme is None or programme.destroyed_on is not None:
        raise UnknownProgramme(programme=programme_id)
    ring.require_readable(programme_id)
    return ring.read(programme.key_id)


def require_startable(connection: Connection, ring: KeyRing, programme_id: str, now: datetime) -> None:
    """Refuse a start while the current school year's programme is not ready, or in a past school year.

    Raises
    ------
    UnknownProgramme, YearOver, TrialClosed
    """
    this = school_year(london_date(now))
    require_ready(connection, ring, this)
    programme = store.programme(connection, programme_id)
    if programme is not None and programme.kind == "year" and programme.id != this:
        raise YearOver(year=programme_id)
    if programme is not None:
        require_answerable(programme, now)

"""Making room for responses: a school year's or a trial's key and partitions, before the first sitting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from delivery_api.access.refusals import Refused
from delivery_api.dates.school_calendar import london_date, next_school_year, school_year
from delivery_api.keys.encryption import Key, KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.partitions import make_partitions, partitions_exist
from delivery_api.sittings.storage.store import UnknownProgramme
from delivery_api.sittings.values import Programme


class TrialClosed(Refused):
    """The trial was completed: nothing is added to it any more."""

    code = "trial_closed"


class YearOver(Refused):
    """The sitting was for a school year that is over: what was started is finished, nothing is started."""

    code = "year_over"


class Lack(StrEnum):
    """Why a programme's responses cannot be kept."""

    PROGRAMME = "programme"
    DESTROYED = "destroyed"
    PARTITION = "partition"
    KEY = "key"


def make_room(
    connection: Connection,
    ring: KeyRing,
    programme_id: str,
    now: datetime,
    *,
    kind: str = "year",
    subject: str | None = None,
    name: str | None = None,
) -> Key:
    """A new programme with its own key and partitions."""
    key = ring.create(connection, key_purpose(programme_id), now)
    programme = Programme(programme_id, kind, key.id, subject, name, london_date(now))
    store.add_programme(connection, programme)
    make_partitions(connection, programme_id)
    return key


def key_purpose(programme_id: str) -> str:
    """The purpose that a programme's key is filed under."""
    return f"programme:{programme_id}"


def school_years(now: datetime) -> tuple[str, str]:
    """The school year of an instant, and the next."""
    this = school_year(london_date(now))
    return this, next_school_year(this)


def make_school_years(connection: Connection, ring: KeyRing, now: datetime) -> Iterable[str]:
    """Make room for this school year and the next, where there is none, or a partition is missing; which were made."""
    return [year for year in school_years(now) if _made(connection, ring, year, now)]


def _made(connection: Connection, ring: KeyRing, year: str, now: datetime) -> bool:
    there = store.programme(connection, year)
    if there is None:
        make_room(connection, ring, year, now)
    elif there.destroyed_on is None and not partitions_exist(connection, year):
        make_partitions(connection, year)
    else:
        return False
    return True


def ready(connection: Connection, ring: KeyRing, programme_id: str) -> bool:
    """Whether responses of a programme can be kept."""
    return lack(connection, ring, programme_id) is None


def lack(connection: Connection, ring: KeyRing, programme_id: str) -> Lack | None:
    """What a programme lacks to keep responses: it exists, its partitions are attached, its key is there, or not."""
    programme = store.programme(connection, programme_id)
    return Lack.PROGRAMME if programme is None else _lack_of(connection, ring, programme)


def _lack_of(connection: Connection, ring: KeyRing, programme: Programme) -> Lack | None:
    if programme.destroyed_on is not None:
        return Lack.DESTROYED
    if not partitions_exist(connection, programme.id):
        return Lack.PARTITION
    try:
        ring.read(programme.key_id)
    except KeyGone:
        return Lack.KEY
    return None


def require_ready(connection: Connection, ring: KeyRing, programme_id: str) -> Key:
    """The key of a programme that can take responses.

    Raises
    ------
    UnknownProgramme, TrialClosed
    """
    programme = store.programme(connection, programme_id)
    if programme is None:
        raise UnknownProgramme(programme=programme_id)
    require_open(programme)
    if _lack_of(connection, ring, programme) is not None:
        raise UnknownProgramme(programme=programme_id)
    return ring.read(programme.key_id)


def require_open(programme: Programme) -> str:
    """The key id of a programme that takes what is added to the sittings it has; where one was found, its partition is.

    Raises
    ------
    UnknownProgramme, TrialClosed
    """
    if programme.kind == "trial" and programme.completed_on is not None:
        raise TrialClosed
    if programme.destroyed_on is not None:
        raise UnknownProgramme(programme=programme.id)
    return programme.key_id


def require_kept(connection: Connection, ring: KeyRing, programme_id: str) -> Key:
    """The key of a programme whose responses are still there, also of a trial that is over.

    Raises
    ------
    UnknownProgramme
    """
    programme = store.programme(connection, programme_id)
    if programme is None or programme.destroyed_on is not None:
        raise UnknownProgramme(programme=programme_id)
    return ring.read(programme.key_id)


def require_startable(connection: Connection, ring: KeyRing, programme_id: str, now: datetime) -> None:
    """Nothing begins without room for the current school year, nor in a school year that is over.

    Raises
    ------
    UnknownProgramme, YearOver
    """
    this = school_year(london_date(now))
    require_ready(connection, ring, this)
    programme = store.programme(connection, programme_id)
    if programme is not None and programme.kind == "year" and programme.id != this:
        raise YearOver(year=programme_id)

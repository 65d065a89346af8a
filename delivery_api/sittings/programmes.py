"""Making room for responses: a school year's or a trial's key and partitions, before the first sitting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from delivery_api.calendar import london_date, next_school_year, school_year
from delivery_api.keys import Key, KeyGone, KeyRing
from delivery_api.refused import Refused
from delivery_api.sittings import store
from delivery_api.sittings.partitions import make_partitions, partitions_exist
from delivery_api.sittings.store import UnknownProgramme
from delivery_api.sittings.values import Programme


class TrialClosed(Refused):
    """The trial was completed: nothing is added to it any more."""

    code = "trial_closed"


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
    """Make room for this school year and the next, where there is none; which were made."""
    made = [year for year in school_years(now) if store.programme(connection, year) is None]
    for year in made:
        make_room(connection, ring, year, now)
    return made


def ready(connection: Connection, ring: KeyRing, programme_id: str) -> bool:
    """Whether responses of a programme can be kept: it exists, its partitions are attached, its key is there."""
    programme = store.programme(connection, programme_id)
    if programme is None or programme.destroyed_on or not partitions_exist(connection, programme_id):
        return False
    try:
        ring.read(programme.key_id)
    except KeyGone:
        return False
    return True


def require_ready(connection: Connection, ring: KeyRing, programme_id: str) -> Key:
    """The key of a programme that can take responses.

    Raises
    ------
    UnknownProgramme, TrialClosed
    """
    programme = store.programme(connection, programme_id)
    if programme is not None and programme.kind == "trial" and programme.completed_on is not None:
        raise TrialClosed
    if programme is None or not ready(connection, ring, programme_id):
        raise UnknownProgramme(programme=programme_id)
    return ring.read(programme.key_id)

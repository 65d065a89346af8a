"""Setting a service up, and opening what its commands work with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS, NAME_KEYS
from delivery_api.keys.key_ring import KeyRing
from delivery_api.lifecycle.schema_upgrade import upgrade_schema
from delivery_api.settings import Settings
from delivery_api.sittings.storage.programmes import Lack, lack, make_school_years, school_years
from delivery_api.storage.database import open_database


@dataclass(frozen=True)
class Service:
    """An opened service: what a command works with."""

    settings: Settings
    engine: Engine
    ring: KeyRing


def open_service(settings: Settings) -> Service:
    """The service behind some settings."""
    return Service(settings, open_database(settings.database_url), KeyRing(settings.keys))


@dataclass(frozen=True)
class SetupResult:
    """What setting up has made (keys by purpose, school years), and what is still missing (of what, why)."""

    keys: tuple[str, ...]
    years: tuple[str, ...]
    lacking: tuple[tuple[str, Lack], ...]


def set_up(service: Service, now: datetime) -> SetupResult:
    """Bring the schema up, make the keys and room for this school year and the next; safe to repeat.

    A lost key file is not made good: what it sealed needs that very key.

    Raises
    ------
    AnotherRun, StillAtWork
    """
    upgrade_schema(service.engine)
    with service.engine.begin() as connection:
        service.ring.destroy_again(connection)
        purposes = [purpose for purpose in (IDENTIFIER_KEYS, NAME_KEYS) if not service.ring.living(connection, purpose)]
        for purpose in purposes:
            service.ring.create(connection, purpose, now)
        years = make_school_years(connection, service.ring, now)
        lacking = tuple(_lacking(connection, service.ring, now))
    return SetupResult(tuple(purposes), tuple(years), lacking)


def _lacking(connection: Connection, ring: KeyRing, now: datetime) -> Iterator[tuple[str, Lack]]:
    for purpose in (IDENTIFIER_KEYS, NAME_KEYS):
        if ring.missing(connection, purpose):
            yield purpose, Lack.KEY
    for year in school_years(now):
        if (why := lack(connection, ring, year)) is not None:
            yield year, why

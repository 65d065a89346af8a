"""Opens a service for commands, and sets a new one up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS, NAME_KEYS
from delivery_api.keys.key_ring import KeyRing
from delivery_api.lifecycle.schema_upgrade import upgrade_schema
from delivery_api.settings import Settings
from delivery_api.sittings.storage.programmes import MissingPart, ensure_school_years, missing_part, school_years
from delivery_api.storage.database import open_database


@dataclass(frozen=True)
class Service:
    """A service opened for a command: its settings, database and keys."""

    settings: Settings
    engine: Engine
    ring: KeyRing


def open_service(settings: Settings) -> Service:
    """Open the service of some settings."""
    return Service(settings, open_database(settings.database_url), KeyRing(settings.keys))


@dataclass(frozen=True)
class SetupResult:
    """What the setup created and what is still missing.

    Parameters
    ----------
    keys : purposes of the new keys
    years : school years that got a place for their responses
    lacking : what is still missing, as (key purpose or school year, reason)
    """

    keys: tuple[str, ...]
    years: tuple[str, ...]
    lacking: tuple[tuple[str, MissingPart], ...]


def set_up(service: Service, now: datetime) -> SetupResult:
    """Upgrade the schema, create keys, and prepare this school year and the next; safe to repeat.

    A lost key file is not replaced: data sealed under it need that very key.

    Raises
    ------
    JobAlreadyRunning, OlderReleaseLive
    """
    upgrade_schema(service.engine)
    with service.engine.begin() as connection:
        service.ring.destroy_again(connection)
        purposes = [purpose for purpose in (IDENTIFIER_KEYS, NAME_KEYS) if not service.ring.living(connection, purpose)]
        for purpose in purposes:
            service.ring.create(connection, purpose, now)
        years = ensure_school_years(connection, service.ring, now)
        lacking = tuple(_lacking(connection, service.ring, now))
    return SetupResult(tuple(purposes), tuple(years), lacking)


def _lacking(connection: Connection, ring: KeyRing, now: datetime) -> Iterator[tuple[str, MissingPart]]:
    for purpose in (IDENTIFIER_KEYS, NAME_KEYS):
        if ring.missing(connection, purpose):
            yield purpose, MissingPart.KEY
    for year in school_years(now):
        if (why := missing_part(connection, ring, year)) is not None:
            yield year, why

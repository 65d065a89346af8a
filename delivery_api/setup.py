"""Setting a service up, and opening what its commands work with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from delivery_api import schema
from delivery_api.database import open_database
from delivery_api.identity.service import IDENTIFIERS, NAMES
from delivery_api.keys import KeyRing
from delivery_api.settings import Settings
from delivery_api.sittings.programmes import make_school_years


@dataclass(frozen=True)
class Service:
    """An opened service: what a command works with."""

    settings: Settings
    engine: Engine
    ring: KeyRing


def opened(settings: Settings) -> Service:
    """The service behind some settings."""
    return Service(settings, open_database(settings.database_url), KeyRing(settings.keys))


def set_up(service: Service, now: datetime) -> list[str]:
    """Bring the schema up, make the keys and room for this school year and the next; what was made. Safe to repeat."""
    schema.upgrade(service.engine)
    with service.engine.begin() as connection:
        purposes = [purpose for purpose in (IDENTIFIERS, NAMES) if not service.ring.living(connection, purpose)]
        for purpose in purposes:
            service.ring.create(connection, purpose, now)
        years = make_school_years(connection, service.ring, now)
    return [*(f"key {purpose}" for purpose in purposes), *(f"school year {year}" for year in years)]

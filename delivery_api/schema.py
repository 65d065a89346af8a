"""All tables together, for the migrations and for the tests that go over every table."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from delivery_api import audit, keys
from delivery_api.bank import tables as bank
from delivery_api.database import metadata
from delivery_api.granting import tables as granting
from delivery_api.identity import tables as identity
from delivery_api.pins import tables as pins
from delivery_api.privacy import tables as privacy
from delivery_api.sittings import tables as sittings
from delivery_api.trials import tables as trials

ROOMS = (audit, keys, bank, granting, identity, pins, privacy, sittings, trials)
"""Every module that declares tables; importing them fills `metadata`."""

__all__ = ["ROOMS", "downgrade", "metadata", "upgrade"]


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database's schema up to a revision; safe to repeat."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the database's schema down to a revision."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "delivery_api:migrations")
    config.attributes["connection"] = connection
    return config

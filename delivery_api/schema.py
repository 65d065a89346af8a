"""All tables together, for the migrations and for the tests that go over every table."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
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

__all__ = ["ROOMS", "downgrade", "is_behind", "metadata", "upgrade"]


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database's schema up to a revision; safe to repeat."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the database's schema down to a revision."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def is_behind(connection: Connection) -> bool:
    """Whether the database lacks a migration that this build knows.

    One that is ahead is not behind: while an upgrade goes on, the old build works on the newer schema.
    """
    found = MigrationContext.configure(connection).get_current_revision()
    known, newest = _known()
    return found is None or (found in known and found != newest)


@cache
def _known() -> tuple[frozenset[str], str | None]:
    """The migrations of this build, and the newest of them."""
    script = ScriptDirectory.from_config(_plain_config())
    return frozenset(each.revision for each in script.walk_revisions()), script.get_current_head()


def _config(connection: Connection) -> Config:
    config = _plain_config()
    config.attributes["connection"] = connection
    return config


def _plain_config() -> Config:
    config = Config()
    config.set_main_option("script_location", "delivery_api:migrations")
    return config

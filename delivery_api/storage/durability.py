"""Checks that a transaction can be committed and survives a loss of power; acknowledged answers depend on it."""

from __future__ import annotations

from sqlalchemy import Connection, text

from delivery_api.storage.database import is_sqlite

_SQLITE_SETTINGS = {"journal_mode": "wal", "synchronous": "2"}  # 2: FULL
_POSTGRESQL_SETTINGS = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def is_read_only(connection: Connection) -> bool:
    """Return whether PostgreSQL takes no changes. SQLite refuses the transaction itself, which begins as a writer."""
    return not is_sqlite(connection) and connection.scalar(text("SHOW transaction_read_only")) == "on"


def is_durable(connection: Connection) -> bool:
    """Return whether the database has the settings that durability needs.

    A connection sets its own part (`database.open_database`). The operator sets PostgreSQL's `fsync` and
    `full_page_writes`, which are off on a machine that was tuned for speed.
    """
    required = _SQLITE_SETTINGS if is_sqlite(connection) else _POSTGRESQL_SETTINGS
    command = "PRAGMA" if is_sqlite(connection) else "SHOW"
    return {name: str(connection.scalar(text(f"{command} {name}"))) for name in required} == required

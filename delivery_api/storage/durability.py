"""Whether what the database calls committed outlives a loss of power; what is acknowledged rests on it."""

from __future__ import annotations

from sqlalchemy import Connection, text

from delivery_api.storage.database import is_sqlite

_OF_SQLITE = {"journal_mode": "wal", "synchronous": "2"}  # 2: FULL
_OF_POSTGRESQL = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def is_durable(connection: Connection) -> bool:
    """Whether the database is set as it must be.

    A connection asks for its own part (`database.open_database`); PostgreSQL's other two are its operator's, and off
    on a machine that was made fast for something else.
    """
    wanted = _OF_SQLITE if is_sqlite(connection) else _OF_POSTGRESQL
    ask = "PRAGMA" if is_sqlite(connection) else "SHOW"
    return {name: str(connection.scalar(text(f"{ask} {name}"))) for name in wanted} == wanted

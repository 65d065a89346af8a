"""The SQL of the migrations that the database has had."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, select

from delivery_api.releases.release_number import sort_key
from delivery_api.releases.tables import schema_changes


def record_migration(connection: Connection, revision: str, oldest_release: str) -> None:
    """Record a migration that was applied; nothing is recorded before the table exists."""
    if _table_exists(connection):
        connection.execute(schema_changes.insert().values(revision=revision, oldest_release=oldest_release))


def remove_migration(connection: Connection, revision: str) -> None:
    """Remove the record of a migration that was undone."""
    if _table_exists(connection):
        connection.execute(schema_changes.delete().where(schema_changes.c.revision == revision))


def oldest_release(connection: Connection) -> str | None:
    """Return the oldest release that can run on the database; None when the database does not say."""
    if not _table_exists(connection):
        return None
    return max(connection.scalars(select(schema_changes.c.oldest_release)), key=sort_key, default=None)


def _table_exists(connection: Connection) -> bool:
    return inspect(connection).has_table(schema_changes.name)

"""What each migration is to the releases that run beside it, and which of that the database itself remembers.

A migration *expands* if whatever the release before does goes on working on the new schema: it adds, and takes nothing
away. One that *contracts* takes away what only older releases need, and waits until none of them is at work.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column, Connection, String, Table, inspect, select

from delivery_api.releases.release_number import sort_key
from delivery_api.storage.database import DataDeclaration, metadata

schema_changes = Table(
    "schema_changes",
    metadata,
    Column("revision", String(32), primary_key=True),
    Column("oldest_release", String(32), nullable=False),
    info={
        "kept": DataDeclaration(
            purpose="which migrations this database has had, and the oldest release that can run on each",
            retention="kept: a release that is too old is stopped by it",
            person="no person's rows",
        )
    },
)


class MigrationKind(StrEnum):
    """What a migration is to the workers of the release before."""

    EXPAND = "expand"
    CONTRACT = "contract"


@dataclass(frozen=True)
class Migration:
    """A migration as it declares itself.

    Attributes
    ----------
    revision : its number
    title : what it does, in a line
    kind : whether it expands or contracts
    oldest : the oldest release that can run on the schema it leaves
    """

    revision: str
    title: str
    kind: MigrationKind
    oldest: str


def record_migration(connection: Connection, revision: str, oldest: str) -> None:
    """Note a migration that was applied; those before this table was made are not noted."""
    if _is_there(connection):
        connection.execute(schema_changes.insert().values(revision=revision, oldest_release=oldest))


def remove_migration(connection: Connection, revision: str) -> None:
    """Take back the note of a migration that was undone."""
    if _is_there(connection):
        connection.execute(schema_changes.delete().where(schema_changes.c.revision == revision))


def oldest_release(connection: Connection) -> str | None:
    """The oldest release that can run on the database as it is; None where it does not say."""
    if not _is_there(connection):
        return None
    return max(connection.scalars(select(schema_changes.c.oldest_release)), key=sort_key, default=None)


def _is_there(connection: Connection) -> bool:
    return inspect(connection).has_table(schema_changes.name)

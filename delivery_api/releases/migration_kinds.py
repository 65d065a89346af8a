"""What each migration is to the releases that run beside it, and which of that the database itself remembers.

A migration *expands* if whatever the release before does goes on working on the new schema: it adds, and takes nothing
away. One that *contracts* takes away what only older releases need, and waits until none of them is at work.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column, Connection, String, Table, inspect, select

from delivery_api.releases.release_number import order
from delivery_api.storage.database import Kept, metadata

changes_table = Table(
    "schema_changes",
    metadata,
    Column("revision", String(32), primary_key=True),
    Column("oldest_release", String(32), nullable=False),
    info={
        "kept": Kept(
            purpose="which migrations this database has had, and the oldest release that can run on each",
            retention="kept: a release that is too old is stopped by it",
            person="no person's rows",
        )
    },
)


class Kind(StrEnum):
    """What a migration is to the workers of the release before."""

    EXPAND = "expand"
    CONTRACT = "contract"


@dataclass(frozen=True)
class Change:
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
    kind: Kind
    oldest: str


def remember(connection: Connection, revision: str, oldest: str) -> None:
    """Note a migration that was applied; those before this table was made are not noted."""
    if _is_there(connection):
        connection.execute(changes_table.insert().values(revision=revision, oldest_release=oldest))


def forget(connection: Connection, revision: str) -> None:
    """Take back the note of a migration that was undone."""
    if _is_there(connection):
        connection.execute(changes_table.delete().where(changes_table.c.revision == revision))


def oldest_release(connection: Connection) -> str | None:
    """The oldest release that can run on the database as it is; None where it does not say."""
    if not _is_there(connection):
        return None
    return max(connection.scalars(select(changes_table.c.oldest_release)), key=order, default=None)


def _is_there(connection: Connection) -> bool:
    return inspect(connection).has_table(changes_table.name)

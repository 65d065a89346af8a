"""A service in use, and a connection of somebody who may write to its database and has no key."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert, select, update

from delivery_api.identity import store as identity
from delivery_api.identity.session_rows import store as session_rows
from delivery_api.lifecycle.schema import metadata
from delivery_api.permissions import store as granting
from delivery_api.row_authentication import superseded_codes
from delivery_api.row_authentication.row_authenticator import RowAuthenticator
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store as sittings
from tests.support.service_harness import ServiceHarness

TABLES = metadata.tables
YESTERDAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 26)


class Attacked:
    """A service in use, and a connection of somebody who may write to the database and has no key."""

    def __init__(self, harness: ServiceHarness, connection: Connection, known: dict[str, UUID]) -> None:
        self.harness, self.connection, self.known = harness, connection, known
        self.service, self.now = harness.service, harness.clock.now

    def set(self, table: str, key: str, name: str, **values: Any) -> None:
        where = TABLES[table].c[key] == self.known[name]
        assert self.connection.execute(update(TABLES[table]).where(where).values(values)).rowcount

    def row(self, table: str, key: str, name: str) -> dict[str, Any]:
        query = select(TABLES[table]).where(TABLES[table].c[key] == self.known[name])
        return dict(self.connection.execute(query).mappings().all()[0])

    def insert(self, table: str, **values: Any) -> None:
        self.connection.execute(insert(TABLES[table]).values(values))

    def delete(self, table: str, key: str, name: str) -> None:
        where = TABLES[table].c[key] == self.known[name]
        assert self.connection.execute(delete(TABLES[table]).where(where)).rowcount

    def through(self) -> None:
        """As if the transaction were through, which the test takes back: the file beside the keys is told of it."""
        waiting = superseded_codes.CHANGES.waiting(self.connection)
        superseded_codes.append_changes(RowAuthenticator(self.service.ring).superseded, waiting)
        waiting.clear()

    def session(self, name: str) -> bytes:
        return bytes(self.row("sessions", "person", name)["token_hash"])

    # the reads that decide who somebody is and what is theirs

    def whose(self, token: bytes, later: timedelta = timedelta()) -> UUID | None:
        found = session_rows.session_with_person(self.connection, self.harness.service.ring, token, self.now + later)
        return found[1].id if found else None

    def signs_in(self, name: str) -> object:
        row = self.row("people", "id", name)
        hashed = [(row["identifier_key"], row["identifier"])]
        return identity.person_by_identifier(self.connection, self.harness.service.ring, hashed)

    def taught(self, name: str) -> object:
        return identity.class_today(self.connection, self.known[name], YESTERDAY + timedelta(1))

    def learner(self, name: str) -> object:
        ring = self.harness.service.ring
        return identity.learner_today(self.connection, ring, self.known[name], YESTERDAY + timedelta(1))

    def rights(self, name: str, on: date = TOMORROW) -> object:
        return granting.rights_today(self.connection, self.known[name], self.harness.school, on)

    def opened(self, sitting: str) -> object:
        found = sittings.find(self.connection, self.known[sitting])
        assert found is not None
        return logbook.log(self.connection, self.harness.service.ring, found)


def swap(attacked: Attacked, table: str, key: str, names: tuple[str, str], column: str) -> None:
    """Swap the values of a column of two rows, past a value that neither has, since they may be unique."""
    first, second = (attacked.row(table, key, name)[column] for name in names)
    attacked.set(table, key, names[0], **{column: uuid4() if isinstance(first, UUID) else b"\0" * 32})
    attacked.set(table, key, names[1], **{column: first})
    attacked.set(table, key, names[0], **{column: second})


def copy_mac(attacked: Attacked, table: str, key: str, names: tuple[str, str]) -> None:
    """Give a row everything of another but its primary key, the code too."""
    other = attacked.row(table, key, names[1])
    for column in TABLES[table].primary_key.columns:
        other.pop(column.name)
    attacked.set(table, key, names[0], **other)

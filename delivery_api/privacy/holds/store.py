"""The SQL of legal holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, select

from delivery_api.identity.tables import people
from delivery_api.privacy.holds.tables import legal_holds
from delivery_api.privacy.holds.values import HoldSubject, LegalHold
from delivery_api.row_authentication.row_authenticator import signed
from delivery_api.row_authentication.row_mac import Row
from delivery_api.row_authentication.store import change_rows, genuine_rows
from delivery_api.sittings.storage.tables import programmes
from delivery_api.storage.database import dialect_insert


def add_hold(connection: Connection, hold: LegalHold) -> None:
    """Add a hold; one that is there already stays as it is."""
    row = {
        "id": hold.id,
        "programme": hold.subject.programme,
        "person": hold.subject.person,
        "made_on": hold.made_on,
        "ends_on": hold.ends_on,
        "entry": hold.entry,
    }
    written = signed(connection, legal_holds, row)
    connection.execute(dialect_insert(connection)(legal_holds).values(written).on_conflict_do_nothing())


def release_holds(connection: Connection, subject: HoldSubject, on: date) -> int:
    """End every hold on a thing that is in force on a day. Return how many."""
    in_force = and_(_on(subject), legal_holds.c.released_on.is_(None), legal_holds.c.ends_on >= on)
    return len(change_rows(connection, legal_holds, in_force, {"released_on": on}))


def all_holds(connection: Connection) -> Sequence[LegalHold]:
    """Return every hold that is recorded, the one that ends first first."""
    order = (legal_holds.c.ends_on, legal_holds.c.entry)
    return [_hold(row) for row in genuine_rows(connection, legal_holds, select(legal_holds).order_by(*order))]


def exists(connection: Connection, subject: HoldSubject) -> bool:
    """Return whether there is such a programme that is not destroyed, or such a person."""
    if subject.programme is not None:
        this = (programmes.c.id == subject.programme, programmes.c.destroyed_on.is_(None))
        return connection.scalar(select(programmes.c.id).where(*this)) is not None
    return connection.scalar(select(people.c.id).where(people.c.id == subject.person)) is not None


def held_people(connection: Connection, day: date) -> dict[UUID, date]:
    """Return the people under a hold on a day, each with its last day."""
    those = [each for each in all_holds(connection) if each.is_in_force(day)]
    return {each.subject.person: each.ends_on for each in those if each.subject.person is not None}


def _on(subject: HoldSubject) -> ColumnElement[bool]:
    if subject.programme is not None:
        return legal_holds.c.programme == subject.programme
    return legal_holds.c.person == subject.person


def _hold(row: Row) -> LegalHold:
    subject = HoldSubject(row["programme"], row["person"])
    return LegalHold(row["id"], subject, row["made_on"], row["ends_on"], row["released_on"], row["entry"])

"""The SQL of rectifications."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from delivery_api.identity.tables import memberships, people, rectifications
from delivery_api.row_authentication.store import change_rows, genuine_rows, replace_rows, seal_rows_anew


@dataclass(frozen=True)
class RectificationRow:
    """A rectification as stored.

    Parameters
    ----------
    sealed_values, key_id : both values, and the key they stand under; None of an earlier release
    actor, reference : the officer who put it right, and the number of the case that says why
    agreed_on : when the school's system had the right value; until then the rectified one overrides it
    done_on : when somebody at the school said that it is put right there too
    """

    person: UUID
    field: str
    made_on: date
    sealed_values: bytes | None = None
    key_id: str | None = None
    actor: UUID | None = None
    reference: str | None = None
    agreed_on: date | None = None
    done_on: date | None = None


def note_rectification(connection: Connection, row: RectificationRow) -> None:
    """Record that a value was put right; a later one of the same field takes the place of an earlier one."""
    replace_rows(connection, rectifications, [asdict(row)])


def settle(connection: Connection, agreed: Iterable[tuple[UUID, str]], today: date) -> None:
    """Note that a feed agrees with values: they override it no more."""
    for person, field in agreed:
        still = and_(_is(person, field), rectifications.c.agreed_on.is_(None))
        change_rows(connection, rectifications, still, {"agreed_on": today})


def mark_done(connection: Connection, school: UUID, person: UUID, field: str, today: date) -> bool:
    """Note that a school has put a value of one of its people right. Return whether that was open."""
    theirs = select(people.c.id).where(people.c.school == school)
    these = and_(_is(person, field), rectifications.c.person.in_(theirs), *_open())
    return len(change_rows(connection, rectifications, these, {"done_on": today})) == 1


def open_at(connection: Connection, school: UUID) -> Sequence[RectificationRow]:
    """Return the values that a school has still to put right in its own system, the oldest first."""
    theirs = select(people.c.id).where(people.c.school == school)
    query = select(rectifications).where(rectifications.c.person.in_(theirs), *_open())
    order = (rectifications.c.made_on, rectifications.c.person, rectifications.c.field)
    return [RectificationRow(**row) for row in genuine_rows(connection, rectifications, query.order_by(*order))]


def count_open_at(connection: Connection, school: UUID) -> int:
    """Return how many values a school has still to put right."""
    return len(open_at(connection, school))


def rows_not_under_the_names_key(connection: Connection, most: int) -> Sequence[tuple[RectificationRow, str]]:
    """Return rows whose values stand under another key than their person's name, each with that key's id."""
    joined = select(rectifications, people.c.name_key).join(people, people.c.id == rectifications.c.person)
    query = joined.where(rectifications.c.key_id != people.c.name_key).limit(most)
    return [(read_row(row), row.name_key) for row in connection.execute(query)]


def set_sealed_values(connection: Connection, row: RectificationRow, sealed: bytes | None, key_id: str | None) -> None:
    """Replace the sealed values of a row, also of one that this service has not written, which stays forged."""
    sealed_anew = {(row.person, row.field): {"sealed_values": sealed, "key_id": key_id}}
    seal_rows_anew(connection, rectifications, sealed_anew)


def year_group_of(connection: Connection, person: UUID) -> int | None:
    """Return the year group of a learner's open memberships; None if there is none."""
    open_ = (memberships.c.person == person, memberships.c.left_on.is_(None))
    found: int | None = connection.scalar(select(func.max(memberships.c.year_group)).where(*open_))
    return found


def read_row(row: Row[Any]) -> RectificationRow:
    """Return a row of the table as a value."""
    return RectificationRow(**{name: row._mapping[name] for name in RectificationRow.__dataclass_fields__})


def _is(person: UUID, field: str) -> ColumnElement[bool]:
    return and_(rectifications.c.person == person, rectifications.c.field == field)


def _open() -> tuple[ColumnElement[bool], ...]:
    return (rectifications.c.agreed_on.is_(None), rectifications.c.done_on.is_(None))

"""The SQL of whose details stand under which key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from delivery_api.identity.store import DetailsRow, read_details_row
from delivery_api.identity.tables import people


def details_not_under(connection: Connection, name_key: str, left_on: date | None, most: int) -> tuple[DetailsRow, ...]:
    """At most `most` people who left on a day, or who have not left, whose details are not sealed under a key."""
    these = (people.c.name_key != name_key, people.c.left_on.is_not_distinct_from(left_on))
    return tuple(map(read_details_row, connection.execute(select(people).where(*these).limit(most))))


def days_of_leaving(connection: Connection) -> Sequence[date]:
    """The days on which somebody left who is not deleted yet."""
    days = select(people.c.left_on).where(people.c.left_on.is_not(None)).distinct().order_by(people.c.left_on)
    return connection.scalars(days).all()


def name_keys_of_those_here(connection: Connection) -> frozenset[str]:
    """The ids of the keys under which the details of people stand who have not left."""
    return frozenset(connection.scalars(select(people.c.name_key).where(people.c.left_on.is_(None)).distinct()))

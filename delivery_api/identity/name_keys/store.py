"""The SQL of whose details stand under which key."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select

from delivery_api.identity.store import DetailsRow, read_details_row
from delivery_api.identity.tables import people


def details_not_under(
    connection: Connection,
    name_keys: Collection[str],
    left_on: date | None,
    most: int,
    held: Collection[UUID] = (),
) -> tuple[DetailsRow, ...]:
    """At most `most` people who left on a day, or who have not left, whose details are under none of some keys.

    Nobody else changes them before the transaction ends.

    Parameters
    ----------
    held : those whom a hold keeps although they left: they count as not having left
    """
    kept = people.c.id.in_(held)
    of_day = or_(people.c.left_on.is_(None), kept) if left_on is None else and_(people.c.left_on == left_on, ~kept)
    query = select(people).where(people.c.name_key.not_in(name_keys), of_day).order_by(people.c.id).limit(most)
    return tuple(map(read_details_row, connection.execute(query.with_for_update(key_share=True))))


def days_of_leaving(connection: Connection) -> Sequence[date]:
    """The days on which somebody left who is not deleted yet."""
    days = select(people.c.left_on).where(people.c.left_on.is_not(None)).distinct().order_by(people.c.left_on)
    return connection.scalars(days).all()


def name_keys_of_those_here(connection: Connection, held: Collection[UUID] = ()) -> frozenset[str]:
    """The ids of the keys under which the details of people stand who have not left, or whom a hold keeps."""
    kept = or_(people.c.left_on.is_(None), people.c.id.in_(held))
    return frozenset(connection.scalars(select(people.c.name_key).where(kept).distinct()))

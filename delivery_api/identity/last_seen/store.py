"""The SQL of when people were last seen, and of letting lapse who was not seen for a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, update

from delivery_api.dates.school_calendar import months_before
from delivery_api.identity.tables import enrolments, memberships, people, sessions
from delivery_api.row_authentication.store import change_rows

LAPSE_MONTHS = 12
"""Calendar months without a roster, a sign-in or an appointment after which a person counts as having left."""

_CHUNK = 1_000


def note_seen(connection: Connection, persons: Sequence[UUID], today: date) -> None:
    """Record that people were seen on a day; nothing is written a second time that day."""
    earlier = or_(people.c.seen_on.is_(None), people.c.seen_on < today)
    for first in range(0, len(persons), _CHUNK):
        some = people.c.id.in_(persons[first : first + _CHUNK])
        connection.execute(update(people).where(some, earlier).values(seen_on=today))


def count_unseen(connection: Connection, today: date) -> int:
    """The number of people who would lapse on a day."""
    return connection.scalar(select(func.count()).select_from(people).where(_unseen(today))) or 0


def count_present(connection: Connection) -> int:
    """The number of people who have not left."""
    return connection.scalar(select(func.count()).select_from(people).where(people.c.left_on.is_(None))) or 0


def count_from_today(connection: Connection, today: date) -> None:
    """Let whoever has no day on which they were seen, or one that has not come yet, count as seen today.

    An earlier release created people without a day; a day that has not come was written by nobody who knows.
    """
    impossible = or_(people.c.seen_on.is_(None), people.c.seen_on > today)
    connection.execute(update(people).where(impossible, people.c.left_on.is_(None)).values(seen_on=today))


def lapse_unseen(connection: Connection, today: date, most: int = 5_000) -> int:
    """Mark people who were not seen for a year as having left today, and sign them out.

    A roster that names them, or an appointment, brings a person back within a year.

    Parameters
    ----------
    most : how many at most, so that a transaction is short; call it again until it returns 0

    Returns
    -------
    how many lapsed
    """
    lapsed = connection.scalars(select(people.c.id).where(_unseen(today)).order_by(people.c.id).limit(most)).all()
    for first in range(0, len(lapsed), _CHUNK):
        some = lapsed[first : first + _CHUNK]
        for table in (memberships, enrolments):
            theirs = and_(table.c.person.in_(some), table.c.left_on.is_(None))
            change_rows(connection, table, theirs, {"left_on": today})
        change_rows(connection, people, people.c.id.in_(some), {"left_on": today})
        connection.execute(delete(sessions).where(sessions.c.person.in_(some)))
    return len(lapsed)


def people_who_left(
    connection: Connection, left_by: date, after: UUID, most: int, *, but_for: Sequence[UUID] = ()
) -> tuple[UUID, ...]:
    """At most `most` people who left on or before a day, by id, after an id, without some."""
    those = select(people.c.id).where(people.c.left_on <= left_by, people.c.id > after, people.c.id.not_in(but_for))
    return tuple(connection.scalars(those.order_by(people.c.id).limit(most)))


def count_who_left(connection: Connection, left_by: date, *, but_for: Sequence[UUID] = ()) -> int:
    """The number of people who left on or before a day, without some."""
    these = (people.c.left_on <= left_by, people.c.id.not_in(but_for))
    return connection.scalar(select(func.count()).select_from(people).where(*these)) or 0


def _unseen(today: date) -> ColumnElement[bool]:
    return and_(people.c.left_on.is_(None), people.c.seen_on <= months_before(today, LAPSE_MONTHS))

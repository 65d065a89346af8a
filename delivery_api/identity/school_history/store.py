"""The SQL of past enrolments at schools and past memberships of classes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select

from delivery_api.identity.tables import enrolments, memberships


def learners_ever_at(connection: Connection, school: UUID, first: date, last: date) -> Sequence[UUID]:
    """The learners enrolled at a school on any day from the first to the last, by id."""
    then = and_(enrolments.c.joined_on <= last, or_(enrolments.c.left_on.is_(None), enrolments.c.left_on > first))
    query = select(enrolments.c.person).where(enrolments.c.school == school, then).distinct()
    return connection.scalars(query.order_by(enrolments.c.person)).all()


def joined_since(connection: Connection, school: UUID, since: date) -> Sequence[UUID]:
    """The learners whose stay at a school began on a day or later, by id."""
    c = enrolments.c
    query = select(c.person).where(c.school == school, c.left_on.is_(None), c.began_on >= since).distinct()
    return connection.scalars(query.order_by(c.person)).all()


def left_class(connection: Connection, class_id: UUID, since: date, today: date) -> Sequence[UUID]:
    """The learners who left a class after a day, up to today, and have not come back to it, by id."""
    c = memberships.c
    of_it = and_(c["class"] == class_id, c.role == "learner")
    there = select(c.person).where(of_it, c.joined_on <= today, or_(c.left_on.is_(None), c.left_on > today))
    gone = select(c.person).where(of_it, c.left_on > since, c.left_on <= today, c.person.not_in(there)).distinct()
    return connection.scalars(gone.order_by(c.person)).all()

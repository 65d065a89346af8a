"""The SQL of past enrolments at schools and past memberships of classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select

from delivery_api.identity.tables import enrolments, memberships

_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class MainEnrolment:
    """A stay of a learner at the school where they are mainly registered.

    Parameters
    ----------
    left_on : the first day on which they are not there; None while they are
    """

    school: UUID
    joined_on: date
    left_on: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the learner was there on a day."""
        return self.joined_on <= day and (self.left_on is None or self.left_on > day)


def main_enrolments(connection: Connection, learners: Sequence[UUID]) -> dict[UUID, list[MainEnrolment]]:
    """Where learners are and were mainly registered, by learner."""
    c = enrolments.c
    found: dict[UUID, list[MainEnrolment]] = {}
    for first in range(0, len(learners), _BATCH):
        some = learners[first : first + _BATCH]
        query = select(c.person, c.school, c.joined_on, c.left_on).where(c.person.in_(some), c.main)
        for row in connection.execute(query.order_by(c.person, c.joined_on)):
            found.setdefault(row.person, []).append(MainEnrolment(row.school, row.joined_on, row.left_on))
    return found


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

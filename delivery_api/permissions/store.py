"""The SQL of heads' grants and of glass that operators broke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from delivery_api.permissions.tables import broken_glass, grants
from delivery_api.permissions.values import Glass, Grant


def add_grant(connection: Connection, grant: Grant) -> None:
    """A new grant."""
    connection.execute(grants.insert().values(asdict(grant)))


def grants_at(connection: Connection, school: UUID, today: date) -> tuple[Grant, ...]:
    """The grants of a school that hold today or will."""
    query = select(grants).where(grants.c.school == school, _not_over(today)).order_by(grants.c.from_on, grants.c.id)
    return tuple(Grant(*row) for row in connection.execute(query))


def rights(connection: Connection, person: UUID, school: UUID, today: date) -> frozenset[str]:
    """What someone may do in the whole school today."""
    mine = and_(grants.c.person == person, grants.c.school == school, grants.c.from_on <= today, _not_over(today))
    return frozenset(connection.scalars(select(grants.c.right).where(mine)))


def end_grant(connection: Connection, grant: UUID, school: UUID, on: date) -> Grant | None:
    """End a school's grant on a day, the first that it holds no more; the grant, or None where there is none."""
    this = and_(grants.c.id == grant, grants.c.school == school, _not_over(on))
    row = connection.execute(select(grants).where(this)).one_or_none()
    connection.execute(update(grants).where(this).values(until_on=on))
    return Grant(*row) if row else None


def forget_grants(connection: Connection, ended_by: date) -> int:
    """Remove the grants that ended on or before a day; how many."""
    return connection.execute(delete(grants).where(grants.c.until_on <= ended_by)).rowcount


def forget_people(connection: Connection, gone: Sequence[UUID]) -> None:
    """Remove the grants of people who are removed."""
    connection.execute(delete(grants).where(grants.c.person.in_(gone)))


def add_glass(connection: Connection, glass: Glass) -> None:
    """Glass is broken."""
    connection.execute(broken_glass.insert().values(asdict(glass)))


def is_broken(connection: Connection, actor: UUID, learner: UUID, now: datetime) -> bool:
    """Whether an operator has broken the glass for a learner, and the time is not up."""
    this = and_(broken_glass.c.actor == actor, broken_glass.c.learner == learner, broken_glass.c.until > now)
    return connection.scalar(select(broken_glass.c.id).where(this).limit(1)) is not None


def all_glass(connection: Connection, limit: int = 200) -> tuple[Glass, ...]:
    """What was broken, the latest first."""
    query = select(broken_glass).order_by(broken_glass.c.at.desc(), broken_glass.c.id).limit(limit)
    return tuple(Glass(*row) for row in connection.execute(query))


def forget_glass(connection: Connection, before: datetime) -> int:
    """Remove what was broken before an instant; how many."""
    return connection.execute(delete(broken_glass).where(broken_glass.c.at < before)).rowcount


def _not_over(today: date) -> ColumnElement[bool]:
    return or_(grants.c.until_on.is_(None), grants.c.until_on > today)

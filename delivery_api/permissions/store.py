"""The SQL of heads' grants and of emergency accesses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from delivery_api.audit.row_traces import YEAR_KEPT, note_added, trace_of_added
from delivery_api.permissions.tables import broken_glass, grants
from delivery_api.permissions.values import BreakGlassAccess, Grant
from delivery_api.row_authentication.row_authenticator import require_genuine, signed
from delivery_api.row_authentication.store import change_rows, genuine_rows, was_put_back
from delivery_api.storage.database import AnyRow


def add_grant(connection: Connection, grant: Grant) -> None:
    """Add a grant."""
    connection.execute(grants.insert().values(signed(connection, grants, asdict(grant))))


def grants_at(connection: Connection, school: UUID, today: date) -> tuple[Grant, ...]:
    """The current and future grants of a school."""
    query = select(grants).where(grants.c.school == school, _not_over(today)).order_by(grants.c.from_on, grants.c.id)
    return tuple(_genuine_grants(connection, query))


def rights_today(connection: Connection, person: UUID, school: UUID, today: date) -> frozenset[str]:
    """The rights that a person has in the whole school today; an earlier grant that somebody put back gives none."""
    mine = and_(grants.c.person == person, grants.c.school == school, grants.c.from_on <= today, _not_over(today))
    rows = connection.execute(select(grants).where(mine)).mappings().all()
    for row in rows:
        require_genuine(connection, grants, row)
    return frozenset(row["right"] for row in rows if not was_put_back(connection, grants, row))


def end_grant(connection: Connection, grant: UUID, school: UUID, on: date) -> Grant | None:
    """End a grant; `on` is the first day it is no longer valid. Returns the grant, or None if there is none."""
    this = and_(grants.c.id == grant, grants.c.school == school, _not_over(on))
    row = connection.execute(select(grants).where(this)).one_or_none()
    change_rows(connection, grants, this, {"until_on": on})
    return _grant(row) if row else None


def add_break_glass_access(connection: Connection, access: BreakGlassAccess) -> None:
    """Add an emergency access."""
    connection.execute(broken_glass.insert().values(signed(connection, broken_glass, asdict(access))))
    note_added(connection, access.at, broken_glass, access.id)


BROKEN_GLASS = trace_of_added(broken_glass, "id", kept_for=YEAR_KEPT)
"""A deleted access would hide from the officer who opened a learner's results."""


def has_break_glass_access(connection: Connection, actor: UUID, learner: UUID, now: datetime) -> bool:
    """Whether an operator has an emergency access to a learner now."""
    this = and_(broken_glass.c.actor == actor, broken_glass.c.learner == learner, broken_glass.c.until > now)
    rows = connection.execute(select(broken_glass).where(this)).mappings().all()
    for row in rows:
        require_genuine(connection, broken_glass, row)
    return bool(rows)


def open_break_glass_accesses(connection: Connection, actor: UUID, now: datetime) -> tuple[BreakGlassAccess, ...]:
    """An operator's emergency accesses that have not ended, newest first.

    Raises
    ------
    RowForged
    """
    query = select(broken_glass).where(_open_of(actor, now)).order_by(broken_glass.c.at.desc(), broken_glass.c.id)
    return tuple(BreakGlassAccess(**row) for row in genuine_rows(connection, broken_glass, query))


def end_break_glass_access(connection: Connection, access: UUID, actor: UUID, now: datetime) -> bool:
    """End an emergency access of an operator. Returns whether it was open."""
    this = and_(broken_glass.c.id == access, _open_of(actor, now))
    return len(change_rows(connection, broken_glass, this, {"until": now})) == 1


def _open_of(actor: UUID, now: datetime) -> ColumnElement[bool]:
    return and_(broken_glass.c.actor == actor, broken_glass.c.until > now)


def break_glass_accesses(connection: Connection, limit: int = 200) -> tuple[BreakGlassAccess, ...]:
    """The latest emergency accesses, newest first.

    Raises
    ------
    RowForged : somebody else stands in one of them, or another ground: to leave it out would hide the access
    """
    query = select(broken_glass).order_by(broken_glass.c.at.desc(), broken_glass.c.id).limit(limit)
    return tuple(BreakGlassAccess(**row) for row in genuine_rows(connection, broken_glass, query))


def _not_over(today: date) -> ColumnElement[bool]:
    return or_(grants.c.until_on.is_(None), grants.c.until_on > today)


def _genuine_grants(connection: Connection, query: Select[Any]) -> Iterator[Grant]:
    for row in connection.execute(query):
        require_genuine(connection, grants, row._mapping)
        yield _grant(row)


def _grant(row: AnyRow) -> Grant:
    return Grant(*(row._mapping[field.name] for field in fields(Grant)))

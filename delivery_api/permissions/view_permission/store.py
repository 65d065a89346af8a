"""The SQL of view permissions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, or_, select, true

from delivery_api.audit.row_traces import note_added, trace_of_added
from delivery_api.permissions.tables import view_permissions
from delivery_api.row_authentication.row_authenticator import is_genuine, signed
from delivery_api.row_authentication.store import change_rows


class Audience(StrEnum):
    """Who may see the figures of schools without belonging to them, as the kinds of organisations are named."""

    AUTHORITY = "authority"
    GOVERNMENT = "government"


@dataclass(frozen=True)
class ViewPermission:
    """What the controller recorded before an audience may see the figures of its schools.

    Parameters
    ----------
    lawful_basis : in the controller's words, 1 to 300 characters
    notice_en, notice_cy : what the privacy notice says of it, 1 to 1,000 characters
    from_on, until_on : first and last day
    ended_on : the first day on which it holds no more, where it was ended early
    """

    id: UUID
    audience: Audience
    lawful_basis: str
    notice_en: str
    notice_cy: str
    from_on: date
    until_on: date
    by: str
    reason: str
    at: datetime
    ended_on: date | None = None


def add(connection: Connection, permission: ViewPermission) -> None:
    """Store a permission."""
    connection.execute(view_permissions.insert().values(signed(connection, view_permissions, vars(permission))))
    note_added(connection, permission.at, view_permissions, permission.id)


VIEW_PERMISSIONS = trace_of_added(view_permissions, "id")
"""A deleted permission would hide on what basis others than its people saw a school's figures."""


def end(connection: Connection, audience: Audience, on: date) -> int:
    """End the permissions of an audience that hold on a day or later. Returns their number."""
    here = and_(view_permissions.c.audience == audience, view_permissions.c.until_on >= on, _not_ended(on))
    these = view_permissions.c.id.in_([each.id for each in _read(connection, here)])
    return len(change_rows(connection, view_permissions, these, {"ended_on": on}))


def is_allowed(connection: Connection, audience: str, on: date) -> bool:
    """Whether a permission of an audience holds on a day; an unknown audience has none."""
    return bool(_read(connection, and_(view_permissions.c.audience == audience, _holds(on))))


def permissions_on(connection: Connection, on: date) -> Sequence[ViewPermission]:
    """The permissions that hold on a day, by audience."""
    return _read(connection, _holds(on))


def permissions_of(connection: Connection, audience: Audience) -> Sequence[ViewPermission]:
    """Every permission of an audience, also those that are over."""
    return _read(connection, view_permissions.c.audience == audience)


def all_permissions(connection: Connection) -> Sequence[ViewPermission]:
    """Every permission, also those that are over."""
    return _read(connection, true())


def _read(connection: Connection, where: ColumnElement[bool]) -> Sequence[ViewPermission]:
    """The permissions that this service wrote; a forged one allows nothing."""
    table = view_permissions.c
    query = select(view_permissions).where(where).order_by(table.audience, table.from_on, table.at)
    rows = connection.execute(query).mappings()
    return [_permission(dict(row)) for row in rows if is_genuine(connection, view_permissions, row)]


def _permission(row: dict[str, Any]) -> ViewPermission:
    audience = Audience(row.pop("audience"))
    return ViewPermission(audience=audience, **{name: value for name, value in row.items() if name != "mac"})


def _holds(on: date) -> ColumnElement[bool]:
    table = view_permissions.c
    return and_(table.from_on <= on, table.until_on >= on, _not_ended(on))


def _not_ended(on: date) -> ColumnElement[bool]:
    return or_(view_permissions.c.ended_on.is_(None), view_permissions.c.ended_on > on)

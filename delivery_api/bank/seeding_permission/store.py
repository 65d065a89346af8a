"""The SQL of seeding permissions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, or_, select, true

from delivery_api.audit.row_traces import note_added, trace_of_added
from delivery_api.bank.tables import seeding_permissions
from delivery_api.row_authentication.row_authenticator import is_genuine, signed
from delivery_api.row_authentication.store import change_rows


@dataclass(frozen=True)
class SeedingPermission:
    """What the controller recorded before live sittings may hold unscored questions.

    Parameters
    ----------
    lawful_basis : in the controller's words, 1 to 300 characters
    notice_en, notice_cy : what the privacy notice says of it, 1 to 1,000 characters
    from_on, until_on : first and last day
    ended_on : the first day on which it holds no more, where it was ended early
    """

    id: UUID
    subject: str
    lawful_basis: str
    notice_en: str
    notice_cy: str
    from_on: date
    until_on: date
    by: str
    reason: str
    at: datetime
    ended_on: date | None = None


def add(connection: Connection, permission: SeedingPermission) -> None:
    """Store a permission."""
    row = signed(connection, seeding_permissions, vars(permission))
    connection.execute(seeding_permissions.insert().values(row))
    note_added(connection, permission.at, seeding_permissions, permission.id)


SEEDING_PERMISSIONS = trace_of_added(seeding_permissions, "id")
"""A deleted permission would hide on what basis live sittings had unscored questions."""


def end(connection: Connection, subject: str, on: date) -> int:
    """End the permissions of a subject that hold on a day or later. Returns their number."""
    here = and_(seeding_permissions.c.subject == subject, seeding_permissions.c.until_on >= on, _not_ended(on))
    these = seeding_permissions.c.id.in_([each.id for each in _read(connection, here)])
    return len(change_rows(connection, seeding_permissions, these, {"ended_on": on}))


def is_allowed(connection: Connection, subject: str, on: date) -> bool:
    """Whether a permission of a subject holds on a day."""
    return bool(_read(connection, and_(seeding_permissions.c.subject == subject, _holds(on))))


def permissions_on(connection: Connection, on: date) -> Sequence[SeedingPermission]:
    """The permissions that hold on a day, by subject."""
    return _read(connection, _holds(on))


def permissions_of(connection: Connection, subject: str) -> Sequence[SeedingPermission]:
    """Every permission of a subject, also those that are over."""
    return _read(connection, seeding_permissions.c.subject == subject)


def all_permissions(connection: Connection) -> Sequence[SeedingPermission]:
    """Every permission, also those that are over."""
    return _read(connection, true())


def _read(connection: Connection, where: ColumnElement[bool]) -> Sequence[SeedingPermission]:
    """The permissions that this service wrote; a forged one allows nothing, and stops no sitting and no page."""
    table = seeding_permissions.c
    query = select(seeding_permissions).where(where).order_by(table.subject, table.from_on, table.at)
    rows = [row for row in connection.execute(query).mappings() if is_genuine(connection, seeding_permissions, row)]
    return [SeedingPermission(**{name: value for name, value in row.items() if name != "mac"}) for row in rows]


def _holds(on: date) -> ColumnElement[bool]:
    table = seeding_permissions.c
    return and_(table.from_on <= on, table.until_on >= on, _not_ended(on))


def _not_ended(on: date) -> ColumnElement[bool]:
    return or_(seeding_permissions.c.ended_on.is_(None), seeding_permissions.c.ended_on > on)

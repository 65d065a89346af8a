"""The SQL of versions of the notice that people were shown, and of what is held about one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, func, or_, select, tuple_

from delivery_api.access.roles import Role
from delivery_api.audit.tables import audit_table as audit
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity.tables import people
from delivery_api.permissions.tables import broken_glass
from delivery_api.permissions.values import BreakGlassReason
from delivery_api.privacy.notice.tables import notices_shown
from delivery_api.sittings.storage.tables import sittings
from delivery_api.storage.data_declaration import PersonColumns, ThroughSitting
from delivery_api.storage.database import dialect_insert

WITHHELD_GROUNDS = (BreakGlassReason.LAW.value,)
"""Grounds of emergency access that the learner is not told of: telling could defeat what a court asked for."""

_DEFAULT_ROLES = {"staff": Role.TEACHER.value, "learner": Role.LEARNER.value}
"""The role of a person without a post, by kind."""


@dataclass(frozen=True)
class Look:
    """A day on which somebody saw or changed a learner's data.

    Parameters
    ----------
    day : in Wales
    role : of the person who did it; None if their record is gone
    action : what was done, as the audit names it
    """

    day: date
    role: str | None
    action: str


def was_shown(connection: Connection, person: UUID, version: date) -> bool:
    """Return whether a person was shown a version."""
    query = select(notices_shown.c.shown_on).where(notices_shown.c.person == person, notices_shown.c.version == version)
    return connection.scalar(query) is not None


def record_shown(connection: Connection, person: UUID, version: date, on: date) -> None:
    """Record that a person was shown a version; the first day stays."""
    row = {"person": person, "version": version, "shown_on": on}
    connection.execute(dialect_insert(connection)(notices_shown).values(row).on_conflict_do_nothing())


def count_rows(connection: Connection, table: Table, person: UUID) -> int:
    """Return how many rows of a table are about a person, or were made by them."""
    found = _about(table, person)
    return 0 if found is None else connection.scalar(select(func.count()).select_from(table).where(found)) or 0


def latest(connection: Connection, table: Table, column: str, person: UUID) -> date | None:
    """Return the latest day in a column of a person's rows."""
    found = _about(table, person)
    value = None if found is None else connection.scalar(select(func.max(table.c[column])).where(found))
    return london_date(value) if isinstance(value, datetime) else value


def programmes_of(connection: Connection, table: Table, column: str, person: UUID) -> Sequence[str]:
    """Return the programmes of a person's rows."""
    found = _about(table, person)
    return [] if found is None else connection.scalars(select(table.c[column]).where(found).distinct()).all()


def looks(connection: Connection, person: UUID) -> Sequence[Look]:
    """Return who looked at or changed a learner's data, newest first: by role and day, never by name."""
    rows = connection.execute(
        select(audit.c.at, audit.c.action, people.c.post, people.c.kind)
        .join(people, people.c.id == audit.c.actor, isouter=True)
        .where(audit.c.learner == person, audit.c.actor.is_not(None), audit.c.actor != person)
        .order_by(audit.c.sequence.desc())
    )
    return list(
        dict.fromkeys(Look(london_date(row.at), row.post or _DEFAULT_ROLES.get(row.kind), row.action) for row in rows)
    )


def withheld_days(connection: Connection, person: UUID) -> frozenset[date]:
    """Return the days on which a court or an authority had a learner's data opened: not told to anybody."""
    query = select(broken_glass.c.at, broken_glass.c.until).where(
        broken_glass.c.learner == person, broken_glass.c.ground.in_(WITHHELD_GROUNDS)
    )
    return frozenset(london_date(at) for row in connection.execute(query) for at in row)


def _about(table: Table, person: UUID) -> ColumnElement[bool] | None:
    match table.info["declaration"].person:
        case PersonColumns(subjects, actors):
            return or_(*(table.c[column] == person for column in (*subjects, *actors)))
        case ThroughSitting():
            theirs = select(sittings.c.programme, sittings.c.id).where(sittings.c.learner == person)
            return tuple_(table.c.programme, table.c.sitting).in_(theirs)
    return None

"""The SQL of versions of the notice that people were shown, and of what is held about one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, Table, func, not_, select

from delivery_api.access.roles import Role
from delivery_api.audit.tables import audit_table as audit
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity.tables import people
from delivery_api.privacy.notice.tables import notices_shown
from delivery_api.privacy.withheld_rows import told, withheld
from delivery_api.storage.database import dialect_insert

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
    """Return how many rows of a table a person is told of."""
    return connection.scalar(select(func.count()).select_from(table).where(told(table, person))) or 0


def looks(connection: Connection, person: UUID) -> Sequence[Look]:
    """Return who looked at or changed a learner's data, newest first: by role and day, never by name.

    What is not told to the learner is left out.
    """
    rows = connection.execute(
        select(audit.c.at, audit.c.action, people.c.post, people.c.kind)
        .join(people, people.c.id == audit.c.actor, isouter=True)
        .where(audit.c.learner == person, audit.c.actor.is_not(None), audit.c.actor != person)
        .where(not_(withheld(audit, person)))
        .order_by(audit.c.sequence.desc())
    )
    return list(
        dict.fromkeys(Look(london_date(row.at), row.post or _DEFAULT_ROLES.get(row.kind), row.action) for row in rows)
    )

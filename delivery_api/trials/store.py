"""The SQL of invitations, attendance and extracts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, select, update

from delivery_api.sittings.storage.tables import attendance
from delivery_api.storage.database import dialect_insert
from delivery_api.trials.tables import extracts, invitations


def invite(connection: Connection, programme: str, classes: Iterable[UUID]) -> None:
    """Invite classes to a trial."""
    connection.execute(invitations.insert(), [{"programme": programme, "class": class_id} for class_id in classes])


def invited(connection: Connection, classes: Iterable[UUID]) -> Sequence[str]:
    """The trials that some classes are invited to."""
    query = select(invitations.c.programme).where(invitations.c["class"].in_(list(classes))).distinct()
    return connection.scalars(query.order_by(invitations.c.programme)).all()


def record_attendance(connection: Connection, programme: str, learner: UUID) -> None:
    """Record that a learner took part; concurrent requests record it once."""
    row = dialect_insert(connection)(attendance).values(programme=programme, learner=learner)
    connection.execute(row.on_conflict_do_nothing(index_elements=["programme", "learner"]))


def add_extract(connection: Connection, programme: str, path: Path, on: date) -> None:
    """Register an extract before it is written; the same trial's extract at the same path replaces it."""
    here = (extracts.c.programme == programme, extracts.c.path == str(path))
    connection.execute(delete(extracts).where(*here))
    connection.execute(extracts.insert().values(programme=programme, path=str(path), made_on=on))


def extract_owner(connection: Connection, path: Path) -> str | None:
    """The trial whose extract is, or will be, at a path; None if there is none."""
    here = (extracts.c.path == str(path), extracts.c.destroyed_on.is_(None))
    return connection.scalar(select(extracts.c.programme).where(*here))


def mark_extract_destroyed(connection: Connection, programme: str, path: Path, on: date) -> None:
    """Record that an extract was destroyed."""
    here = (extracts.c.programme == programme, extracts.c.path == str(path))
    connection.execute(update(extracts).where(*here).values(destroyed_on=on))


def extract_paths(connection: Connection, programme: str) -> tuple[Path, ...]:
    """The paths of a trial's extracts that are not recorded as destroyed."""
    query = select(extracts.c.path).where(extracts.c.programme == programme, extracts.c.destroyed_on.is_(None))
    return tuple(map(Path, connection.scalars(query.order_by(extracts.c.path))))


def delete_invitations(connection: Connection, programme: str) -> None:
    """Delete a trial's invitations."""
    connection.execute(delete(invitations).where(invitations.c.programme == programme))


def count_attendance(connection: Connection, programme: str) -> int:
    """The number of learners who took part."""
    query: Any = select(func.count()).select_from(attendance).where(attendance.c.programme == programme)
    return connection.scalar(query) or 0

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


def attend(connection: Connection, programme: str, learner: UUID) -> None:
    """Record that a learner took part; once, also when two requests say so at the same moment."""
    row = dialect_insert(connection)(attendance).values(programme=programme, learner=learner)
    connection.execute(row.on_conflict_do_nothing(index_elements=["programme", "learner"]))


def add_extract(connection: Connection, programme: str, path: Path, on: date) -> None:
    """Register a copy before it is written; the same trial's copy at the same path again is the same copy."""
    here = (extracts.c.programme == programme, extracts.c.path == str(path))
    connection.execute(delete(extracts).where(*here))
    connection.execute(extracts.insert().values(programme=programme, path=str(path), made_on=on))


def extract_owner(connection: Connection, path: Path) -> str | None:
    """The trial whose copy is, or is about to be, at a path."""
    here = (extracts.c.path == str(path), extracts.c.destroyed_on.is_(None))
    return connection.scalar(select(extracts.c.programme).where(*here))


def extract_destroyed(connection: Connection, programme: str, path: Path, on: date) -> None:
    """Note that a copy went."""
    here = (extracts.c.programme == programme, extracts.c.path == str(path))
    connection.execute(update(extracts).where(*here).values(destroyed_on=on))


def extract_paths(connection: Connection, programme: str) -> tuple[Path, ...]:
    """Where a trial's copies are, as far as they are not known to be destroyed."""
    query = select(extracts.c.path).where(extracts.c.programme == programme, extracts.c.destroyed_on.is_(None))
    return tuple(map(Path, connection.scalars(query.order_by(extracts.c.path))))


def forget_invitations(connection: Connection, programme: str) -> None:
    """Remove the list of the classes that a trial invited."""
    connection.execute(delete(invitations).where(invitations.c.programme == programme))


def count_attendance(connection: Connection, programme: str) -> int:
    """How many learners took part."""
    query: Any = select(func.count()).select_from(attendance).where(attendance.c.programme == programme)
    return connection.scalar(query) or 0

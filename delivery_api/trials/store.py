"""The SQL of invitations, attendance and extracts."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, delete, func, select, text, update

from delivery_api.database import outside_a_transaction
from delivery_api.trials.tables import attendance, extracts, invitations


def invite(connection: Connection, programme: str, classes: Iterable[UUID]) -> None:
    """Invite classes to a trial."""
    connection.execute(invitations.insert(), [{"programme": programme, "class": class_id} for class_id in classes])


def invited(connection: Connection, classes: Iterable[UUID]) -> Sequence[str]:
    """The trials that some classes are invited to."""
    query = select(invitations.c.programme).where(invitations.c["class"].in_(list(classes))).distinct()
    return connection.scalars(query.order_by(invitations.c.programme)).all()


def attend(connection: Connection, programme: str, learner: UUID) -> None:
    """Record that a learner took part; once."""
    here = (attendance.c.programme == programme, attendance.c.learner == learner)
    if connection.scalar(select(attendance.c.learner).where(*here)) is None:
        connection.execute(attendance.insert().values(programme=programme, learner=learner))


def shuffle_attendance(connection: Connection, programme: str) -> None:
    """Write a trial's attendance anew in random order, all in one transaction.

    On PostgreSQL a row keeps its place on disk and the number of the transaction that wrote it: as first written,
    attendance stands in the order in which sittings began.
    """
    here = attendance.c.programme == programme
    learners = list(connection.scalars(select(attendance.c.learner).where(here)))
    secrets.SystemRandom().shuffle(learners)
    connection.execute(delete(attendance).where(here))
    if learners:
        connection.execute(attendance.insert(), [{"programme": programme, "learner": each} for each in learners])


def clear_away_old_versions(engine: Engine) -> None:
    """Have PostgreSQL clear away the attendance rows that were written anew; after that is committed."""
    if engine.dialect.name == "postgresql":
        with outside_a_transaction(engine) as connection:
            connection.execute(text(f"VACUUM {attendance.name}"))


def add_extract(connection: Connection, programme: str, path: Path, on: date) -> None:
    """Register a copy before it is written; the same path again is the same copy."""
    connection.execute(delete(extracts).where(extracts.c.path == str(path)))
    connection.execute(extracts.insert().values(programme=programme, path=str(path), made_on=on))


def extract_paths(connection: Connection, programme: str) -> tuple[Path, ...]:
    """Where a trial's copies are."""
    query = select(extracts.c.path).where(extracts.c.programme == programme).order_by(extracts.c.path)
    return tuple(map(Path, connection.scalars(query)))


def forget(connection: Connection, programme: str, on: date) -> None:
    """Remove a trial's attendance and invitations; note on each extract that it went."""
    for table in (attendance, invitations):
        connection.execute(delete(table).where(table.c.programme == programme))
    gone = update(extracts).where(extracts.c.programme == programme, extracts.c.destroyed_on.is_(None))
    connection.execute(gone.values(destroyed_on=on))


def count_attendance(connection: Connection, programme: str) -> int:
    """How many learners took part."""
    query: Any = select(func.count()).select_from(attendance).where(attendance.c.programme == programme)
    return connection.scalar(query) or 0

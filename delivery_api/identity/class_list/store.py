"""The SQL of all classes of all schools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from delivery_api.identity.tables import classes, schools


class NamedClass(NamedTuple):
    """A class with its name and its school's."""

    id: UUID
    school: str
    name: str


def class_ids(connection: Connection) -> Sequence[UUID]:
    """Every class of every school."""
    return connection.scalars(select(classes.c.id).order_by(classes.c.id)).all()


def named_classes(connection: Connection) -> tuple[NamedClass, ...]:
    """Every class, by school and name."""
    query = select(classes.c.id, schools.c.name, classes.c.name).join(schools, schools.c.id == classes.c.school)
    return tuple(NamedClass(*row) for row in connection.execute(query.order_by(schools.c.name, classes.c.name)))

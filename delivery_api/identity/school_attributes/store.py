"""The SQL of school attributes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, delete, func, or_, select

from delivery_api.identity.tables import enrolments, school_attributes


def replace_attributes(connection: Connection, attributes: Mapping[UUID, Mapping[str, str]]) -> None:
    """Give each of some schools these attributes and no other."""
    for school, values in attributes.items():
        connection.execute(delete(school_attributes).where(school_attributes.c.school == school))
        rows = [{"school": school, "attribute": name, "value": value} for name, value in values.items()]
        if rows:
            connection.execute(school_attributes.insert(), rows)


def all_attributes(connection: Connection) -> dict[UUID, dict[str, str]]:
    """The attributes of every school that has some."""
    found: dict[UUID, dict[str, str]] = {}
    for row in connection.execute(select(school_attributes)):
        found.setdefault(row.school, {})[row.attribute] = row.value
    return found


def learners_by_school(connection: Connection, years: Collection[int], today: date) -> dict[UUID, int]:
    """How many learners of some year groups each school has today, by main enrolment."""
    c = enrolments.c
    there = (c.joined_on <= today, or_(c.left_on.is_(None), c.left_on > today), c.main, c.year_group.in_(years))
    query = select(c.school, func.count(c.person.distinct()).label("learners")).where(*there).group_by(c.school)
    return {row.school: row.learners for row in connection.execute(query)}

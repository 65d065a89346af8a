"""The SQL of school attributes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, delete, func, or_, select

from delivery_api.identity.tables import enrolments, school_attributes
from delivery_api.row_authentication.row_authenticator import is_genuine, note_new_rows, row_signer_of
from delivery_api.row_authentication.row_mac import NO_CODE
from delivery_api.row_authentication.standing_rows import note_rows
from delivery_api.row_authentication.store import genuine_rows
from delivery_api.row_authentication.superseded_codes import note_changes


def replace_attributes(connection: Connection, attributes: Mapping[UUID, Mapping[str, str]]) -> None:
    """Give each of some schools these attributes and no other."""
    sign = row_signer_of(connection, school_attributes)
    for school, values in attributes.items():
        ended = delete(school_attributes).where(school_attributes.c.school == school)
        columns = (school_attributes.c.attribute, school_attributes.c.mac)
        before: dict[str, bytes | None] = {row[0]: row[1] for row in connection.execute(ended.returning(*columns))}
        rows = [{"school": school, "attribute": name, "value": value} for name, value in values.items()]
        now = {name: sign(row) for name, row in zip(values, rows, strict=True)}
        if rows:
            connection.execute(school_attributes.insert(), [row | {"mac": now[str(row["attribute"])]} for row in rows])
        changes = ((before.get(name) or NO_CODE, now.get(name) or NO_CODE) for name in before.keys() | now.keys())
        note_changes(connection, school_attributes, changes)
        gone = ({"school": school, "attribute": name} for name in before.keys() - now.keys())
        note_rows(connection, school_attributes, gone, stand=False)
        note_new_rows(connection, school_attributes, rows)


def all_attributes(connection: Connection) -> dict[UUID, dict[str, str]]:
    """The attributes of every school that has some.

    Raises
    ------
    RowForged : a school was not given one of them
    """
    rows = genuine_rows(connection, school_attributes, select(school_attributes))
    return _by_school((row["school"], row["attribute"], row["value"]) for row in rows)


def attributes_that_verify(connection: Connection) -> dict[UUID, dict[str, str]]:
    """The attributes of those schools that were given each of theirs: an import sets the others right."""
    rows = connection.execute(select(school_attributes)).mappings().all()
    doubted = {row["school"] for row in rows if not is_genuine(connection, school_attributes, row)}
    return _by_school((row["school"], row["attribute"], row["value"]) for row in rows if row["school"] not in doubted)


def _by_school(rows: Iterable[tuple[UUID, str, str]]) -> dict[UUID, dict[str, str]]:
    found: dict[UUID, dict[str, str]] = {}
    for school, name, value in rows:
        found.setdefault(school, {})[name] = value
    return found


def learners_by_school(connection: Connection, years: Collection[int], today: date) -> dict[UUID, int]:
    """How many learners of some year groups each school has today, by main enrolment."""
    c = enrolments.c
    there = (c.joined_on <= today, or_(c.left_on.is_(None), c.left_on > today), c.main, c.year_group.in_(years))
    query = select(c.school, func.count(c.person.distinct()).label("learners")).where(*there).group_by(c.school)
    return {row.school: row.learners for row in connection.execute(query)}

"""Which rows are held, as conditions in SQL, found by the declarations of the tables.

A person's hold keeps every row that is about the person or that the person made, the rows that such a row hangs on,
and the programmes in which the person has rows: one key opens all rows of a programme.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, MetaData, Table, and_, exists, func, not_, or_, select, true

from delivery_api.privacy.holds import store
from delivery_api.privacy.holds.values import HeldOnDay, LegalHold
from delivery_api.storage.data_declaration import (
    DataDeclaration,
    PersonColumns,
    ThroughSitting,
    WithParent,
    WithProgramme,
)

HOLDS, SITTINGS = "legal_holds", "sittings"


def held_on(connection: Connection, tables: MetaData, day: date) -> HeldOnDay:
    """Return what is held on a day."""
    people = store.held_people(connection, day)
    ends: dict[str, date] = {}
    for hold in (each for each in store.all_holds(connection) if each.is_in_force(day)):
        for programme in _programmes_of(connection, tables, hold):
            ends[programme] = max(hold.ends_on, ends.get(programme, hold.ends_on))
    return HeldOnDay(ends, people)


def holds_on_programme(connection: Connection, tables: MetaData, programme: str) -> tuple[LegalHold, ...]:
    """Return every recorded hold that keeps, or kept, a programme: on itself, or on somebody with rows in it."""
    return tuple(hold for hold in store.all_holds(connection) if programme in _programmes_of(connection, tables, hold))


def not_held(tables: MetaData, table: Table, day: date) -> ColumnElement[bool]:
    """Return which rows of a table no hold keeps on a day."""
    return and_(true(), *(not_(each) for each in _held(tables, table, day)))


def first_held(connection: Connection, tables: MetaData, table: Table, column: str, day: date) -> datetime | None:
    """Return the earliest time in the rows of a table that are held on a day; None if none is."""
    found = list(_held(tables, table, day))
    return connection.scalar(select(func.min(table.c[column])).where(or_(*found))) if found else None


def _held(tables: MetaData, table: Table, day: date) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions each of which holds a row."""
    holds = tables.tables.get(HOLDS)
    if holds is None or table is holds:
        return
    in_force = and_(holds.c.released_on.is_(None), holds.c.ends_on >= day)
    if _has_programme(table):
        yield exists().where(holds.c.programme == table.c.programme, in_force)
    for column in _columns(table, subjects_only=False):
        yield exists().where(holds.c.person == column, in_force)
    for child, link in _children(tables, table):
        for column in _columns(child, subjects_only=True):
            key = list(table.primary_key.columns)[-1]
            yield exists().where(child.c[link] == key, holds.c.person == column, in_force)
    if isinstance(_declared(table).person, ThroughSitting):
        sittings = tables.tables[SITTINGS]
        same = and_(sittings.c.programme == table.c.programme, sittings.c.id == table.c.sitting)
        yield exists().where(same, holds.c.person == sittings.c.learner, in_force)


def _children(tables: MetaData, table: Table) -> Iterator[tuple[Table, str]]:
    """Yield the tables whose rows go with those of a table, each with the column that refers to it."""
    for child in tables.sorted_tables:
        for rule in _declared(child).rules:
            if isinstance(rule, WithParent) and rule.table == table.name:
                yield child, rule.column


def _columns(table: Table, *, subjects_only: bool) -> Iterable[ColumnElement[UUID]]:
    locator = _declared(table).person
    if not isinstance(locator, PersonColumns):
        return []
    return [table.c[name] for name in (*locator.subjects, *(() if subjects_only else locator.actors))]


def _programmes_of(connection: Connection, tables: MetaData, hold: LegalHold) -> frozenset[str]:
    if hold.subject.programme is not None:
        return frozenset({hold.subject.programme})
    found: set[str] = set()
    for table in tables.sorted_tables:
        columns = list(_columns(table, subjects_only=True))
        if columns and _has_programme(table) and table.name != HOLDS:
            theirs = or_(*(column == hold.subject.person for column in columns))
            found.update(connection.scalars(select(table.c.programme).where(theirs).distinct()))
    return frozenset(found)


def _has_programme(table: Table) -> bool:
    return any(isinstance(rule, WithProgramme) and rule.column == "programme" for rule in _declared(table).rules)


def _declared(table: Table) -> DataDeclaration:
    found: DataDeclaration = table.info["declaration"]
    return found

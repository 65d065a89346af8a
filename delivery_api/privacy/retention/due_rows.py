"""Rules of declarations as conditions in SQL: which rows of a table are due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from sqlalchemy import Column, ColumnElement, Date, MetaData, Table, and_, exists, false, not_, or_

from delivery_api.privacy.holds.held_rows import not_held
from delivery_api.privacy.retention.destruction_dates import Moment, midnight_after
from delivery_api.storage.data_declaration import (
    AfterColumn,
    Blanked,
    DataDeclaration,
    NoPersonalData,
    Rule,
    Term,
    WithAuditYear,
    WithParent,
    WithPerson,
    WithProgramme,
)

PEOPLE = "people"
"""The table of the persons that `WithPerson` speaks of."""

BLANK = "–"
"""What stands in place of a name that was blanked."""


@dataclass(frozen=True)
class Dependant:
    """A table whose rows go with those of another.

    Parameters
    ----------
    table : the table
    column : holds the key of the other table's row
    """

    table: Table
    column: str


def declared(table: Table) -> DataDeclaration:
    """Return what a table declares; `declared_tables.declarations` has checked that it does."""
    found: DataDeclaration = table.info["declaration"]
    return found


def dependants(tables: MetaData, table: Table) -> tuple[Dependant, ...]:
    """Return the tables whose rows go with the rows of a table."""
    return tuple(_dependants(tables, table))


def _dependants(tables: MetaData, table: Table) -> Iterator[Dependant]:
    for other in tables.sorted_tables:
        for rule in declared(other).rules:
            with_row = isinstance(rule, WithParent) and rule.table == table.name
            with_person = isinstance(rule, WithPerson) and table.name == PEOPLE
            if isinstance(rule, WithParent | WithPerson) and (with_row or with_person):
                yield Dependant(other, rule.column)


def due_condition(tables: MetaData, table: Table, rule: Rule, moment: Moment) -> ColumnElement[bool] | None:
    """Return which rows of a table go by a rule, but for those that a hold keeps; None where the rule removes none.

    Rows of a programme go when it is destroyed; those of a destroyed programme that came later are due at once.
    """
    condition = _ended(tables, table, rule, moment)
    return None if condition is None else and_(condition, not_held(tables, table, moment.today))


def _ended(tables: MetaData, table: Table, rule: Rule, moment: Moment) -> ColumnElement[bool] | None:
    match rule:
        case AfterColumn(column, term):
            return _is_over(table.c[column], term, moment)
        case Blanked(column, after, term):
            return and_(table.c[column] != BLANK, _is_over(table.c[after], term, moment))
        case WithPerson(column):
            return and_(table.c[column].is_not(None), _without_parent(tables.tables[PEOPLE], table.c[column]))
        case WithAuditYear(column):
            return table.c[column] < moment.audit_ends
        case WithProgramme(column, kinds, partitioned):
            programmes = tables.tables["programmes"]
            destroyed = and_(programmes.c.destroyed_on.is_not(None), programmes.c.kind.in_([*map(str, kinds)]))
            return None if partitioned else exists().where(programmes.c.id == table.c[column], destroyed)
        case WithParent() | NoPersonalData():
            return None
        case _:
            assert_never(rule)


def counted_condition(tables: MetaData, table: Table, rule: Rule, moment: Moment) -> ColumnElement[bool] | None:
    """Return which rows of a table would go by a rule in a run, those included that go with the rows of another."""
    match rule:
        case WithPerson(column):
            person = table.c[column]
            gone = _without_parent(tables.tables[PEOPLE], person)
            return and_(person.is_not(None), or_(gone, *_going_parents(tables, tables.tables[PEOPLE], person, moment)))
        case WithParent(column, parent):
            return or_(false(), *_going_parents(tables, tables.tables[parent], table.c[column], moment))
        case _:
            return due_condition(tables, table, rule, moment)


def _going_parents(
    tables: MetaData, parent: Table, column: Column[object], moment: Moment
) -> Iterator[ColumnElement[bool]]:
    for rule in declared(parent).rules:
        if (due := due_condition(tables, parent, rule, moment)) is not None:
            yield exists().where(key_column(parent) == column, due)


def key_column(table: Table) -> Column[object]:
    """Return the column that rows of other tables refer to: the only one of the key, or `id`."""
    columns = list(table.primary_key.columns)
    return columns[0] if len(columns) == 1 else table.c["id"]


def _without_parent(parent: Table, column: Column[object]) -> ColumnElement[bool]:
    return not_(exists().where(key_column(parent) == column))


def _is_over(column: Column[object], term: Term, moment: Moment) -> ColumnElement[bool]:
    """Whether a term after a date or a time is over."""
    if isinstance(column.type, Date):
        return column <= moment.ended_by(term)
    if term == Term():
        return column <= moment.now
    return column < midnight_after(moment.ended_by(term))

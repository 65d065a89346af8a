"""When the rows of a person go, at the latest: read from the rules of their table, one row at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, assert_never
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, MetaData, Table, select

from delivery_api.dates.school_calendar import london_date, months_after, school_year, school_year_end
from delivery_api.privacy.retention.destruction_dates import latest_destruction
from delivery_api.privacy.retention.due_rows import PEOPLE, declared, key_column
from delivery_api.sittings.storage import store as sittings
from delivery_api.storage.data_declaration import (
    AfterColumn,
    Blanked,
    NoPersonalData,
    Term,
    WithAuditYear,
    WithParent,
    WithPerson,
    WithProgramme,
)
from delivery_api.storage.database import metadata

End = date | UUID
"""The day on which a row goes, or the person with whose record it goes."""


Removing = WithProgramme | AfterColumn | WithAuditYear | WithPerson | WithParent
"""The rules that remove rows."""


@dataclass(frozen=True)
class RowEnds:
    """Finds when rows go. Holds are left out: whom one is on is not told of it.

    Parameters
    ----------
    live_years : years for which a school year's responses and its audit are kept
    """

    connection: Connection
    live_years: int
    tables: MetaData = metadata

    def of(self, table: Table, condition: ColumnElement[bool]) -> frozenset[End]:
        """Return when those rows of a table go that satisfy a condition."""
        return frozenset(end for _, end in self._rows(table, condition))

    def _rows(
        self, table: Table, condition: ColumnElement[bool], key: Column[Any] | None = None
    ) -> Iterator[tuple[Any, End]]:
        """Yield the key and the end of each row; one whose parent has gone meanwhile has gone too."""
        rules = _rules(table)
        columns = {rule.column: table.c[rule.column] for rule in rules}
        parents = {rule: self._parents(table, rule, condition) for rule in rules if isinstance(rule, WithParent)}
        query = select(*columns.values(), *([] if key is None else [key.label("key")])).where(condition).distinct()
        for row in self.connection.execute(query):
            values = row._mapping
            ends = [self._end(rule, values[rule.column], parents) for rule in rules]
            if (end := _first(ends)) is not None:
                yield None if key is None else values["key"], end

    def _parents(self, table: Table, rule: WithParent, condition: ColumnElement[bool]) -> Mapping[Any, End]:
        parent = self.tables.tables[rule.table]
        key = key_column(parent)
        return dict(self._rows(parent, key.in_(select(table.c[rule.column]).where(condition)), key))

    def _end(self, rule: Removing, value: Any, parents: Mapping[WithParent, Mapping[Any, End]]) -> End | None:  # noqa: ANN401
        if value is None:
            return None
        match rule:
            case WithProgramme():
                programme = sittings.programme(self.connection, value)
                return latest_destruction(programme, self.live_years) if programme else None
            case AfterColumn(_, term):
                return _after(value, term)
            case WithAuditYear():
                return months_after(school_year_end(school_year(_day(value))), 12 * self.live_years)
            case WithPerson():
                return self._person(value)
            case WithParent():
                return parents[rule].get(value)
            case _:
                assert_never(rule)

    def _person(self, id_: UUID) -> End:
        people = self.tables.tables[PEOPLE]
        (rule,) = (each for each in declared(people).rules if isinstance(each, AfterColumn))
        left = self.connection.scalar(select(people.c[rule.column]).where(people.c.id == id_))
        return _after(left, rule.term) if left else id_


def _rules(table: Table) -> tuple[Removing, ...]:
    """Return the rules that remove rows; a person's own record goes with itself."""
    own = (WithPerson("id"),) if table.name == PEOPLE else ()
    return (*(rule for rule in declared(table).rules if not isinstance(rule, Blanked | NoPersonalData)), *own)


def _first(ends: list[End | None]) -> End | None:
    """Return the first of some days; a person only where there is no day."""
    days = [end for end in ends if isinstance(end, date)]
    return min(days) if days else next((end for end in ends if end is not None), None)


def _after(value: date | datetime, term: Term) -> date:
    return months_after(_day(value), term.months) + timedelta(days=term.days)


def _day(value: date | datetime) -> date:
    return london_date(value) if isinstance(value, datetime) else value

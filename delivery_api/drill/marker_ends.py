"""The day on which a planted row has to go, reckoned from the declaration of its table and what happened meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from delivery_api.dates.school_calendar import london_date, months_after, school_year, school_year_end
from delivery_api.storage.data_declaration import (
    AfterColumn,
    DataDeclaration,
    Rule,
    WithAuditYear,
    WithParent,
    WithPerson,
    WithProgramme,
)

End = date | str
"""A day, or what it hangs on: "programme:…" or "person:…"."""


@dataclass(frozen=True)
class Sealed:
    """A sealed value as it stood in a row.

    Parameters
    ----------
    place : that it was sealed for
    """

    value: bytes
    place: str


@dataclass
class Marker:
    """A planted row.

    Parameters
    ----------
    where : column → value, which find the row
    text : unique; stands in the row in clear, or sealed
    ends : the row goes on the first of them that is known
    sealed : every sealed value in which the text was seen
    """

    table: str
    where: Mapping[str, Any]
    text: str
    ends: tuple[End, ...]
    sealed: list[Sealed] = field(default_factory=list)

    def goes_on(self, known: Mapping[str, date]) -> date | None:
        """Return the day on which it goes; None while that is open."""
        days = [known.get(end) if isinstance(end, str) else end for end in self.ends]
        return min((day for day in days if day is not None), default=None)


def ends_of(
    declared: DataDeclaration, row: Mapping[str, Any], parents: Iterable[Marker], live_years: int
) -> tuple[End, ...]:
    """Return the ends of a row.

    Parameters
    ----------
    parents : the markers in the rows that it refers to
    """
    by_row = {(each.table, each.where["id"]): each for each in parents if "id" in each.where}
    return tuple(end for rule in declared.rules for end in _ends(rule, row, by_row, live_years))


def _ends(
    rule: Rule, row: Mapping[str, Any], parents: Mapping[tuple[str, Any], Marker], live_years: int
) -> Iterator[End]:
    match rule:
        case WithProgramme(column):
            yield f"programme:{row[column]}"
        case WithPerson(column):
            yield f"person:{row[column]}"
        case WithAuditYear(column):
            yield months_after(school_year_end(school_year(london_date(row[column]))), 12 * live_years)
        case WithParent(column, table) if (table, row[column]) in parents:
            yield from parents[table, row[column]].ends
        case AfterColumn(column, term) if row.get(column) is not None:
            yield months_after(_day(row[column]), term.months) + timedelta(days=term.days or (0 if term.months else 1))
        case _:
            return


def _day(value: date | datetime) -> date:
    return london_date(value) if isinstance(value, datetime) else value

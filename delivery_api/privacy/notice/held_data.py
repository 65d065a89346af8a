"""What is held about one person, until when, and who looked: read from the declarations of all tables.

A new table is told of without a line here: each declares its purpose, its rules and how a person's rows are found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Connection, Table

from delivery_api.dates.school_calendar import months_after, school_year, school_year_end
from delivery_api.privacy.notice import store
from delivery_api.privacy.notice.store import Look
from delivery_api.privacy.retention.destruction_dates import destruction_date
from delivery_api.sittings.storage import store as sittings
from delivery_api.storage.data_declaration import (
    AfterColumn,
    DataDeclaration,
    NoPersonalData,
    Purpose,
    Rule,
    WithAuditYear,
    WithProgramme,
)
from delivery_api.storage.database import metadata


@dataclass(frozen=True)
class HeldData:
    """What is held about a person for one purpose.

    Parameters
    ----------
    purpose : what for
    count : number of rows
    until : the latest day on which any of it goes; None while that day rests on the account
    """

    purpose: Purpose
    count: int
    until: date | None


def held_about(connection: Connection, person: UUID, live_years: int) -> tuple[HeldData, ...]:
    """Return what is held about a person, one value a purpose; purposes without rows are left out.

    Parameters
    ----------
    live_years : years for which a school year's responses are kept
    """
    rows = [found for table in metadata.sorted_tables if (found := _in_table(connection, table, person, live_years))]
    return tuple(
        _joined(purpose, those) for purpose in Purpose if (those := [each for each in rows if each.purpose is purpose])
    )


def looks_told(connection: Connection, person: UUID) -> tuple[Look, ...]:
    """Return who looked at a learner's data, without what safeguarding or a court asks to withhold."""
    withheld = store.withheld_days(connection, person)
    return tuple(
        each for each in store.looks(connection, person) if each.role != "operator" or each.day not in withheld
    )


def _in_table(connection: Connection, table: Table, person: UUID, live_years: int) -> HeldData | None:
    declared: DataDeclaration = table.info["declaration"]
    count = store.count_rows(connection, table, person)
    if not count:
        return None
    ends = [end for rule in declared.rules for end in _ends(connection, table, rule, person, live_years)]
    known = [end for end in ends if end is not None]
    return HeldData(declared.purpose, count, max(known) if len(known) == len(ends) and known else None)


def _joined(purpose: Purpose, those: Sequence[HeldData]) -> HeldData:
    ends = [each.until for each in those if each.until is not None]
    return HeldData(purpose, sum(each.count for each in those), max(ends) if len(ends) == len(those) else None)


def _ends(connection: Connection, table: Table, rule: Rule, person: UUID, live_years: int) -> Iterator[date | None]:
    """Yield the days on which a rule removes a person's rows; None for one that rests on the account."""
    match rule:
        case WithProgramme(column):
            for id_ in store.programmes_of(connection, table, column, person):
                programme = sittings.programme(connection, id_)
                yield destruction_date(programme, live_years) if programme else None
        case AfterColumn(column, term):
            if (last := store.latest(connection, table, column, person)) is not None:
                yield months_after(last, term.months) + timedelta(days=term.days)
        case WithAuditYear(column):
            if (last := store.latest(connection, table, column, person)) is not None:
                yield months_after(school_year_end(school_year(last)), 12 * live_years)
        case NoPersonalData():
            return
        case _:
            yield None

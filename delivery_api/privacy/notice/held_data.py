"""What is held about one person and until when: read from the declarations of all tables.

A new table is told of without a line here: each declares its purpose, its rules and how a person's rows are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, MetaData, Table

from delivery_api.privacy.notice import store
from delivery_api.privacy.retention.row_ends import RowEnds
from delivery_api.privacy.withheld_rows import told
from delivery_api.storage.data_declaration import DataDeclaration, Purpose
from delivery_api.storage.database import metadata

_SIGN_INS = "sessions"  # the table; features read no tables of others but through `metadata`


@dataclass(frozen=True)
class HeldData:
    """What is held about a person for one purpose.

    Parameters
    ----------
    purpose : what for
    count : number of rows
    until : the day by which all of it is gone that has a day; None if nothing has. Sign-ins that are open count not:
        whoever reads this has one, and its end is today's
    with_account : whether some of it goes one year after the person leaves
    with_others : whether some of it goes one year after somebody else leaves, whom it is about
    """

    purpose: Purpose
    count: int
    until: date | None
    with_account: bool
    with_others: bool


def held_about(
    connection: Connection, person: UUID, live_years: int, tables: MetaData = metadata
) -> tuple[HeldData, ...]:
    """Return what is held about a person, one value a purpose; purposes without rows are left out.

    Parameters
    ----------
    live_years : years for which a school year's responses are kept
    """
    ends = RowEnds(connection, live_years, tables)
    rows = [found for table in tables.sorted_tables if (found := _in_table(ends, table, person))]
    return tuple(
        _joined(purpose, those) for purpose in Purpose if (those := [each for each in rows if each.purpose is purpose])
    )


def _in_table(ends: RowEnds, table: Table, person: UUID) -> HeldData | None:
    declared: DataDeclaration = table.info["declaration"]
    count = store.count_rows(ends.connection, table, person)
    if not count:
        return None
    found = ends.of(table, told(table, person))
    until = None if table.name == _SIGN_INS else max((end for end in found if isinstance(end, date)), default=None)
    others = any(isinstance(end, UUID) and end != person for end in found)
    return HeldData(declared.purpose, count, until, person in found, others)


def _joined(purpose: Purpose, those: Sequence[HeldData]) -> HeldData:
    return HeldData(
        purpose,
        sum(each.count for each in those),
        max((each.until for each in those if each.until is not None), default=None),
        any(each.with_account for each in those),
        any(each.with_others for each in those),
    )

"""Searches the database for rows that this service has not written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, MetaData, Table

from delivery_api.ledger.key_destruction import false_keys
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.lifecycle.schema import metadata
from delivery_api.row_authentication.store import authenticated_tables, forged_rows


@dataclass(frozen=True)
class ForgedRow:
    """A row that this service has not written as it stands.

    Parameters
    ----------
    table : where it stands
    key : its primary key in text, which holds ids and dates alone
    """

    table: str
    key: str


def find_forged_rows(connection: Connection, tables: MetaData = metadata) -> Iterator[ForgedRow]:
    """Find every row of the authenticated tables whose code is missing or does not verify."""
    for table in authenticated_tables(tables):
        yield from find_forged_rows_of(connection, table)


def find_forged_rows_of(connection: Connection, table: Table) -> Iterator[ForgedRow]:
    """Find every row of an authenticated table whose code is missing or does not verify."""
    for key in forged_rows(connection, table):
        yield ForgedRow(table.name, ", ".join(map(_text, key)))


def find_false_keys(connection: Connection, ledger: Ledger) -> Iterator[ForgedRow]:
    """Find every key that is destroyed, or of a purpose or age, by what the database alone says.

    Raises
    ------
    LedgerRefused
    """
    for each in false_keys(connection, ledger):
        yield ForgedRow("keys", each.id)


def _text(value: object) -> str:
    match value:
        case bytes():
            return value.hex()
        case date() | datetime():
            return value.isoformat()
        case UUID() | str():
            return str(value)
    return repr(value)

"""Searches the database for rows that this service has not written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, MetaData, Table

from delivery_api.keys.destroyed_keys import read_destroyed_keys
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.key_destruction import false_keys
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.lifecycle.schema import metadata
from delivery_api.row_authentication.row_authenticator import authenticator_of
from delivery_api.row_authentication.row_stock import count_missing
from delivery_api.row_authentication.standing_rows import Rows
from delivery_api.row_authentication.store import authenticated_tables, forged_rows
from delivery_api.row_authentication.superseded_codes import PutAside, superseded_codes
from delivery_api.sittings.storage.store import programmes_unchecked

_OF_A_YEAR = re.compile(r"programme:\d{4}-\d{2}")
"""The purposes of the keys of school years."""


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
    """Find every row of the authenticated tables whose code is missing, does not verify, or is an earlier one."""
    superseded = superseded_codes(authenticator_of(connection).superseded)
    for table in authenticated_tables(tables):
        yield from find_forged_rows_of(connection, table, superseded)


def find_forged_rows_of(connection: Connection, table: Table, superseded: PutAside) -> Iterator[ForgedRow]:
    """Find every row of an authenticated table whose code is missing, does not verify, or is an earlier one.

    Parameters
    ----------
    superseded : the codes of earlier rows, as they were noted a while ago
    """
    for key in forged_rows(connection, table, superseded):
        yield ForgedRow(table.name, key_text(key))


@dataclass(frozen=True)
class MissingRows:
    """Rows of a table that stood there and that this service did not delete.

    Parameters
    ----------
    count : how many
    """

    table: str
    count: int


def find_missing_rows(connection: Connection, table: Table, stood: Rows) -> Iterator[MissingRows]:
    """Find whether rows of a table are missing.

    Parameters
    ----------
    stood : `standing_rows` of the time before the connection read anything
    """
    if count := count_missing(connection, table, stood):
        yield MissingRows(table.name, count)


def find_false_keys(connection: Connection, ledger: Ledger) -> Iterator[ForgedRow]:
    """Find every key that is destroyed, or of a purpose or age, by what the database alone says.

    Raises
    ------
    LedgerRefused
    """
    for each in false_keys(connection, ledger):
        yield ForgedRow("keys", each.id)


def find_missing_years(connection: Connection, ring: KeyRing) -> Iterator[ForgedRow]:
    """Find every school year that has a key in the folder and no row; of trials the ledger tells.

    Without its row nobody reads the year's results, and no retention run destroys them.
    """
    there, destroyed = programmes_unchecked(connection), read_destroyed_keys(ring.directory)
    purposes = {each.purpose for each in ring.files() if each.id not in destroyed}
    for year in sorted(each.partition(":")[2] for each in purposes if _OF_A_YEAR.fullmatch(each)):
        if year not in there:
            yield ForgedRow("programmes", year)


def key_text(key: Iterable[object]) -> str:
    """Return a primary key as it is told."""
    return ", ".join(map(_text, key))


def _text(value: object) -> str:
    match value:
        case bytes():
            return value.hex()
        case date() | datetime():
            return value.isoformat()
        case UUID() | str():
            return str(value)
    return repr(value)

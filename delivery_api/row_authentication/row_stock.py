"""The SQL that compares tables with the rows that are remembered to stand, and takes stock of them anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, Engine, MetaData, Table, select

from delivery_api.dates.clock import clock
from delivery_api.releases.live_releases import is_earlier_release_live
from delivery_api.row_authentication.row_authenticator import RowAuthenticator, authenticator_of
from delivery_api.row_authentication.row_mac import AUTHENTICATED, Row, bound_columns
from delivery_api.row_authentication.standing_rows import (
    Rows,
    is_missed,
    remember_standing,
    row_hash,
    standing_rows,
)
from delivery_api.row_authentication.store import verifies

_BATCH = 1_000


def missed_tables(tables: MetaData) -> tuple[Table, ...]:
    """Return the tables of which a deleted row is to be missed."""
    return tuple(table for table in tables.sorted_tables if is_missed(table))


def count_missing(connection: Connection, table: Table, stood: Rows) -> int:
    """Return how many rows are not there that the service did not delete.

    Parameters
    ----------
    stood : what was to be there before the connection read anything
    """
    there = np.fromiter((row_hash(table, row) for row in _keys(connection, table)), dtype=np.uint64)
    missing = np.setdiff1d(stood, there)
    if not len(missing):
        return 0
    still = standing_rows(authenticator_of(connection).standing / table.name)  # without those that ended meanwhile
    return len(np.intersect1d(missing, still))


def take_stock(engine: Engine, tables: MetaData) -> None:
    """Remember the rows that stand and are not remembered, but for forged ones; safe to repeat.

    Not while a build is at work that does not tell which rows it deletes.
    """
    if is_earlier_release_live(engine):
        return
    for table in missed_tables(tables):
        seen_at = clock()
        with engine.connect() as connection:
            authenticator = authenticator_of(connection)
            if not authenticator.believes_unsigned(table.name):
                file = authenticator.standing / table.name
                remember_standing(file, _unknown(connection, authenticator, table, file), seen_at)


def _unknown(connection: Connection, authenticator: RowAuthenticator, table: Table, file: Path) -> Iterable[int]:
    known = set(standing_rows(file).tolist())
    for row in _whole(connection, table):
        found = row_hash(table, row)
        if found not in known and (AUTHENTICATED not in table.info or verifies(authenticator, table, row)):
            yield found


def _keys(connection: Connection, table: Table) -> Iterator[Row]:
    query = select(*table.primary_key.columns).execution_options(yield_per=_BATCH)
    with connection.execute(query) as rows:
        yield from rows.mappings()


def _whole(connection: Connection, table: Table) -> Iterator[Row]:
    names = (*bound_columns(table), "mac") if AUTHENTICATED in table.info else table.primary_key.columns.keys()
    query = select(*(table.c[name] for name in names)).execution_options(yield_per=_BATCH)
    with connection.execute(query) as rows:
        yield from rows.mappings()

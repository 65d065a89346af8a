"""Changes the key of rows: each is signed anew under the newest key, a few at a time, while others write.

An interruption leaves rows under both keys, and both are believed; another run goes on where it stopped. The old key
ends when it is older than any transaction that may still sign with it, and nothing genuine stands under it any more.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Engine, MetaData, Table

from delivery_api.keys.key_ring import LONGEST_TRANSACTION, KeyRing
from delivery_api.row_authentication.row_authenticator import ROW_KEYS, authenticator_of
from delivery_api.row_authentication.store import authenticated_tables, count_by_key, is_under_older_key, sign_some_anew
from delivery_api.row_authentication.superseded_codes import PutAside, superseded_codes

PASSES = 3
"""How often a table is gone through: rows that somebody else held are met the next time."""


def sign_rows_anew(engine: Engine, tables: MetaData) -> int:
    """Sign the genuine rows that stand under an older key. Returns how many; forged ones stay as they are.

    So do earlier rows that somebody put back: under a new code nothing would tell them from others any more.
    """
    with engine.connect() as connection:
        superseded = superseded_codes(authenticator_of(connection).superseded)
    return sum(_sign_table(engine, table, superseded) for table in authenticated_tables(tables))


def _sign_table(engine: Engine, table: Table, superseded: PutAside) -> int:
    total = 0
    for _ in range(PASSES):
        done, after = 0, None
        while True:
            with engine.begin() as connection:
                batch = sign_some_anew(connection, table, after, superseded)
            done, after = done + batch.signed, batch.last
            if after is None:
                break
        total += done
        if not done:
            break
    return total


def is_signed_anew(connection: Connection, tables: MetaData) -> bool:
    """Return whether nothing genuine stands under an older key any more."""
    superseded = superseded_codes(authenticator_of(connection).superseded)
    return not any(is_under_older_key(connection, table, superseded) for table in authenticated_tables(tables))


def ended_row_keys(connection: Connection, ring: KeyRing, now: datetime) -> tuple[str, ...]:
    """Return the ids of the older keys of rows with which nobody can sign any more."""
    return tuple(ring.superseded(connection, ROW_KEYS, LONGEST_TRANSACTION, now))


def tables_under_lost_keys(connection: Connection, ring: KeyRing, tables: MetaData) -> frozenset[str]:
    """Return the tables with rows under a key that is no more, as in a backup from before the key was changed."""
    return frozenset(
        table.name
        for table in authenticated_tables(tables)
        if any(not ring.path(key_id).is_file() for key_id in count_by_key(connection, [table]))
    )

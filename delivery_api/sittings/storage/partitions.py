"""The partitions that hold a programme's responses on PostgreSQL; SQLite keeps one table and deletes rows.

There is no default partition, so a response of an unknown programme is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from time import sleep

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from delivery_api.sittings.storage.tables import PARTITIONED
from delivery_api.storage.database import (
    LOCK_WAIT_MILLISECONDS,
    autocommit_connection,
    is_sqlite,
    rebuild_in_key_order,
)
from delivery_api.storage.database_errors import DatabaseFailure, classify_failure

MOST_ATTEMPTS = 300
"""How often a partition is tried to be detached while transactions use its table: for a minute or more."""

_PROGRAMME = re.compile(r"[0-9a-z-]{1,40}")


def create_partitions(connection: Connection, programme: str) -> None:
    """Create the partitions of a programme; safe to repeat."""
    if is_sqlite(connection):
        return
    for table in PARTITIONED:
        connection.execute(
            text(
                f"CREATE TABLE IF NOT EXISTS {_name(table.name, programme)} "
                f"PARTITION OF {table.name} FOR VALUES IN ('{programme}')"
            )
        )


def partitions_exist(connection: Connection, programme: str) -> bool:
    """Whether the partitions of a programme are attached; always true on SQLite."""
    return is_sqlite(connection) or all(_attached(connection, table.name, programme) is False for table in PARTITIONED)


def randomise_row_order(connection: Connection, programme: str) -> None:
    """Rewrite a programme's rows in the order of their random ids, in one transaction.

    On PostgreSQL a row keeps its place on disk and the number of the transaction that wrote it, which would reveal the
    order in which sittings began. SQLite keeps rows in key order; its pages are put in order afterwards.
    """
    if is_sqlite(connection):
        return
    for table in PARTITIONED:
        columns = ", ".join(table.primary_key.columns.keys())
        name = _name(table.name, programme)
        connection.execute(
            text(
                f"WITH taken AS (DELETE FROM {name} RETURNING *) "  # noqa: S608 - _name checks the name
                f"INSERT INTO {name} SELECT * FROM taken ORDER BY {columns}"
            )
        )


def vacuum_old_row_versions(engine: Engine, programme: str) -> None:
    """Remove the old row versions that `randomise_row_order` left in the database's files; call it after the commit."""
    if engine.dialect.name == "sqlite":
        rebuild_in_key_order(engine)
        return
    with autocommit_connection(engine) as connection:
        for table in PARTITIONED:
            connection.execute(text(f"VACUUM {_name(table.name, programme)}"))


def drop_partitions(engine: Engine, programme: str, wait: Callable[[float], None] = sleep) -> None:
    """Drop a programme's partitions on PostgreSQL; safe to repeat after an interruption.

    Each is detached concurrently, which blocks nobody, then dropped. A detach waits for every transaction that used the
    table before it, and whoever comes after waits behind it; so it waits a moment only, and is tried again.

    Parameters
    ----------
    wait : waits for some seconds between attempts

    Raises
    ------
    DBAPIError : some transaction used a partition at every attempt
    """
    if engine.dialect.name == "sqlite":
        return
    with autocommit_connection(engine) as connection:
        connection.execute(text(f"SET lock_timeout = {LOCK_WAIT_MILLISECONDS}"))
        try:
            for table in PARTITIONED:
                _drop(connection, table.name, programme, wait)
        finally:
            connection.execute(text("RESET lock_timeout"))


def _drop(connection: Connection, table: str, programme: str, wait: Callable[[float], None]) -> None:
    for left in reversed(range(MOST_ATTEMPTS)):
        try:
            _detach_and_drop(connection, table, programme)
        except DBAPIError as error:
            if classify_failure(error) is not DatabaseFailure.BUSY or not left:
                raise
            wait(0.2)
        else:
            return


def _detach_and_drop(connection: Connection, table: str, programme: str) -> None:
    name = _name(table, programme)
    pending = _attached(connection, table, programme)
    if pending is not None:
        how = "FINALIZE" if pending else "CONCURRENTLY"
        connection.execute(text(f"ALTER TABLE {table} DETACH PARTITION {name} {how}"))
    connection.execute(text(f"DROP TABLE IF EXISTS {name}"))


def _attached(connection: Connection, table: str, programme: str) -> bool | None:
    """Whether a detach is pending; False if attached, None if not attached."""
    query = text(
        "SELECT i.inhdetachpending FROM pg_inherits i "
        "WHERE i.inhparent = to_regclass(:table) AND i.inhrelid = to_regclass(:name)"
    )
    pending: bool | None = connection.scalar(query, {"table": table, "name": _name(table, programme)})
    return pending


def _name(table: str, programme: str) -> str:
    if not _PROGRAMME.fullmatch(programme):
        msg = f"programme {programme!r}: expected digits, small letters and hyphens"
        raise ValueError(msg)
    return f"{table}_{programme.replace('-', '_')}"

"""Schema operations on tables in use that do not block requests."""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op
from sqlalchemy import Connection, text

LOCK_TIMEOUT = "2s"
"""How long a migration waits for a table on PostgreSQL before it gives up and is tried again."""

_IS_PARTITIONED = "SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass(:table)"
_PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = to_regclass(:table) ORDER BY 1"
_INVALID = "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(:name) AND NOT indisvalid"


def create_index(name: str, table: str, columns: Sequence[str]) -> None:
    """Create an index on a table in use; safe to repeat after an interruption at any point."""
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(name, table, list(columns))
        return
    listed = ", ".join(f'"{column}"' for column in columns)
    if op.get_bind().scalar(text(_IS_PARTITIONED), {"table": table}):
        _create_on_partitions(name, table, listed)
        return
    with op.get_context().autocommit_block():
        _build_index(op.get_bind(), name, table, listed)


def _create_on_partitions(name: str, table: str, listed: str) -> None:
    """Create an index on a partitioned table, which PostgreSQL cannot do concurrently as a whole.

    The partitions get their indexes first. Then the index of the table, itself empty, attaches them; PostgreSQL creates
    it on every new partition from there on.
    """
    with op.get_context().autocommit_block():
        built = _partitions(table)
        for partition in built:
            _build_index(op.get_bind(), f"{name}_{partition}", partition, listed)
    op.execute(f'CREATE INDEX "{name}" ON ONLY "{table}" ({listed})')
    for partition in _partitions(table):
        if partition not in built:  # created meanwhile, so nearly empty
            op.execute(f'CREATE INDEX "{name}_{partition}" ON "{partition}" ({listed})')
        op.execute(f'ALTER INDEX "{name}" ATTACH PARTITION "{name}_{partition}"')


def _partitions(table: str) -> Sequence[str]:
    return op.get_bind().scalars(text(_PARTITIONS), {"table": table}).all()


def _build_index(connection: Connection, name: str, table: str, listed: str) -> None:
    """Create one index concurrently; an invalid index from an interrupted build is dropped first."""
    if connection.scalar(text(_INVALID), {"name": name}):
        connection.execute(text(f'DROP INDEX CONCURRENTLY "{name}"'))
    connection.execute(text("SET lock_timeout = 0"))  # it waits for old transactions and blocks nobody
    connection.execute(text(f'CREATE INDEX CONCURRENTLY IF NOT EXISTS "{name}" ON "{table}" ({listed})'))
    connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))

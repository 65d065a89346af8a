"""What migrations do to tables that are in use, without making anybody wait."""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op
from sqlalchemy import Connection, text

LOCK_TIMEOUT = "2s"
"""How long a migration waits for a table on PostgreSQL before it gives up; it is tried again."""

_PARTITIONS = """
    SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = to_regclass(:table) ORDER BY 1
"""
_INVALID = """
    SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(:name) AND NOT indisvalid
"""


def create_index(name: str, table: str, columns: Sequence[str]) -> None:
    """An index on a table that is written to meanwhile: built concurrently on PostgreSQL, partition by partition.

    PostgreSQL builds none concurrently on a partitioned table as a whole. So its partitions get theirs first; then the
    table's own, which holds nothing itself, takes them in. Safe to repeat after an interruption at any point.
    """
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(name, table, list(columns))
        return
    listed = ", ".join(f'"{column}"' for column in columns)
    with op.get_context().autocommit_block():
        connection = op.get_bind()
        partitions = connection.scalars(text(_PARTITIONS), {"table": table}).all()
        for each in partitions or (table,):
            _build(connection, f"{name}_{each}" if partitions else name, each, listed)
    if partitions:
        op.execute(f'CREATE INDEX "{name}" ON ONLY "{table}" ({listed})')
        for each in partitions:
            op.execute(f'ALTER INDEX "{name}" ATTACH PARTITION "{name}_{each}"')


def _build(connection: Connection, name: str, table: str, listed: str) -> None:
    """One index, built while the table is written to; what an interrupted build left is cleared away first."""
    if connection.scalar(text(_INVALID), {"name": name}):
        connection.execute(text(f'DROP INDEX CONCURRENTLY "{name}"'))
    connection.execute(text("SET lock_timeout = 0"))  # it waits for old transactions, and nobody waits for it
    connection.execute(text(f'CREATE INDEX CONCURRENTLY IF NOT EXISTS "{name}" ON "{table}" ({listed})'))
    connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))

"""All rows of all tables, for tests that nothing was written or that a value is stored nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Engine, Table, select

from delivery_api.lifecycle.schema import metadata


def all_rows(engine: Engine) -> dict[str, Counter[tuple[Any, ...]]]:
    """Table name → its rows, unordered."""
    with engine.begin() as connection:
        return {table.name: Counter(tuple(row) for row in connection.execute(select(table))) for table in _tables()}


@contextmanager
def nothing_written(engine: Engine, *, but: Collection[str] = ()) -> Iterator[None]:
    """Fail if the block adds, changes or removes a row of any table, except the tables in `but`."""
    before = _stored_rows(engine)
    yield
    changed = {name: (before[name], rows) for name, rows in _stored_rows(engine).items() if rows != before[name]}
    assert set(changed) <= set(but), changed


@cache
def _tables() -> tuple[Table, ...]:
    """Sorted once: it takes longer than most tables do to be read."""
    return tuple(metadata.sorted_tables)


def _stored_rows(engine: Engine) -> dict[str, Counter[Any]]:
    """Like `all_rows`, but each row as the database stores it, which need not become Python's values to be compared."""
    names = [table.name for table in _tables()]
    with engine.begin() as connection:
        cursor = connection.connection.cursor()
        if engine.dialect.name == "sqlite":
            return {name: Counter(cursor.execute(f'SELECT * FROM "{name}"').fetchall()) for name in names}
        read: dict[str, Counter[Any]] = {name: Counter() for name in names}
        cursor.execute(" UNION ALL ".join(f"""SELECT '{name}', each::text FROM "{name}" AS each""" for name in names))
        for name, row in cursor.fetchall():
            read[name][row] += 1
        return read

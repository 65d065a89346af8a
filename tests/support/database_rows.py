"""All rows of all tables, for tests that nothing was written or that a value is stored nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, select

from delivery_api.lifecycle.schema import metadata


def all_rows(engine: Engine) -> dict[str, Counter[tuple[Any, ...]]]:
    """Table name → its rows, unordered."""
    with engine.begin() as connection:
        return {
            table.name: Counter(tuple(row) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


@contextmanager
def nothing_written(engine: Engine, *, but: Collection[str] = ()) -> Iterator[None]:
    """Fail if the block adds, changes or removes a row of any table, except the tables in `but`."""
    before = all_rows(engine)
    yield
    changed = {name: (before[name], rows) for name, rows in all_rows(engine).items() if rows != before[name]}
    assert set(changed) <= set(but), changed

"""Every row of every table, to show that nothing was written and that something is nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, select

from delivery_api.lifecycle.schema import metadata


def all_rows(engine: Engine) -> dict[str, Counter[tuple[Any, ...]]]:
    """Table name → its rows, in whatever order they come."""
    with engine.begin() as connection:
        return {
            table.name: Counter(tuple(row) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


@contextmanager
def nothing_written(engine: Engine, *, but: Collection[str] = ()) -> Iterator[None]:
    """Fail if any row of any table is added, changed or removed within, but for the tables that are named."""
    before = all_rows(engine)
    yield
    changed = {name: (before[name], rows) for name, rows in all_rows(engine).items() if rows != before[name]}
    assert set(changed) <= set(but), changed

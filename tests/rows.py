"""Every row of every table, to show that nothing was written and that something is nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, select

from delivery_api.schema import metadata


def all_rows(engine: Engine) -> dict[str, Counter[tuple[Any, ...]]]:
    """Table name → its rows, in whatever order they come."""
    with engine.begin() as connection:
        return {
            table.name: Counter(tuple(row) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


@contextmanager
def nothing_written(engine: Engine) -> Iterator[None]:
    """Fail if any row of any table is added, changed or removed within."""
    before = all_rows(engine)
    yield
    assert all_rows(engine) == before

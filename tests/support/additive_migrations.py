"""Checks that a migration's statements only add, so that the previous release keeps working beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

# alembic's version bookkeeping, and session settings of PostgreSQL
_HOUSEKEEPING = re.compile(
    r"(SELECT|SHOW|PRAGMA|BEGIN|SET|DROP INDEX CONCURRENTLY)\b|(UPDATE|INSERT INTO) (alembic_version|schema_changes)\b"
)
_NEW_TABLE = re.compile(r'CREATE TABLE (?:IF NOT EXISTS )?"?(\w+)"?')
_INDEX = re.compile(
    r'CREATE (UNIQUE )?INDEX (CONCURRENTLY )?(?:IF NOT EXISTS )?"?\w+"? ON (ONLY )?"?(\w+)"?', re.IGNORECASE
)
_COLUMN = re.compile(r'ALTER TABLE "?\w+"? ADD COLUMN (.+)')
_ATTACHED_INDEX = re.compile(r'ALTER INDEX "?\w+"? ATTACH PARTITION')


@contextmanager
def recorded_statements(engine: Engine) -> Iterator[list[str]]:
    """The statements that an engine runs, each on one line."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(" ".join(statement.split()))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def non_additive_statements(statements: list[str], *, concurrently: bool) -> list[str]:
    """The statements that do more than add, or that block writers.

    An index on an existing table is built `concurrently` where the database can, and is never unique: rows written by
    the previous release could violate it.
    """
    new: set[str] = set()
    found = []
    for statement in statements:
        if created := _NEW_TABLE.match(statement):
            new.add(created.group(1))
        elif not _adds(statement, new, concurrently=concurrently):
            found.append(statement)
    return found


def _adds(statement: str, new: set[str], *, concurrently: bool) -> bool:
    if index := _INDEX.match(statement):
        unique, concurrent, only_parent, table = index.groups()
        return table in new or (not unique and bool(concurrent or only_parent or not concurrently))
    if column := _COLUMN.match(statement):
        return _accepts_old_rows(column.group(1))
    harmless: list[Callable[[], object]] = [
        lambda: _HOUSEKEEPING.match(statement),
        lambda: _ATTACHED_INDEX.match(statement),
        lambda: any(re.match(rf'INSERT INTO "?{table}"?\b', statement) for table in new),
    ]
    return any(matches() for matches in harmless)


def _accepts_old_rows(column: str) -> bool:
    """Whether rows can be inserted without the column, and the column added without scanning the table."""
    words = column.upper()
    return ("NOT NULL" not in words or "DEFAULT" in words) and not re.search(r"\b(UNIQUE|CHECK|REFERENCES)\b", words)

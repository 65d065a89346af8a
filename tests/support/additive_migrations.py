"""Whether the statements of a migration only add, so that the release before goes on working beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

# alembic's own note of where it stands, and what PostgreSQL is asked to bear with
_HOUSEKEEPING = re.compile(
    r"(SELECT|SHOW|PRAGMA|BEGIN|SET|DROP INDEX CONCURRENTLY)\b|(UPDATE|INSERT INTO) (alembic_version|schema_changes)\b"
)
_NEW_TABLE = re.compile(r'CREATE TABLE (?:IF NOT EXISTS )?"?(\w+)"?')
_INDEX = re.compile(
    r'CREATE (UNIQUE )?INDEX (CONCURRENTLY )?(?:IF NOT EXISTS )?"?\w+"? ON (ONLY )?"?(\w+)"?', re.IGNORECASE
)
_COLUMN = re.compile(r'ALTER TABLE "?\w+"? ADD COLUMN (.+)')
_TAKEN_IN = re.compile(r'ALTER INDEX "?\w+"? ATTACH PARTITION')


@contextmanager
def recorded(engine: Engine) -> Iterator[list[str]]:
    """The statements that an engine runs, each on one line."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(" ".join(statement.split()))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def objections(statements: list[str], *, concurrently: bool) -> list[str]:
    """Those statements that do more than add, or that hold up whoever writes.

    An index on a table that was there before is built `concurrently` where the database can, and is never unique: what
    the release before writes could clash.
    """
    new: set[str] = set()
    found = []
    for statement in statements:
        if made := _NEW_TABLE.match(statement):
            new.add(made.group(1))
        elif not _adds(statement, new, concurrently=concurrently):
            found.append(statement)
    return found


def _adds(statement: str, new: set[str], *, concurrently: bool) -> bool:
    if index := _INDEX.match(statement):
        unique, built_beside, empty, table = index.groups()
        return table in new or (not unique and bool(built_beside or empty or not concurrently))
    if column := _COLUMN.match(statement):
        return _bears_old_rows(column.group(1))
    rows_of_its_own: list[Callable[[], object]] = [
        lambda: _HOUSEKEEPING.match(statement),
        lambda: _TAKEN_IN.match(statement),
        lambda: any(re.match(rf'INSERT INTO "?{table}"?\b', statement) for table in new),
    ]
    return any(fits() for fits in rows_of_its_own)


def _bears_old_rows(column: str) -> bool:
    """Whether a row can be written without the column, and the column added without looking at every row."""
    words = column.upper()
    return ("NOT NULL" not in words or "DEFAULT" in words) and not re.search(r"\b(UNIQUE|CHECK|REFERENCES)\b", words)

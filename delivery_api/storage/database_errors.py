"""What an error of the database means: whether to wait, to set up, or to look for a fault."""

from __future__ import annotations

import re
from enum import StrEnum

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class DatabaseFailure(StrEnum):
    """Why the database did not do what was asked."""

    BUSY = "busy"
    AWAY = "away"
    NOT_SET_UP = "not set up"
    FAULT = "fault"


# PostgreSQL's SQLSTATE by its first letters. Busy: serialisation and deadlock (40), too many connections (53300), a
# lock or a statement that took too long (55P03, 57014). Away: connection exceptions (08), no such database (3D),
# shutting down and starting up (57P). A full disk (53100) is neither: waiting does not mend it.
_BY_STATE = (
    (re.compile("40|53300|55P03|57014"), DatabaseFailure.BUSY),
    (re.compile("08|3D|57P"), DatabaseFailure.AWAY),
    (re.compile("42P01"), DatabaseFailure.NOT_SET_UP),
)
# SQLite's result names, and its message for a table that is not there (which has no name of its own).
_BY_NAME = (
    (re.compile("SQLITE_BUSY|SQLITE_LOCKED"), DatabaseFailure.BUSY),
    (re.compile("SQLITE_CANTOPEN"), DatabaseFailure.AWAY),
)


def classify_failure(error: DBAPIError | PoolTimeout) -> DatabaseFailure:
    """What an error means; `FAULT` for all that is our own mistake, or the machine's."""
    if isinstance(error, PoolTimeout):
        return DatabaseFailure.BUSY
    if name := getattr(error.orig, "sqlite_errorname", None):
        missing = str(error.orig).startswith("no such table")
        return DatabaseFailure.NOT_SET_UP if missing else _first(_BY_NAME, name)
    if state := getattr(error.orig, "sqlstate", None):
        return _first(_BY_STATE, state)
    # the driver says no more when it has lost the server, or never reached it
    return DatabaseFailure.AWAY if error.connection_invalidated or _is_of_the_line(error) else DatabaseFailure.FAULT


def _is_of_the_line(error: DBAPIError) -> bool:
    return type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout")


def _first(table: tuple[tuple[re.Pattern[str], DatabaseFailure], ...], code: str) -> DatabaseFailure:
    return next((means for pattern, means in table if pattern.match(code)), DatabaseFailure.FAULT)

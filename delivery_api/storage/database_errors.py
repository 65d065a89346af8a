"""Classifies errors of the database by what to do about them: wait, set up, or look for a fault."""

from __future__ import annotations

import re
import traceback
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, ResourceClosedError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class DatabaseFailure(StrEnum):
    """Why the database did not carry out a statement."""

    BUSY = "busy"
    AWAY = "away"
    LOGIN_REFUSED = "login refused"
    FORBIDDEN = "forbidden"
    FULL = "full"
    READ_ONLY = "read-only"
    NOT_SET_UP = "not set up"
    FAULT = "fault"


UNREACHABLE = frozenset({DatabaseFailure.AWAY, DatabaseFailure.LOGIN_REFUSED})
"""No connection is had: nothing was done."""

UNWRITABLE = frozenset({DatabaseFailure.FULL, DatabaseFailure.READ_ONLY})
"""What is there cannot be changed: nothing was done, and somebody has to make room or say which server is the first."""

PASSING = UNREACHABLE | UNWRITABLE | {DatabaseFailure.BUSY}
"""What may be over when a request is made again."""


# PostgreSQL's SQLSTATE by its first letters. Busy: serialisation and deadlock (40), too many connections (53300), a
# lock or a statement that took too long (55P03, 57014). Away: connection exceptions (08), no such database (3D),
# shutting down and starting up (57P). Read-only: a standby, or a server that was set so (25006).
_BY_SQLSTATE = (
    (re.compile("40|53300|55P03|57014"), DatabaseFailure.BUSY),
    (re.compile("08|3D|57P"), DatabaseFailure.AWAY),
    (re.compile("53100"), DatabaseFailure.FULL),
    (re.compile("25006"), DatabaseFailure.READ_ONLY),
    (re.compile("42P01"), DatabaseFailure.NOT_SET_UP),
    (re.compile("42501"), DatabaseFailure.FORBIDDEN),
)
# What PostgreSQL says to whom it does not let in; the driver gives no code for it.
_LOGIN_REFUSED = re.compile("authentication failed|no password supplied|no pg_hba.conf entry|role .* does not exist")
# SQLite's result names. A missing table has no name of its own and is recognised by its message.
_BY_SQLITE_NAME = (
    (re.compile("SQLITE_BUSY|SQLITE_LOCKED"), DatabaseFailure.BUSY),
    (re.compile("SQLITE_CANTOPEN"), DatabaseFailure.AWAY),
    (re.compile("SQLITE_FULL"), DatabaseFailure.FULL),
    (re.compile("SQLITE_READONLY"), DatabaseFailure.READ_ONLY),
)


def classify_failure(error: Exception) -> DatabaseFailure:
    """Classify an error; `FAULT` is every mistake of the program or the machine."""
    if isinstance(error, PoolTimeout):
        return DatabaseFailure.BUSY
    if isinstance(error, ResourceClosedError) and _is_of_first_connection(error):
        return DatabaseFailure.AWAY
    if not isinstance(error, DBAPIError):
        return DatabaseFailure.FAULT
    if name := getattr(error.orig, "sqlite_errorname", None):
        no_table = str(error.orig).startswith("no such table")
        return DatabaseFailure.NOT_SET_UP if no_table else _first_match(_BY_SQLITE_NAME, name)
    if state := getattr(error.orig, "sqlstate", None):
        return _first_match(_BY_SQLSTATE, state)
    if _LOGIN_REFUSED.search(str(error.orig)):
        return DatabaseFailure.LOGIN_REFUSED
    # the driver gives no code when it has lost the server or never reached it
    return (
        DatabaseFailure.AWAY if error.connection_invalidated or _is_connection_error(error) else DatabaseFailure.FAULT
    )


def _is_of_first_connection(error: ResourceClosedError) -> bool:
    """Whether a server died while SQLAlchemy asked it for its version: the driver then gives an answer without rows."""
    return any(frame.name == "first_connect" for frame in traceback.extract_tb(error.__traceback__))


def _is_connection_error(error: DBAPIError) -> bool:
    return type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout")


def _first_match(table: tuple[tuple[re.Pattern[str], DatabaseFailure], ...], code: str) -> DatabaseFailure:
    return next((failure for pattern, failure in table if pattern.match(code)), DatabaseFailure.FAULT)

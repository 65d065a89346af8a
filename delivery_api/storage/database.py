"""Opens SQLite and PostgreSQL with durable settings, and holds the metadata of all tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, Row, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from delivery_api.access.refusals import Declined, Reason

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

POOL_SIZE, AUTOCOMMIT_POOL_SIZE = 36, 4
"""The largest number of connections of a process, for transactions and for single statements; opened on demand.

There is one for every request in progress (`load_shedding.MAX_CONCURRENT_REQUESTS`) and some more for probes and long
responses; for single statements one for every answer (`load_shedding.MAX_CONCURRENT_ANSWERS`). A request that gets none
within two seconds fails.
"""

IDLE_BEFORE_PING = 1.0
"""Seconds of idleness after which a connection is checked before use."""

BUSY_MILLISECONDS = 15_000
"""How long a transaction on SQLite waits for the writer before it."""

LOCK_WAIT_MILLISECONDS = 80
"""How long what runs beside sittings waits for a lock: an answer may wait behind it, a tenth of a second at most."""

AnyRow = Row[*tuple[Any, ...]]
"""A row of a query with any columns."""


class UtcDateTime(TypeDecorator[datetime]):
    """A UTC time with its zone; SQLite stores none, so it is added on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC.

        Raises
        ------
        ValueError : the time has no zone
        """
        if value is not None and value.tzinfo is None:
            msg = f"expected an aware datetime, got the naive {value!r}"
            raise ValueError(msg)
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Add the zone where the database has none."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


_POSTGRESQL_TIMEOUTS = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""Timeouts for a PostgreSQL that does not answer: seconds, the last one milliseconds.

A machine without power neither refuses nor ends a connection. With the defaults a request would wait two minutes for a
new connection and two hours on an open one, and keep another request from its turn.
"""


def open_database(url: str, name: str = "mesur") -> Engine:
    """Open a database whose commits are durable, for transactions.

    SQLite: WAL, synchronous=FULL, secure_delete, BEGIN IMMEDIATE (so that two writers queue instead of failing
    half-way). PostgreSQL: synchronous_commit=on. Bound parameters never appear in the text of an error, since they
    hold responses.

    Parameters
    ----------
    url : SQLAlchemy address
    name : the connections' application name on PostgreSQL
    """
    if make_url(url).get_backend_name() == "sqlite":
        return _open_sqlite(url)
    return _open_postgresql(url, name, pool_size=POOL_SIZE)


def open_autocommit(url: str, name: str = "mesur") -> Engine:
    """Open a database for single statements: each is its own transaction, durable when it returns.

    It is an engine of its own, since switching the mode of a connection costs as much as the transaction it saves.
    """
    autocommit: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
    if make_url(url).get_backend_name() == "sqlite":
        return _durable_sqlite(url, pool_size=AUTOCOMMIT_POOL_SIZE, **autocommit)
    return _open_postgresql(url, name, pool_size=AUTOCOMMIT_POOL_SIZE, **autocommit)


def _open_postgresql(url: str, name: str, **options: Any) -> Engine:  # noqa: ANN401 - as SQLAlchemy has them
    engine = create_engine(
        url,
        hide_parameters=True,
        max_overflow=0,
        pool_timeout=2,
        connect_args=_POSTGRESQL_TIMEOUTS
        | {"options": "-c synchronous_commit=on -c timezone=UTC", "application_name": name},
        **options,
    )
    _ping_after_idle(engine)
    return engine


def _ping_after_idle(engine: Engine) -> None:
    """Check a connection before use if it was idle; if it is dead, reopen every connection.

    A check before each use would cost every answer a round trip, a tenth of a bare request.
    """

    @event.listens_for(engine, "checkin")
    def _remember_time(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["idle since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def _ping(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if monotonic() - record.info.get("idle since", monotonic()) < IDLE_BEFORE_PING:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def _open_sqlite(url: str) -> Engine:
    engine = _durable_sqlite(url, pool_size=POOL_SIZE)

    @event.listens_for(engine, "begin")
    def _begin_immediate(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _durable_sqlite(url: str, **options: Any) -> Engine:  # noqa: ANN401 - as SQLAlchemy has them
    # isolation_level=None: the driver starts no transaction of its own, so that ours begins with the write lock
    engine = create_engine(
        url,
        hide_parameters=True,
        max_overflow=0,
        pool_timeout=2,
        connect_args={"timeout": BUSY_MILLISECONDS / 1000, "isolation_level": None},
        **options,
    )

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine


def is_sqlite(connection: Connection) -> bool:
    """Return whether this is SQLite, the embedded database."""
    return connection.dialect.name == "sqlite"


@contextmanager
def autocommit_connection(engine: Engine) -> Iterator[Connection]:
    """Open a PostgreSQL connection on which each statement commits by itself."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


def bound_lock_waits(connection: Connection) -> None:
    """Let no statement of the transaction wait for a lock for long, since others would wait behind it.

    On SQLite a transaction has its one lock from its beginning.
    """
    if not is_sqlite(connection):
        connection.execute(text(f"SET LOCAL lock_timeout = {LOCK_WAIT_MILLISECONDS}"))


def dialect_insert(connection: Connection) -> Any:  # noqa: ANN401 - the two dialects' inserts share no type
    """Return the INSERT of the dialect, which supports ON CONFLICT."""
    return sqlite.insert if is_sqlite(connection) else postgresql.insert


class WriteAheadLogInUse(Declined):
    """SQLite's write-ahead log could not be truncated, because another connection is reading from it."""


def truncate_write_ahead_log(engine: Engine, patience: int = BUSY_MILLISECONDS) -> None:
    """Write SQLite's write-ahead log into the database and truncate it.

    Parameters
    ----------
    patience : how many milliseconds it waits for readers; writers wait behind it

    Raises
    ------
    WriteAheadLogInUse
    """
    with _raw_connection(engine) as cursor:
        cursor.execute(f"PRAGMA busy_timeout={patience}")
        (busy, *_), *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    if busy:
        raise WriteAheadLogInUse(Reason.LOG_IN_USE, database=engine.url.database)


def rebuild_in_key_order(engine: Engine) -> None:
    """Rebuild SQLite's file in the order of its keys, so that the position of a page does not reveal its age."""
    with _raw_connection(engine) as cursor:
        cursor.execute("VACUUM")
    truncate_write_ahead_log(engine)


@contextmanager
def _raw_connection(engine: Engine) -> Iterator[Any]:
    raw = engine.raw_connection()
    try:
        yield raw.cursor()
    finally:
        raw.close()

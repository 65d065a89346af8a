"""Both databases: how they are opened, what durability is asked of them, and what every table must declare."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, Row, create_engine, event
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
"""The most that a process holds for transactions and for single statements, each opened when it is first needed.

For transactions one for every request that a worker works at (`admission.AT_ONCE`), and a few for what watches it and
for long answers. For single statements one for every answer (`admission.ANSWERS_AT_ONCE`). Whoever gets none in two
seconds is told so.
"""

IDLE_BEFORE_PING = 1.0
"""Seconds after which a connection may have been lost unnoticed."""

AnyRow = Row[*tuple[Any, ...]]
"""A row of whatever columns a query asks for."""


@dataclass(frozen=True)
class DataDeclaration:
    """What a table promises the data-protection officer; every table carries one under ``info["kept"]``.

    Attributes
    ----------
    purpose : why the rows are held
    retention : when they go, in words that `privacy/retention.py` carries out
    person : how one person's rows are found, or why there are none
    """

    purpose: str
    retention: str
    person: str


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time rather than guess its zone."""
        if value is not None and value.tzinfo is None:
            msg = f"expected an aware datetime, got the naive {value!r}"
            raise ValueError(msg)
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


_POSTGRESQL_TIMEOUTS = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""How long a PostgreSQL that says nothing is waited for: seconds, and the last one milliseconds.

A machine that has lost its power refuses no connection and ends none. Left to themselves, requests would wait two
minutes for a new connection and two hours on one that they have, each in the place of another.
"""


def open_database(url: str, name: str = "mesur") -> Engine:
    """An engine with the durability that "acknowledged means durable" needs.

    SQLite: WAL, synchronous=FULL, secure_delete, BEGIN IMMEDIATE (so that two writers queue instead of failing
    half-way). PostgreSQL: synchronous_commit=on. Bound parameters never appear in an error's text: they hold replies.
    `name` is what PostgreSQL calls the connections.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return _open_sqlite(url)
    return _open_postgresql(url, name, pool_size=POOL_SIZE)


def open_autocommit(url: str, name: str = "mesur") -> Engine:
    """`open_database` for single statements: each is a transaction by itself, durable when it returns.

    An engine of its own, since a connection that is told anew each time which of the two it is costs as much as the
    transaction that it saves.
    """
    each_by_itself: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
    if make_url(url).get_backend_name() == "sqlite":
        return _durable_sqlite(url, pool_size=AUTOCOMMIT_POOL_SIZE, **each_by_itself)
    return _open_postgresql(url, name, pool_size=AUTOCOMMIT_POOL_SIZE, **each_by_itself)


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
    """Before a connection that has rested is used, ask if it is alive; if not, all of them are opened anew.

    Not before each use: that is a round trip for every answer, a tenth of what a bare request costs.
    """

    @event.listens_for(engine, "checkin")
    def _rests(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["rests since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def _ask(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if monotonic() - record.info.get("rests since", monotonic()) < IDLE_BEFORE_PING:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def _open_sqlite(url: str) -> Engine:
    engine = _durable_sqlite(url, pool_size=POOL_SIZE)

    @event.listens_for(engine, "begin")
    def _take_the_write_lock(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _durable_sqlite(url: str, **options: Any) -> Engine:  # noqa: ANN401 - as SQLAlchemy has them
    # isolation_level=None: the driver starts no transaction of its own, so that ours begins with the write lock
    engine = create_engine(
        url,
        hide_parameters=True,
        max_overflow=0,
        pool_timeout=2,
        connect_args={"timeout": 15, "isolation_level": None},
        **options,
    )

    @event.listens_for(engine, "connect")
    def _durable(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine


def is_sqlite(connection: Connection) -> bool:
    """Whether this is the embedded database."""
    return connection.dialect.name == "sqlite"


@contextmanager
def autocommit_connection(engine: Engine) -> Iterator[Connection]:
    """A PostgreSQL connection on which each statement commits by itself, for what may not run in a transaction."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


def dialect_insert(connection: Connection) -> Any:  # noqa: ANN401 - the two dialects' inserts share no type
    """The dialect's own INSERT, which knows ON CONFLICT."""
    return sqlite.insert if is_sqlite(connection) else postgresql.insert


class WriteAheadLogInUse(Declined):
    """SQLite's write-ahead log could not be emptied, because another connection reads from it."""


def truncate_write_ahead_log(engine: Engine) -> None:
    """Fold SQLite's write-ahead log into the database and cut it to nothing.

    Raises
    ------
    LogInUse
    """
    (busy, *_), *_ = _run_on_sqlite(engine, "PRAGMA wal_checkpoint(TRUNCATE)")
    if busy:
        raise WriteAheadLogInUse(Reason.LOG_IN_USE, database=engine.url.database)


def rebuild_in_key_order(engine: Engine) -> None:
    """Write SQLite's file anew in the order of its keys, so that the place of a page tells no time of writing."""
    _run_on_sqlite(engine, "VACUUM")
    truncate_write_ahead_log(engine)


def _run_on_sqlite(engine: Engine, statement: str) -> list[tuple[int, ...]]:
    raw = engine.raw_connection()
    try:
        rows: list[tuple[int, ...]] = raw.cursor().execute(statement).fetchall()
    finally:
        raw.close()
    return rows

"""Deletes or blanks the rows that are due, in short transactions, so that sittings go on beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter, sleep
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, MetaData, Table, and_, delete, select, tuple_, update
from sqlalchemy.exc import DBAPIError

from delivery_api.privacy.retention.destruction_dates import Moment
from delivery_api.privacy.retention.due_rows import BLANK, Dependant, declared, dependants, due_condition
from delivery_api.row_authentication.row_mac import AUTHENTICATED, bound_columns
from delivery_api.row_authentication.standing_rows import is_missed
from delivery_api.row_authentication.store import blank_rows, end_rows
from delivery_api.storage.data_declaration import Blanked, Rule
from delivery_api.storage.database import (
    LOCK_WAIT_MILLISECONDS,
    WriteAheadLogInUse,
    bound_lock_waits,
    truncate_write_ahead_log,
)
from delivery_api.storage.database_errors import DatabaseFailure, classify_failure

BATCH = 5_000
"""Rows of a transaction."""
PARENT_BATCH = 500
"""Rows of a transaction where rows of other tables go with them."""
MOST_ATTEMPTS = 50
"""How often a transaction is tried that does not get its locks in time."""
LOG_ATTEMPTS = 20
"""How often SQLite's write-ahead log is tried to be emptied while somebody reads from it, five times a second."""

Wait = Callable[[float], None]
Result = TypeVar("Result")


@dataclass(frozen=True)
class RowPurge:
    """Purges rows by the rules that their tables declare.

    Parameters
    ----------
    tables : all tables
    wait : waits for some seconds between transactions
    """

    engine: Engine
    tables: MetaData
    wait: Wait = sleep

    def purge(self, table: Table, moment: Moment) -> int:
        """Delete or blank every row of a table that is due. Return how many; those of other tables do not count."""
        return sum(self._by_rule(table, rule, moment) for rule in declared(table).rules)

    def delete(self, table: Table, condition: ColumnElement[bool]) -> int:
        """Delete the rows of a table that satisfy a condition, with what goes with them. Return how many."""
        below = dependants(self.tables, table)
        step = _delete_with_dependants if below else _delete_batch
        return self._in_batches(lambda connection: step(connection, table, condition, below))

    def _by_rule(self, table: Table, rule: Rule, moment: Moment) -> int:
        condition = due_condition(self.tables, table, rule, moment)
        if condition is None:
            return 0
        if isinstance(rule, Blanked):
            return self._in_batches(lambda connection: _blank_batch(connection, table, rule.column, condition))
        return self.delete(table, condition)

    def _in_batches(self, step: Callable[[Connection], int]) -> int:
        """Repeat a transaction until it finds nothing more, at rest for as long as it took, so that others get on."""
        total = 0
        while True:
            started = perf_counter()
            changed = in_short_transaction(self.engine, step, self.wait)
            if not changed:
                return total
            total += changed
            self.wait(perf_counter() - started)


def in_short_transaction(engine: Engine, step: Callable[[Connection], Result], wait: Wait) -> Result:
    """Run a transaction that waits for no lock longer than others may wait behind it, again if it gets none.

    Raises
    ------
    DBAPIError : it got no lock at any attempt, or failed otherwise
    """

    def attempt() -> Result:
        with engine.begin() as connection:
            bound_lock_waits(connection)
            return step(connection)

    return again_while_busy(attempt, wait)


def again_while_busy(attempt: Callable[[], Result], wait: Wait) -> Result:
    """Try something again while the database is busy, a bounded number of times.

    Raises
    ------
    DBAPIError
    """
    for left in reversed(range(MOST_ATTEMPTS)):
        try:
            return attempt()
        except DBAPIError as error:
            if classify_failure(error) is not DatabaseFailure.BUSY or not left:
                raise
            wait(0.1)
    raise AssertionError  # the last attempt returns or raises


def empty_write_ahead_log(engine: Engine, wait: Wait) -> None:
    """Empty SQLite's write-ahead log; it waits for readers, and not for ever.

    Raises
    ------
    WriteAheadLogInUse : somebody read from it at every attempt
    """
    if engine.dialect.name != "sqlite":
        return
    for left in reversed(range(LOG_ATTEMPTS)):
        try:
            truncate_write_ahead_log(engine, LOCK_WAIT_MILLISECONDS)
        except WriteAheadLogInUse:
            if not left:
                raise
            wait(0.2)
        else:
            return


def _delete_batch(
    connection: Connection, table: Table, condition: ColumnElement[bool], _below: tuple[Dependant, ...]
) -> int:
    return _delete(connection, table, _first(table, condition, BATCH))


def _blank_batch(connection: Connection, table: Table, column: str, condition: ColumnElement[bool]) -> int:
    these = _first(table, condition, BATCH)
    if AUTHENTICATED in table.info and column in bound_columns(table):
        return blank_rows(connection, table, these, {column: BLANK})
    return connection.execute(update(table).where(these).values({column: BLANK})).rowcount


def _first(table: Table, condition: ColumnElement[bool], most: int) -> ColumnElement[bool]:
    key = list(table.primary_key.columns)
    return tuple_(*key).in_(select(*key).where(condition).limit(most))


def _delete_with_dependants(
    connection: Connection, table: Table, condition: ColumnElement[bool], below: tuple[Dependant, ...]
) -> int:
    key = list(table.primary_key.columns)
    rows = [tuple(row) for row in connection.execute(select(*key).where(condition).limit(PARENT_BATCH))]
    for programme, ids in _by_programme(table, rows).items():
        for each in below:
            child = each.table
            within = [child.c.programme == programme] if programme is not None and "programme" in child.c else []
            _delete(connection, child, and_(child.c[each.column].in_(ids), *within))
    return _delete(connection, table, tuple_(*key).in_(rows)) if rows else 0


def _delete(connection: Connection, table: Table, where: ColumnElement[bool]) -> int:
    """Delete rows; where a deleted one is missed, it is noted that the law wanted it."""
    if is_missed(table):
        return end_rows(connection, table, where)
    return connection.execute(delete(table).where(where)).rowcount


def _by_programme(table: Table, rows: Iterable[tuple[Any, ...]]) -> dict[str | None, list[Any]]:
    """Return the ids of rows by their programme, so that PostgreSQL looks into its partition alone."""
    names = [column.name for column in table.primary_key.columns]
    found: dict[str | None, list[Any]] = defaultdict(list)
    for row in rows:
        values = dict(zip(names, row, strict=True))
        programme = values.pop("programme", None)
        (id_,) = values.values()
        found[programme].append(id_)
    return found

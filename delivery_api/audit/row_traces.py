"""Compares rows with the acts of the audit that made or ended them, so that a row that was deleted or put back shows.

A row's code shows who wrote it, not that it was deleted. Where an act leaves a row behind, its feature declares a
`RowTrace`; `lifecycle/audit_comparison.py` names them all, and says of every other signed table why it needs none.
Where no act names the row, `note_added` writes one that does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, select

from delivery_api.audit import store
from delivery_api.audit.values import AuditRow

YEAR_KEPT = timedelta(days=350)
"""The time in which a row is there that goes a year after it was written, or later."""


def _never(_connection: Connection, _row: AuditRow) -> bool:
    return False


@dataclass(frozen=True)
class RowTrace:
    """What acts of the audit say of the rows of a table.

    Parameters
    ----------
    table : its name
    acts : each act, and whether the row that it is about has to be there after it; the last act about a row counts
    row_of : which row an act is about, as the columns of a key
    there : the keys of the rows that are there
    kept_for : how long after the act the row is there; None for as long as the audit tells of it
    has_gone : whether a row was taken away for another reason than its acts, as with a sitting that was destroyed
    """

    table: str
    acts: Mapping[str, bool]
    row_of: Callable[[AuditRow], tuple[Any, ...]]
    there: Callable[[Connection], Collection[tuple[Any, ...]]]
    kept_for: timedelta | None = None
    has_gone: Callable[[Connection, AuditRow], bool] = _never


def note_added(connection: Connection, at: datetime, table: Table, *key: object) -> None:
    """Let the audit tell that a row was added to a table.

    Parameters
    ----------
    key : of the row, the values of the columns that `trace_of_added` names; never a person's
    """
    store.add_row(connection, at, _added_to(table), None, None, _text_of(key))


def trace_of_added(
    table: Table,
    *columns: str,
    kept_for: timedelta | None = None,
    has_gone: Callable[[Connection, AuditRow], bool] = _never,
) -> RowTrace:
    """Return what `note_added` tells of the rows of a table.

    Parameters
    ----------
    columns : which make the key of a row
    """
    key = [table.c[name] for name in columns]
    return RowTrace(
        table.name,
        {_added_to(table): True},
        row_of=lambda act: (act.thing,),
        there=lambda connection: {(_text_of(row),) for row in connection.execute(select(*key))},
        kept_for=kept_for,
        has_gone=has_gone,
    )


def _added_to(table: Table) -> str:
    return f"added to {table.name}"


def _text_of(key: Iterable[object]) -> str:
    return " ".join(each.astimezone(UTC).isoformat() if isinstance(each, datetime) else str(each) for each in key)


@dataclass(frozen=True)
class ContradictedAct:
    """An act that the rows of a table contradict.

    Parameters
    ----------
    row : its number in the audit
    table : where a row was deleted or put back
    key : of that row
    """

    row: int
    table: str
    key: tuple[Any, ...]


def contradicted_acts(
    connection: Connection, trace: RowTrace, since: datetime | None = None
) -> Iterator[ContradictedAct]:
    """Yield the acts after which a row has to be there that is not, or the other way round.

    Parameters
    ----------
    since : from when on the rows are there; None for all acts
    """
    last: dict[tuple[Any, ...], AuditRow] = {}
    for row in store.rows_of_actions(connection, list(trace.acts), since):
        try:
            last[trace.row_of(row)] = row
        except (ValueError, TypeError, AttributeError):  # a text that this service never writes: the row is made up
            yield ContradictedAct(row.sequence, trace.table, ())
    there = trace.there(connection) if last else ()
    for key, row in last.items():
        if (key in there) is not trace.acts[row.action] and not trace.has_gone(connection, row):
            yield ContradictedAct(row.sequence, trace.table, key)

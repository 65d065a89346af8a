"""Remembers outside the database which rows stand, so that one is missed that the service did not delete.

It is a file for each table, in a folder beside the ledger which all hosts share. A record says that a row stood at a
time, or that it ended: written before the transaction that deletes it is through, so that nothing honest is accused. A
row is known by the beginning of a hash over its primary key, as no change, no new code and no new key alters it. What a
crash loses is not missed, only not remembered, until `take_stock` looks again.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, Table

from delivery_api.dates.clock import clock
from delivery_api.keys.key_ring import LONGEST_TRANSACTION
from delivery_api.row_authentication.row_mac import Row, encoded
from delivery_api.storage.transaction_notes import TransactionNotes

FOLDER = "rows-standing"
"""The folder of these files, beside the ledger."""

MISSED = "missed when deleted"
"""Under this name a table's ``info`` says that a deleted row of it is to be missed."""

Records = NDArray[Any]
Rows = NDArray[np.uint64]

_RECORD = np.dtype([("stands", "?"), ("at", "<f8"), ("row", "<u8")])

log = logging.getLogger("mesur")


@dataclass(frozen=True)
class _Noted:
    """A row that begins or ends, and when that was noted."""

    table: str
    row: int
    at: datetime
    stands: bool


_ROWS = TransactionNotes[_Noted]("rows that begin or end")


def is_missed(table: Table) -> bool:
    """Return whether a deleted row of a table is to be missed."""
    return bool(table.info.get(MISSED))


def row_hash(table: Table, row: Row) -> int:
    """Return what a row is known by."""
    key = [row[column.name] for column in table.primary_key.columns]
    return int.from_bytes(sha256(encoded([table.name, *key]).encode()).digest()[:8], "little")


def note_rows(connection: Connection, table: Table, rows: Iterable[Row], *, stand: bool) -> None:
    """Remember, if the transaction is through in the end, that rows stand, or that they ended.

    Parameters
    ----------
    rows : their primary keys, and whatever else
    """
    if is_missed(table):
        now = clock()
        _ROWS.add(connection, (_Noted(table.name, row_hash(table, row), now, stand) for row in rows))


def follow_rows(engine: Engine, folder: Path) -> None:
    """Append to the files what the transactions of an engine begin and end."""
    _ROWS.follow(engine, partial(_note_stood, folder), partial(_note_ends, folder))


def _note_ends(folder: Path, noted: Sequence[_Noted]) -> None:
    """Note what ends, before the transaction is through; what begins is noted once it is."""
    now = clock()
    for table, last in _last_of_each(noted).items():
        _append(folder / table, _records([row for row, each in last.items() if not each.stands], now, stands=False))


def _note_stood(folder: Path, noted: Sequence[_Noted]) -> None:
    for table, last in _last_of_each(noted).items():
        stood = [(row, each.at) for row, each in last.items() if each.stands]
        try:
            for at in {at for _, at in stood}:
                remember_standing(folder / table, [row for row, then in stood if then == at], at)
        except OSError:
            log.exception("which rows stand could not be noted in %s", folder / table)


def _last_of_each(noted: Sequence[_Noted]) -> Mapping[str, Mapping[int, _Noted]]:
    """The last that was noted of each row, by table and row."""
    last: dict[str, dict[int, _Noted]] = {}
    for each in noted:
        last.setdefault(each.table, {})[each.row] = each
    return last


def remember_standing(file: Path, rows: Iterable[int], at: datetime) -> None:
    """Note that rows of a table were seen.

    Parameters
    ----------
    at : before the rows were read
    """
    _append(file, _records(list(rows), at, stands=True))


def standing_rows(file: Path) -> Rows:
    """Return what the rows are known by that are to be in a table: those that were seen after they last ended.

    A deletion is noted before it is through. Who saw a row so soon afterwards may have seen it before that.
    """
    content = file.read_bytes() if file.is_file() else b""
    records = np.frombuffer(content[: len(content) - len(content) % _RECORD.itemsize], dtype=_RECORD)
    seen, ended = _last(records[records["stands"]]), _last(records[~records["stands"]])
    at = np.full(len(seen), -np.inf)
    if len(ended):
        place = np.minimum(np.searchsorted(ended["row"], seen["row"]), len(ended) - 1)
        has_ended = ended["row"][place] == seen["row"]
        at[has_ended] = ended["at"][place[has_ended]] + LONGEST_TRANSACTION.total_seconds()
    stand: Rows = seen["row"][seen["at"] > at]
    return stand


def all_standing(folder: Path, tables: Iterable[Table]) -> Mapping[str, Rows]:
    """Return `standing_rows` of some tables, by name."""
    return {table.name: standing_rows(folder / table.name) for table in tables}


def forget_standing(folder: Path) -> None:
    """Remove every file: another database has taken the place of the one that they are about."""
    for file in folder.glob("*"):
        file.unlink(missing_ok=True)


def _last(records: Records) -> Records:
    """The latest record of each row, in the order of rows."""
    ordered = records[np.lexsort((records["at"], records["row"]))]
    if not len(ordered):
        return ordered
    is_last = np.append(ordered["row"][1:] != ordered["row"][:-1], True)
    last: Records = ordered[is_last]
    return last


def _records(rows: list[int], at: datetime, *, stands: bool) -> Records:
    records = np.empty(len(rows), dtype=_RECORD)
    records["stands"], records["at"], records["row"] = stands, at.timestamp(), rows
    return records


def _append(file: Path, records: Records) -> None:
    """Append records durably, one process after the other, on whichever host."""
    if not len(records):
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb", buffering=0) as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)  # on a network file system appending alone is not enough
        size = os.fstat(opened.fileno()).st_size
        os.ftruncate(opened.fileno(), size - size % _RECORD.itemsize)  # a disk that was full left a part of a record
        opened.write(records.tobytes())
        os.fsync(opened.fileno())

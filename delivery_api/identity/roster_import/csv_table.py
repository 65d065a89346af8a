"""Reading one CSV file: the columns that are needed, and no cell of any other."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import IO, NamedTuple

from delivery_api.identity.roster_import.values import FaultKind, Faults, Where

LONGEST_CELL = 1_000

Line = tuple[Where, tuple[str, ...]]


class Columns(NamedTuple):
    """The columns of a file: those read, those read where they are, and those known and never read."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def unread_of(file: str, header: Sequence[str], columns: Columns, faults: Faults) -> tuple[str, ...]:
    """The columns of a header that are known and left unread; what is unknown, doubled or missing is a fault."""
    where = Where(file, 1)
    known = {*columns.needed, *columns.optional, *columns.unread}
    for name in header:
        if name not in known or header.count(name) > 1:
            faults.add(FaultKind.UNKNOWN_COLUMN, where, name[:60] if name.isprintable() else "?")
    for name in columns.needed:
        if name not in header:
            faults.add(FaultKind.MISSING_COLUMN, where, name)
    return tuple(name for name in header if name in columns.unread)


@contextmanager
def lines(
    stream: IO[bytes], file: str, columns: Columns, faults: Faults
) -> Iterator[tuple[tuple[str, ...], Iterator[Line]]]:
    """A file's unread columns, and its lines as (where, cells of needed, then of optional, "" for an absent column).

    Cells of other columns are passed over. The stream is closed afterwards.
    """
    with io.TextIOWrapper(stream, "utf-8-sig", newline="") as text:
        reader, before = csv.reader(text, strict=True), faults.total
        header = _header(reader, file, faults)
        passed_over = unread_of(file, header, columns, faults) if header else ()
        if faults.total > before:
            yield passed_over, iter(())
        else:
            yield passed_over, _rows(reader, file, header, (*columns.needed, *columns.optional), faults)


def _header(reader: Iterator[list[str]], file: str, faults: Faults) -> list[str]:
    try:
        return [name.strip() for name in next(reader, [])] or _nothing(faults, file)
    except (UnicodeDecodeError, csv.Error):
        faults.add(FaultKind.NOT_UTF8, Where(file, 1))
        return []


def _nothing(faults: Faults, file: str) -> list[str]:
    faults.add(FaultKind.EMPTY, Where(file, 1))
    return []


def _rows(
    reader: Iterator[list[str]], file: str, header: Sequence[str], wanted: Sequence[str], faults: Faults
) -> Iterator[Line]:
    width = len(header)
    # an absent column is read from a cell that is put at the end of each row
    pick = itemgetter(*(header.index(name) if name in header else width for name in wanted))
    line = 1
    try:
        for cells in reader:
            line = reader.line_num  # type: ignore[attr-defined]  # csv's reader has it, Iterator does not
            if not cells:
                continue
            where = Where(file, line)
            if len(cells) != width:
                faults.add(FaultKind.CELLS, where)
                continue
            cells.append("")
            picked = pick(cells)
            if max(map(len, picked)) > LONGEST_CELL:
                faults.add(FaultKind.TOO_LONG, where)
                continue
            yield where, picked
    except (UnicodeDecodeError, csv.Error):
        faults.add(FaultKind.NOT_UTF8, Where(file, line + 1))

"""Reads the needed columns of one CSV file, and no other cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from types import MappingProxyType
from typing import IO, NamedTuple

from delivery_api.identity.roster_import.values import RosterFaultKind, RosterFaults, RowLocation

MOST_CELL_CHARACTERS = 1_000

CsvRow = tuple[RowLocation, tuple[str, ...]]


class CsvColumns(NamedTuple):
    """The columns of a file: required ones, optional ones, known ones that are never read, and their Welsh names."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    welsh: Mapping[str, str] = MappingProxyType({})


def unread_columns(file: str, header: Sequence[str], columns: CsvColumns, faults: RosterFaults) -> tuple[str, ...]:
    """The known columns of a header that are not read; unknown, repeated and missing columns are faults."""
    where = RowLocation(file, 1)
    known = {*columns.needed, *columns.optional, *columns.unread}
    for name in header:
        if name not in known or header.count(name) > 1:
            faults.add(RosterFaultKind.UNKNOWN_COLUMN, where, name[:60] if name.isprintable() else "?")
    for name in columns.needed:
        if name not in header:
            faults.add(RosterFaultKind.MISSING_COLUMN, where, name)
    return tuple(name for name in header if name in columns.unread)


@contextmanager
def read_rows(
    stream: IO[bytes], file: str, columns: CsvColumns, faults: RosterFaults
) -> Iterator[tuple[tuple[str, ...], Iterator[CsvRow]]]:
    """A file's unread columns, and its rows as (location, cells of the needed and then of the optional columns).

    An absent optional column gives "". The stream is closed afterwards.
    """
    with io.TextIOWrapper(stream, "utf-8-sig", newline="") as text:
        reader, before = csv.reader(text, strict=True), faults.total
        header = _in_english(_header(reader, file, faults), columns, faults)
        unread = unread_columns(file, header, columns, faults) if header else ()
        if faults.total > before:
            yield unread, iter(())
        else:
            yield unread, _rows(reader, file, header, (*columns.needed, *columns.optional), faults)


def _in_english(header: list[str], columns: CsvColumns, faults: RosterFaults) -> list[str]:
    """The English names of a header's columns; faults name a column as the file does."""
    faults.headings.update({columns.welsh[name]: name for name in header if name in columns.welsh})
    return [columns.welsh.get(name, name) for name in header]


def _header(reader: Iterator[list[str]], file: str, faults: RosterFaults) -> list[str]:
    try:
        return [name.strip() for name in next(reader, [])] or _no_header(faults, file)
    except (UnicodeDecodeError, csv.Error):
        faults.add(RosterFaultKind.NOT_UTF8, RowLocation(file, 1))
        return []


def _no_header(faults: RosterFaults, file: str) -> list[str]:
    faults.add(RosterFaultKind.EMPTY, RowLocation(file, 1))
    return []


def _rows(
    reader: Iterator[list[str]], file: str, header: Sequence[str], columns: Sequence[str], faults: RosterFaults
) -> Iterator[CsvRow]:
    width = len(header)
    # an absent column is read from an empty cell appended to each row
    pick = itemgetter(*(header.index(name) if name in header else width for name in columns))
    line = 1
    try:
        for cells in reader:
            line = reader.line_num  # type: ignore[attr-defined]  # csv's reader has it, Iterator does not
            if not cells:
                continue
            where = RowLocation(file, line)
            if len(cells) != width:
                faults.add(RosterFaultKind.CELLS, where)
                continue
            cells.append("")
            picked = pick(cells)
            if max(map(len, picked)) > MOST_CELL_CHARACTERS:
                faults.add(RosterFaultKind.TOO_LONG, where)
                continue
            yield where, picked
    except (UnicodeDecodeError, csv.Error):
        faults.add(RosterFaultKind.NOT_UTF8, RowLocation(file, line + 1))

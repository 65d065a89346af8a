"""How the rows of an extract are written as CSV, and the marks by which a row is known again."""

from __future__ import annotations

import csv
import io
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Protocol

from delivery_api.trials.extract_columns import ColumnKind, Value

MARKER_ROWS = 64
"""How many rows of an extract are remembered by a hash, so that a part of it can be recognised."""

MARKER_BYTES = 8

_WHOLE = re.compile(r"(?<![^,])(\d+)\.0(?![^,\r\n])")
"""A whole number as other programs write it again: 1.0 for 1."""


class ExtractFormat(StrEnum):
    """The format of an extract's responses, and the suffix of their file."""

    PARQUET = "parquet"
    CSV = "csv"


class TableWriter(Protocol):
    """Writes rows into an open file, and what is left of it at the end."""

    def __call__(
        self, file: BinaryIO, columns: Mapping[str, ColumnKind], rows: Iterable[Sequence[Value]]
    ) -> object: ...


class RowReader(Protocol):
    """Reads the rows of a table that is not text, each as `row_text` gives it; none of a file that it cannot read."""

    def __call__(self, path: Path) -> Iterator[str]: ...


def write_csv(file: BinaryIO, columns: Mapping[str, ColumnKind], rows: Iterable[Sequence[Value]]) -> None:
    """Write rows as CSV (UTF-8) with a header."""
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows([_cell_text(cell) for cell in row] for row in rows)
    text.detach()


def row_text(row: Iterable[Value]) -> str:
    """A row as it stands in CSV, without its line end: the one form in which rows of all formats are compared."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([_cell_text(cell) for cell in row])
    return line.getvalue()


def row_marker(line: str) -> bytes:
    """The short hash of a row as text, 8 bytes, without its line end; 1.0 counts as 1."""
    return sha256(_WHOLE.sub(r"\1", line.rstrip("\r\n")).encode()).digest()[:MARKER_BYTES]


@dataclass
class RowSample:
    """A random sample of the rows that pass, by their hashes, and their number."""

    rows: int = 0
    markers: list[bytes] = field(default_factory=list)

    def passing(self, rows: Iterable[Sequence[Value]]) -> Iterator[Sequence[Value]]:
        """Give the rows on, keeping each with equal chance (Vitter 1985, algorithm R)."""
        for row in rows:
            place = self.rows if self.rows < MARKER_ROWS else secrets.randbelow(self.rows + 1)
            if place < MARKER_ROWS:
                self.markers[place : place + 1] = [row_marker(row_text(row))]
            self.rows += 1
            yield row


def _cell_text(cell: Value) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)

"""Responses from a CSV file: wide, a row for each person, or long, a row for each response."""

import csv
import errno
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from calibration.errors import CalibrationError, Counted, Fault
from calibration.responses import NOT_PRESENTED, ResponseMatrix, Treatment

Layout = Literal["auto", "wide", "long"]
Rows = list[list[str]]

NEEDED = ("person", "item", "score")
CARRIED = ("response", "language", "position", "seconds")
"""Columns of a trial's extract that a calibration has no use for; a column of any other name is a mistake."""
CELLS = {"0": 0, "1": 1, "": NOT_PRESENTED, "NA": NOT_PRESENTED}


@dataclass(frozen=True, slots=True, eq=False)
class ResponseFile:
    """What was read.

    Parameters
    ----------
    data : the responses
    layout : ``wide`` or ``long``
    sha256 : of the file's bytes, hexadecimal
    statuses : how many rows of each status, empty where the file gives none
    """

    data: ResponseMatrix
    layout: str
    sha256: str
    statuses: dict[str, int]


def read_responses(
    path: Path, layout: Layout = "auto", *, omitted: Treatment = "wrong", not_reached: Treatment = "missing"
) -> ResponseFile:
    """Read and check a CSV file of responses.

    Parameters
    ----------
    path : the file, UTF-8; commas between cells
    layout : ``wide``, ``long``, or ``auto`` to go by the header
    omitted, not_reached : how a long file's rows of that status count: ``wrong`` or ``missing``

    Raises
    ------
    CalibrationError
        naming the line of the file and the item, what was expected and what came
    """
    if layout not in ("auto", "wide", "long"):
        raise CalibrationError(Fault.OPTION, name="format", expected="auto, wide, long", got=layout)
    content = _bytes(path)
    header, rows, lines = _table(_text(path, content))
    found = _layout(header, rows) if layout == "auto" else layout
    digest = hashlib.sha256(content).hexdigest()
    with _lines_for_rows(lines):
        if found == "wide":
            return ResponseFile(_wide(header, rows), found, digest, {})
        columns = _columns(header, rows)
        return ResponseFile(_long(columns, omitted, not_reached), found, digest, _tally(columns.get("status", ())))


@contextmanager
def _lines_for_rows(lines: Sequence[int]) -> Iterator[None]:
    """Faults name the line of the file that a row begins at, where an editor shows it."""
    try:
        yield
    except CalibrationError as error:
        if "row" not in error.fields:
            raise
        rows = {name: number for name, number in error.fields.items() if name in ("row", "first")}
        found = {name: lines[int(str(number)) - 1] for name, number in rows.items()}
        raise CalibrationError(error.code, Counted.LINE, **{**error.fields, **found}) from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise CalibrationError(Fault.NOT_FOUND, path=path) from None
    except OSError as error:
        raise CalibrationError(Fault.NOT_READABLE, path=path, got=errno.errorcode.get(error.errno or 0, "–")) from None


def _text(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CalibrationError(Fault.NOT_TEXT, path=path, at=error.start) from None


def _table(text: str) -> tuple[list[str], Rows, list[int]]:
    """The header, the rows below it, all as long as it, and each row's line; blank lines at the end are dropped."""
    numbered = list(_numbered(text))
    while numbered and not numbered[-1][1]:
        numbered.pop()
    if not numbered:
        raise CalibrationError(Fault.EMPTY)
    header = numbered[0][1]
    for line, row in numbered:
        if len(row) != len(header):
            raise CalibrationError(Fault.ROW_LENGTH, Counted.LINE, row=line, expected=len(header), got=len(row))
    return header, [row for _, row in numbered[1:]], [line for line, _ in numbered[1:]]


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins at: a cell in quotes may go over several."""
    reader, line = csv.reader(io.StringIO(text, newline="")), 1
    for row in reader:
        yield line, [cell.strip() for cell in row]
        line = reader.line_num + 1


def _layout(header: Sequence[str], rows: Rows) -> str:
    """Long where the header says so; wide where the cells of the first row are numbers or empty; else a fault."""
    if {"person", "item"} <= set(header) or {"item", "score"} <= set(header):
        return "long"
    cells = rows[0][header[0] == "person" :] if rows else []
    if not all(cell in CELLS or cell.lstrip("-").isdigit() for cell in cells):
        raise _wrong_header(header)
    return "wide"


def _wide(header: Sequence[str], rows: Rows) -> ResponseMatrix:
    labelled = header[0] == "person"
    items = header[labelled:]
    if not items or not all(items) or set(items) <= set(CELLS):
        raise _wrong_header(header)
    if labelled:
        _require_each_person_once(row[0] for row in rows)
    scores = np.empty((len(rows), len(items)), dtype=np.int8)
    for number, row in enumerate(rows):
        scores[number] = _cells(row[labelled:], items, number + 1)
    return ResponseMatrix.from_dense(scores, items=items)


def _cells(row: Sequence[str], items: Sequence[str], number: int) -> list[int]:
    try:
        return [CELLS[cell] for cell in row]
    except KeyError:
        item, cell = next(pair for pair in zip(items, row, strict=True) if pair[1] not in CELLS)
        raise CalibrationError(Fault.CELL, row=number, item=item, got=repr(cell)) from None


def _require_each_person_once(people: Iterable[str]) -> None:
    seen: dict[str, int] = {}
    for number, person in enumerate(people, 1):
        if person in seen:
            raise CalibrationError(Fault.PERSON_TWICE, row=number, first=seen[person])
        seen[person] = number


def _columns(header: Sequence[str], rows: Rows) -> dict[str, tuple[str, ...]]:
    known = {*NEEDED, "status", *CARRIED}
    if not set(NEEDED) <= set(header) <= known or len(set(header)) != len(header):
        raise _wrong_header(header)
    cells = zip(*rows, strict=True) if rows else ((),) * len(header)
    return dict(zip(header, cells, strict=True))


def _long(columns: dict[str, tuple[str, ...]], omitted: Treatment, not_reached: Treatment) -> ResponseMatrix:
    for row, labels in enumerate(zip(columns["person"], columns["item"], strict=True), 1):
        if not all(labels):
            raise CalibrationError(Fault.LABEL, row=row)
    status = columns.get("status")
    states = status or ("",) * len(columns["score"])  # without statuses an empty score is an item not presented
    scores = [
        _score(cell, item, row, needed=state == "answered")
        for row, (cell, item, state) in enumerate(zip(columns["score"], columns["item"], states, strict=True), 1)
    ]
    return ResponseMatrix.from_long(
        columns["person"],
        columns["item"],
        np.array(scores, dtype=np.int64),
        status=status,
        omitted=omitted,
        not_reached=not_reached,
    )


def _score(cell: str, item: str, number: int, *, needed: bool) -> int:
    if cell not in CELLS or (needed and CELLS[cell] == NOT_PRESENTED):
        raise CalibrationError(Fault.SCORE, row=number, item=item, expected="0, 1", got=repr(cell))
    return CELLS[cell]


def _tally(statuses: Sequence[str]) -> dict[str, int]:
    names, counts = np.unique(np.array(statuses, dtype=str), return_counts=True)
    return dict(zip(map(str, names), map(int, counts), strict=True))


def _wrong_header(header: Sequence[str]) -> CalibrationError:
    shown = ",".join(header[:8]) + (",…" if len(header) > 8 else "")
    return CalibrationError(Fault.HEADER, got=repr(shown))

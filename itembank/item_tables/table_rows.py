"""Rows of a table, from CSV as a spreadsheet saves it."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from itembank.errors import NOTHING, InvalidBank

NOTE = "#"
"""A row that begins with it is a note of the author."""


_CAUSES = {
    "unexpected end of data": "a closing quote for each opening one",
    "expected after": 'a quote within a cell in quotes twice, ""',
    "field larger": f"cells of at most {csv.field_size_limit()} characters",
}
"""What was expected where a message of `csv` holds these words; its own are in English alone."""


class InvalidTable(InvalidBank):
    """A row cannot be told from the next one.

    Parameters
    ----------
    line : the row's first line
    """

    def __init__(self, file: str, row: int, line: int, expected: str, received: str) -> None:
        super().__init__(file, f"row {row}: file", expected, received)
        self.row = row
        self.line = line


@dataclass(frozen=True)
class Row:
    """A row of the table.

    Parameters
    ----------
    number : its number in the spreadsheet
    line, last : its first and its last line in the file, which differ where a cell has several lines
    cells : what it says under the head of each column, without white space around it
    inherited : columns whose cell is empty and stands for that of the row above
    """

    number: int
    line: int
    last: int
    cells: Mapping[str, str]
    inherited: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """The head of a table and the rows below it; ``longer`` are the faults of rows with more cells than the head."""

    header: tuple[str, ...]
    first: Row
    rows: tuple[Row, ...]
    longer: tuple[InvalidBank, ...] = ()


def read_table(file: str, text: str) -> Table:
    """The rows of a CSV file with commas, semicolons or tabs; empty rows and notes are left out.

    Raises
    ------
    InvalidBank : the file is no CSV, or has no header
    """
    records = list(_records(file, text))
    if not records:
        raise InvalidBank(file, "row 1: header", "a row with the names of the columns", NOTHING)
    head, *below = records
    names = tuple(cell.casefold() for cell in head.cells)
    rows = tuple(Row(each.number, each.line, each.last, _cells(names, each.cells)) for each in below)
    most = len(names)
    longer = tuple(_longer(file, each.number, each.cells, most) for each in below if any(each.cells[most:]))
    return Table(names, Row(head.number, head.line, head.last, {}), rows, longer)


class _Record(NamedTuple):
    """A row before its cells have names."""

    number: int
    line: int
    last: int
    cells: list[str]


def _records(file: str, text: str) -> Iterator[_Record]:
    """The rows that are neither empty nor notes."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number, line = 0, 1
    try:
        for record in reader:
            number += 1
            cells = [cell.strip() for cell in record]
            if any(cells) and not cells[0].startswith(NOTE):
                yield _Record(number, line, reader.line_num, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        expected = next(
            (told for words, told in _CAUSES.items() if words in f"{error}"), "CSV, as a spreadsheet saves it"
        )
        raise InvalidTable(file, number + 1, line, expected, lines_of(text)[line - 1]) from error


def _delimiter(text: str) -> str:
    """The sign that stands most often in the first line that is not a note."""
    first = next((line for line in lines_of(text) if line.strip() and not line.lstrip('"').startswith(NOTE)), "")
    return max(",;\t", key=first.count)


def lines_of(text: str) -> list[str]:
    """The lines of a file, whichever system it was saved on."""
    return re.split(r"\r\n|\r|\n", text)


def _longer(file: str, number: int, cells: list[str], most: int) -> InvalidBank:
    extra = next(cell for cell in cells[most:] if cell)
    return InvalidBank(file, f"row {number}: file", f"{most} cells, as many as the header has", extra)


def _cells(names: tuple[str, ...], cells: list[str]) -> Mapping[str, str]:
    padded = [*cells, *[""] * (len(names) - len(cells))]
    return {name: cell for name, cell in zip(names, padded, strict=False) if name}

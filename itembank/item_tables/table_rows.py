"""Rows of a table, from CSV as a spreadsheet saves it."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from itembank.errors import InvalidBank

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
    line : its first line in the file, which differs where cells have several lines
    cells : what it says under the head of each column, without white space around it
    inherited : columns whose cell is empty and stands for that of the row above
    """

    number: int
    line: int
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
        raise InvalidBank(file, "row 1: header", "a row with the names of the columns", "nothing")
    number, line, header = records[0]
    names = tuple(cell.casefold() for cell in header)
    rows = tuple(Row(at, first, _cells(names, cells)) for at, first, cells in records[1:])
    longer = tuple(_longer(file, at, cells, len(names)) for at, _, cells in records[1:] if any(cells[len(names) :]))
    return Table(names, Row(number, line, {}), rows, longer)


def _records(file: str, text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Number, first line and cells of each row that is neither empty nor a note."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number, line = 0, 1
    try:
        for record in reader:
            number += 1
            cells = [cell.strip() for cell in record]
            if any(cells) and not cells[0].startswith(NOTE):
                yield number, line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        expected = next(
            (told for words, told in _CAUSES.items() if words in f"{error}"), "CSV, as a spreadsheet saves it"
        )
        raise InvalidTable(file, number + 1, line, expected, re.split(r"\r\n|\r|\n", text)[line - 1]) from error


def _delimiter(text: str) -> str:
    """The sign that stands most often in the first line that is not a note."""
    first = next(
        (line for line in re.split(r"\r\n|\r|\n", text) if line.strip() and not line.lstrip('"').startswith(NOTE)), ""
    )
    return max(",;\t", key=first.count)


def _longer(file: str, number: int, cells: list[str], most: int) -> InvalidBank:
    extra = next(cell for cell in cells[most:] if cell)
    return InvalidBank(file, f"row {number}: file", f"{most} cells, as many as the header has", extra)


def _cells(names: tuple[str, ...], cells: list[str]) -> Mapping[str, str]:
    padded = [*cells, *[""] * (len(names) - len(cells))]
    return {name: cell for name, cell in zip(names, padded, strict=False) if name}

"""A CSV file read by column with Arrow; errors name the line as an editor shows it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from calibration.errors import CalibrationError, ErrorCode, RowUnit
from calibration.responses.column_roles import header_error
from calibration.responses.text_format import USUAL, TextFormat, detect_text_format, read_rows

CELL_TYPE = pa.dictionary(pa.int32(), pa.string())
"""Columns are read as dictionaries, since numbers and labels repeat."""
BLOCK_BYTES = 1 << 24
"""Bytes read at a time."""


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV file whose header has been read.

    Parameters
    ----------
    header : the names of the columns, stripped
    first_row : the cells of the first row below the header, empty where there is none
    form : encoding and separator
    """

    path: Path
    header: tuple[str, ...]
    first_row: tuple[str, ...]
    form: TextFormat = USUAL

    row_unit = RowUnit.LINE

    @classmethod
    def open(cls, path: Path, encoding: str | None = None, separator: str | None = None) -> "CsvTable":
        """Read the header.

        Parameters
        ----------
        encoding, separator : as for `detect_text_format`, which finds them unless given

        Raises
        ------
        CalibrationError
            ``not_found``, ``not_readable``, ``not_text``, ``not_a_table``, ``option``, ``empty`` or ``header``
        """
        form = detect_text_format(path, encoding, separator)
        try:
            rows = (row for _, row in read_rows(path, form))
            header, first_row = next(rows, []), next((row for row in rows if row), [])
        except UnicodeError as error:
            raise _not_text(path, error) from None
        names = tuple(name.strip() for name in header)
        if not any(names) and not any(cell.strip() for cell in first_row):
            raise CalibrationError(ErrorCode.EMPTY)
        if not any(names):
            raise header_error(names)
        return cls(path, names, tuple(cell.strip() for cell in first_row), form)

    def load(self, names: Sequence[str]) -> Callable[[str], pa.ChunkedArray]:
        """Read some columns. Returns a function from a name to the column, which can be called once for each."""
        with self._locating_errors():
            if not self.first_row:
                return lambda _: pa.chunked_array([], CELL_TYPE)
            places = [str(self.header.index(name)) for name in names]
            table = arrow_csv.read_csv(self._open(), *self._options(places))
        columns = dict(zip(names, table.columns, strict=True))
        del table
        return columns.pop

    def batches(self, places: Sequence[int]) -> Iterator[list[pa.Array]]:
        """Read some columns, by index in the header, in batches of rows."""
        with self._locating_errors():
            if self.first_row:
                wanted = [str(place) for place in places]
                for batch in arrow_csv.open_csv(self._open(), *self._options(wanted)):
                    yield batch.columns

    def row_numbers(self, count: int) -> NDArray[np.int32]:
        """(count,) the line at which each row begins; quoted cells may span lines, and lines may be blank."""
        first = 2 + self.form.skipped
        if count == 0 or (self.form.one_byte_line_breaks and self._lines() == count + first - 1):
            return np.arange(first, count + first, dtype=np.int32)
        begins = [line for line, row in read_rows(self.path, self.form) if row]
        return np.array(begins[1 : count + 1], dtype=np.int32)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row below the header with its line, stripped; none whose cells are all empty. For small files."""
        try:
            for number, (line, row) in enumerate(read_rows(self.path, self.form)):
                cells = [cell.strip() for cell in row]
                if any(cells) and len(row) != len(self.header):
                    raise _ragged(line, row, len(self.header))
                if any(cells) and number:
                    yield line, cells
        except UnicodeError as error:
            raise _not_text(self.path, error) from None

    def _open(self) -> pa.NativeFile:
        return pa.OSFile(str(self.path))

    def _options(
        self, places: Sequence[str]
    ) -> tuple[arrow_csv.ReadOptions, arrow_csv.ParseOptions, arrow_csv.ConvertOptions]:
        names = [str(place) for place in range(len(self.header))]  # names may occur twice or have spaces
        return (
            arrow_csv.ReadOptions(
                column_names=names,
                skip_rows=self.form.skipped,
                skip_rows_after_names=1,
                block_size=BLOCK_BYTES,
                encoding="utf-8" if self.form.encoding == "utf-8-sig" else self.form.encoding,
            ),
            arrow_csv.ParseOptions(delimiter=self.form.separator, newlines_in_values=self._quotes()),
            arrow_csv.ConvertOptions(
                include_columns=places,
                column_types=dict.fromkeys(places, CELL_TYPE),
                null_values=[],
                strings_can_be_null=False,
            ),
        )

    def _quotes(self) -> bool:
        return any(b'"' in piece for piece in self._pieces())

    def _lines(self) -> int:
        """The number of lines, whether or not the last one ends with a line break."""
        breaks, last = 0, b"\n"
        for piece in self._pieces():
            breaks, last = breaks + piece.count(b"\n"), piece[-1:]
        return breaks + (last != b"\n")

    def _pieces(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while piece := file.read(BLOCK_BYTES):
                yield piece

    @contextmanager
    def _locating_errors(self) -> Iterator[None]:
        try:
            yield
        except pa.ArrowInvalid as error:
            raise self._located_error(error) from None

    def _located_error(self, error: pa.ArrowInvalid) -> CalibrationError:
        """Arrow's error with the line, found by reading the file again row by row."""
        try:
            for _ in self.rows():
                pass
        except CalibrationError as named:
            return named
        return CalibrationError(ErrorCode.NOT_READABLE, path=self.path, got=str(error).splitlines()[0])


def _ragged(line: int, row: Sequence[str], width: int) -> CalibrationError:
    return CalibrationError(ErrorCode.ROW_LENGTH, RowUnit.LINE, row=line, expected=width, got=len(row))


def _not_text(path: Path, error: UnicodeError) -> CalibrationError:
    return CalibrationError(ErrorCode.NOT_TEXT, path=path, at=getattr(error, "start", 0))

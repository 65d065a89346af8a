"""Parquet read by column or in batches: one file, or a folder of files with the same columns."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from calibration.errors import CalibrationError, ErrorCode, RowUnit

MAGIC = b"PAR1"
CELLS = 1 << 22
"""Cells of a wide table read at a time."""


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """Files in the order in which their rows are numbered, and the names of the columns."""

    files: tuple[Path, ...]
    header: tuple[str, ...]

    row_unit = RowUnit.ROW

    @classmethod
    def open(cls, path: Path) -> "ParquetTable":
        """Read the names of the columns.

        Raises
        ------
        CalibrationError
            ``no_parts``, ``not_readable``, ``not_parquet``, or ``header`` where files have different columns
        """
        files = parquet_files(path) if path.is_dir() else (path,)
        headers = [tuple(_open_file(file).schema_arrow.names) for file in files]
        for file, header in zip(files, headers, strict=True):
            if set(header) != set(headers[0]):
                got, expected = ",".join(header[:8]), ",".join(headers[0][:8])
                raise CalibrationError(ErrorCode.COLUMN, name=str(file), expected=expected, got=got)
        return cls(files, headers[0])

    @property
    def first_row(self) -> tuple[str, ...]:
        """Empty: columns have types, so the first row is not inspected."""
        return ()

    def load(self, names: Sequence[str]) -> Callable[[str], pa.ChunkedArray]:
        """A function from a name to its column, which is read at the call, text as a dictionary."""
        return self._column

    def batches(self, places: Sequence[int]) -> Iterator[list[pa.Array]]:
        """Read some columns, by index in the header, in batches of rows."""
        names = [self.header[place] for place in places]
        rows = max(1, CELLS // max(1, len(names)))
        for file in self.files:
            opened = _open_file(file)
            for batch in opened.iter_batches(batch_size=rows, columns=names):
                yield [batch.column(name) for name in names]

    def row_numbers(self, count: int) -> NDArray[np.int32] | None:
        """None: rows are numbered 1, 2, … across the files."""
        return None

    def _column(self, name: str) -> pa.ChunkedArray:
        chunks = []
        for file in self.files:
            column = _open_file(file, (name,)).read(columns=[name]).column(0)
            chunks += column.chunks
        kinds = {chunk.type for chunk in chunks}
        if len(kinds) > 1:
            common = _common_type(kinds)
            chunks = [chunk.cast(common) for chunk in chunks]
        return pa.chunked_array(chunks) if chunks else pa.chunked_array([], pa.null())


def is_parquet(path: Path) -> bool:
    """Whether a path is a folder, or a file with the suffix or the first bytes of Parquet."""
    if path.is_dir() or path.suffix == ".parquet":
        return True
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def parquet_files(folder: Path) -> tuple[Path, ...]:
    """The Parquet files in a folder and the folders below it, sorted by name.

    Raises
    ------
    CalibrationError
        ``no_parts``
    """
    below = (path.relative_to(folder) for path in sorted(folder.rglob("*.parquet")))
    files = tuple(folder / path for path in below if not any(part.startswith(("_", ".")) for part in path.parts))
    if not files:
        raise CalibrationError(ErrorCode.NO_PARTS, path=folder)
    return files


def _open_file(file: Path, as_codes: Sequence[str] = ()) -> parquet.ParquetFile:
    try:
        return parquet.ParquetFile(file, read_dictionary=list(as_codes), memory_map=True)
    except FileNotFoundError:
        raise CalibrationError(ErrorCode.NOT_FOUND, path=file) from None
    except (OSError, pa.ArrowInvalid) as error:
        raise CalibrationError(ErrorCode.NOT_PARQUET, path=file, got=str(error).splitlines()[0]) from None


def _common_type(kinds: Collection[pa.DataType]) -> pa.DataType:
    """A type for all values: files of one folder may differ in the width of numbers."""
    if all(map(pa.types.is_integer, kinds)):
        return pa.int64()
    return (
        pa.float64() if all(pa.types.is_integer(each) or pa.types.is_floating(each) for each in kinds) else pa.string()
    )

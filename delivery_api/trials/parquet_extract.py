"""Extracts as Parquet; only the `calibration` extra has the library, which a serving machine can do without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
from pyarrow import parquet

from delivery_api.trials.extract_columns import ColumnKind, Value
from delivery_api.trials.extract_tables import row_text

ROWS = 1 << 16
"""Rows that are held in memory at a time."""

_TYPES = {ColumnKind.INTEGER: pa.int32(), ColumnKind.NUMBER: pa.float64(), ColumnKind.TEXT: pa.string()}


def write_parquet(file: BinaryIO, columns: Mapping[str, ColumnKind], rows: Iterable[Sequence[Value]]) -> None:
    """Write rows as Parquet."""
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in columns.items()])
    remaining = iter(rows)
    with parquet.ParquetWriter(file, schema) as table:
        while block := list(islice(remaining, ROWS)):
            cells = [
                pa.array(column, kind) for column, kind in zip(zip(*block, strict=True), schema.types, strict=True)
            ]
            table.write_table(pa.Table.from_arrays(cells, schema=schema))


def parquet_rows(path: Path) -> Iterator[str]:
    """The rows of a file as text, in the order of its columns; none of a file that is not Parquet or is broken."""
    try:
        with parquet.ParquetFile(path) as table:
            for block in table.iter_batches(batch_size=ROWS):
                columns = [column.to_pylist() for column in block.columns]
                yield from (row_text(row) for row in zip(*columns, strict=True))
    except (pa.ArrowException, OSError):
        return

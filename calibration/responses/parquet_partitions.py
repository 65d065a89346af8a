"""Folders of Parquet files, each with whole persons, read one file at a time, on this machine or others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from calibration.errors import CalibrationError, ErrorCode, naming_file
from calibration.responses.cell_coding import CellCoding
from calibration.responses.column_roles import (
    ColumnChoices,
    ColumnLayout,
    ColumnRole,
    is_long,
    long_columns,
    wide_columns,
)
from calibration.responses.label_codes import encode
from calibration.responses.missing_responses import Treatment
from calibration.responses.parquet_table import ParquetTable, parquet_files
from calibration.responses.response_files import ResponseFile, read_responses
from calibration.responses.response_matrix import ResponseMatrix
from calibration.responses.scoring_key import ScoringKey


@dataclass(frozen=True, slots=True)
class PartitionFile:
    """One file of a folder, and the options to read it by; may be pickled.

    Parameters
    ----------
    path : the file
    key, columns, groups, ignored, omitted, not_reached : as in `read_responses`
    """

    path: Path
    key: ScoringKey | None = None
    columns: Mapping[ColumnRole | str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    omitted: Treatment = "wrong"
    not_reached: Treatment = "missing"


def partition_files(
    path: Path,
    *,
    key: ScoringKey | None = None,
    columns: Mapping[ColumnRole | str, str] | None = None,
    groups: Sequence[str] = (),
    ignored: Sequence[str] = (),
    omitted: Treatment = "wrong",
    not_reached: Treatment = "missing",
) -> tuple[PartitionFile, ...]:
    """The files of a folder, sorted by name, or the one file.

    Raises
    ------
    CalibrationError
        ``no_parts``, ``not_parquet``, or ``column`` where files have different columns
    """
    files = parquet_files(path) if path.is_dir() else (path,)
    ParquetTable.open(path)
    chosen = (key, dict(columns or {}), tuple(groups), tuple(ignored), omitted, not_reached)
    return tuple(PartitionFile(file, *chosen) for file in files)


def item_order(files: Sequence[PartitionFile]) -> tuple[str, ...]:
    """The item ids of all files in ascending order, in which every file is to be read.

    Only the column of items is read, or the header of files with one row for each person.
    """
    found: list[pa.Array] = []
    for file in files:
        table, columns = _open_partition(file)
        if not columns.is_long:
            return columns.items
        found.append(encode(table.load(())(columns.roles[ColumnRole.ITEM]), trim=True)[1])
    _, distinct = encode(pa.chunked_array(_with_common_type(found), None if found else pa.null()))
    return tuple(map(str, distinct.to_pylist()))


def require_whole_persons(files: Sequence[PartitionFile]) -> None:
    """Raise where two files share a person, who would count twice. Only the column of persons is read.

    Raises
    ------
    CalibrationError
        ``person_in_two_parts``, naming both files
    """
    hashes = [_hashed(_people(file)) for file in files]
    together = np.concatenate(hashes) if hashes else np.zeros(0, dtype=np.int64)
    together.sort()
    again = np.unique(together[1:][together[1:] == together[:-1]])
    for value in again.tolist():
        _require_different([file for file, each in zip(files, hashes, strict=True) if value in each])


def _people(file: PartitionFile) -> pa.Array:
    """The labels of the persons of a file, each once."""
    table, columns = _open_partition(file)
    if ColumnRole.PERSON not in columns.roles:
        return pa.array([], pa.string())
    return encode(table.load(())(columns.roles[ColumnRole.PERSON]), trim=True)[1]


def _hashed(labels: pa.Array) -> NDArray[np.int64]:
    """(n,) a number of 64 bits for each label: all that is kept of a person while files are compared."""
    return np.fromiter((hash(str(each)) for each in labels.to_pylist()), dtype=np.int64, count=len(labels))


def _require_different(files: Sequence[PartitionFile]) -> None:
    """Raise where two of a few files share a label, and not merely its hash."""
    seen: dict[str, PartitionFile] = {}
    for file in files:
        for label in map(str, _people(file).to_pylist()):
            if label in seen:
                raise CalibrationError(ErrorCode.PERSON_IN_TWO_PARTS, path=file.path, first=seen[label].path.name)
            seen[label] = file


def read_partition(part: PartitionFile, items: Sequence[str] | None = None) -> ResponseMatrix:
    """The responses of one file, its persons numbered from 0.

    Parameters
    ----------
    items : the item ids in order, from `item_order`; those of the file by default

    Raises
    ------
    CalibrationError
        as `read_responses`, with the name of the file
    """
    return read_partition_file(part, items).data


def read_partition_file(part: PartitionFile, items: Sequence[str] | None = None) -> ResponseFile:
    """The same with the groups of the persons."""
    with naming_file(part.path.name):
        return read_responses(
            part.path,
            key=part.key,
            coding=CellCoding(lowest="0"),  # a file of many does not tell the lowest score of all
            columns=part.columns,
            groups=part.groups,
            ignored=part.ignored,
            items=items,
            omitted=part.omitted,
            not_reached=part.not_reached,
        )


def _open_partition(part: PartitionFile) -> tuple[ParquetTable, ColumnLayout]:
    table = ParquetTable.open(part.path)
    choices = ColumnChoices(part.columns, part.groups, part.ignored)
    long = is_long(table.header, choices)
    return table, (long_columns if long else wide_columns)(table.header, choices)


def _with_common_type(arrays: Sequence[pa.Array]) -> list[pa.Array]:
    """Arrays of one type: text where types differ."""
    kinds = {array.type for array in arrays}
    return list(arrays) if len(kinds) < 2 else [array.cast(pa.string()) for array in arrays]

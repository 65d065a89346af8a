"""Folders of Parquet files, each with whole persons, read one file at a time, on this machine or others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

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
    people: list[pa.Array] = []
    for file in files:
        table, columns = _open_partition(file)
        if ColumnRole.PERSON in columns.roles:
            people.append(encode(table.load(())(columns.roles[ColumnRole.PERSON]), trim=True)[1])
    together = pa.chunked_array(_with_common_type(people), None if people else pa.null())
    code, distinct = encode(together)
    if len(distinct) == len(together):
        return
    holder = np.repeat(np.arange(len(people)), [len(each) for each in people])
    order = np.argsort(code, kind="stable")
    again = np.flatnonzero(np.diff(code[order]) == 0)[0]
    first, second = (files[int(holder[order[at]])].path for at in (again, again + 1))
    raise CalibrationError(ErrorCode.PERSON_IN_TWO_PARTS, path=second, first=first.name)


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

"""A table with a row for each person and a column for each item, read some rows at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from calibration.errors import CalibrationError, Fault
from calibration.responses.column_roles import Columns, Role
from calibration.responses.csv_table import CsvTable
from calibration.responses.label_codes import Codes, Labels, coded
from calibration.responses.parquet_table import ParquetTable
from calibration.responses.response_attributes import shown, weights_of
from calibration.responses.response_matrix import LongRows, ResponseMatrix
from calibration.responses.score_codes import NOT_PRESENTED, narrowed, scores_of
from calibration.responses.scoring_key import Key, scored
from calibration.responses.source_location import Origin, item_ids


@dataclass(frozen=True, slots=True, eq=False)
class _Gathered:
    """From the rows read so far: how many responses each has, these in order, and what else the rows tell."""

    met: list[NDArray[np.int32]] = field(default_factory=list)
    item: list[Codes] = field(default_factory=list)
    score: list[NDArray[np.int8] | NDArray[np.int16]] = field(default_factory=list)
    told: dict[str, list[pa.Array]] = field(default_factory=dict)


def read_wide(
    table: CsvTable | ParquetTable, columns: Columns, *, key: Key | None = None, items: Sequence[str] | None = None
) -> tuple[ResponseMatrix, Mapping[str, Labels]]:
    """Read and check: the responses, and the groups' label of each person.

    Raises
    ------
    CalibrationError
        ``item_twice``, ``item_unknown``, ``cell``, ``person_twice`` or another fault that names a line (or row)
    """
    ids = item_ids(columns.items, len(columns.items))
    others = list(dict.fromkeys((*columns.roles.values(), *columns.groups)))
    places = [table.header.index(name) for name in (*others, *columns.items)]
    gathered, rows = _Gathered(told={name: [] for name in others}), 0
    for batch in table.batches(places):
        for name, chunk in zip(others, batch, strict=False):
            gathered.told[name].append(chunk)
        try:
            _gather(gathered, batch[len(others) :], ids, key, rows)
        except CalibrationError as error:
            raise _lined(error, table) from None
        rows += len(batch[0])
    return _assembled(gathered, rows, table, columns, ids, items)


def _gather(gathered: _Gathered, cells: Sequence[pa.Array], ids: tuple[str, ...], key: Key | None, before: int) -> None:
    """Add the responses of some rows; a fault is told by its row for now."""
    scores = np.empty((len(cells[0]), len(cells)), dtype=np.int16)
    for place, column in enumerate(cells):
        number = np.arange(before + 1, before + 1 + len(column), dtype=np.int32)
        origin = Origin(np.full(len(column), place, dtype=np.int32), ids, number)
        scores[:, place] = scores_of(column, nan=NOT_PRESENTED) if key is None else scored(column, key, origin)
    wrong = np.argwhere(scores < NOT_PRESENTED)
    if wrong.size:
        row, place = wrong[0].tolist()
        raise CalibrationError(Fault.CELL, row=before + row + 1, item=ids[place], got=shown(cells[place], row))
    there = scores >= 0
    gathered.met.append(there.sum(axis=1, dtype=np.int32))
    gathered.item.append(np.nonzero(there)[1].astype(np.int32))
    gathered.score.append(narrowed(scores[there]))


def _assembled(
    gathered: _Gathered,
    rows: int,
    table: CsvTable | ParquetTable,
    columns: Columns,
    ids: tuple[str, ...],
    items: Sequence[str] | None,
) -> tuple[ResponseMatrix, Mapping[str, Labels]]:
    told = {name: pa.chunked_array(chunks, None if chunks else pa.null()) for name, chunks in gathered.told.items()}
    lines = table.numbers(rows)
    number = np.arange(1, rows + 1, dtype=np.int32) if lines is None else lines
    # persons for now are the rows; each stands in the first item, which a fault in a weight does not name
    each = Origin(np.zeros(rows, dtype=np.int32), ids, number, table.counted)
    roles = columns.roles
    person = _persons(told[roles[Role.PERSON]], each) if Role.PERSON in roles else np.arange(rows, dtype=np.int32)
    weight = weights_of(told[roles[Role.WEIGHT]], each) if Role.WEIGHT in roles else None
    language = Labels.of(told[roles[Role.LANGUAGE]]) if Role.LANGUAGE in roles else None
    row = np.repeat(np.arange(rows, dtype=np.int32), _whole(gathered.met, np.int32))
    item, names = _among(_whole(gathered.item, np.int32), ids, items)
    responses = LongRows(
        person[row],
        rows,
        Origin(item, names, number[row], table.counted),
        _whole(gathered.score, np.int16).astype(np.int16, copy=False),
        None,
        language=None if language is None else language[row],
        weight=None if weight is None else weight[row],
    )
    place = np.argsort(person)  # each person is one row
    groups = {name: Labels.of(told[name])[place] for name in columns.groups}
    return responses.matrix(), groups


def _persons(labels: pa.ChunkedArray, each: Origin) -> Codes:
    """(rows,) the person of each row, in the order of their labels."""
    person, people = coded(labels, trim=True)
    nameless = np.flatnonzero(person < 0)
    if nameless.size:
        raise CalibrationError(Fault.LABEL, each.counted, row=each.row(nameless[0]))
    if len(people) < person.size:
        _refuse_second(person, each)
    return person


def _refuse_second(person: Codes, each: Origin) -> None:
    _, first, which = np.unique(person, return_index=True, return_inverse=True)
    again = int(np.flatnonzero(first[which] != np.arange(person.size))[0])
    before = each.row(first[which[again]])
    raise CalibrationError(Fault.PERSON_TWICE, each.counted, row=each.row(again), first=before)


def _among(item: Codes, ids: tuple[str, ...], items: Sequence[str] | None) -> tuple[Codes, tuple[str, ...]]:
    """Places among the given ids, where they are given."""
    if items is None:
        return item, ids
    names = item_ids(items, len(items))
    place = {name: index for index, name in enumerate(names)}
    for name in ids:
        if name not in place:
            raise CalibrationError(Fault.ITEM_UNKNOWN, row=1, item=name)
    return np.array([place[name] for name in ids], dtype=np.int32)[item], names


def _whole(chunks: list[NDArray[Any]], kind: type[np.signedinteger]) -> NDArray[Any]:
    """Chunks in one, which takes their place."""
    whole = np.concatenate(chunks) if chunks else np.zeros(0, dtype=kind)
    chunks.clear()
    return whole


def _lined(error: CalibrationError, table: CsvTable | ParquetTable) -> CalibrationError:
    """A fault told by row, told by the line of the file where that is what a reader sees."""
    row = error.fields.get("row")
    numbers = table.numbers(row) if isinstance(row, int) else None
    if numbers is None or not isinstance(row, int):
        return error
    return CalibrationError(error.code, table.counted, **{**error.fields, "row": int(numbers[row - 1])})

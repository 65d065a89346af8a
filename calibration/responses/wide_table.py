"""Reading of a table with one row for each person and one column for each item, in batches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from calibration.array_types import Bools, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.responses.cell_coding import PLAIN, CellCoding
from calibration.responses.column_roles import ColumnLayout, ColumnRole
from calibration.responses.csv_table import CsvTable
from calibration.responses.label_codes import Codes, Labels, encode
from calibration.responses.parquet_table import ParquetTable
from calibration.responses.response_attributes import displayed_value, parse_weights
from calibration.responses.response_matrix import ResponseMatrix, UnsortedResponses
from calibration.responses.score_codes import NOT_PRESENTED, Scores, narrow_scores, parse_scores
from calibration.responses.scoring_key import ScoringKey, score_responses
from calibration.responses.source_location import SourceRows, item_ids

FEWEST_NUMBERED = 20
"""Rows from which a column with another number in each is taken to number persons."""


@dataclass(frozen=True, slots=True, eq=False)
class _CollectedRows:
    """The rows read so far: number of responses of each, their items and scores, and the other columns."""

    met: list[NDArray[np.int32]] = field(default_factory=list)
    item: list[Codes] = field(default_factory=list)
    score: list[NDArray[np.int8] | NDArray[np.int16]] = field(default_factory=list)
    columns_read: dict[str, list[pa.Array]] = field(default_factory=dict)


def read_wide(
    table: CsvTable | ParquetTable,
    columns: ColumnLayout,
    *,
    key: ScoringKey | None = None,
    coding: CellCoding = PLAIN,
    items: Sequence[str] | None = None,
) -> tuple[ResponseMatrix, Mapping[str, Labels]]:
    """Read and check a table. Returns the responses, and by group column the label of each person.

    Raises
    ------
    CalibrationError
        ``item_twice``, ``item_unknown``, ``cell``, ``person_twice`` or another error that names line (or row)
    """
    ids = item_ids(columns.items, len(columns.items))
    coding.require_used(ids)
    others = list(dict.fromkeys((*columns.roles.values(), *columns.groups)))
    places = [table.header.index(name) for name in (*others, *columns.items)]
    collected, rows = _CollectedRows(columns_read={name: [] for name in others}), 0
    for batch in table.batches(places):
        for name, chunk in zip(others, batch, strict=False):
            collected.columns_read[name].append(chunk)
        try:
            _collect(collected, batch[len(others) :], ids, (key, coding), rows)
        except CalibrationError as error:
            raise _with_line_number(error, table) from None
        rows += len(batch[0])
    return _assemble(collected, rows, table, columns, ids, items)


def _collect(
    collected: _CollectedRows,
    cells: Sequence[pa.Array],
    ids: tuple[str, ...],
    scoring: tuple[ScoringKey | None, CellCoding],
    before: int,
) -> None:
    """Add the responses of a batch; an error names the row, not yet the line."""
    scores = np.empty((len(cells[0]), len(cells)), dtype=np.int16)
    for place, column in enumerate(cells):
        number = np.arange(before + 1, before + 1 + len(column), dtype=np.int32)
        source = SourceRows(np.full(len(column), place, dtype=np.int32), ids, number)
        scores[:, place] = _column_scores(column, source, *scoring)
    wrong = np.argwhere(scores < NOT_PRESENTED)
    if wrong.size:
        row, place = wrong[0].tolist()
        raise CalibrationError(
            ErrorCode.CELL, row=before + row + 1, item=ids[place], got=displayed_value(cells[place], row)
        )
    there = scores >= 0
    collected.met.append(there.sum(axis=1, dtype=np.int32))
    collected.item.append(np.nonzero(there)[1].astype(np.int32))
    collected.score.append(narrow_scores(scores[there]))


def _column_scores(column: pa.Array, source: SourceRows, key: ScoringKey | None, coding: CellCoding) -> Scores:
    cells = coding.without_missing(column)
    if key is not None:
        return score_responses(cells, key, source)
    if coding.recodings:
        return coding.recode(cells, source.item, source.ids)
    return parse_scores(cells, nan=NOT_PRESENTED)


def _assemble(
    collected: _CollectedRows,
    rows: int,
    table: CsvTable | ParquetTable,
    columns: ColumnLayout,
    ids: tuple[str, ...],
    items: Sequence[str] | None,
) -> tuple[ResponseMatrix, Mapping[str, Labels]]:
    columns_read = {
        name: pa.chunked_array(chunks, None if chunks else pa.null()) for name, chunks in collected.columns_read.items()
    }
    lines, met = table.row_numbers(rows), _concatenated(collected.met, np.int32)
    number = np.arange(1, rows + 1, dtype=np.int32) if lines is None else lines
    if ColumnRole.PERSON in columns.roles and (met == 0).any():
        kept = _with_content(columns_read.values(), met)
        columns_read = {name: read.filter(pa.array(kept)) for name, read in columns_read.items()}
        number, met, rows = number[kept], met[kept], int(kept.sum())
    # one entry for each row; the item does not matter, since an error in a weight does not name it
    row_source = SourceRows(np.zeros(rows, dtype=np.int32), ids, number, table.row_unit)
    roles = columns.roles
    person = (
        _persons(columns_read[roles[ColumnRole.PERSON]], row_source)
        if ColumnRole.PERSON in roles
        else np.arange(rows, dtype=np.int32)
    )
    weight = parse_weights(columns_read[roles[ColumnRole.WEIGHT]], row_source) if ColumnRole.WEIGHT in roles else None
    language = Labels.from_values(columns_read[roles[ColumnRole.LANGUAGE]]) if ColumnRole.LANGUAGE in roles else None
    row = np.repeat(np.arange(rows, dtype=np.int32), met)
    item, names = _reindexed_items(_concatenated(collected.item, np.int32), ids, items)
    responses = UnsortedResponses(
        person[row],
        rows,
        SourceRows(item, names, number[row], table.row_unit),
        _concatenated(collected.score, np.int16).astype(np.int16, copy=False),
        None,
        language=None if language is None else language[row],
        weight=None if weight is None else weight[row],
    )
    if ColumnRole.PERSON not in roles:
        _refuse_numbered_rows(responses)
    place = np.argsort(person)  # each person has one row
    groups = {name: Labels.from_values(columns_read[name])[place] for name in columns.groups}
    return responses.to_matrix(), groups


def _with_content(columns_read: Iterable[pa.ChunkedArray], met: Ints) -> Bools:
    """(rows,) whether a row has a response or another cell; spreadsheets leave rows of empty cells behind a table."""
    kept = met > 0
    for read in columns_read:
        kept |= Labels.from_values(read).code >= 0
    return kept


def _persons(labels: pa.ChunkedArray, row_source: SourceRows) -> Codes:
    """(rows,) index of the person of each row, in the order of labels."""
    person, people = encode(labels, trim=True)
    nameless = np.flatnonzero(person < 0)
    if nameless.size:
        raise CalibrationError(ErrorCode.LABEL, row_source.row_unit, row=row_source.row_number(nameless[0]))
    if len(people) < person.size:
        _refuse_repeated_person(person, row_source)
    return person


def _refuse_repeated_person(person: Codes, row_source: SourceRows) -> None:
    _, first, which = np.unique(person, return_index=True, return_inverse=True)
    again = int(np.flatnonzero(first[which] != np.arange(person.size))[0])
    before = row_source.row_number(first[which[again]])
    raise CalibrationError(ErrorCode.PERSON_TWICE, row_source.row_unit, row=row_source.row_number(again), first=before)


def _refuse_numbered_rows(responses: UnsortedResponses) -> None:
    """Refuse an item that has another number in each row, as a column that tells persons apart."""
    item, score, ids = responses.source.item, responses.score, responses.source.ids
    count, highest = np.bincount(item, minlength=len(ids)), np.zeros(len(ids), dtype=np.int64)
    np.maximum.at(highest, item, score)
    for at in np.flatnonzero((count >= FEWEST_NUMBERED) & (highest >= count - 1)).tolist():
        if np.unique(score[item == at]).size == count[at]:
            raise CalibrationError(ErrorCode.LOOKS_LIKE_ID, item=ids[at], count=int(count[at]))


def _reindexed_items(item: Codes, ids: tuple[str, ...], items: Sequence[str] | None) -> tuple[Codes, tuple[str, ...]]:
    """Indices of items among the given ids, and these ids; unchanged where none are given."""
    if items is None:
        return item, ids
    names = item_ids(items, len(items))
    place = {name: index for index, name in enumerate(names)}
    for name in ids:
        if name not in place:
            raise CalibrationError(ErrorCode.ITEM_UNKNOWN, row=1, item=name)
    return np.array([place[name] for name in ids], dtype=np.int32)[item], names


def _concatenated(chunks: list[NDArray[Any]], kind: type[np.signedinteger]) -> NDArray[Any]:
    """The chunks as one array; the list is emptied."""
    whole = np.concatenate(chunks) if chunks else np.zeros(0, dtype=kind)
    chunks.clear()
    return whole


def _with_line_number(error: CalibrationError, table: CsvTable | ParquetTable) -> CalibrationError:
    """The error with the line of the file instead of the row, where lines are counted."""
    row = error.fields.get("row")
    numbers = table.row_numbers(row) if isinstance(row, int) else None
    if numbers is None or not isinstance(row, int):
        return error
    return CalibrationError(error.code, table.row_unit, **{**error.fields, "row": int(numbers[row - 1])})

"""Reading of a table with one row for each response, such as a delivery log."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from calibration.array_types import Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.responses.cell_coding import PLAIN, CellCoding
from calibration.responses.column_roles import ColumnLayout, ColumnRole
from calibration.responses.csv_table import CsvTable
from calibration.responses.label_codes import NO_LABEL, Codes, Column, Labels, encode
from calibration.responses.missing_responses import ANSWERED, STATUSES, StatusCodes, Treatment, parse_statuses
from calibration.responses.parquet_table import ParquetTable
from calibration.responses.response_attributes import displayed_value, parse_positions, parse_weights
from calibration.responses.response_matrix import ResponseMatrix, UnsortedResponses
from calibration.responses.score_codes import NOT_PRESENTED, Scores, parse_scores
from calibration.responses.scoring_key import ScoringKey, score_responses
from calibration.responses.source_location import SourceRows, locate_items, require_labels

ColumnReader = Callable[[str], pa.ChunkedArray]


@dataclass(frozen=True, slots=True, eq=False)
class LongTable:
    """The responses, the number of rows of each status, and by group column the label of each person."""

    data: ResponseMatrix
    statuses: Mapping[str, int]
    groups: Mapping[str, Labels]


def read_long(
    table: CsvTable | ParquetTable,
    columns: ColumnLayout,
    *,
    key: ScoringKey | None = None,
    coding: CellCoding = PLAIN,
    items: Sequence[str] | None = None,
    omitted: Treatment = "wrong",
    not_reached: Treatment = "missing",
) -> LongTable:
    """Read and check a table, one column at a time.

    Raises
    ------
    CalibrationError
        ``no_key``, or an error that names line (or row) and item
    """
    roles = columns.roles
    score_role = _score_role(roles, key)
    wanted = [
        roles[role]
        for role in ColumnRole
        if role in roles and role not in {ColumnRole.SCORE, ColumnRole.RESPONSE} - {score_role}
    ]
    take = table.load(list(dict.fromkeys((*wanted, *columns.groups))))
    item = take(roles[ColumnRole.ITEM])
    source = locate_items(item, items, numbers=table.row_numbers(len(item)), row_unit=table.row_unit, trim=True)
    del item
    person, people = encode(take(roles[ColumnRole.PERSON]), trim=True)
    require_labels(person, source)
    states = parse_statuses(take(roles[ColumnRole.STATUS]), source) if ColumnRole.STATUS in roles else None
    coding.require_used(source.ids)
    cells = coding.without_missing(take(roles[score_role]))
    score = _scores(cells, None if score_role is ColumnRole.SCORE else key, coding, states, source)
    del cells
    labels = {name: Labels.from_values(take(name)) for name in _label_columns(columns)}
    rows = UnsortedResponses(
        person,
        len(people),
        source,
        score,
        states,
        language=labels.get(roles.get(ColumnRole.LANGUAGE, "")),
        position=parse_positions(take(roles[ColumnRole.POSITION]), source) if ColumnRole.POSITION in roles else None,
        weight=parse_weights(take(roles[ColumnRole.WEIGHT]), source) if ColumnRole.WEIGHT in roles else None,
    )
    pa.default_memory_pool().release_unused()  # frees the memory of the columns
    groups = {name: _person_labels(labels[name], name, rows) for name in columns.groups}
    data = rows.to_matrix(omitted=omitted, not_reached=not_reached)
    return LongTable(data, {} if states is None else _status_counts(states), groups)


def _score_role(roles: Mapping[ColumnRole, str], key: ScoringKey | None) -> ColumnRole:
    """The column that scores come from: the responses if there is a key."""
    if key is not None and ColumnRole.RESPONSE in roles:
        return ColumnRole.RESPONSE
    if ColumnRole.SCORE not in roles:
        raise CalibrationError(ErrorCode.NO_KEY)
    return ColumnRole.SCORE


def _label_columns(columns: ColumnLayout) -> list[str]:
    language = [columns.roles[ColumnRole.LANGUAGE]] if ColumnRole.LANGUAGE in columns.roles else []
    return list(dict.fromkeys((*language, *columns.groups)))


def _scores(
    values: Column, key: ScoringKey | None, coding: CellCoding, states: StatusCodes | None, source: SourceRows
) -> Scores:
    """Scores of answered rows; −1 where a cell is empty, which is an error in a file with statuses."""
    answered = None if states is None else states == ANSWERED
    if key is not None:
        score = score_responses(values, key, source, answered)
    elif coding.recodings:
        score = coding.recode(values, source.item, source.ids)
    else:
        score = parse_scores(values, nan=NOT_PRESENTED)
    missing = score < NOT_PRESENTED if answered is None else (score < 0) & answered
    wrong = np.flatnonzero(missing)
    if wrong.size:
        got = displayed_value(values, int(wrong[0]))
        raise source.error(ErrorCode.SCORE, wrong[0], expected="0, 1, …", got="''" if got is None else got)
    return score


def _person_labels(labels: Labels, name: str, rows: UnsortedResponses) -> Labels:
    """The label of each person; an error where it varies between rows."""
    code: Codes = np.full(rows.persons, NO_LABEL, dtype=np.int32)
    code[rows.person[::-1]] = labels.code[::-1]  # the first row counts
    other = np.flatnonzero(code[rows.person] != labels.code)
    if other.size:
        raise rows.source.error(ErrorCode.VARIES, other[0], name=name)
    return Labels(code, labels.names)


def _status_counts(states: StatusCodes) -> dict[str, int]:
    counts: Ints = np.bincount(states, minlength=len(STATUSES))
    return {name: count for name, count in zip(STATUSES, counts.tolist(), strict=True) if count}

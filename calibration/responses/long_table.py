"""A table with a row for each response, as a delivery log gives it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from calibration.array_types import Ints
from calibration.errors import CalibrationError, Fault
from calibration.responses.column_roles import Columns, Role
from calibration.responses.csv_table import CsvTable
from calibration.responses.label_codes import NONE, Codes, Labels, coded
from calibration.responses.missing_responses import ANSWERED, STATUSES, States, Treatment, states_of
from calibration.responses.parquet_table import ParquetTable
from calibration.responses.response_attributes import positions_of, shown, weights_of
from calibration.responses.response_matrix import LongRows, ResponseMatrix
from calibration.responses.score_codes import NOT_PRESENTED, Scores, scores_of
from calibration.responses.scoring_key import Key, scored
from calibration.responses.source_location import Origin, items_of, require_labels

Take = Callable[[str], pa.ChunkedArray]


@dataclass(frozen=True, slots=True, eq=False)
class LongTable:
    """What a long table holds: the responses, how many rows of each status, and the groups' label of each person."""

    data: ResponseMatrix
    statuses: Mapping[str, int]
    groups: Mapping[str, Labels]


def read_long(
    table: CsvTable | ParquetTable,
    columns: Columns,
    *,
    key: Key | None = None,
    items: Sequence[str] | None = None,
    omitted: Treatment = "wrong",
    not_reached: Treatment = "missing",
) -> LongTable:
    """Read and check, a column at a time.

    Raises
    ------
    CalibrationError
        ``no_key``, or a fault that names a line (or row) and an item
    """
    roles = columns.roles
    told = _told(roles, key)
    wanted = [roles[role] for role in Role if role in roles and role not in {Role.SCORE, Role.RESPONSE} - {told}]
    take = table.load(list(dict.fromkeys((*wanted, *columns.groups))))
    item = take(roles[Role.ITEM])
    origin = items_of(item, items, number=table.numbers(len(item)), counted=table.counted, trim=True)
    del item
    person, people = coded(take(roles[Role.PERSON]), trim=True)
    require_labels(person, origin)
    states = states_of(take(roles[Role.STATUS]), origin) if Role.STATUS in roles else None
    score = _scores(take(roles[told]), None if told is Role.SCORE else key, states, origin)
    labels = {name: Labels.of(take(name)) for name in _labelled(columns)}
    rows = LongRows(
        person,
        len(people),
        origin,
        score,
        states,
        language=labels.get(roles.get(Role.LANGUAGE, "")),
        position=positions_of(take(roles[Role.POSITION]), origin) if Role.POSITION in roles else None,
        weight=weights_of(take(roles[Role.WEIGHT]), origin) if Role.WEIGHT in roles else None,
    )
    pa.default_memory_pool().release_unused()  # or what the columns took stays beside the responses
    groups = {name: _by_person(labels[name], name, rows) for name in columns.groups}
    data = rows.matrix(omitted=omitted, not_reached=not_reached)
    return LongTable(data, {} if states is None else _tally(states), groups)


def _told(roles: Mapping[Role, str], key: Key | None) -> Role:
    """Where scores come from: from the responses if there is a key for them."""
    if key is not None and Role.RESPONSE in roles:
        return Role.RESPONSE
    if Role.SCORE not in roles:
        raise CalibrationError(Fault.NO_KEY)
    return Role.SCORE


def _labelled(columns: Columns) -> list[str]:
    language = [columns.roles[Role.LANGUAGE]] if Role.LANGUAGE in columns.roles else []
    return list(dict.fromkeys((*language, *columns.groups)))


def _scores(told: pa.ChunkedArray, key: Key | None, states: States | None, origin: Origin) -> Scores:
    """Scores of the rows that were answered; −1 where a cell is empty, which only a file without statuses may have."""
    answered = None if states is None else states == ANSWERED
    score = scores_of(told, nan=NOT_PRESENTED) if key is None else scored(told, key, origin, answered)
    missing = score < NOT_PRESENTED if answered is None else (score < 0) & answered
    wrong = np.flatnonzero(missing)
    if wrong.size:
        got = shown(told, int(wrong[0]))
        raise origin.fault(Fault.SCORE, wrong[0], expected="0, 1, …", got="''" if got is None else got)
    return score


def _by_person(labels: Labels, name: str, rows: LongRows) -> Labels:
    """One label for each person, that of all their rows."""
    code: Codes = np.full(rows.persons, NONE, dtype=np.int32)
    code[rows.person[::-1]] = labels.code[::-1]  # the first row's stands
    other = np.flatnonzero(code[rows.person] != labels.code)
    if other.size:
        raise rows.origin.fault(Fault.VARIES, other[0], name=name)
    return Labels(code, labels.names)


def _tally(states: States) -> dict[str, int]:
    counts: Ints = np.bincount(states, minlength=len(STATUSES))
    return {name: count for name, count in zip(STATUSES, counts.tolist(), strict=True) if count}

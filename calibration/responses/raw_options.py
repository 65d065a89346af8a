"""Options chosen in raw responses, read from the file again once the scores are known."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Indices
from calibration.responses.column_roles import ColumnChoices, ColumnRole, is_long, long_columns, wide_columns
from calibration.responses.csv_table import CsvTable
from calibration.responses.label_codes import Column, encode
from calibration.responses.parquet_table import ParquetTable, is_parquet
from calibration.responses.response_matrix import ResponseMatrix
from calibration.responses.scoring_key import ANY_OTHER, ScoringKey

OptionLabels = NDArray[np.str_]


def chosen_options(
    path: Path,
    data: ResponseMatrix,
    *,
    keyed: bool = False,
    encoding: str | None = None,
    separator: str | None = None,
    columns: Mapping[ColumnRole | str, str] | None = None,
    groups: Sequence[str] = (),
    ignored: Sequence[str] = (),
) -> OptionLabels | None:
    """(R,) the raw response of each scored one, "" where a cell is empty; None where the file has scores only.

    Parameters
    ----------
    path : the file that the data were read from
    data : responses of that file, or some of them
    keyed : whether a scoring key was used; the cells of a wide file are then raw responses
    encoding, separator, columns, groups, ignored : as for ``read_responses``
    """
    roles: dict[ColumnRole | str, str] = {ColumnRole(role): name for role, name in (columns or {}).items()}
    choices = ColumnChoices(roles, tuple(groups), tuple(ignored))
    table = ParquetTable.open(path) if is_parquet(path) else CsvTable.open(path, encoding, separator)
    if is_long(table.header, choices):
        named = long_columns(table.header, choices).roles
        if ColumnRole.RESPONSE not in named:
            return None
        texts = _texts(table.load([named[ColumnRole.RESPONSE]])(named[ColumnRole.RESPONSE]))
        return np.asarray(texts[_source_indices(table, texts.size, data)])
    return _wide_options(table, wide_columns(table.header, choices).items, data) if keyed else None


def correct_options(data: ResponseMatrix, chosen: OptionLabels, key: ScoringKey | None = None) -> dict[str, str]:
    """By item id the correct option: that of the key, else the most frequent one with the highest score.

    Items with several correct responses are left out.
    """
    if key is not None:
        best = {item: [text for text, worth in told.items() if worth > 0] for item, told in key.scores.items()}
        return {item: right[0] for item, right in best.items() if len(right) == 1 and right[0] != ANY_OTHER}
    found = {}
    for at, item in enumerate(data.items):
        rows = np.flatnonzero(data.item == at)
        top = rows[data.score[rows] == data.score[rows].max(initial=0)]
        names, counts = np.unique(chosen[top][chosen[top] != ""], return_counts=True)
        if names.size == 1 and data.score[rows].max(initial=0) > 0:
            found[item] = str(names[counts.argmax()])
    return found


def _texts(values: Column) -> OptionLabels:
    code, names = encode(values, trim=True)
    return np.array([*map(str, names.to_pylist()), ""])[code]


def _source_indices(table: CsvTable | ParquetTable, count: int, data: ResponseMatrix) -> Indices:
    """(R,) the row of the table, from 0, that each response came from."""
    numbers = table.row_numbers(count)
    known = np.arange(1, count + 1, dtype=np.int32) if numbers is None else numbers
    lines = data.person + np.int32(1) if data.row is None else data.row
    return np.searchsorted(known, lines)


def _wide_options(table: CsvTable | ParquetTable, items: Sequence[str], data: ResponseMatrix) -> OptionLabels:
    take = table.load(list(items))
    found = np.full(len(data), "", dtype=object)
    for at, item in enumerate(data.items):
        texts, rows = _texts(take(item)), np.flatnonzero(data.item == at)
        found[rows] = texts[_source_indices(table, texts.size, data)[rows]]
    return found.astype(str)

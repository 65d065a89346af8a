"""Scores of a column of any type parsed to small integers."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from calibration.responses.label_codes import Column, encode

Scores = NDArray[np.int16]

NOT_PRESENTED = -1
NOT_A_SCORE = -2
HIGHEST_SCORE = 32_767
"""Scores are stored in 8 bits, or in 16 where an item has more than 128 categories."""
EMPTY_CELLS = ("", "NA")
"""Cells that stand for a missing value."""


def parse_scores(values: Column, *, nan: int = NOT_A_SCORE) -> Scores:
    """Scores; −1 where missing, −2 where invalid.

    Parameters
    ----------
    values : numbers, or text in which an empty cell and ``NA`` are missing
    nan : the score of NaN
    """
    if not isinstance(values, pa.Array | pa.ChunkedArray):
        array = np.asarray(values)
        return _parse_numbers(array, nan) if array.dtype.kind in "iufb" else _parse_text(array)
    kind, chunks = values.type, values.chunks if isinstance(values, pa.ChunkedArray) else [values]
    whole = pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_null(kind)
    if not whole and not pa.types.is_floating(kind):
        return _parse_text(values)
    scores = np.empty(len(values), dtype=np.int16)
    start = 0
    for chunk in chunks:
        cells = chunk.cast(pa.int64()).fill_null(NOT_PRESENTED) if whole else chunk.fill_null(np.nan)
        scores[start : start + len(chunk)] = _parse_numbers(cells.to_numpy(zero_copy_only=False), nan)
        start += len(chunk)
    return scores


def parse_score(cell: str) -> int:
    """The score in a cell of text; ``1.0`` and ``1,0`` are 1, as programs write a column with gaps."""
    if cell in EMPTY_CELLS:
        return NOT_PRESENTED
    if "_" in cell:  # Python accepts it within numbers
        return NOT_A_SCORE
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        return NOT_A_SCORE
    return int(number) if number.is_integer() and NOT_PRESENTED <= number <= HIGHEST_SCORE else NOT_A_SCORE


def narrow_scores(score: Scores) -> NDArray[np.int8] | Scores:
    """Scores in 8 bits where they fit."""
    return score if score.max(initial=0) > np.iinfo(np.int8).max else score.astype(np.int8)


def _parse_numbers(values: NDArray[Any], nan: int) -> Scores:
    if values.dtype.kind == "f":
        numbers = values.astype(np.float64, copy=False)
        # NaN counts as out of range
        out = ~((numbers >= NOT_PRESENTED) & (numbers <= HIGHEST_SCORE) & (numbers == np.floor(numbers)))
        score = np.where(out, NOT_A_SCORE, numbers).astype(np.int16)
        score[np.isnan(numbers)] = nan
        return score
    out = values > HIGHEST_SCORE
    if values.dtype.kind == "i":
        out |= values < NOT_PRESENTED
    score = values.astype(np.int16)
    score[out] = NOT_A_SCORE
    return score


def _parse_text(values: Column) -> Scores:
    codes, distinct = encode(values, trim=True)
    known = [parse_score(str(cell)) for cell in distinct.to_pylist()]
    return np.array([*known, NOT_PRESENTED], dtype=np.int16)[codes]

"""Labels of responses as whole numbers: persons, items, languages, groups, whatever kind of column they come in."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray

Codes: TypeAlias = NDArray[np.int32]
Column: TypeAlias = ArrayLike | pa.Array | pa.ChunkedArray

SPREAD = 4
"""Whole numbers that span at most this many times their count are looked up in a table, not hashed."""
NONE = -1
"""The code of a label that is not there."""


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """One label for each of R rows, kept as a code.

    Parameters
    ----------
    code : (R,) int32, place of the label among the names; −1 where there is none
    names : the distinct labels in their own order: text by code point, numbers by size

    ``numpy.asarray`` gives the labels themselves, "" where there is none.
    """

    code: Codes
    names: tuple[str, ...]

    @classmethod
    def of(cls, values: Column) -> "Labels":
        """Labels of a column; empty cells and missing values have none."""
        code, distinct = coded(values, trim=True)
        return cls(code, tuple(map(str, distinct.to_pylist())))

    def __len__(self) -> int:
        return self.code.size

    def __getitem__(self, rows: NDArray[np.generic] | slice) -> "Labels":
        return Labels(self.code[rows], self.names)

    def __array__(self, dtype: np.dtype | None = None, copy: bool | None = None) -> NDArray[np.generic]:
        labels = np.array((*self.names, ""))[self.code]  # code −1 is the last
        return labels if dtype is None else labels.astype(dtype)


def coded(values: Column, *, trim: bool = False) -> tuple[Codes, pa.Array]:
    """A code for each value, and the distinct values in order: time and memory follow the rows, by hashing.

    Parameters
    ----------
    values : (R,) of any kind that can be ordered, or an Arrow column
    trim : take white space off both ends of text; what is empty then is missing

    Returns
    -------
    codes (R,), −1 for a missing value; and the distinct values that occur, ascending
    """
    column = arrow_column(values)
    if pa.types.is_integer(column.type) and not column.null_count and len(column):
        numbers = column.to_numpy()
        low, high = int(numbers.min()), int(numbers.max())
        if high - low < SPREAD * numbers.size and high < 2**62:
            return _numbered(numbers, low, high)
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    column = column.unify_dictionaries() if column.num_chunks > 1 else column
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):  # no chunk at all
        whole = pa.array([], whole.type)
    indices = whole.indices.fill_null(NONE).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    # two entries of a dictionary may be one label once trimmed, and some may be on no row
    again = _text(whole.dictionary, trim=trim).dictionary_encode()
    used = np.bincount(indices[indices >= 0], minlength=len(again)).astype(bool) if len(again) else np.zeros(0, bool)
    merged = again.indices.fill_null(NONE).to_numpy(zero_copy_only=False).astype(np.int64)
    occurs = np.zeros(len(again.dictionary), dtype=bool)
    occurs[merged[used & (merged >= 0)]] = True
    order = np.asarray(pc.array_sort_indices(again.dictionary)).astype(np.int64)
    order = order[occurs[order]]
    rank = np.full(len(again.dictionary) + 1, NONE, dtype=np.int32)
    rank[order] = np.arange(order.size)
    place = np.append(rank[merged], np.int32(NONE))  # merged −1 and index −1 both come to −1
    codes = indices if np.array_equal(place[:-1], np.arange(len(merged))) else place[indices]
    return codes, again.dictionary.take(pa.array(order))


def _numbered(numbers: NDArray[np.integer], low: int, high: int) -> tuple[Codes, pa.Array]:
    """Codes of whole numbers that lie close enough together for a table of them all."""
    place = numbers.astype(np.int64) - low
    occurs = np.zeros(high - low + 1, dtype=bool)
    occurs[place] = True
    rank = (np.cumsum(occurs) - 1).astype(np.int32)
    return rank[place], pa.array(np.flatnonzero(occurs) + low)


def arrow_column(values: Column) -> pa.ChunkedArray:
    """Values as an Arrow column; what Arrow knows no kind for counts as its text."""
    if isinstance(values, pa.ChunkedArray):
        return values
    if isinstance(values, pa.Array):
        return pa.chunked_array([values])
    array = np.asarray(values)
    try:
        column = pa.array(array, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        column = None
    if column is None or isinstance(column, pa.ExtensionArray):
        column = pa.array([None if each is None or each != each else str(each) for each in array.tolist()], pa.string())
    return pa.chunked_array([column])


def _text(values: pa.Array, *, trim: bool) -> pa.Array:
    if pa.types.is_string_view(values.type):
        values = values.cast(pa.string())
    if not trim or not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        return values
    trimmed = pc.utf8_trim_whitespace(values)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, trimmed.type), trimmed)

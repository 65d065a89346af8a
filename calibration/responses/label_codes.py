"""Labels of responses as whole numbers: persons, items, languages, groups, whatever kind of column they come in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray

from calibration.array_types import Bools, Ints

Codes: TypeAlias = NDArray[np.int32]
Column: TypeAlias = ArrayLike | pa.Array | pa.ChunkedArray

LOOKUP_RATIO = 4
"""Whole numbers that span at most this many times their count are looked up in a table, not hashed."""
PIECE_ROWS = 1 << 20
NO_LABEL = -1
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
    def from_values(cls, values: Column) -> "Labels":
        """Labels of a column; empty cells and missing values have none."""
        code, distinct = encode(values, trim=True)
        return cls(code, tuple(map(str, distinct.to_pylist())))

    def __len__(self) -> int:
        return self.code.size

    def __getitem__(self, rows: NDArray[np.generic] | slice) -> "Labels":
        return Labels(self.code[rows], self.names)

    def __array__(self, dtype: np.dtype | None = None, copy: bool | None = None) -> NDArray[np.generic]:
        labels = np.array((*self.names, ""))[self.code]  # code −1 is the last
        return labels if dtype is None else labels.astype(dtype)


def encode(values: Column, *, trim: bool = False) -> tuple[Codes, pa.Array]:
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
        low, high = (int(bound) for bound in pc.min_max(column).as_py().values())
        if high - low < LOOKUP_RATIO * len(column) and high < 2**62:
            return _encode_integers(column, low, high)
    return _encode_by_hashing(column, trim=trim)


def _encode_integers(column: pa.ChunkedArray, low: int, high: int) -> tuple[Codes, pa.Array]:
    """Codes of whole numbers that lie close enough together for a table of them all."""
    occurs = np.zeros(high - low + 1, dtype=bool)
    for _, numbers in _pieces(column):
        occurs[numbers.to_numpy().astype(np.int64) - low] = True
    rank = (np.cumsum(occurs) - 1).astype(np.int32)
    codes = np.empty(len(column), dtype=np.int32)
    for rows, numbers in _pieces(column):
        codes[rows] = rank[numbers.to_numpy().astype(np.int64) - low]
    return codes, pa.array(np.flatnonzero(occurs) + low)


def _encode_by_hashing(column: pa.ChunkedArray, *, trim: bool) -> tuple[Codes, pa.Array]:
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    if not column.num_chunks:
        return np.zeros(0, dtype=np.int32), pa.array([], column.type.value_type)
    column = column.unify_dictionaries()
    dictionary = column.chunk(0).dictionary
    used = np.zeros(len(dictionary) + 1, dtype=bool)
    for _, piece in _pieces(column):
        used[_indices(piece)] = True
    place, distinct = _ranked_entries(dictionary, used[:-1], trim=trim)
    codes = np.empty(len(column), dtype=np.int32)
    for rows, piece in _pieces(column):
        codes[rows] = place[_indices(piece)]
    return codes, distinct


def _ranked_entries(dictionary: pa.Array, used: Bools, *, trim: bool) -> tuple[Codes, pa.Array]:
    """The code of each entry of a dictionary and, at the end, of none; and the distinct values.

    Two entries may be one label once trimmed, and some may be on no row.
    """
    again = _trimmed_text(dictionary, trim=trim).dictionary_encode()
    merged = _indices(again)
    occurs = np.zeros(len(again.dictionary), dtype=bool)
    occurs[merged[used & (merged >= 0)]] = True
    order = np.asarray(pc.array_sort_indices(again.dictionary)).astype(np.int64)
    order = order[occurs[order]]
    rank = np.full(occurs.size + 1, NO_LABEL, dtype=np.int32)
    rank[order] = np.arange(order.size)
    return np.append(rank[merged], np.int32(NO_LABEL)), again.dictionary.take(pa.array(order))


def _indices(codes: pa.DictionaryArray) -> Ints:
    indices: Ints = codes.indices.fill_null(NO_LABEL).to_numpy(zero_copy_only=False).astype(np.int64)
    return indices


def _pieces(column: pa.ChunkedArray) -> Iterator[tuple[slice, pa.Array]]:
    """A column some rows at a time, so that what is made of them in between stays small."""
    start = 0
    for chunk in column.chunks:
        for at in range(0, len(chunk), PIECE_ROWS):
            piece = chunk.slice(at, PIECE_ROWS)
            yield slice(start, start + len(piece)), piece
            start += len(piece)


def arrow_column(values: Column) -> pa.ChunkedArray:
    """Values as an Arrow column; what Arrow knows no kind for counts as its text."""
    if isinstance(values, pa.ChunkedArray):
        return values
    if isinstance(values, pa.Array):
        return pa.chunked_array([values])
    array = np.asarray(values)
    if _contains_nul(array):
        array = array.astype(object)  # Arrow would end such text at the zero, and two labels could become one
    try:
        column = pa.array(array, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        column = None
    if column is None or isinstance(column, pa.ExtensionArray):
        column = pa.array([None if each is None or each != each else str(each) for each in array.tolist()], pa.string())
    return pa.chunked_array([column])


def _contains_nul(array: NDArray[np.generic]) -> bool:
    """Whether numpy text has a zero character before its end; those at the end are numpy's padding."""
    if array.dtype.kind != "U" or not array.size or array.dtype.itemsize < 8:
        return False
    codes = np.ascontiguousarray(array).view(np.uint32).reshape(array.size, -1)
    return bool(((codes[:, :-1] == 0) & (codes[:, 1:] != 0)).any())


def _trimmed_text(values: pa.Array, *, trim: bool) -> pa.Array:
    if pa.types.is_string_view(values.type):
        values = values.cast(pa.string())
    if not trim or not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        return values
    trimmed = pc.utf8_trim_whitespace(values)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, trimmed.type), trimmed)

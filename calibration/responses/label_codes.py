"""Labels of persons, items, languages and groups encoded as integers."""

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
"""Integers whose range is at most this many times their number are encoded by a table, not by hashing."""
PIECE_ROWS = 1 << 20
NO_LABEL = -1
"""The code of a missing label."""


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """The labels of R rows, encoded.

    Parameters
    ----------
    code : (R,) int32, index of the label among the names; −1 where it is missing
    names : the distinct labels in ascending order: text by code point, numbers by size

    ``numpy.asarray`` gives the labels themselves, "" where one is missing.
    """

    code: Codes
    names: tuple[str, ...]

    @classmethod
    def from_values(cls, values: Column) -> "Labels":
        """Encode a column; empty cells and null values are missing."""
        code, distinct = encode(values, trim=True)
        return cls(code, tuple(map(str, distinct.to_pylist())))

    def __len__(self) -> int:
        return self.code.size

    def __getitem__(self, rows: NDArray[np.generic] | slice) -> "Labels":
        return Labels(self.code[rows], self.names)

    def __array__(self, dtype: np.dtype | None = None, copy: bool | None = None) -> NDArray[np.generic]:
        labels = np.array((*self.names, ""))[self.code]  # code −1 selects the last
        return labels if dtype is None else labels.astype(dtype)


def encode(values: Column, *, trim: bool = False) -> tuple[Codes, pa.Array]:
    """Encode the values of a column as integers, in time and memory proportional to the rows.

    Parameters
    ----------
    values : (R,) of any type that can be ordered, or an Arrow column
    trim : strip text; empty text is then missing

    Returns
    -------
    codes : (R,) int32, −1 for a missing value
    distinct : the values that occur, ascending
    """
    column = arrow_column(values)
    if pa.types.is_integer(column.type) and not column.null_count and len(column):
        low, high = (int(bound) for bound in pc.min_max(column).as_py().values())
        if high - low < LOOKUP_RATIO * len(column) and high < 2**62:
            return _encode_integers(column, low, high)
    return _encode_by_hashing(column, trim=trim)


def _encode_integers(column: pa.ChunkedArray, low: int, high: int) -> tuple[Codes, pa.Array]:
    """Encode integers by a table over their range."""
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
    """The code of each dictionary entry, with that of a missing value at the end, and the distinct values.

    Two entries may be equal once stripped, and some may occur in no row.
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
    """Slices of a column, so that intermediate arrays stay small."""
    start = 0
    for chunk in column.chunks:
        for at in range(0, len(chunk), PIECE_ROWS):
            piece = chunk.slice(at, PIECE_ROWS)
            yield slice(start, start + len(piece)), piece
            start += len(piece)


def arrow_column(values: Column) -> pa.ChunkedArray:
    """Values as an Arrow column; values of a type that Arrow lacks become text."""
    if isinstance(values, pa.ChunkedArray):
        return values
    if isinstance(values, pa.Array):
        return pa.chunked_array([values])
    array = np.asarray(values)
    if _contains_nul(array):
        array = array.astype(object)  # Arrow would cut such text at the NUL, and two labels could become one
    try:
        column = pa.array(array, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        column = None
    if column is None or isinstance(column, pa.ExtensionArray):
        column = pa.array([None if each is None or each != each else str(each) for each in array.tolist()], pa.string())
    return pa.chunked_array([column])


def _contains_nul(array: NDArray[np.generic]) -> bool:
    """Whether numpy text has a NUL before its end; NULs at the end are numpy's padding."""
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

"""The row or line and the item of each response in its source, for error messages."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.errors import CalibrationError, ErrorCode, RowUnit
from calibration.responses.label_codes import Codes, Column, encode


@dataclass(frozen=True, slots=True, eq=False)
class SourceRows:
    """The item and the row or line number of each of R rows.

    Parameters
    ----------
    item : (R,) index of the item among the ids
    ids : the item ids
    numbers : (R,) number of each row or line, None for 1, 2, …
    row_unit : rows or lines
    """

    item: Codes
    ids: tuple[str, ...]
    numbers: NDArray[np.int32] | None = None
    row_unit: RowUnit = RowUnit.ROW

    def error(self, code: ErrorCode, at: int | np.integer, **fields: object) -> CalibrationError:
        """An error in row ``at``, from 0."""
        item = self.ids[self.item[at]] if self.item[at] >= 0 else "–"
        return CalibrationError(code, self.row_unit, row=self.row_number(at), item=item, **fields)

    def row_number(self, at: int | np.integer) -> int:
        """The number of row ``at``, from 0."""
        return int(at) + 1 if self.numbers is None else int(self.numbers[at])

    def row_numbers(self) -> NDArray[np.int32]:
        """(R,) the number of each row."""
        return np.arange(1, self.item.size + 1, dtype=np.int32) if self.numbers is None else self.numbers


def item_ids(items: Sequence[str] | None, count: int) -> tuple[str, ...]:
    """The ids of ``count`` items, checked to be distinct; "1", "2", … by default.

    Raises
    ------
    CalibrationError
        ``item_count`` or ``item_twice``
    """
    ids = tuple(str(number + 1) for number in range(count)) if items is None else tuple(map(str, items))
    if len(ids) != count:
        raise CalibrationError(ErrorCode.ITEM_COUNT, expected=count, got=len(ids))
    seen: dict[str, int] = {}
    for place, item in enumerate(ids, 1):
        if item in seen:
            raise CalibrationError(ErrorCode.ITEM_TWICE, item=item, first=seen[item], second=place)
        seen[item] = place
    return ids


def locate_items(
    item: Column,
    items: Sequence[str] | None,
    *,
    numbers: NDArray[np.int32] | None = None,
    row_unit: RowUnit = RowUnit.ROW,
    trim: bool = False,
) -> SourceRows:
    """The item of each row, among the given ids or among those that occur, sorted.

    Raises
    ------
    CalibrationError
        ``item_twice`` among the given ids; ``item_unknown`` naming the row
    """
    which, found = encode(item, trim=trim)
    names = tuple(map(str, found.to_pylist()))
    if items is None:
        return SourceRows(which, names, numbers, row_unit)
    ids = item_ids(items, len(items))
    place = {name: index for index, name in enumerate(ids)}
    lookup = np.array([*(place.get(name, -2) for name in names), -1], dtype=np.int32)
    source = SourceRows(lookup[which], ids, numbers, row_unit)
    unknown = np.flatnonzero(source.item == -2)
    if unknown.size:
        at = unknown[0]
        raise CalibrationError(ErrorCode.ITEM_UNKNOWN, row_unit, row=source.row_number(at), item=names[which[at]])
    return source


def require_labels(person: Codes, source: SourceRows) -> None:
    """Raise for a row without person or item.

    Raises
    ------
    CalibrationError
        ``label``, naming the row
    """
    nameless = np.flatnonzero((person < 0) | (source.item < 0))
    if nameless.size:
        raise CalibrationError(ErrorCode.LABEL, source.row_unit, row=source.row_number(nameless[0]))

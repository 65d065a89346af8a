"""Where responses come from: rows or lines of a source, and the item in each, so that a fault can name both."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.errors import CalibrationError, ErrorCode, RowUnit
from calibration.responses.label_codes import Codes, Column, encode


@dataclass(frozen=True, slots=True, eq=False)
class SourceRows:
    """The item in each of R rows, and the number that a reader finds the row by.

    Parameters
    ----------
    item : (R,) place of the item among the ids
    ids : the item ids
    number : (R,) number of each row or line, None for 1, 2, …
    counted : what is numbered
    """

    item: Codes
    ids: tuple[str, ...]
    number: NDArray[np.int32] | None = None
    counted: RowUnit = RowUnit.ROW

    def fault(self, code: ErrorCode, at: int | np.integer, **fields: object) -> CalibrationError:
        """A fault in row ``at``, from 0."""
        item = self.ids[self.item[at]] if self.item[at] >= 0 else "–"
        return CalibrationError(code, self.counted, row=self.row(at), item=item, **fields)

    def row(self, at: int | np.integer) -> int:
        """The number of row ``at``, from 0."""
        return int(at) + 1 if self.number is None else int(self.number[at])

    def rows(self) -> NDArray[np.int32]:
        """(R,) the number of each row."""
        return np.arange(1, self.item.size + 1, dtype=np.int32) if self.number is None else self.number


def item_ids(items: Sequence[str] | None, count: int) -> tuple[str, ...]:
    """The ids of so many items, each once: "1", "2", … unless given.

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
    number: NDArray[np.int32] | None = None,
    counted: RowUnit = RowUnit.ROW,
    trim: bool = False,
) -> SourceRows:
    """The item of each row: among the given ids, or among those that occur, sorted.

    Raises
    ------
    CalibrationError
        ``item_twice`` among the given ids; ``item_unknown`` naming the row
    """
    which, found = encode(item, trim=trim)
    names = tuple(map(str, found.to_pylist()))
    if items is None:
        return SourceRows(which, names, number, counted)
    ids = item_ids(items, len(items))
    place = {name: index for index, name in enumerate(ids)}
    lookup = np.array([*(place.get(name, -2) for name in names), -1], dtype=np.int32)
    origin = SourceRows(lookup[which], ids, number, counted)
    unknown = np.flatnonzero(origin.item == -2)
    if unknown.size:
        at = unknown[0]
        raise CalibrationError(ErrorCode.ITEM_UNKNOWN, counted, row=origin.row(at), item=names[which[at]])
    return origin


def require_labels(person: Codes, origin: SourceRows) -> None:
    """Refuse a row without person or item.

    Raises
    ------
    CalibrationError
        ``label``, naming the row
    """
    nameless = np.flatnonzero((person < 0) | (origin.item < 0))
    if nameless.size:
        raise CalibrationError(ErrorCode.LABEL, origin.counted, row=origin.row(nameless[0]))

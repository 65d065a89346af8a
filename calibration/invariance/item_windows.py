"""Counts of live sittings by item, window and ability, without persons: what drift is looked for in."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np

from calibration.array_types import Floats
from calibration.errors import CalibrationError, ErrorCode, RowUnit, naming_file
from calibration.responses.csv_table import CsvTable
from calibration.responses.response_matrix import ResponseMatrix

COLUMNS = ("item", "window", "bin", "responses", "score")
SQUARES = "squares"


@dataclass(frozen=True, slots=True, eq=False)
class ItemWindows:
    """Sums over responses by item, window and ability bin; no person can be told from them.

    Parameters
    ----------
    items, windows : ids and names, the windows in the order of time
    responses : (n, W, B) number of responses
    score, squares : (n, W, B) sums of scores and of squared scores
    """

    items: tuple[str, ...]
    windows: tuple[str, ...]
    responses: Floats
    score: Floats
    squares: Floats


def aggregate(
    data: ResponseMatrix, window: Sequence[str], theta: Floats, *, edges: Floats | None = None
) -> ItemWindows:
    """Sum responses by item, window and ability.

    Parameters
    ----------
    window : (persons,) name of each sitting's window; windows are ordered as text, so years or ISO dates will do
    theta : (persons,) abilities under parameters that are held over all windows, such as the bank's
    edges : increasing bounds between bins of ability; by default −3 to 3 by half logits

    Raises
    ------
    CalibrationError
        ``option`` where there is not one window and one ability for each person
    """
    if len(window) != data.persons or len(theta) != data.persons:
        got = f"{len(window)}, {len(theta)}"
        raise CalibrationError(ErrorCode.OPTION, name="window, theta", expected=f"{data.persons} each", got=got)
    names, of = np.unique(np.asarray(window, dtype=str), return_inverse=True)
    bounds = np.linspace(-3, 3, 13) if edges is None else np.asarray(edges, dtype=float)
    place = np.searchsorted(bounds, theta)
    shape = (len(data.items), names.size, bounds.size + 1)
    cell = np.ravel_multi_index((data.item, of[data.person], place[data.person]), shape)
    score = data.score.astype(float)
    sums = (np.bincount(cell, each, int(np.prod(shape))).reshape(shape) for each in (None, score, score**2))
    responses, total, squares = (each.astype(float) for each in sums)
    return ItemWindows(data.items, tuple(names.tolist()), responses, total, squares)


def item_windows_csv(counted: ItemWindows) -> str:
    """The counts as the CSV that `read_item_windows` reads, a row for each cell with responses."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, SQUARES])
    for item, window, place in np.argwhere(counted.responses > 0).tolist():
        sums = (values[item, window, place] for values in (counted.responses, counted.score, counted.squares))
        writer.writerow([counted.items[item], counted.windows[window], place, *(f"{each:.0f}" for each in sums)])
    return out.getvalue()


def read_item_windows(path: Path) -> ItemWindows:
    """Read a CSV with item, window, bin, responses and score (a sum), one row for each cell.

    A column ``squares``, the sum of squared scores, is needed where an item has more than two scores. Windows and bins
    are ordered as text, numbers as numbers.

    Raises
    ------
    CalibrationError
        ``not_found``, ``header``, ``cell`` naming the line, ``empty``
    """
    with naming_file(path.name):
        return _read_windows(CsvTable.open(path))


def _read_windows(table: CsvTable) -> ItemWindows:
    if not set(COLUMNS) <= set(table.header):
        lacking = ", ".join(name for name in COLUMNS if name not in table.header)
        raise CalibrationError(ErrorCode.COUNTS, expected=lacking, got=repr(",".join(table.header[:8])))
    read = [(line, dict(zip(table.header, row, strict=True))) for line, row in table.rows()]
    for line, row in read:
        if not row["item"]:
            raise CalibrationError(ErrorCode.FEATURE_ITEM, RowUnit.LINE, row=line)
    rows = [row for _, row in read]
    if not rows:
        raise CalibrationError(ErrorCode.EMPTY)
    items, windows, bins = (_ordered({row[name] for row in rows}) for name in ("item", "window", "bin"))
    values = np.zeros((3, len(items), len(windows), len(bins)))
    places = [{name: at for at, name in enumerate(names)} for names in (items, windows, bins)]
    first: dict[tuple[int, ...], int] = {}
    for number, row in read:
        at = tuple(place[row[name]] for place, name in zip(places, ("item", "window", "bin"), strict=True))
        if first.setdefault(at, number) != number:
            raise _cell_error(row, "bin", number, "one row for each item, window and bin")
        count, score = _number(row, "responses", number), _number(row, "score", number)
        squares = _number(row, SQUARES, number) if row.get(SQUARES) else score
        if squares == score and score > count:
            raise _cell_error(row, "score", number, "at most the number of responses, or a column squares")
        values[:, at[0], at[1], at[2]] += (count, score, squares)
    return ItemWindows(items, windows, *values)


def _ordered(names: set[str]) -> tuple[str, ...]:
    try:
        return tuple(sorted(names, key=float))
    except ValueError:
        return tuple(sorted(names))


def _number(row: dict[str, str], name: str, line: int) -> float:
    try:
        value = float(row[name].replace(",", "."))
    except (TypeError, ValueError):
        value = np.nan
    if not (np.isfinite(value) and value >= 0):
        raise _cell_error(row, name, line, "a number of 0 or more")
    return value


def _cell_error(row: dict[str, str], name: str, line: int, expected: str) -> CalibrationError:
    fields = {"row": line, "name": name, "item": row["item"], "expected": expected, "got": repr(row[name])}
    return CalibrationError(ErrorCode.FEATURE, RowUnit.LINE, **fields)

"""The reference sample of norms, read from CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from calibration import CalibrationError, ErrorCode
from calibration.errors import RowUnit
from calibration.responses.csv_table import CsvTable
from reports.norms.learning_time import WEEKS, relative_age
from reports.norms.norm_sample import MOST_MONTHS, NormSample, norm_sample

NEEDED = ("theta", "year", "weeks", "age_months")
OPTIONAL = ("weight", "school")


@dataclass(frozen=True)
class _Expected:
    """The values that a column may have, and how that is said in any language."""

    said: str
    low: float
    high: float
    whole: bool = False


_COLUMNS = {
    "theta": _Expected("−12.0 … 12.0", -12, 12),
    "year": _Expected("2, 3 … 9", 2, 9, whole=True),
    "weeks": _Expected(f"0 … {WEEKS:g}", 0, WEEKS),
    "age_months": _Expected("60, 61 … 200", 60, 200),
    "weight": _Expected("> 0", 1e-9, 1e9),
    "school": _Expected("−1, 0, 1 …", -1, 1e9, whole=True),
}


def read_norm_sample(path: Path) -> NormSample:
    """Read a sample with the columns theta, year, weeks and age_months, and perhaps weight and school.

    Raises
    ------
    CalibrationError
        the errors of a CSV file, ``column``, or ``norm_cell``
    """
    table = CsvTable.open(path)
    for name in NEEDED:
        if name not in table.header:
            raise CalibrationError(ErrorCode.COLUMN, expected=name, name=name, got=", ".join(table.header))
    rows = list(table.rows())
    if not rows:
        raise CalibrationError(ErrorCode.EMPTY)
    named = [name for name in (*NEEDED, *OPTIONAL) if name in table.header]
    lines = [line for line, _ in rows]
    columns = {name: _numbers([cells[table.header.index(name)] for _, cells in rows], lines, name) for name in named}
    _require_ages(columns, lines)
    return norm_sample(**columns)  # type: ignore[arg-type]  # the names of the columns are those of the arguments


def _numbers(cells: Sequence[str], lines: Sequence[int], name: str) -> list[float]:
    return [_number(cell, line, name) for cell, line in zip(cells, lines, strict=True)]


def _number(cell: str, line: int, name: str) -> float:
    expected = _COLUMNS[name]
    try:
        value = float(cell)
    except ValueError:
        value = float("nan")
    if not expected.low <= value <= expected.high or (expected.whole and value != int(value)):
        raise _refused(line, name, expected.said, cell)
    return value


def _require_ages(columns: dict[str, list[float]], lines: Sequence[int]) -> None:
    """Ages must be near those of the year group: a wrong unit or a wrong year is found here."""
    year, weeks, age = (np.array(columns[name]) for name in ("year", "weeks", "age_months"))
    off = relative_age(year.astype(np.intp), weeks, age)
    far = np.flatnonzero(np.abs(off) > MOST_MONTHS)
    if far.size:
        at = int(far[0])
        middle = age[at] - off[at]
        said = f"{middle - MOST_MONTHS:.0f} … {middle + MOST_MONTHS:.0f}"
        raise _refused(lines[at], "age_months", said, f"{age[at]:g}")


def _refused(line: int, name: str, expected: str, got: str) -> CalibrationError:
    return CalibrationError(ErrorCode.NORM_CELL, RowUnit.LINE, row=line, name=name, expected=expected, got=repr(got))

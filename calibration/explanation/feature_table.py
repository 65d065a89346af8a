"""Features and families of items, read from CSV."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from calibration.array_types import Ints
from calibration.errors import CalibrationError, ErrorCode, RowUnit, naming_file
from calibration.responses.csv_table import CsvTable

ITEM_COLUMN = "item"


@dataclass(frozen=True, slots=True, eq=False)
class FeatureTable:
    """Features of m items as text, column by column.

    Parameters
    ----------
    items : (m,) item ids
    columns : by name of the feature, (m,) its values as text
    families : (m,) the family of each item; None where there are no families
    lines : (m,) line of each item in its file, for error messages
    file : name of the file, for error messages
    """

    items: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    families: tuple[str, ...] | None = None
    lines: tuple[int, ...] = ()
    file: str = "features"

    def select(self, places: Ints) -> "FeatureTable":
        """The rows at some places, in that order."""
        wanted = places.tolist()
        return FeatureTable(
            tuple(self.items[at] for at in wanted),
            {name: tuple(values[at] for at in wanted) for name, values in self.columns.items()},
            None if self.families is None else tuple(self.families[at] for at in wanted),
            tuple(self.lines[at] for at in wanted) if self.lines else (),
            self.file,
        )

    def place(self, items: Sequence[str]) -> Ints:
        """The row of each item, −1 where the table lacks it."""
        rows = {item: at for at, item in enumerate(self.items)}
        return np.array([rows.get(item, -1) for item in items], dtype=np.int64)

    def cell_error(self, name: str, at: int, expected: str) -> CalibrationError:
        """An error in a cell, naming file, line, item and column."""
        line = self.lines[at] if self.lines else at + 1
        unit = RowUnit.LINE if self.lines else RowUnit.ROW
        return CalibrationError(
            ErrorCode.FEATURE,
            unit,
            row=line,
            item=self.items[at],
            name=name,
            expected=expected,
            got=repr(self.columns[name][at]),
            **({"file": self.file} if self.lines else {}),
        )


@dataclass(frozen=True, slots=True)
class FeatureColumns:
    """Which columns of a file are features.

    Parameters
    ----------
    family : the column of item families, None for no families
    features : the columns to use; empty for all but the item, the family and those left out
    ignored : columns to leave out
    """

    family: str | None = None
    features: Sequence[str] = field(default=())
    ignored: Sequence[str] = field(default=())


def read_features(path: Path, columns: FeatureColumns | None = None) -> FeatureTable:
    """Read features of items from CSV: a column ``item`` with ids, and a column for each feature.

    Raises
    ------
    CalibrationError
        ``not_found``, ``not_text``, ``empty`` …; ``column`` for one that is missing, ``item_twice``, ``label`` for a
        row without item, ``feature`` for a row without family
    """
    with naming_file(path.name):
        return _read_features(CsvTable.open(path), columns or FeatureColumns(), path.name)


def _read_features(table: CsvTable, chosen: FeatureColumns, file: str) -> FeatureTable:
    rows = list(table.rows())
    _require_names(table, rows)
    names = _feature_names(table, chosen)
    read = [ITEM_COLUMN, *names, *([] if chosen.family is None else [chosen.family])]
    cells = {name: tuple(row[table.header.index(name)] for _, row in rows) for name in read}
    lines = tuple(line for line, _ in rows)
    _require_ids(cells[ITEM_COLUMN], lines)
    families = None if chosen.family is None else cells[chosen.family]
    found = FeatureTable(cells[ITEM_COLUMN], {name: cells[name] for name in names}, families, lines, file)
    if chosen.family is not None and "" in cells[chosen.family]:
        named = FeatureTable(found.items, {chosen.family: cells[chosen.family]}, None, lines, file)
        raise named.cell_error(chosen.family, cells[chosen.family].index(""), "a family")
    return found


def _require_names(table: CsvTable, rows: Sequence[tuple[int, list[str]]]) -> None:
    """Refuse a column without a name that has values; one that is empty throughout is left out."""
    for at in (at for at, name in enumerate(table.header) if not name):
        value = next((row[at] for _, row in rows if row[at]), None)
        if value is not None:
            raise CalibrationError(ErrorCode.COLUMN_NAMELESS, column=at + 1, got=repr(value))


def _feature_names(table: CsvTable, chosen: FeatureColumns) -> list[str]:
    twice = next((name for at, name in enumerate(table.header) if name and name in table.header[:at]), None)
    if twice is not None:
        raise CalibrationError(ErrorCode.COLUMN_TWICE, name=repr(twice), got=repr(twice))
    wanted = [ITEM_COLUMN, *chosen.features, *chosen.ignored, *([] if chosen.family is None else [chosen.family])]
    for name in wanted:
        if name not in table.header:
            got = ", ".join(each or "–" for each in table.header)
            raise CalibrationError(ErrorCode.COLUMN, name="features", expected=repr(name), got=got)
    left_out = {ITEM_COLUMN, "", chosen.family, *chosen.ignored}
    return [name for name in (chosen.features or table.header) if name not in left_out]


def _require_ids(items: Sequence[str], lines: Sequence[int]) -> None:
    first: dict[str, int] = {}
    for item, line in zip(items, lines, strict=True):
        if not item:
            raise CalibrationError(ErrorCode.FEATURE_ITEM, RowUnit.LINE, row=line)
        if item in first:
            raise CalibrationError(ErrorCode.FEATURE_TWICE, RowUnit.LINE, row=line, item=item, first=first[item])
        first[item] = line

"""Features coded as numbers: numeric columns as they are, labels as treatment contrasts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.array_types import Bools, Floats
from calibration.errors import CalibrationError, ErrorCode
from calibration.explanation.feature_table import FeatureTable

COLLINEAR = 10.0
"""Variance inflation factor above which a column is told to be nearly a combination of the others."""
ALIASED = 1e-8
"""Share of a column's spread that the columns before it leave, below which it is a combination of them."""
ROWS_PER_LABEL = 4
"""Items that a feature of labels needs for each label, on average."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers.

    Parameters
    ----------
    feature : the name of the feature
    label : the label that the column is 1 for, None for a numeric feature
    reference : the label that it is compared with, None for a numeric feature
    """

    feature: str
    label: str | None = None
    reference: str | None = None

    @property
    def name(self) -> str:
        return self.feature if self.label is None else f"{self.feature}={self.label}"


@dataclass(frozen=True, slots=True, eq=False)
class FeatureCoding:
    """How features become columns of numbers, as settled on the items of the calibration.

    Parameters
    ----------
    columns : the p columns
    constant : by name, the value of features that are the same for all items, left out
    aliased : columns that are combinations of earlier ones, exactly
    collinear : by column, the variance inflation factor where it is above `COLLINEAR`
    centre, scale : (p,) mean and standard deviation of each column
    """

    columns: tuple[Column, ...]
    constant: Mapping[str, str]
    aliased: tuple[str, ...]
    collinear: Mapping[str, float]
    centre: Floats
    scale: Floats

    def coded(self, table: FeatureTable) -> Floats:
        """(m, p) the columns of a table's items, standardised.

        Raises
        ------
        CalibrationError
            ``column`` for a feature that the table lacks, ``feature`` for a cell that is no number, or a label that no
            item of the calibration has
        """
        plain = [_numbers(table, column, self.columns) for column in self.columns]
        return (np.stack(plain, axis=1) - self.centre) / self.scale if plain else np.zeros((len(table.items), 0))

    def strange(self, table: FeatureTable) -> Bools:
        """(m,) whether an item has another value of a feature that is the same for all items of the calibration."""
        other = np.zeros(len(table.items), dtype=bool)
        for name, value in self.constant.items():
            other |= np.array([each != value for each in table.columns.get(name, (value,) * len(table.items))])
        return other


def code_features(table: FeatureTable, categorical: Sequence[str] = ()) -> FeatureCoding:
    """Settle the coding of features on the items of a calibration.

    A feature whose cells are all numbers is numeric unless named as categorical; the reference of labels is the first
    in the order of text.

    Raises
    ------
    CalibrationError
        ``option`` for a categorical feature that the table lacks; ``feature`` for an empty cell; ``feature_labels``
        for a feature with too many labels
    """
    unknown = sorted(set(categorical) - set(table.columns))
    if unknown:
        got = ", ".join(unknown)
        raise CalibrationError(ErrorCode.OPTION, name="categorical", expected=", ".join(table.columns), got=got)
    columns: list[Column] = []
    constant: dict[str, str] = {}
    for name, values in table.columns.items():
        found = _columns(table, name, labels=name in categorical)
        columns += found if len(set(values)) > 1 else []
        constant |= {} if len(set(values)) > 1 else {name: values[0]}
    plain = np.array([_numbers(table, column, columns) for column in columns]).reshape(len(columns), len(table.items)).T
    spread = plain.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    standardised = (plain - plain.mean(axis=0)) / scale if columns else plain
    aliased = aliased_columns(standardised)
    inflation = _variance_inflation(standardised[:, ~aliased])
    kept = [column for column, out in zip(columns, aliased, strict=True) if not out]
    return FeatureCoding(
        tuple(columns),
        constant,
        tuple(column.name for column, out in zip(columns, aliased, strict=True) if out),
        {column.name: float(v) for column, v in zip(kept, inflation, strict=True) if v > COLLINEAR},
        plain.mean(axis=0) if columns else np.zeros(0),
        scale,
    )


def aliased_columns(standardised: Floats) -> Bools:
    """(p,) whether a column is a combination of a constant and the columns before it."""
    rest, basis = np.zeros(standardised.shape[1], dtype=bool), np.zeros((len(standardised), 0))
    for at in range(standardised.shape[1]):
        left = standardised[:, at] - basis @ (basis.T @ standardised[:, at])
        left -= basis @ (basis.T @ left)
        left_over, whole = float(left @ left), float(standardised[:, at] @ standardised[:, at])
        no_room = basis.shape[1] >= len(standardised) - 2
        rest[at] = no_room or left_over < ALIASED * max(whole, 1.0)
        if not rest[at]:
            basis = np.column_stack((basis, left / np.linalg.norm(left)))
    return rest


def _columns(table: FeatureTable, name: str, *, labels: bool) -> list[Column]:
    values = table.columns[name]
    if "" in values:
        raise table.cell_error(name, values.index(""), "a value")
    if not labels and all(_is_number(value) for value in values):
        return [Column(name)]
    numbers = [at for at, value in enumerate(values) if not _is_number(value)]
    if not labels and len(numbers) < len(values) / 10:  # a column of numbers with a slip in it
        raise table.cell_error(name, numbers[0], "a number")
    if not labels and all(_is_number(value.replace(",", ".")) for value in values):
        raise table.cell_error(name, numbers[0], "a number with a decimal point")
    levels = sorted(set(values))
    if len(levels) * ROWS_PER_LABEL > len(values) and len(levels) > 2:
        raise CalibrationError(
            ErrorCode.FEATURE_LABELS,
            name=name,
            expected=max(len(values) // ROWS_PER_LABEL, 2),
            got=len(levels),
            file=table.file,
        )
    return [Column(name, level, levels[0]) for level in levels[1:]]


def _numbers(table: FeatureTable, column: Column, columns: Sequence[Column]) -> Floats:
    if column.feature not in table.columns:
        raise CalibrationError(
            ErrorCode.COLUMN,
            file=table.file,
            name="features",
            expected=repr(column.feature),
            got=", ".join(table.columns),
        )
    values = table.columns[column.feature]
    if column.label is None:
        wrong = next((at for at, value in enumerate(values) if not _is_number(value)), None)
        if wrong is not None:
            raise table.cell_error(column.feature, wrong, "a number")
        return np.array([float(value) for value in values])
    known = {column.reference, *(each.label for each in columns if each.feature == column.feature)}
    strange = next((at for at, value in enumerate(values) if value not in known), None)
    if strange is not None:
        raise table.cell_error(column.feature, strange, ", ".join(sorted(map(str, known))))
    return np.array([float(value == column.label) for value in values])


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def _variance_inflation(standardised: Floats) -> Floats:
    """(p,) 1 / (1 − R²) of each column on the others."""
    if standardised.shape[1] < 2:
        return np.ones(standardised.shape[1])
    correlation = standardised.T @ standardised / len(standardised)
    return np.diag(np.linalg.pinv(correlation, hermitian=True)).copy()

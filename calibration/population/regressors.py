"""Variables of persons coded as the columns of a regression: numbers as they are, labels as treatment contrasts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from calibration.array_types import Floats
from calibration.errors import CalibrationError, Described, ErrorCode
from calibration.responses.label_codes import Labels

MISSING = "–"
"""The level of persons without a label."""


@dataclass(frozen=True, slots=True, eq=False)
class Regressors:
    """A (persons, k) table of regressors, without a column for the intercept.

    Parameters
    ----------
    names : of the k columns, such as ``age`` and ``region[north]``
    values : (persons, k)
    levels : by categorical variable its levels, of which the first is the one that the others are compared with
    """

    names: tuple[str, ...]
    values: Floats
    levels: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.values)

    @property
    def with_intercept(self) -> Floats:
        """(persons, k + 1), the first column 1 throughout."""
        return np.concatenate((np.ones((len(self.values), 1)), self.values), axis=1)


def code_regressors(
    variables: Mapping[str, ArrayLike | Labels],
    *,
    levels: Mapping[str, Sequence[str]] | None = None,
    reference: Mapping[str, str] | None = None,
) -> Regressors:
    """Code variables of persons for a latent regression.

    Parameters
    ----------
    variables : by name (persons,) numbers, or labels: text, or ``Labels``. A person without a label has the level ``–``
    levels : by categorical variable its levels in order, where not all of them occur or another coding is continued
    reference : by categorical variable the level that has no column; the first in order unless given

    Returns
    -------
    Regressors
        a column for each number, and one of 0 and 1 for each level but the reference (treatment contrasts)

    Raises
    ------
    CalibrationError
        ``option`` naming the variable: lengths that differ, numbers that are not finite, levels that are not known
    """
    names, columns, found = list[str](), list[Floats](), dict[str, tuple[str, ...]]()
    length: int | None = None
    for name, values in variables.items():
        labels = _labels(values)
        column = np.asarray(values, dtype=np.float64) if labels is None else None
        size = len(labels) if labels is not None else _length(name, column)
        if length not in (None, size):
            raise CalibrationError(ErrorCode.OPTION, name=name, expected=f"({length},)", got=f"({size},)")
        length = size
        if labels is None:
            names.append(name)
            columns.append(_finite(name, column))
        else:
            known = _levels(name, labels, (levels or {}).get(name), (reference or {}).get(name))
            found[name] = known
            names += [f"{name}[{level}]" for level in known[1:]]
            columns += _contrasts(name, labels, known)
    table = np.stack(columns, axis=1) if columns else np.zeros((length or 0, 0))
    return Regressors(tuple(names), table, found)


def as_regressors(given: "Regressors | ArrayLike | Mapping[str, ArrayLike | Labels]", persons: int) -> Regressors:
    """Regressors as given to `calibrate`: coded, a table of numbers, or variables by name.

    Raises
    ------
    CalibrationError
        ``option`` where there is not one row of finite numbers for each person
    """
    if isinstance(given, Mapping):
        found = code_regressors(given)
    elif isinstance(given, Regressors):
        found = given
    else:
        table = np.asarray(given, dtype=np.float64)
        table = table[:, None] if table.ndim == 1 else table
        found = Regressors(tuple(f"x{at + 1}" for at in range(table.shape[-1])), table, {})
    if found.values.ndim != 2 or len(found) != persons or not np.isfinite(found.values).all():
        shape, finite = np.shape(found.values), np.isfinite(found.values).all()
        got = f"{shape}" if finite else f"{shape} with values that are not finite"
        raise CalibrationError(ErrorCode.OPTION, name="regressors", expected=f"({persons}, k) finite numbers", got=got)
    return found


def require_full_rank(names: Sequence[str], cross_products: Floats) -> None:
    """Refuse regressors that others, or the intercept, determine; ``cross_products`` (k, k) are Σ w x xᵀ.

    Raises
    ------
    CalibrationError
        ``option`` naming the first such regressor
    """
    scale = np.sqrt(np.maximum(np.diag(cross_products), np.finfo(float).tiny))
    scaled = cross_products / np.outer(scale, scale)
    for at in range(1, len(names) + 1):
        above = scaled[:at, :at]
        left = scaled[at - 1, at - 1] - (
            above[-1, :-1] @ np.linalg.solve(above[:-1, :-1], above[:-1, -1]) if at > 1 else 0.0
        )
        if left < 1e-10:
            expected, got = "regressors that no others determine", names[at - 1]
            raise CalibrationError(ErrorCode.OPTION, name="regressors", expected=expected, got=got)


def _labels(values: ArrayLike | Labels) -> Labels | None:
    """Labels, or None where the values are numbers."""
    if isinstance(values, Labels):
        return values
    kind = np.asarray(values).dtype.kind
    return None if kind in "iufb" else Labels.from_values(values)


def _length(name: str, column: Floats | None) -> int:
    if column is None or column.ndim != 1:
        got = "–" if column is None else f"{column.shape}"
        raise CalibrationError(ErrorCode.OPTION, name=name, expected="(persons,)", got=got)
    return column.size


def _finite(name: str, column: Floats | None) -> Floats:
    if column is None or not np.isfinite(column).all():
        at = 0 if column is None else int(np.flatnonzero(~np.isfinite(column))[0])
        expected = "a finite number for each person"
        raise CalibrationError(
            ErrorCode.OPTION, name=name, expected=expected, got=Described("none for person %d", at + 1)
        )
    return column


def _levels(name: str, labels: Labels, given: Sequence[str] | None, reference: str | None) -> tuple[str, ...]:
    occurring = np.unique(labels.code)
    here = tuple(labels.names[code] for code in occurring.tolist() if code >= 0)
    here += (MISSING,) if occurring.size and occurring[0] < 0 else ()
    known = here if given is None else tuple(given)
    unknown = sorted(set(here) - set(known))
    if unknown:
        expected = ", ".join(known)
        raise CalibrationError(ErrorCode.OPTION, name=name, expected=expected, got=", ".join(unknown))
    if reference is None:
        return known
    if reference not in known:
        raise CalibrationError(ErrorCode.OPTION, name=name, expected=", ".join(known), got=reference)
    return (reference, *(level for level in known if level != reference))


def _contrasts(name: str, labels: Labels, known: tuple[str, ...]) -> list[Floats]:
    place = {level: at for at, level in enumerate(known)}
    of_code = np.array([*(place.get(level, -1) for level in labels.names), place.get(MISSING, -1)])
    level = of_code[labels.code]  # code −1 selects the last
    return [(level == at).astype(np.float64) for at in range(1, len(known))]

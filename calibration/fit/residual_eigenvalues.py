"""Eigenvalues of residual correlations, of the data and of data sets simulated under one dimension."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from calibration.array_types import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class ResidualUnit:
    """What the Q3 of each pair of n items is measured by before eigenvalues are taken.

    Where items were chosen for persons, each Q3 counts by the root of its persons, for few persons give large ones.
    Where answers chose the items, even the mean of Q3 differs from pair to pair, and each counts by its distance from
    the mean in simulated data in their standard deviations, times the typical one.

    Parameters
    ----------
    persons : (n, n) who met both items
    mean, sd : (n, n) of Q3 in simulated data; None where items were chosen for persons
    """

    persons: Ints
    mean: Floats | None = None
    sd: Floats | None = None

    def eigenvectors(self, q3: Floats) -> tuple[Floats, Floats]:
        """Eigenvalues (n,), largest first, and eigenvectors (n, n) of Q3 (n, n); pairs not known take its mean."""
        if self.mean is None or self.sd is None:
            known = np.isfinite(q3)
            matrix = q3 * np.sqrt(self.persons / max(int(self.persons[known].max(initial=0)), 1))
            unknown = mean_of_known(q3)
        else:
            matrix, unknown = (q3 - self.mean) / self.sd * mean_of_known(self.sd), 0.0
        matrix = np.where(np.isfinite(matrix), matrix, np.nan_to_num(unknown))
        np.fill_diagonal(matrix, 1.0)
        values, vectors = np.linalg.eigh(matrix)
        return values[::-1], vectors[:, ::-1]


def simulated_unit(table: Floats, persons: Ints) -> ResidualUnit:
    """The unit of adaptive data.

    Parameters
    ----------
    table : (S, pairs) Q3 of simulated data sets, pairs above the diagonal
    persons : (n, n) who met both items
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        mean, sd = table.mean(axis=0), table.std(axis=0)
        return ResidualUnit(
            persons, symmetric(mean, len(persons)), symmetric(np.where(sd > 0, sd, np.nan), len(persons))
        )


def simulated_eigenvalues(table: Floats, persons: Ints, *, routed: bool) -> Floats:
    """(S, n) eigenvalues of each simulated data set, in adaptive data by the unit that the others give."""
    units = _units_of_others(table, persons) if routed else (ResidualUnit(persons) for _ in table)
    pairs = zip(units, table, strict=True)
    return np.array([unit.eigenvectors(symmetric(each, len(persons)))[0] for unit, each in pairs])


def _units_of_others(table: Floats, persons: Ints) -> Iterator[ResidualUnit]:
    for at in range(len(table)):
        yield simulated_unit(np.delete(table, at, axis=0), persons)


def symmetric(above: Floats, size: int) -> Floats:
    """(size, size) from the pairs above the diagonal; NaN on it."""
    found = np.full((size, size), np.nan)
    found[np.triu_indices(size, 1)] = above
    return np.where(np.isnan(found), found.T, found)


def mean_of_known(values: Floats) -> float:
    """Mean of the values that are known, NaN where none is."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")

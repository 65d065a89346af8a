"""Log-priors of items and their derivatives by the natural parameters."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Bools, Floats, Ints
from calibration.marginal.parameter_structure import ParameterStructure
from calibration.marginal.priors import ItemNormals, Priors, Terms, normal_terms
from calibration.slope_intercept_curves import STEPPED
from engine import Normal


@dataclass(frozen=True, slots=True, eq=False)
class Penalty:
    """The items' log-prior densities at some natural parameters.

    Parameters
    ----------
    value : (n,)
    gradient : (n, M)
    curvature : (n, M, M) positive semi-definite, for steps
    information : (n, M, M) minus the second derivative, for standard errors
    """

    value: Floats
    gradient: Floats
    curvature: Floats
    information: Floats


def location_matrix(family: NDArray[np.int8], categories: Ints, size: int) -> Floats:
    """(n, W, M) matrix from natural parameters to slope times location; rows of 0 where an item has no such step.

    −e_k for cumulative and two-category items, e_{k−1} − e_k for adjacent categories, lifted by chance or not.
    """
    count, steps = len(family), size - 3
    matrix = np.zeros((count, steps, size))
    for step in range(steps):
        has = step < categories - 1
        matrix[has, step, step + 1] = -1
        if step:
            matrix[has & np.isin(family, STEPPED), step, step] = 1
    return matrix


def penalty(structure: ParameterStructure, natural: Floats, priors: Priors) -> Penalty | None:
    """The log-priors of free parameters, or None where there are none."""
    if priors == Priors():
        return None
    count, size = natural.shape
    total = Penalty(np.zeros(count), np.zeros((count, size)), *(np.zeros((count, size, size)) for _ in range(2)))
    own_slope = structure.free[:, 0]
    if priors.a and own_slope.any():
        _add(total, own_slope, 0, priors.a.terms(natural[own_slope, 0]), 1 / (natural[own_slope, 0] * priors.a.sd) ** 2)
    for place, prior in ((-2, priors.c), (-1, priors.d)):
        rows = structure.free[:, place]
        if prior and rows.any():
            _add(total, rows, place, prior.terms(natural[rows, place]))
    if priors.b:
        _add_locations(total, structure, natural, priors)
    return total


def _add(total: Penalty, rows: Bools, place: int, terms: Terms, curve: Floats | None = None) -> None:
    """Add a prior on one natural parameter; ``curve``, above 0, replaces its curvature in scoring steps."""
    value, slope, second = terms
    total.value[rows] += value
    total.gradient[rows, place] += slope
    total.curvature[rows, place, place] += -second if curve is None else curve
    total.information[rows, place, place] -= second


def _add_locations(total: Penalty, structure: ParameterStructure, natural: Floats, priors: Priors) -> None:
    """A normal prior on b = (λ·natural)/s, or λ·natural where all slopes are the unit of the scale."""
    matrix = location_matrix(structure.family, structure.categories, natural.shape[1])
    if isinstance(priors.b, ItemNormals):
        mean_rows = matrix.sum(axis=1) / (structure.categories - 1)[:, None]
        free = ~structure.fixed
        _add_location(total, structure, natural, (free, mean_rows, ItemNormals(priors.b.mean[free], priors.b.sd[free])))
    elif priors.b is not None:
        for step in range(matrix.shape[1]):
            free = (matrix[:, step] != 0).any(axis=1) & ~structure.fixed
            _add_location(total, structure, natural, (free, matrix[:, step], priors.b))


def _add_location(
    total: Penalty,
    structure: ParameterStructure,
    natural: Floats,
    prior: tuple[Bools, Floats, Normal | ItemNormals],
) -> None:
    """A prior on one location of some items, the rows λ of all items given."""
    free, rows, normal = prior
    row, finite = rows[free], np.where(np.isfinite(natural[free]), natural[free], 0.0)
    scale = np.ones(len(row)) if structure.unit_slope else natural[free, 0]
    b = (row * finite).sum(axis=1) / scale
    value, slope, second = normal_terms(normal, b)
    by = row / scale[:, None]
    bent = np.zeros((len(by), by.shape[1], by.shape[1]))
    if not structure.unit_slope:
        by[:, 0] = -b / scale
        bent[:, 0, :] = bent[:, :, 0] = -row / scale[:, None] ** 2
        bent[:, 0, 0] = 2 * b / scale**2
    outer = by[:, :, None] * by[:, None]
    total.value[free] += value
    total.gradient[free] += slope[:, None] * by
    total.curvature[free] -= second[:, None, None] * outer
    total.information[free] -= second[:, None, None] * outer + slope[:, None, None] * bent

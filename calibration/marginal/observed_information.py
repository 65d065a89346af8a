"""The observed information of the marginal likelihood, for standard errors.

The observed information is the complete-data information less the missing information, which is the sum over persons of
the posterior covariances of their complete-data scores (Louis, 1982, JRSS B 44, 226–233; Oakes, 1999, JRSS B
61, 479–482, obtains the same from the derivative of the E-step). Both are exact sums over the nodes. No finite
difference is taken, and one pass through the responses is enough for any number of parameters.
"""

from dataclasses import dataclass

import numpy as np

from calibration.array_types import Floats, Ints
from calibration.marginal.e_step import EStepTables, ExpectedStatistics
from calibration.marginal.em_algorithm import ParameterPoint
from calibration.marginal.m_step import item_objective
from calibration.marginal.population_derivatives import population_information, population_scores
from calibration.marginal.prior_penalty import penalty
from calibration.marginal.priors import Priors
from calibration.marginal.regression_information import regression_information
from calibration.slope_intercept_curves import category_curves, second_derivative_sums


@dataclass(frozen=True, slots=True, eq=False)
class CompleteDataScores:
    """Derivatives of each term of the complete-data log-likelihood; may be pickled.

    The P parameters stand in the order of ``ParameterPoint.vector``: the items' own, then S − S′ common ones, then the
    S′ of the population.

    Parameters
    ----------
    own : (n, K, M, Q) by the own parameters of the item, 0 where there is none
    places : (n, M) index of each among the P parameters, −1 where there is none
    last : (n, K, S, Q) by the parameters that stand last: common ones, and 0 for the population's
    groups : (G, S, Q) by the same of the group's log-weights: 0 for common ones
    size : P
    """

    own: Floats
    places: Ints
    last: Floats
    groups: Floats
    size: int


def complete_data_scores(point: ParameterPoint, nodes: Floats) -> CompleteDataScores:
    """The complete-data scores at a point, for nodes (Q,)."""
    found = category_curves(point.structure.family, point.natural, nodes, point.structure.floors)
    own, common = (
        np.einsum("nmj,nkmq->nkjq", design, found.gradient, optimize=True)
        for design in (point.structure.own_design, point.structure.common_design)
    )
    used = point.structure.free
    places = np.where(used, np.cumsum(used).reshape(used.shape) - 1, -1)
    of_population = population_scores(point.population, nodes)
    extra = of_population.shape[1]
    last = np.concatenate((common, np.zeros((*common.shape[:2], extra, nodes.size))), axis=2)
    groups = np.concatenate((np.zeros((len(of_population), common.shape[2], nodes.size)), of_population), axis=1)
    return CompleteDataScores(np.ascontiguousarray(own), places, last, groups, point.vector.size)


def complete_information(
    point: ParameterPoint, expected: ExpectedStatistics, at: EStepTables, priors: Priors
) -> Floats:
    """(P, P) minus the second derivative of the expected complete-data log-likelihood, priors included."""
    structure, natural = point.structure, point.natural
    bare = item_objective(structure, natural, expected, at.nodes, Priors()).curvature
    others = np.flatnonzero(~structure.exponential)
    if others.size:
        floors = structure.floors[others]
        found = category_curves(structure.family[others], natural[others], at.nodes, floors)
        cells = expected.cells[others]
        squares = np.einsum("nkq,nkmq,nklq->nml", cells, found.gradient, found.gradient, optimize=True)
        bare[others] = squares - second_derivative_sums(
            structure.family[others], natural[others], found.log_prob, cells, at.nodes, floors
        )
    total = _assemble(point, bare) + prior_information(point, priors)
    first = point.vector.size - point.population.vector.size
    total[first:, first:] = _of_population(point, expected, at.nodes)
    return total


def _of_population(point: ParameterPoint, expected: ExpectedStatistics, nodes: Floats) -> Floats:
    population = point.population
    if population.regression is None:
        return population_information(population, expected.masses, nodes)
    square = float((expected.masses @ nodes**2).sum())
    return regression_information(
        population.regression,
        float(population.sd[0]),
        expected.products,
        square,
        free_sd=bool(population.free_sd[0]),
    )


def prior_information(point: ParameterPoint, priors: Priors) -> Floats:
    """(P, P) minus the second derivative of the priors' log-density."""
    prior = penalty(point.structure, point.natural, priors)
    return np.zeros((point.vector.size,) * 2) if prior is None else _assemble(point, prior.information)


def _assemble(point: ParameterPoint, bare: Floats) -> Floats:
    """(P, P) second derivatives by the free parameters, from (n, M, M) by each item's natural parameters."""
    structure = point.structure
    total = np.zeros((point.vector.size,) * 2)
    transposed = structure.own_design.transpose(0, 2, 1)
    places = np.where(structure.free, np.cumsum(structure.free).reshape(structure.free.shape) - 1, -1)
    pair = structure.free[:, :, None] & structure.free[:, None]
    row, column = np.broadcast_to(places[:, :, None], pair.shape), np.broadcast_to(places[:, None], pair.shape)
    total[row[pair], column[pair]] = (transposed @ bare @ structure.own_design)[pair]
    mine, common = (
        int(structure.free.sum()),
        slice(int(structure.free.sum()), int(structure.free.sum()) + point.common.size),
    )
    total[:mine, common] = (transposed @ bare @ structure.common_design)[structure.free]
    total[common, :mine] = total[:mine, common].T
    total[common, common] = (structure.common_design.transpose(0, 2, 1) @ bare @ structure.common_design).sum(axis=0)
    return total


def covariance_from_information(information: Floats, square: Floats | None) -> Floats | None:
    """The inverse of the information, or with ``square`` the sandwich; None where it is not positive definite.

    Parameters
    ----------
    square : (P, P) sum of outer products of the persons' scores, plus the priors' information: a prior counts as data
        of that information
    """
    scale = np.sqrt(np.diag(information)) if (np.diag(information) > 0).all() else None
    if scale is None or not np.isfinite(information).all():
        return None
    try:
        root = np.linalg.inv(np.linalg.cholesky(information / np.outer(scale, scale)))
    except np.linalg.LinAlgError:
        return None
    inverse: Floats = (root.T @ root) / np.outer(scale, scale)
    return inverse if square is None else inverse @ square @ inverse

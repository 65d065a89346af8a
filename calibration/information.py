"""The observed information of the marginal likelihood, for standard errors.

It is the information of the complete data less the part that not knowing each person's ability takes away, which is the
posterior covariance of that person's complete-data score (Louis, 1982; Oakes, 1999, differentiates the E-step instead
and comes to the same). Both are exact sums over the grid; no difference quotient is taken, and the responses are gone
through once, however many parameters there are.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.ascent import Point
from calibration.curves import bend, curves
from calibration.em import Expected, Tables
from calibration.maximising import item_fit
from calibration.penalty import penalty
from calibration.population import Population
from calibration.priors import Priors

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """The derivatives of a person's complete-data log-likelihood, term by term; may be pickled.

    The P parameters stand in the order of ``Point.vector``: the items' own, then S − S′ common ones, then the S′ of the
    population.

    Parameters
    ----------
    own : (n, K, M, Q) by the own parameters of the item, 0 where there is none
    places : (n, M) where they stand, −1 where there is none
    last : (n, K, S, Q) by the parameters that stand last: common ones, and 0 for the population's
    groups : (G, S, Q) by the same of the group's log-weights: 0 for common ones
    size : P
    """

    own: Floats
    places: Ints
    last: Floats
    groups: Floats
    size: int


def scores(point: Point, nodes: Floats) -> Scores:
    """The derivatives at a point."""
    found = curves(point.of.kind, point.natural, nodes)
    own, common = (
        np.einsum("nmj,nkmq->nkjq", design, found.gradient, optimize=True)
        for design in (point.of.local, point.of.shared)
    )
    used = point.of.used
    places = np.where(used, np.cumsum(used).reshape(used.shape) - 1, -1)
    of_population = _population_scores(point.population, nodes)
    extra = of_population.shape[1]
    last = np.concatenate((common, np.zeros((*common.shape[:2], extra, nodes.size))), axis=2)
    groups = np.concatenate((np.zeros((len(of_population), common.shape[2], nodes.size)), of_population), axis=1)
    return Scores(np.ascontiguousarray(own), places, last, groups, point.vector.size)


def _population_scores(population: Population, nodes: Floats) -> Floats:
    """(G, S′, Q) derivatives of log-weights by free means and logarithms of standard deviations."""
    total = np.zeros((population.mean.size, population.vector.size, nodes.size))
    if population.masses is not None:
        return total
    away = (nodes - population.mean[:, None]) / population.sd[:, None]
    means = np.flatnonzero(population.free_mean)
    for row, group in enumerate(means):
        total[group, row] = away[group] / population.sd[group]
    for row, group in enumerate(np.flatnonzero(population.free_sd), means.size):
        total[group, row] = away[group] ** 2 - 1
    return total


def complete_information(point: Point, expected: Expected, at: Tables, priors: Priors) -> Floats:
    """(P, P) minus the second derivative of the expected complete-data log-likelihood, priors included."""
    of, natural = point.of, point.natural
    bare = item_fit(of, natural, expected, at.nodes, Priors()).curvature
    others = np.flatnonzero(~of.exponential)
    if others.size:
        found = curves(of.kind[others], natural[others], at.nodes)
        cells = expected.cells[others]
        squares = np.einsum("nkq,nkmq,nklq->nml", cells, found.gradient, found.gradient, optimize=True)
        bare[others] = squares - bend(of.kind[others], natural[others], found.log_prob, cells, at.nodes)
    prior = penalty(of, natural, priors)
    return _assembled(point, bare if prior is None else bare + prior.information, expected, at.nodes)


def _assembled(point: Point, bare: Floats, expected: Expected, nodes: Floats) -> Floats:
    """From each item's natural parameters to all free ones."""
    of = point.of
    total = np.zeros((point.vector.size,) * 2)
    turned = of.local.transpose(0, 2, 1)
    places = np.where(of.used, np.cumsum(of.used).reshape(of.used.shape) - 1, -1)
    pair = of.used[:, :, None] & of.used[:, None]
    row, column = np.broadcast_to(places[:, :, None], pair.shape), np.broadcast_to(places[:, None], pair.shape)
    total[row[pair], column[pair]] = (turned @ bare @ of.local)[pair]
    mine, common = int(of.used.sum()), slice(int(of.used.sum()), int(of.used.sum()) + point.common.size)
    total[:mine, common] = (turned @ bare @ of.shared)[of.used]
    total[common, :mine] = total[:mine, common].T
    total[common, common] = (of.shared.transpose(0, 2, 1) @ bare @ of.shared).sum(axis=0)
    first = common.stop
    total[first:, first:] = _population_information(point.population, expected.masses, nodes)
    return total


def _population_information(population: Population, masses: Floats, nodes: Floats) -> Floats:
    if population.masses is not None:
        return np.zeros((0, 0))
    away = (nodes - population.mean[:, None]) / population.sd[:, None]
    counts, first, second = ((masses * away**power).sum(axis=1) for power in range(3))
    means, sds = np.flatnonzero(population.free_mean), np.flatnonzero(population.free_sd)
    total = np.zeros((means.size + sds.size,) * 2)
    for row, group in enumerate(means):
        total[row, row] = counts[group] / population.sd[group] ** 2
    for row, group in enumerate(sds, means.size):
        total[row, row] = 2 * second[group]
        beside = np.flatnonzero(means == group)
        total[row, beside] = total[beside, row] = 2 * first[group] / population.sd[group]
    return total


def covariance(information: Floats, square: Floats | None) -> Floats | None:
    """The inverse of the information, or with ``square`` the sandwich; None where it is not positive definite."""
    scale = np.sqrt(np.diag(information)) if (np.diag(information) > 0).all() else None
    if scale is None or not np.isfinite(information).all():
        return None
    try:
        root = np.linalg.inv(np.linalg.cholesky(information / np.outer(scale, scale)))
    except np.linalg.LinAlgError:
        return None
    inverse: Floats = (root.T @ root) / np.outer(scale, scale)
    return inverse if square is None else inverse @ square @ inverse

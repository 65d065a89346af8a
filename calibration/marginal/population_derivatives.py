"""Scores and information for the means and standard deviations of normal groups.

With z = (θ − mean)/sd the log-weights are −z²/2 less the log of their sum over the nodes, so that their derivatives by
the mean and by log sd are z/sd and z² less the means of these over the group's own weights.
"""

import numpy as np

from calibration.array_types import Floats
from calibration.marginal.population_distribution import Population


def population_scores(population: Population, nodes: Floats) -> Floats:
    """(G, S′, Q) derivatives of log-weights by the free means, then by the logarithms of free standard deviations."""
    total = np.zeros((population.mean.size, population.vector.size, nodes.size))
    if population.masses is not None or population.regression is not None:
        return total  # a regression's differ between persons: `calibration.marginal.regression_information`
    away, means = _standardised(population, nodes), np.flatnonzero(population.free_mean)
    weight = np.exp(population.log_weights(nodes))
    for row, group in enumerate(means):
        total[group, row] = (away[group] - weight[group] @ away[group]) / population.sd[group]
    for row, group in enumerate(np.flatnonzero(population.free_sd), means.size):
        total[group, row] = away[group] ** 2 - weight[group] @ away[group] ** 2
    return total


def population_information(population: Population, masses: Floats, nodes: Floats) -> Floats:
    """(S′, S′) minus the second derivative of Σ masses · log-weights, (G, Q) each."""
    if population.masses is not None:
        return np.zeros((0, 0))
    away, count = _standardised(population, nodes), masses.sum(axis=1)
    weight = np.exp(population.log_weights(nodes))
    own = [(weight * away**power).sum(axis=1) for power in range(5)]
    found = [(masses * away**power).sum(axis=1) for power in range(3)]
    by_mean = count * (own[2] - own[1] ** 2) / population.sd**2
    cross = (2 * found[1] + count * (own[3] - own[1] * own[2] - 2 * own[1])) / population.sd
    by_sd = 2 * found[2] + count * (own[4] - own[2] ** 2 - 2 * own[2])
    means, sds = np.flatnonzero(population.free_mean), np.flatnonzero(population.free_sd)
    total = np.diag(np.concatenate((by_mean[means], by_sd[sds])))
    row, column = np.nonzero(means[:, None] == sds)
    total[row, means.size + column] = total[means.size + column, row] = cross[means[row]]
    return total


def _standardised(population: Population, nodes: Floats) -> Floats:
    away: Floats = (nodes - population.mean[:, None]) / population.sd[:, None]
    return away

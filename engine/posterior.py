"""Each person's prior and posterior on the grid."""

import numpy as np

from engine.arrays import Floats
from engine.cohort import Cohort
from engine.pool import ItemPool
from engine.quadrature import Normal, normal_log_density


def prior_moments(own: Normal, cohort: Cohort) -> tuple[Floats, Floats]:
    """Mean and SD of each person's prior, shape (P,): their own, else the design's."""
    if cohort.prior is None:
        return np.full(len(cohort), own.mean), np.full(len(cohort), own.sd)
    mean, sd = cohort.prior
    return np.where(np.isnan(mean), own.mean, mean), np.where(np.isnan(sd), own.sd, sd)


def log_prior(own: Normal, pool: ItemPool, cohort: Cohort) -> Floats:
    """Each person's prior on the grid, shape (P, Q), or (Q,) where all have the design's."""
    if cohort.prior is None:
        return pool.derived(own, lambda: own.log_density(pool.grid))
    mean, sd = prior_moments(own, cohort)
    return normal_log_density(pool.grid, mean[:, np.newaxis], sd[:, np.newaxis])


def shares(log_weights: Floats) -> Floats:
    """The exponentials of log-weights (P, Q), each row summing to 1."""
    mass = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    total: Floats = mass / mass.sum(axis=1, keepdims=True)
    return total


def posterior_shares(own: Normal, pool: ItemPool, cohort: Cohort) -> Floats:
    """Each person's posterior on the grid, shape (P, Q), each row summing to 1."""
    return shares(cohort.log_likelihood + log_prior(own, pool, cohort))


def weighted_sum(weights: Floats, table: Floats) -> Floats:
    """Σ_q weights[p, q] · table[q, …], shape (P, …).

    Node by node, so that a person's sum is the same bits whoever is summed beside them; a matrix product's is not.
    """
    columns = weights.T.reshape(weights.shape[1], weights.shape[0], *(1,) * (table.ndim - 1))
    total = columns[0] * table[0]
    for column, row in zip(columns[1:], table[1:], strict=True):
        total += column * row
    return np.asarray(total)

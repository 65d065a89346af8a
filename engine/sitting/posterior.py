"""Each person's prior and posterior on the grid."""

import numpy as np

from engine.numerics.array_types import Floats
from engine.numerics.quadrature import Normal, normal_log_density
from engine.sitting.cohort import Cohort
from engine.sitting.item_pool import ItemPool

_TINY = 1e-250  # of a posterior's sum: below it, single nodes would lose digits


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


def normalised_weights(log_weights: Floats) -> Floats:
    """The exponentials of log-weights (P, Q), each row summing to 1."""
    mass: Floats = log_weights - log_weights.max(axis=1, keepdims=True)
    np.exp(mass, out=mass)
    mass /= mass.sum(axis=1, keepdims=True)
    return mass


def posterior_moments(own: Normal, pool: ItemPool, cohort: Cohort) -> tuple[Floats, Floats, Floats]:
    """Mean and SD of each person's posterior, and the greater share of an end of the grid; shape (P,) each.

    Likelihoods are taken as they are: only one that is all but 0 everywhere is raised first.
    """
    mass = cohort.log_likelihood + log_prior(own, pool, cohort)
    np.exp(mass, out=mass)
    total = mass.sum(axis=1)
    low = total < _TINY
    if low.any():
        mass[low] = posterior_weights(own, pool, cohort.take(low))
        total[low] = 1.0
    mean = np.vecdot(mass, pool.grid) / total
    squares: Floats = pool.derived("squares", lambda: pool.grid * pool.grid)
    # the squares cancel: of 16 digits those of mean² / variance are lost, four for a mean of 4 and an SD of .04
    variance = np.vecdot(mass, squares) / total - mean * mean
    ends = np.maximum(mass[:, 0], mass[:, -1]) / total
    return mean, np.sqrt(variance), ends


def grid_moments(pool: ItemPool, mass: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of each person's distribution on the grid, shape (P,); ``mass`` has shape (P, Q)."""
    mean = np.vecdot(mass, pool.grid)
    distance = pool.grid - mean[:, np.newaxis]
    distance *= distance
    return mean, np.vecdot(mass, distance)


def posterior_weights(own: Normal, pool: ItemPool, cohort: Cohort) -> Floats:
    """Each person's posterior on the grid, shape (P, Q), each row summing to 1."""
    return normalised_weights(cohort.log_likelihood + log_prior(own, pool, cohort))


def weighted_sum(weights: Floats, table: Floats) -> Floats:
    """Σ_q weights[p, q] · table[q, …], shape (P, …).

    Node by node, so that a person's sum is the same bits whoever is summed beside them; a matrix product's is not.
    """
    columns = weights.T.reshape(weights.shape[1], weights.shape[0], *(1,) * (table.ndim - 1))
    total = columns[0] * table[0]
    for column, row in zip(columns[1:], table[1:], strict=True):
        total += column * row
    return np.asarray(total)

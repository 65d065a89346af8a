"""The prior and the posterior of each person's ability on the grid."""

import numpy as np

from engine.numerics.array_types import Floats
from engine.numerics.normal_distribution import Normal, normal_log_density
from engine.sitting.cohort import Cohort
from engine.sitting.item_pool import ItemPool

MAX_END_WEIGHT = 1e-6
"""The greatest posterior weight of an end node: above it the grid is too short for the posterior."""
_TINY = 1e-250  # where the sum of a posterior is below it, single nodes would lose digits


def prior_moments(design_prior: Normal, cohort: Cohort) -> tuple[Floats, Floats]:
    """Mean and SD of each person's prior, shape (P,) each: their own prior, else the design's."""
    if cohort.prior is None:
        return np.full(len(cohort), design_prior.mean), np.full(len(cohort), design_prior.sd)
    mean, sd = cohort.prior
    return np.where(np.isnan(mean), design_prior.mean, mean), np.where(np.isnan(sd), design_prior.sd, sd)


def log_prior(design_prior: Normal, pool: ItemPool, cohort: Cohort) -> Floats:
    """The log-prior on the grid: shape (P, Q), or (Q,) if every person has the design's prior."""
    if cohort.prior is None:
        return pool.cached(design_prior, lambda: design_prior.log_density(pool.grid))
    mean, sd = prior_moments(design_prior, cohort)
    return normal_log_density(pool.grid, mean[:, np.newaxis], sd[:, np.newaxis])


def normalised_weights(log_weights: Floats) -> Floats:
    """The exponentials of log-weights (P, Q), scaled so that each row sums to 1."""
    mass: Floats = log_weights - log_weights.max(axis=1, keepdims=True)
    np.exp(mass, out=mass)
    mass /= mass.sum(axis=1, keepdims=True)
    return mass


def posterior_moments(design_prior: Normal, pool: ItemPool, cohort: Cohort) -> tuple[Floats, Floats, Floats]:
    """Mean and SD of each person's posterior, and the weight of the grid's heavier end.

    Likelihoods are used unscaled, which is faster. Only a likelihood that is close to 0 everywhere is rescaled.

    Returns
    -------
    mean, sd : shape (P,), in logits
    end_weight : shape (P,), the greater of the posterior weights of the two end nodes, 0 to 1
    """
    mass = cohort.log_likelihood + log_prior(design_prior, pool, cohort)
    np.exp(mass, out=mass)
    total = mass.sum(axis=1)
    low = total < _TINY
    if low.any():
        mass[low] = posterior_weights(design_prior, pool, cohort.take(low))
        total[low] = 1.0
    mean = np.vecdot(mass, pool.grid) / total
    squares: Floats = pool.cached("squares", lambda: pool.grid * pool.grid)
    # the difference of squares cancels log10(mean² / variance) of 16 digits: four for a mean of 4 and an SD of .04
    variance = np.vecdot(mass, squares) / total - mean * mean
    ends = np.maximum(mass[:, 0], mass[:, -1]) / total
    return mean, np.sqrt(variance), ends


def grid_moments(pool: ItemPool, mass: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of each person's distribution on the grid, shape (P,) each.

    Parameters
    ----------
    mass : shape (P, Q), each row summing to 1
    """
    mean = np.vecdot(mass, pool.grid)
    distance = pool.grid - mean[:, np.newaxis]
    distance *= distance
    return mean, np.vecdot(mass, distance)


def posterior_weights(design_prior: Normal, pool: ItemPool, cohort: Cohort) -> Floats:
    """The posterior weights of each person on the grid, shape (P, Q); each row sums to 1."""
    return normalised_weights(cohort.log_likelihood + log_prior(design_prior, pool, cohort))


def weighted_sum(weights: Floats, table: Floats) -> Floats:
    """Σ_q weights[p, q] · table[q, …], shape (P, …).

    The sum runs node by node, so a person's result is the same bits whichever other people are in the cohort. A matrix
    product does not guarantee that.

    Parameters
    ----------
    weights : shape (P, Q)
    table : shape (Q, …)
    """
    columns = weights.T.reshape(weights.shape[1], weights.shape[0], *(1,) * (table.ndim - 1))
    total = columns[0] * table[0]
    for column, row in zip(columns[1:], table[1:], strict=True):
        total += column * row
    return np.asarray(total)

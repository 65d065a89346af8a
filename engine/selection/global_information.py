"""Selectors that look at all abilities still plausible: an estimate from few answers deserves little trust."""

from dataclasses import dataclass

import numpy as np
from scipy.special import xlogy

from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Floats
from engine.numerics.normal_distribution import Normal, require_normal
from engine.numerics.number_checks import are_numbers
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimates
from engine.sitting.grid_interpolation import (
    interpolated,
    interpolated_information,
    probability_by_node,
)
from engine.sitting.item_pool import ItemPool
from engine.sitting.posterior import grid_moments, normalised_weights, posterior_weights, weighted_sum

_STANDARD = Normal()


@dataclass(frozen=True, slots=True)
class PosteriorWeightedInformation:
    """The item with the greatest Fisher information on average over the posterior (MPWI).

    Parameters
    ----------
    prior : the design's own; a learner's prior takes its place

    References
    ----------
    van der Linden (1998), Psychometrika 63, 201–216.
    """

    prior: Normal = _STANDARD

    def __post_init__(self) -> None:
        require_normal("PosteriorWeightedInformation", self.prior)

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        return weighted_sum(posterior_weights(self.prior, pool, cohort), pool.information.T)


@dataclass(frozen=True, slots=True)
class LikelihoodWeightedInformation:
    """The item with the greatest Fisher information on average over the likelihood (MLWI), cut off at the grid's ends.

    References
    ----------
    Veerkamp & Berger (1997), Journal of Educational and Behavioral Statistics 22, 203–226.
    """

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        return weighted_sum(normalised_weights(cohort.log_likelihood), pool.information.T)


@dataclass(frozen=True, slots=True)
class KullbackLeibler:
    """The item that best tells the running estimate from the abilities within ``width`` / √count of it.

    Parameters
    ----------
    width : half the interval after one scored answer (and before it), logits

    References
    ----------
    Chang & Ying (1996), Applied Psychological Measurement 20, 213–229.
    """

    width: float = 3.0

    def __post_init__(self) -> None:
        if not (are_numbers(self.width) and 0 < self.width < np.inf):
            message = f"KullbackLeibler needs a finite width above 0; received {self.width!r}"
            raise InvalidTest(message)

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        half = (self.width / np.sqrt(np.maximum(cohort.count, 1)))[:, np.newaxis]
        centre = np.clip(estimates.theta, pool.grid[0], pool.grid[-1])[:, np.newaxis]
        # each node counts with the part of its step that lies in the interval
        low = np.maximum(pool.grid - pool.grid_step / 2, centre - half)
        high = np.minimum(pool.grid + pool.grid_step / 2, centre + half)
        return _divergence(pool, np.maximum(high - low, 0.0), estimates.theta)


@dataclass(frozen=True, slots=True)
class PosteriorKullbackLeibler:
    """The item that best tells the running estimate from the other abilities, weighted by the posterior (KLP).

    Parameters
    ----------
    prior : the design's own; a learner's prior takes its place

    References
    ----------
    Chang & Ying (1996), Applied Psychological Measurement 20, 213–229.
    """

    prior: Normal = _STANDARD

    def __post_init__(self) -> None:
        require_normal("PosteriorKullbackLeibler", self.prior)

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        return _divergence(pool, posterior_weights(self.prior, pool, cohort), estimates.theta)


@dataclass(frozen=True, slots=True)
class MinExpectedPosteriorVariance:
    """The item after which the posterior variance is expected to be least (MEPV); its value is that variance, negated.

    Parameters
    ----------
    prior : the design's own; a learner's prior takes its place

    References
    ----------
    Owen (1975), Journal of the American Statistical Association 70, 351–356; van der Linden (1998).
    """

    prior: Normal = _STANDARD

    def __post_init__(self) -> None:
        require_normal("MinExpectedPosteriorVariance", self.prior)

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        return -expected_posterior_variances(self.prior, pool, cohort)


@dataclass(frozen=True, slots=True)
class MaxExpectedInformation:
    """The item whose information is expected to be greatest at the posterior mean that follows its answer (MEI).

    Parameters
    ----------
    prior : the design's own; a learner's prior takes its place

    References
    ----------
    van der Linden (1998), Psychometrika 63, 201–216.
    """

    prior: Normal = _STANDARD

    def __post_init__(self) -> None:
        require_normal("MaxExpectedInformation", self.prior)

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        chance, mean = _foreseen(pool, posterior_weights(self.prior, pool, cohort))
        informed = interpolated_information(pool, np.arange(len(pool)), mean)
        values: Floats = (chance * informed).sum(axis=1)
        return values


def expected_posterior_variances(prior: Normal, pool: ItemPool, cohort: Cohort) -> Floats:
    """The posterior variance expected after each item, shape (P, n), logits².

    The variance now less that of the posterior means that may follow.
    """
    mass = posterior_weights(prior, pool, cohort)
    centre, variance = grid_moments(pool, mass)
    chance, mean = _foreseen(pool, mass)
    moved = mean - centre[:, np.newaxis, np.newaxis]
    expected: Floats = variance[:, np.newaxis] - (chance * moved * moved).sum(axis=1)
    return expected


def _foreseen(pool: ItemPool, mass: Floats) -> tuple[Floats, Floats]:
    """How likely each category of each item is, and the posterior mean after it, shape (P, K, n) each."""
    by_node = probability_by_node(pool)
    chance = weighted_sum(mass, by_node)
    moment = weighted_sum(mass * pool.grid, by_node)
    # a category that an item does not have has no chance, and no mean
    return chance, np.divide(moment, chance, out=np.zeros_like(moment), where=chance > 0)


def _divergence(pool: ItemPool, weights: Floats, theta: Floats) -> Floats:
    """Σ_q w_q Σ_k P_k(θ̂) log(P_k(θ̂) / P_k(θ_q)) for each item, shape (P, n)."""
    here = interpolated(pool, probability_by_node(pool), theta)
    there = weighted_sum(weights, pool.cached("finite log_prob", lambda: _finite(pool)))
    total = weights.sum(axis=1)[:, np.newaxis, np.newaxis]
    values: Floats = (total * xlogy(here, here) - here * there).sum(axis=1)
    return values


def _finite(pool: ItemPool) -> Floats:
    """The log-probabilities by node, shape (Q, K, n), with 0 for categories that an item does not have."""
    return np.ascontiguousarray(np.where(np.isneginf(pool.log_prob), 0.0, pool.log_prob).transpose(2, 1, 0))

"""Selectors that average over the posterior or the likelihood, since an estimate from few answers is imprecise."""

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
    """Maximum posterior weighted information (MPWI): the value is Fisher's information averaged over the posterior.

    Parameters
    ----------
    prior : the test design's prior; a learner's own prior replaces it

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
    """Maximum likelihood weighted information (MLWI): information averaged over the likelihood on the grid.

    References
    ----------
    Veerkamp & Berger (1997), Journal of Educational and Behavioral Statistics 22, 203–226.
    """

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        return weighted_sum(normalised_weights(cohort.log_likelihood), pool.information.T)


@dataclass(frozen=True, slots=True)
class KullbackLeibler:
    """Kullback–Leibler information between the estimate and the abilities within ``width`` / √count of it.

    The value is the divergence KL(θ̂ ‖ θ) integrated over that interval.

    Parameters
    ----------
    width : half-width of the interval before and after the first scored answer, in logits

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
        # the weight of each node is the part of its grid step that lies in the interval
        low = np.maximum(pool.grid - pool.grid_step / 2, centre - half)
        high = np.minimum(pool.grid + pool.grid_step / 2, centre + half)
        return _kullback_leibler(pool, np.maximum(high - low, 0.0), estimates.theta)


@dataclass(frozen=True, slots=True)
class PosteriorKullbackLeibler:
    """Posterior weighted Kullback–Leibler information (KLP): the divergence KL(θ̂ ‖ θ) averaged over the posterior.

    Parameters
    ----------
    prior : the test design's prior; a learner's own prior replaces it

    References
    ----------
    Chang & Ying (1996), Applied Psychological Measurement 20, 213–229.
    """

    prior: Normal = _STANDARD

    def __post_init__(self) -> None:
        require_normal("PosteriorKullbackLeibler", self.prior)

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        return _kullback_leibler(pool, posterior_weights(self.prior, pool, cohort), estimates.theta)


@dataclass(frozen=True, slots=True)
class MinExpectedPosteriorVariance:
    """Minimum expected posterior variance (MEPV): the value is the negative of the variance expected after the item.

    Parameters
    ----------
    prior : the test design's prior; a learner's own prior replaces it

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
    """Maximum expected information (MEI): the expected information of the item at the posterior mean after its answer.

    Parameters
    ----------
    prior : the test design's prior; a learner's own prior replaces it

    References
    ----------
    van der Linden (1998), Psychometrika 63, 201–216.
    """

    prior: Normal = _STANDARD

    def __post_init__(self) -> None:
        require_normal("MaxExpectedInformation", self.prior)

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        chance, mean = _predictive(pool, posterior_weights(self.prior, pool, cohort))
        informed = interpolated_information(pool, np.arange(len(pool)), mean)
        values: Floats = (chance * informed).sum(axis=1)
        return values


def expected_posterior_variances(prior: Normal, pool: ItemPool, cohort: Cohort) -> Floats:
    """The posterior variance expected after each item, shape (P, n), in logits².

    It is the present posterior variance minus the variance of the posterior means that can follow the item.

    References
    ----------
    Owen (1975), Journal of the American Statistical Association 70, 351–356.
    """
    mass = posterior_weights(prior, pool, cohort)
    centre, variance = grid_moments(pool, mass)
    chance, mean = _predictive(pool, mass)
    moved = mean - centre[:, np.newaxis, np.newaxis]
    expected: Floats = variance[:, np.newaxis] - (chance * moved * moved).sum(axis=1)
    return expected


def _predictive(pool: ItemPool, mass: Floats) -> tuple[Floats, Floats]:
    """The predictive probability of each category, and the posterior mean after it, shape (P, K, n) each."""
    by_node = probability_by_node(pool)
    chance = weighted_sum(mass, by_node)
    moment = weighted_sum(mass * pool.grid, by_node)
    # a category that an item does not have has probability 0 and no posterior mean
    return chance, np.divide(moment, chance, out=np.zeros_like(moment), where=chance > 0)


def _kullback_leibler(pool: ItemPool, weights: Floats, theta: Floats) -> Floats:
    """Σ_q w_q Σ_k P_k(θ̂) log(P_k(θ̂) / P_k(θ_q)) for each item, shape (P, n)."""
    here = interpolated(pool, probability_by_node(pool), theta)
    there = weighted_sum(weights, pool.cached("finite log_prob", lambda: _finite_log_prob(pool)))
    total = weights.sum(axis=1)[:, np.newaxis, np.newaxis]
    values: Floats = (total * xlogy(here, here) - here * there).sum(axis=1)
    return values


def _finite_log_prob(pool: ItemPool) -> Floats:
    """The log-probabilities by node, shape (Q, K, n), 0 for categories that an item does not have."""
    return np.ascontiguousarray(np.where(np.isneginf(pool.log_prob), 0.0, pool.log_prob).transpose(2, 1, 0))

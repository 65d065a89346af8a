"""The error of a calibration carried into the SE of an ability (delta method)."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.ability.estimators import EAP, MAP, MLE, WLE, FencedMLE
from engine.ability.parameter_covariance import ParameterCovariance
from engine.errors import InvalidTest
from engine.irt.item_parameters import ItemParameters
from engine.irt.parameter_gradients import (
    information_gradients,
    log_probability_gradients,
    theta_derivative_gradients,
    warm_gradients,
)
from engine.irt.response_models import information, warm_term
from engine.numerics.array_types import Floats, Ints, sequential_sum
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimate, Estimates
from engine.sitting.item_pool import ItemPool
from engine.sitting.posterior import posterior_weights, prior_moments
from engine.sitting.sitting_state import CatState

DifferentiableEstimator = EAP | MAP | MLE | WLE | FencedMLE
"""The estimators whose derivative by the item parameters is known."""


@dataclass(frozen=True, slots=True)
class WithParameterError:
    """An estimator whose SE also holds the error of the item parameters: √(SE² + gᵀ Σ g), with g = ∂θ̂/∂ξ.

    Ability and status are those of the estimator that it wraps, and so is SE. For EAP g is the posterior covariance of
    θ with the derivative of the log-likelihood by each parameter ξ; for the others it is −(∂G/∂ξ) / (∂G/∂θ) of the
    equation G(θ, ξ) = 0 that the estimate solves, Warm's term included. Both are exact, on the items' own functions.

    Only scored answers count. An estimate at the end of the grid, which its status tells, does not move with the
    parameters, and its SE stays as it is. Left out is what is of second order in the errors, and what a test gains in
    appearance by choosing items whose slopes were estimated too high.

    Parameters
    ----------
    estimator : EAP, MAP, MLE, WLE or FencedMLE
    covariance : of the parameters of all the pool's items, by id

    Raises
    ------
    InvalidTest
        for any other estimator
    InvalidParameters
        when it is called, naming an item of the pool that the covariance does not fit

    References
    ----------
    Cheng & Yuan (2010), Psychometrika 75, 280–291, for maximum likelihood; Hoshino & Shigemasu (2008), Applied
    Psychological Measurement 32, for estimated parameters in general.
    """

    estimator: DifferentiableEstimator
    covariance: ParameterCovariance

    def __post_init__(self) -> None:
        if not isinstance(self.estimator, DifferentiableEstimator):
            message = f"estimator must be an EAP, MAP, MLE, WLE or FencedMLE; received {self.estimator!r:.80}"
            raise InvalidTest(message)
        if not isinstance(self.covariance, ParameterCovariance):
            message = f"covariance must be a ParameterCovariance; received {self.covariance!r:.80}"
            raise InvalidTest(message)

    def __call__(self, pool: ItemPool, state: CatState) -> Estimate:
        return self.many(pool, state.cohort()).one()

    def many(self, pool: ItemPool, cohort: Cohort) -> Estimates:
        """The estimates of a cohort."""
        estimates = self.estimator.many(pool, cohort)
        added = _added_variance(self, pool, cohort, estimates.theta)
        return Estimates(estimates.theta, np.hypot(estimates.se, np.sqrt(added)), estimates.codes)


class _Sensitivity(NamedTuple):
    """How P estimates move with the M parameters of each of k answers: ``pull`` (P, k, M) over ``stiffness`` (P,)."""

    pull: Floats
    stiffness: Floats


def _added_variance(estimate: WithParameterError, pool: ItemPool, cohort: Cohort, theta: Floats) -> Floats:
    """The gᵀ Σ g of each person, shape (P,)."""
    covariance = estimate.covariance.of_pool(pool)
    unsure = np.diagonal(covariance.blocks, axis1=1, axis2=2) > 0
    pull, stiffness = _sensitivity(estimate.estimator, pool, cohort, theta)
    # what is known counts for nothing, also where the pull of an asymptote of 0 or 1 overflows
    pull = np.where(unsure[cohort.items], pull, 0.0)
    variance = np.maximum(_variance(covariance, cohort.items, pull), 0.0)  # below 0 by rounding only
    with np.errstate(divide="ignore"):  # where the equation is flat at its root, the SE is infinite
        added: Floats = np.divide(variance, stiffness**2, out=np.zeros_like(variance), where=variance > 0)
    return added


def _sensitivity(estimator: DifferentiableEstimator, pool: ItemPool, cohort: Cohort, theta: Floats) -> _Sensitivity:
    if isinstance(estimator, EAP):
        return _of_mean(posterior_weights(estimator.prior, pool, cohort), pool, cohort, theta)
    pull = _likelihood_pull(pool, cohort, theta)
    match estimator:
        case MAP(prior):
            return _of_root(pool, theta, pull, 1 / prior_moments(prior, cohort)[1] ** 2)
        case WLE():
            return _of_root(pool, theta, pull + _warm_pull(pool, cohort, theta))
        case FencedMLE(low, high, slope):
            fences = ItemParameters.logistic(slope, [low, high])
            bends = theta_derivative_gradients(fences, theta[np.newaxis, :])[:, :, 1]
            return _of_root(pool, theta, pull, bends[0, 1] + bends[1, 0])
        case MLE():
            return _of_root(pool, theta, pull)


def _of_mean(mass: Floats, pool: ItemPool, cohort: Cohort, theta: Floats) -> _Sensitivity:
    """The posterior mean moves by the posterior covariance of θ with the derivative of the log-likelihood."""
    weight = (mass * (pool.grid - theta[:, np.newaxis]))[:, np.newaxis]
    items, rows = np.unique(cohort.items, return_inverse=True)
    rows = rows.reshape(cohort.items.shape)
    gradients = log_probability_gradients(pool.parameters.take(items), pool.grid[np.newaxis, :])  # (items, K, M, Q)
    pull = np.zeros((*rows.shape, gradients.shape[2]))
    with np.errstate(invalid="ignore"):  # ∞ · 0 by an asymptote of 0 or 1, which must be known
        for place in range(cohort.presented):
            pull[:, place] = (weight * gradients[rows[:, place], cohort.scores[:, place]]).sum(axis=2)
    return _Sensitivity(_scored(pull, cohort), np.ones(len(cohort)))


def _of_root(pool: ItemPool, theta: Floats, pull: Floats, firmness: Floats | float = 0.0) -> _Sensitivity:
    """The root of G(θ, ξ) moves by (∂G/∂ξ) / (−∂G/∂θ); one at the end of the grid is no root and stays.

    What moves all locations moves θ alike, so that −∂G/∂θ is the sum of ∂G/∂b, and ``firmness``, shape (P,), of what
    G holds beside the answers.
    """
    inside = (theta > pool.grid[0]) & (theta < pool.grid[-1])
    stiffness = sequential_sum(pull[:, :, 1:-2].reshape(len(theta), -1)) + firmness
    return _Sensitivity(np.where(inside[:, np.newaxis, np.newaxis], pull, 0.0), stiffness)


def _likelihood_pull(pool: ItemPool, cohort: Cohort, theta: Floats) -> Floats:
    """The derivative of ℓ′ by the parameters of each answer, shape (P, k, M)."""
    gradients = theta_derivative_gradients(*_met(pool, cohort, theta))
    scores = cohort.scores.reshape(-1)
    return _scored(gradients[np.arange(scores.size), scores], cohort)


def _warm_pull(pool: ItemPool, cohort: Cohort, theta: Floats) -> Floats:
    """The derivative of J/(2I) by the parameters of each answer, shape (P, k, M)."""
    met = _met(pool, cohort, theta)
    warm, informed = (
        sequential_sum(_scored(curve(*met)[:, np.newaxis], cohort))[:, np.newaxis] for curve in (warm_term, information)
    )
    by_warm, by_informed = (_scored(curve(*met), cohort) for curve in (warm_gradients, information_gradients))
    change = informed * by_warm - warm * by_informed
    pull: Floats = np.divide(change, 2 * informed * informed, out=np.zeros_like(change), where=informed > 0)
    return pull


def _met(pool: ItemPool, cohort: Cohort, theta: Floats) -> tuple[ItemParameters, Floats]:
    """The parameters of the P · k items met and the ability of who met each."""
    return pool.parameters.take(cohort.items.reshape(-1)), np.repeat(theta, cohort.presented)


def _scored(values: Floats, cohort: Cohort) -> Floats:
    """Values of P · k items by person, shape (P, k, …), 0 where an answer does not count."""
    by_person = values.reshape(len(cohort), cohort.presented, values.shape[-1])
    return np.where(cohort.scored[:, :, np.newaxis], by_person, 0.0)


def _variance(covariance: ParameterCovariance, items: Ints, pull: Floats) -> Floats:
    """The pullᵀ Σ pull of each person, shape (P,), answer by answer."""
    total = np.zeros(len(items))
    for place in range(items.shape[1]):
        own = items[:, place, np.newaxis]
        if covariance.joint:
            across, other = covariance.values[own, :, items], pull
        else:
            across, other = covariance.values[own], pull[:, place : place + 1]
        terms = pull[:, place, np.newaxis, :, np.newaxis] * across * other[:, :, np.newaxis, :]
        # in order, so that neither who is beside a person nor an unscored answer changes a bit
        total += sequential_sum(terms.reshape(len(items), -1))
    return total

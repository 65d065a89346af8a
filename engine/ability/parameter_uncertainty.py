"""Standard errors of ability that include the calibration error of the item parameters, by the delta method."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.ability.answered_items import AnsweredSets, answered_items
from engine.ability.estimators import EAP, MAP, MLE, WLE, FencedMLE
from engine.ability.parameter_covariance import ParameterCovariance
from engine.ability.set_uncertainty import set_mean_gradients, set_score_gradients
from engine.errors import InvalidTest
from engine.irt.item_parameters import ItemParameters
from engine.irt.parameter_gradients import (
    information_gradients,
    log_probability_gradients,
    theta_derivative_gradients,
    warm_gradients,
)
from engine.irt.response_models import information, warm_term
from engine.numerics.array_types import Floats, Ints
from engine.numerics.summation import sequential_sum
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimate, Estimates
from engine.sitting.item_pool import ItemPool
from engine.sitting.posterior import posterior_weights, prior_moments
from engine.sitting.sitting_state import CatState

DifferentiableEstimator = EAP | MAP | MLE | WLE | FencedMLE
"""The estimators whose derivative by the item parameters is available."""


@dataclass(frozen=True, slots=True)
class WithParameterError:
    """An estimator whose SE includes the error of the item parameters: √(SE² + gᵀ Σ g), with g = ∂θ̂/∂ξ.

    Ability and status are those of the wrapped estimator, whose SE enters the formula. For EAP g is the posterior
    covariance of θ with the derivative of the log-likelihood by each parameter ξ. For the others it is
    −(∂G/∂ξ) / (∂G/∂θ), where G(θ, ξ) = 0 is the equation that the estimate solves, including Warm's term. Both are
    computed on the exact response functions. Where answers to a set share an effect, ℓ is averaged over it. There, and
    in a pool with items that chance lifts by steps, Warm's term is taken not to move with the parameters: it is one
    n-th of the equation.

    Only scored answers count. An estimate at the end of the grid does not move with the parameters, so its SE is left
    unchanged; its status tells so. The formula omits terms of second order in the errors, and the bias that arises when
    a test selects items whose slopes were overestimated.

    Parameters
    ----------
    estimator : EAP, MAP, MLE, WLE or FencedMLE
    covariance : covariance Σ of the parameters of all items of the pool, by id

    Raises
    ------
    InvalidTest
        for any other estimator
    InvalidParameters
        when called, naming an item of the pool that the covariance does not fit

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
        return self.estimate_cohort(pool, state.cohort()).for_person()

    def estimate_cohort(self, pool: ItemPool, cohort: Cohort) -> Estimates:
        """The estimates of the P sittings of a cohort."""
        estimates = self.estimator.estimate_cohort(pool, cohort)
        added = _added_variance(self, pool, cohort, estimates.theta)
        return Estimates(estimates.theta, np.hypot(estimates.se, np.sqrt(added)), estimates.status_codes)


class _Sensitivity(NamedTuple):
    """The derivative of P estimates by the M parameters of each of k items: ``numerator`` over ``denominator``.

    Parameters
    ----------
    numerator : shape (P, k, M), ∂G/∂ξ
    denominator : shape (P,), −∂G/∂θ
    """

    numerator: Floats
    denominator: Floats


def _added_variance(estimate: WithParameterError, pool: ItemPool, cohort: Cohort, theta: Floats) -> Floats:
    """The variance gᵀ Σ g that the parameter errors add for each person, shape (P,), in logits²."""
    covariance = estimate.covariance.for_pool(pool)
    uncertain = np.diagonal(covariance.blocks, axis1=1, axis2=2) > 0
    numerator, denominator = _sensitivity(estimate.estimator, pool, cohort, theta)
    # a known parameter adds nothing, even where the derivative by an asymptote of 0 or 1 overflows
    numerator = np.where(uncertain[cohort.items], numerator, 0.0)
    variance = np.maximum(_variance(covariance, cohort.items, numerator), 0.0)  # below 0 by rounding only
    with np.errstate(divide="ignore"):  # where the equation is flat at its root, the SE is infinite
        added: Floats = np.divide(variance, denominator**2, out=np.zeros_like(variance), where=variance > 0)
    return added


def _sensitivity(estimator: DifferentiableEstimator, pool: ItemPool, cohort: Cohort, theta: Floats) -> _Sensitivity:
    if isinstance(estimator, EAP):
        return _of_mean(posterior_weights(estimator.prior, pool, cohort), pool, cohort, theta)
    numerator = _score_equation_gradients(pool, cohort, theta)
    match estimator:
        case MAP(prior):
            return _of_root(pool, theta, numerator, 1 / prior_moments(prior, cohort)[1] ** 2)
        case WLE() if pool.testlets is None and not pool.parameters.lifted.any():
            return _of_root(pool, theta, numerator + _warm_gradients(pool, cohort, theta))
        case FencedMLE(low, high, slope):
            fences = ItemParameters.logistic(slope, [low, high])
            bends = theta_derivative_gradients(fences, theta[np.newaxis, :])[:, :, 1]
            return _of_root(pool, theta, numerator, bends[0, 1] + bends[1, 0])
        case _:
            return _of_root(pool, theta, numerator)


def _of_mean(mass: Floats, pool: ItemPool, cohort: Cohort, theta: Floats) -> _Sensitivity:
    """The derivative of the posterior mean: the posterior covariance of θ with ∂ℓ/∂ξ."""
    away = mass * (pool.grid - theta[:, np.newaxis])
    if pool.testlets is not None:
        numerator = set_mean_gradients(pool, pool.testlets, cohort, away)
        return _Sensitivity(_scored(numerator, cohort), np.ones(len(cohort)))
    weight = away[:, np.newaxis]
    items, rows = np.unique(cohort.items, return_inverse=True)
    rows = rows.reshape(cohort.items.shape)
    gradients = log_probability_gradients(pool.parameters.take(items), pool.grid[np.newaxis, :])  # (items, K, M, Q)
    numerator = np.zeros((*rows.shape, gradients.shape[2]))
    with np.errstate(invalid="ignore"):  # ∞ · 0 by an asymptote of 0 or 1, which must be known
        for place in range(cohort.presented):
            numerator[:, place] = (weight * gradients[rows[:, place], cohort.scores[:, place]]).sum(axis=2)
    return _Sensitivity(_scored(numerator, cohort), np.ones(len(cohort)))


def _of_root(pool: ItemPool, theta: Floats, numerator: Floats, added_curvature: Floats | float = 0.0) -> _Sensitivity:
    """The derivative (∂G/∂ξ) / (−∂G/∂θ) of the root of G(θ, ξ); 0 for an estimate at the end of the grid.

    Shifting all locations shifts θ equally, so −∂G/∂θ is the sum of ∂G/∂b over the answers plus ``added_curvature``,
    shape (P,): the contribution of a prior or of imaginary items.
    """
    inside = (theta > pool.grid[0]) & (theta < pool.grid[-1])
    denominator = sequential_sum(numerator[:, :, 1:-2].reshape(len(theta), -1)) + added_curvature
    return _Sensitivity(np.where(inside[:, np.newaxis, np.newaxis], numerator, 0.0), denominator)


def _score_equation_gradients(pool: ItemPool, cohort: Cohort, theta: Floats) -> Floats:
    """The derivative of ℓ′ by the parameters of each answer, shape (P, k, M)."""
    answers = answered_items(pool, cohort.history)
    if isinstance(answers, AnsweredSets):
        return set_score_gradients(answers, theta)
    gradients = theta_derivative_gradients(*_answered_items(pool, cohort, theta))
    scores = cohort.scores.reshape(-1)
    return _scored(gradients[np.arange(scores.size), scores, :, 0], cohort)


def _warm_gradients(pool: ItemPool, cohort: Cohort, theta: Floats) -> Floats:
    """The derivative of J/(2I) by the parameters of each answer, shape (P, k, M)."""
    answered = _answered_items(pool, cohort, theta)
    warm, informed = (
        sequential_sum(_scored(curve(*answered), cohort))[:, np.newaxis] for curve in (warm_term, information)
    )
    by_warm, by_informed = (
        _scored(curve(*answered)[:, :, 0], cohort) for curve in (warm_gradients, information_gradients)
    )
    change = informed * by_warm - warm * by_informed
    numerator: Floats = np.divide(change, 2 * informed * informed, out=np.zeros_like(change), where=informed > 0)
    return numerator


def _answered_items(pool: ItemPool, cohort: Cohort, theta: Floats) -> tuple[ItemParameters, Floats]:
    """The parameters of the P · k items answered, and the ability of the person who answered each, shape (P · k, 1)."""
    return pool.parameters.take(cohort.items.reshape(-1)), np.repeat(theta, cohort.presented)[:, np.newaxis]


def _scored(values: Floats, cohort: Cohort) -> Floats:
    """Values of P · k items by person, shape (P, k, …), 0 for unscored answers."""
    by_person = values.reshape(len(cohort), cohort.presented, values.shape[-1])
    return np.where(cohort.scored[:, :, np.newaxis], by_person, 0.0)


def _variance(covariance: ParameterCovariance, items: Ints, numerator: Floats) -> Floats:
    """The quadratic form numeratorᵀ Σ numerator of each person, shape (P,)."""
    total = np.zeros(len(items))
    for place in range(items.shape[1]):
        own = items[:, place, np.newaxis]
        if covariance.joint:
            across, other = covariance.values[own, :, items], numerator
        else:
            across, other = covariance.values[own], numerator[:, place : place + 1]
        terms = numerator[:, place, np.newaxis, :, np.newaxis] * across * other[:, :, np.newaxis, :]
        # added in order, so that neither the other people nor an unscored answer changes a bit
        total += sequential_sum(terms.reshape(len(items), -1))
    return total

"""Ability estimators: EAP, MAP, MLE, WLE and fenced MLE, for one sitting or a cohort of sittings.

EAP is a sum over the grid. The others find their maximum on the grid and then refine it on the exact response functions
(see ``likelihood_maximum``).
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from engine.ability.answered_items import Answers, answered_items, half_warm_ratio
from engine.ability.likelihood_maximum import Maxima, highest_maxima
from engine.ability.set_information import dependent_curves
from engine.errors import InvalidTest
from engine.irt.item_parameters import ItemParameters
from engine.irt.response_models import log_probabilities, theta_derivatives, warm_term
from engine.numerics.array_types import Bools, Floats, Ints
from engine.numerics.normal_distribution import Normal, require_normal
from engine.numerics.number_checks import are_numbers
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimate, Estimates, EstimateStatus, status_codes
from engine.sitting.item_pool import ItemPool
from engine.sitting.posterior import MAX_END_WEIGHT, log_prior, posterior_moments, prior_moments
from engine.sitting.sitting_state import CatState

StandardErrorFormula = Literal["information", "sandwich"]
_STANDARD = Normal()
_MIN_SD_IN_STEPS = 1.25  # the least posterior SD, in steps of the grid, that the grid resolves at full precision
_BEND_STEP = 1e-3  # logits either side, for the derivative of J/(2I): its error is below 1e-6


@dataclass(frozen=True, slots=True)
class EAP:
    """The posterior mean, with the posterior SD as its SE.

    Parameters
    ----------
    prior : the test design's prior; in the running estimate a learner's own prior replaces it

    References
    ----------
    Bock & Mislevy (1982), Applied Psychological Measurement 6, 431–444.
    """

    prior: Normal = _STANDARD

    def __post_init__(self) -> None:
        require_normal("EAP", self.prior)

    def __call__(self, pool: ItemPool, state: CatState) -> Estimate:
        return self.estimate_cohort(pool, state.cohort()).for_person()

    def estimate_cohort(self, pool: ItemPool, cohort: Cohort) -> Estimates:
        """The estimates of the P sittings of a cohort."""
        theta, se, ends = posterior_moments(self.prior, pool, cohort)
        codes = status_codes(
            EstimateStatus.CONVERGED,
            (cohort.count == 0, EstimateStatus.NO_ANSWERS),
            (se < _MIN_SD_IN_STEPS * pool.grid_step, EstimateStatus.COARSE),
            (ends > MAX_END_WEIGHT, EstimateStatus.EDGE),
        )
        return Estimates(theta, se, codes)


@dataclass(frozen=True, slots=True)
class MAP:
    """The posterior mode, with the SE 1/√(I + 1/σ²): I is the test information, σ the SD of the prior.

    Parameters
    ----------
    prior : the test design's prior; in the running estimate a learner's own prior replaces it

    References
    ----------
    Samejima (1969), Psychometrika Monograph 17; Birnbaum (1969), Journal of Mathematical Psychology 6, 258–276.
    """

    prior: Normal = _STANDARD

    def __post_init__(self) -> None:
        require_normal("MAP", self.prior)

    def __call__(self, pool: ItemPool, state: CatState) -> Estimate:
        return self.estimate_cohort(pool, state.cohort()).for_person()

    def estimate_cohort(self, pool: ItemPool, cohort: Cohort) -> Estimates:
        """The estimates of the P sittings of a cohort."""
        mean, sd = prior_moments(self.prior, cohort)
        precision = 1 / (sd * sd)

        def gradient(answers: Answers, theta: Floats, people: Ints) -> Floats:
            return answers.log_likelihood_derivative(theta) - (theta - mean[people]) * precision[people]

        maxima = highest_maxima(pool, cohort, cohort.log_likelihood + log_prior(self.prior, pool, cohort), gradient)
        informed = answered_items(pool, cohort.history).information(maxima.theta)
        codes = status_codes(
            EstimateStatus.CONVERGED,
            (cohort.count == 0, EstimateStatus.NO_ANSWERS),
            (maxima.edge, EstimateStatus.EDGE),
        )
        return Estimates(maxima.theta, 1 / np.sqrt(informed + precision), codes)


@dataclass(frozen=True, slots=True)
class MLE:
    """The maximum likelihood estimate, with the SE 1/√I.

    For a response pattern without a finite maximum the estimate is the end of the grid, and its status says so. Before
    any scored answer the estimate is the learner's prior mean, or 0 without one, with an infinite SE.

    References
    ----------
    Lord (1980), Applications of Item Response Theory to Practical Testing Problems, chapter 4.
    """

    def __call__(self, pool: ItemPool, state: CatState) -> Estimate:
        return self.estimate_cohort(pool, state.cohort()).for_person()

    def estimate_cohort(self, pool: ItemPool, cohort: Cohort) -> Estimates:
        """The estimates of the P sittings of a cohort."""

        def gradient(answers: Answers, theta: Floats, people: Ints) -> Floats:
            return answers.log_likelihood_derivative(theta)

        maxima = highest_maxima(pool, cohort, cohort.log_likelihood, gradient)
        informed = answered_items(pool, cohort.history).information(maxima.theta)
        return _likelihood_estimates(cohort, maxima, informed, (_is_constant(pool, cohort), EstimateStatus.CONSTANT))


@dataclass(frozen=True, slots=True)
class WLE:
    """Warm's weighted likelihood estimate, unbiased to order 1/n.

    It solves ℓ′(θ) + J(θ)/(2I(θ)) = 0. Of several roots it is the one with the highest weighted likelihood, which is
    the exponential of the integral of the left side. Before any scored answer the estimate is the learner's prior mean,
    or 0 without one, with an infinite SE.

    The SE is 1/√I, or, as a sandwich, √I / (I − (J/2I)′): the SD of the left side over its expected slope. The sandwich
    is the smaller one wherever Warm's weight bends the likelihood, most where answers may be guesses or few tell much.
    A test that picks each item at the running estimate makes up for the difference, since the items tell less at the
    ability than at the estimate; so which of the two a design needs is a question for a simulation. Where the expected
    slope is not above 0 the sandwich is infinite.

    Parameters
    ----------
    se : information or sandwich, the formula of the SE

    Raises
    ------
    InvalidTest

    References
    ----------
    Warm (1989), Psychometrika 54, 427–450; Magis (2016), Psychometrika 81, 184–200, for the sandwich.
    """

    se: StandardErrorFormula = "information"

    def __post_init__(self) -> None:
        if self.se not in get_args(StandardErrorFormula):
            message = f"WLE needs an se of information or sandwich; received {self.se!r:.80}"
            raise InvalidTest(message)

    def __call__(self, pool: ItemPool, state: CatState) -> Estimate:
        return self.estimate_cohort(pool, state.cohort()).for_person()

    def estimate_cohort(self, pool: ItemPool, cohort: Cohort) -> Estimates:
        """The estimates of the P sittings of a cohort."""

        def gradient(answers: Answers, theta: Floats, people: Ints) -> Floats:
            return answers.weighted_derivative(theta)

        maxima = highest_maxima(pool, cohort, cohort.log_likelihood + log_warm_weight(pool, cohort), gradient)
        answers = answered_items(pool, cohort.history)
        informed = answers.information(maxima.theta)
        estimates = _likelihood_estimates(cohort, maxima, informed)
        if self.se == "information":
            return estimates
        narrowed = _sandwich_ratio(answers, maxima.theta, informed)
        return Estimates(estimates.theta, estimates.se * narrowed, estimates.status_codes)


@dataclass(frozen=True, slots=True)
class FencedMLE:
    """Fenced maximum likelihood: two imaginary items are added so that every response pattern has a finite maximum.

    The imaginary item at ``low`` counts as answered correctly, the one at ``high`` as answered incorrectly. The SE is
    1/√I of the real answers. A constant response pattern keeps the status CONSTANT. An estimate that the imaginary
    items move by more than a hundredth of its SE has the status FENCED. Before any scored answer the estimate is the
    learner's prior mean, or 0 without one, with an infinite SE.

    Parameters
    ----------
    low, high : difficulties of the imaginary items, in logits, inside the pool's grid
    slope : their slope, above 0

    Raises
    ------
    InvalidTest
        also when called, for a pool whose grid does not extend past the imaginary items

    References
    ----------
    Han (2016), Applied Psychological Measurement 40, 289–301.
    """

    low: float = -5.0
    high: float = 5.0
    slope: float = 3.0

    def __post_init__(self) -> None:
        numbers = are_numbers(self.low, self.high, self.slope)
        if not (numbers and -np.inf < self.low < self.high < np.inf and 0 < self.slope < np.inf):
            message = f"FencedMLE needs finite low < high and a slope above 0; received {self!r}"
            raise InvalidTest(message)

    def __call__(self, pool: ItemPool, state: CatState) -> Estimate:
        return self.estimate_cohort(pool, state.cohort()).for_person()

    def estimate_cohort(self, pool: ItemPool, cohort: Cohort) -> Estimates:
        """The estimates of the P sittings of a cohort."""
        if not pool.grid[0] < self.low < self.high < pool.grid[-1]:
            ends = f"{pool.grid[0]:g} to {pool.grid[-1]:g}"
            message = f"FencedMLE needs fences inside the pool's grid, {ends}; received {self!r}"
            raise InvalidTest(message)
        fences = ItemParameters.logistic(self.slope, [self.low, self.high])
        both = log_probabilities(fences, pool.grid[np.newaxis, :])

        def gradient(answers: Answers, theta: Floats, people: Ints) -> Floats:
            return answers.log_likelihood_derivative(theta) + _fence_derivative(fences, theta)

        curvature = 2 * self.slope**2
        maxima = highest_maxima(pool, cohort, cohort.log_likelihood + both[0, 1] + both[1, 0], gradient, curvature)
        informed = answered_items(pool, cohort.history).information(maxima.theta)
        moved = np.abs(_fence_derivative(fences, maxima.theta)) > 0.01 * np.sqrt(informed)  # pull / I against 1/√I
        return _likelihood_estimates(
            cohort,
            maxima,
            informed,
            (moved, EstimateStatus.FENCED),
            (_is_constant(pool, cohort), EstimateStatus.CONSTANT),
        )


def _fence_derivative(fences: ItemParameters, theta: Floats) -> Floats:
    """The derivative by θ that the two imaginary items add to the log-likelihood, shape (P,)."""
    slopes = theta_derivatives(fences, theta[np.newaxis, :])
    pull: Floats = slopes[0, 1] + slopes[1, 0]
    return pull


def log_warm_weight(pool: ItemPool, cohort: Cohort) -> Floats:
    """The log of Warm's weight: the integral of J/(2I) from the lowest node, by a fourth-order cumulative rule.

    Returns
    -------
    shape (P, Q), for the scored answers of each person

    References
    ----------
    Warm (1989), Psychometrika 54, 427–450.
    """
    rate = half_warm_ratio(*_warm_and_information(pool, cohort))
    inner = (13 * (rate[:, 1:-2] + rate[:, 2:-1]) - rate[:, :-3] - rate[:, 3:]) / 24
    ends = (rate[:, :1] + rate[:, 1:2]) / 2, (rate[:, -2:-1] + rate[:, -1:]) / 2
    areas = np.concatenate([np.zeros_like(ends[0]), ends[0], inner, ends[1]], axis=1)
    return pool.grid_step * areas.cumsum(axis=1)


def _warm_and_information(pool: ItemPool, cohort: Cohort) -> tuple[Floats, Floats]:
    """Warm's J and Fisher's information of each person's test on the grid, shape (P, Q) each."""
    weights = cohort.scored.astype(float)[:, :, np.newaxis]
    if pool.testlets is not None:
        tables = pool.testlets.information, pool.testlets.warm
        informed, warm = (table[cohort.items] * weights for table in tables)
        return dependent_curves(pool.testlets, cohort.items, informed, warm)[::-1]
    by_item = pool.cached("warm", lambda: warm_term(pool.parameters, pool.grid[np.newaxis, :]))
    return (by_item[cohort.items] * weights).sum(axis=1), (pool.information[cohort.items] * weights).sum(axis=1)


def _sandwich_ratio(answers: Answers, theta: Floats, informed: Floats) -> Floats:
    """I / (I − (J/2I)′), by which the sandwich differs from 1/√I, shape (P,); 1 where nothing tells of ability.

    References
    ----------
    Magis (2016), Psychometrika 81, 184–200, weighted likelihood.
    """
    bend = (answers.warm_ratio(theta + _BEND_STEP) - answers.warm_ratio(theta - _BEND_STEP)) / (2 * _BEND_STEP)
    slope = informed - bend
    flat = np.where(informed > 0, np.inf, 1.0)
    return np.divide(informed, slope, out=flat, where=slope > 0)


def _likelihood_estimates(
    cohort: Cohort, maxima: Maxima, informed: Floats, *cases: tuple[Bools, EstimateStatus]
) -> Estimates:
    """Estimates without a prior, with the SE 1/√I; before any scored answer the learner's prior mean."""
    none = cohort.count == 0
    with np.errstate(divide="ignore"):  # no information is an infinite SE
        se = 1 / np.sqrt(np.where(none, 0.0, informed))
    theta = np.where(none, prior_moments(_STANDARD, cohort)[0], maxima.theta)
    codes = status_codes(
        EstimateStatus.CONVERGED, (maxima.edge, EstimateStatus.EDGE), *cases, (none, EstimateStatus.NO_ANSWERS)
    )
    return Estimates(theta, se, codes)


def _is_constant(pool: ItemPool, cohort: Cohort) -> Bools:
    """Whether all scored answers have the lowest score, or all have the highest, shape (P,)."""
    unscored = ~cohort.scored
    bottom = (cohort.scores == 0) | unscored
    top = (cohort.scores == pool.categories[cohort.items] - 1) | unscored
    constant: Bools = bottom.all(axis=1) | top.all(axis=1)
    return constant

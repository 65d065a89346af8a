"""Ability estimators: values that turn a sitting, or a cohort of sittings, into estimates.

EAP is a sum over the grid. The others find their maximum on the grid, where none can be missed that is wider than a
step, then polish it on the exact functions: a 3PL likelihood may have several maxima, and a search that starts from one
point finds any of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.errors import InvalidTest
from engine.irt.item_parameters import ItemParameters
from engine.irt.response_models import information, log_probabilities, theta_derivatives, warm_term
from engine.numerics.array_types import Bools, Floats, Ints, are_numbers, is_integer, sequential_sum
from engine.numerics.counter_based_draws import Purpose, draw_uniform
from engine.numerics.quadrature import Normal, require_normal
from engine.numerics.root_finding import downward_zero_crossings
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimate, Estimates, EstimateStatus, status_codes
from engine.sitting.grid_maxima import candidate_maxima, max_rise_between_nodes
from engine.sitting.item_pool import ItemPool
from engine.sitting.posterior import log_prior, posterior_moments, prior_moments
from engine.sitting.sitting_state import CatState

_STANDARD = Normal()
_EDGE_MASS = 1e-6  # posterior share of an end node above which the grid is too short
_FINER = 16  # steps of plausible values in one of the grid: evenness within them adds under .1 % to the variance
_COARSE = 1.25  # least posterior SD in steps of the grid for full precision


@dataclass(frozen=True, slots=True)
class EAP:
    """The posterior mean; its SE is the posterior SD.

    Parameters
    ----------
    prior : the design's own; a learner's prior takes its place in the running estimate

    References
    ----------
    Bock & Mislevy (1982), Applied Psychological Measurement 6, 431–444.
    """

    prior: Normal = _STANDARD

    def __post_init__(self) -> None:
        require_normal("EAP", self.prior)

    def __call__(self, pool: ItemPool, state: CatState) -> Estimate:
        return self.many(pool, state.cohort()).one()

    def many(self, pool: ItemPool, cohort: Cohort) -> Estimates:
        """The estimates of a cohort."""
        theta, se, ends = posterior_moments(self.prior, pool, cohort)
        codes = status_codes(
            EstimateStatus.CONVERGED,
            (cohort.count == 0, EstimateStatus.NO_ANSWERS),
            (se < _COARSE * pool.step, EstimateStatus.COARSE),
            (ends > _EDGE_MASS, EstimateStatus.EDGE),
        )
        return Estimates(theta, se, codes)


@dataclass(frozen=True, slots=True)
class MAP:
    """The posterior mode; its SE is 1/√(I + 1/σ²).

    Parameters
    ----------
    prior : the design's own; a learner's prior takes its place in the running estimate

    References
    ----------
    Samejima (1969), Psychometrika Monograph 17; Birnbaum (1969), Journal of Mathematical Psychology 6, 258–276.
    """

    prior: Normal = _STANDARD

    def __post_init__(self) -> None:
        require_normal("MAP", self.prior)

    def __call__(self, pool: ItemPool, state: CatState) -> Estimate:
        return self.many(pool, state.cohort()).one()

    def many(self, pool: ItemPool, cohort: Cohort) -> Estimates:
        """The estimates of a cohort."""
        mean, sd = prior_moments(self.prior, cohort)
        precision = 1 / (sd * sd)

        def gradient(answers: "_Answers", theta: Floats, people: Ints) -> Floats:
            return answers.slope(theta) - (theta - mean[people]) * precision[people]

        peaks = _highest(pool, cohort, cohort.log_likelihood + log_prior(self.prior, pool, cohort), gradient)
        informed = _Answers.of(pool, cohort.history).information(peaks.theta)
        codes = status_codes(
            EstimateStatus.CONVERGED,
            (cohort.count == 0, EstimateStatus.NO_ANSWERS),
            (peaks.edge, EstimateStatus.EDGE),
        )
        return Estimates(peaks.theta, 1 / np.sqrt(informed + precision), codes)


@dataclass(frozen=True, slots=True)
class MLE:
    """The maximum of the likelihood; its SE is 1/√I.

    A pattern without a finite maximum gives the end of the grid and says so. Before any scored answer the estimate is
    the learner's prior mean, 0 without one, with an infinite SE.
    """

    def __call__(self, pool: ItemPool, state: CatState) -> Estimate:
        return self.many(pool, state.cohort()).one()

    def many(self, pool: ItemPool, cohort: Cohort) -> Estimates:
        """The estimates of a cohort."""

        def gradient(answers: "_Answers", theta: Floats, people: Ints) -> Floats:
            return answers.slope(theta)

        peaks = _highest(pool, cohort, cohort.log_likelihood, gradient)
        return _likelihood_estimates(pool, cohort, peaks, (_constant(pool, cohort), EstimateStatus.CONSTANT))


@dataclass(frozen=True, slots=True)
class WLE:
    """Warm's weighted likelihood estimate, unbiased to order 1/n; its SE is 1/√I.

    It is the root of ℓ′ + J/(2I) at which the weighted likelihood, the exponential of the integral of that, is highest.
    Before any scored answer the estimate is the learner's prior mean, 0 without one, with an infinite SE.

    References
    ----------
    Warm (1989), Psychometrika 54, 427–450.
    """

    def __call__(self, pool: ItemPool, state: CatState) -> Estimate:
        return self.many(pool, state.cohort()).one()

    def many(self, pool: ItemPool, cohort: Cohort) -> Estimates:
        """The estimates of a cohort."""

        def gradient(answers: "_Answers", theta: Floats, people: Ints) -> Floats:
            return answers.slope(theta) + _half_ratio(answers.warm(theta), answers.information(theta))

        peaks = _highest(pool, cohort, cohort.log_likelihood + log_warm_weight(pool, cohort), gradient)
        return _likelihood_estimates(pool, cohort, peaks)


@dataclass(frozen=True, slots=True)
class FencedMLE:
    """The maximum of the likelihood with two imaginary items added; its SE is 1/√I of the answers given.

    One imaginary item far below was answered right, one far above wrong, so that every pattern has a finite maximum. A
    constant pattern is still called one, and an estimate that the fences move by over a hundredth of its SE is called
    fenced. Before any scored answer the estimate is the learner's prior mean, 0 without one, with an infinite SE.

    Parameters
    ----------
    low, high : where the imaginary items lie, logits, inside the pool's grid
    slope : their slope, above 0

    Raises
    ------
    InvalidTest
        also when it is called, for a pool whose grid does not reach past the fences

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
        return self.many(pool, state.cohort()).one()

    def many(self, pool: ItemPool, cohort: Cohort) -> Estimates:
        """The estimates of a cohort."""
        if not pool.grid[0] < self.low < self.high < pool.grid[-1]:
            ends = f"{pool.grid[0]:g} to {pool.grid[-1]:g}"
            message = f"FencedMLE needs fences inside the pool's grid, {ends}; received {self!r}"
            raise InvalidTest(message)
        fences = ItemParameters.logistic(self.slope, [self.low, self.high])
        both = log_probabilities(fences, pool.grid[np.newaxis, :])

        def gradient(answers: "_Answers", theta: Floats, people: Ints) -> Floats:
            return answers.slope(theta) + _pull(fences, theta)

        bend = 2 * self.slope**2
        peaks = _highest(pool, cohort, cohort.log_likelihood + both[0, 1] + both[1, 0], gradient, bend)
        informed = _Answers.of(pool, cohort.history).information(peaks.theta)
        moved = np.abs(_pull(fences, peaks.theta)) > 0.01 * np.sqrt(informed)  # pull / I against 1/√I
        return _likelihood_estimates(
            pool, cohort, peaks, (moved, EstimateStatus.FENCED), (_constant(pool, cohort), EstimateStatus.CONSTANT)
        )


def plausible_values(pool: ItemPool, state: CatState, seed: int, draws: int, *, prior: Normal = _STANDARD) -> Floats:
    """Independent draws from the posterior of an ability, shape (draws,), in logits.

    Each is a pure function of the seed, the number of scored answers and the draw's number. The posterior is taken on
    the exact functions in steps of a sixteenth of the grid's and is even within a step.

    Parameters
    ----------
    seed : the sitting's 64-bit integer
    draws : how many, 0 or more
    prior : of the group that the person is reported with

    Raises
    ------
    InvalidSeed
    InvalidTest
        where more than a millionth of the posterior lies at an end of the grid: draws would pile up there

    References
    ----------
    Mislevy (1991), Psychometrika 56, 177–196.
    """
    if not is_integer(draws, 0):
        message = f"draws must be a whole number, 0 or more; received {draws!r}"
        raise InvalidTest(message)
    require_normal("plausible_values", prior)
    fine = np.linspace(pool.grid[0], pool.grid[-1], (pool.grid.size - 1) * _FINER + 1)
    items, scores, scored = state.history
    answered = pool.parameters.take(items[scored > 0])
    # one lookup for each answer: without answers there is only the prior
    log_prob = log_probabilities(answered, fine[np.newaxis, :]) if len(answered) else np.empty((0, 1, fine.size))
    log_posterior = log_prob[np.arange(len(answered)), scores[scored > 0]].sum(axis=0) + prior.log_density(fine)
    mass = np.exp(log_posterior - log_posterior.max())
    _require_room(pool, mass, prior)
    reached = np.concatenate([[0.0], mass.cumsum()]) / mass.sum()
    step = fine[1] - fine[0]
    borders = np.concatenate([fine - step / 2, [fine[-1] + step / 2]])
    count = np.full(draws, int((scored > 0).sum()))
    drawn: Floats = np.interp(draw_uniform(seed, count, Purpose.PLAUSIBLE_VALUE, np.arange(draws)), reached, borders)
    return drawn


def _require_room(pool: ItemPool, mass: Floats, prior: Normal) -> None:
    """Whether a posterior in steps of a sixteenth of the grid's ends before the grid does."""
    if _FINER * max(mass[0], mass[-1]) > _EDGE_MASS * mass.sum():
        message = (
            "the pool's grid must reach to where the posterior has ended; received one from"
            f" {pool.grid[0]:g} to {pool.grid[-1]:g} under the prior {prior}: tabulate the pool on a wider one"
        )
        raise InvalidTest(message)


def _pull(fences: ItemParameters, theta: Floats) -> Floats:
    """What the two fences, the lower answered right and the upper wrong, add to the slope at each θ, shape (P,)."""
    slopes = theta_derivatives(fences, theta[np.newaxis, :])
    pull: Floats = slopes[0, 1] + slopes[1, 0]
    return pull


@dataclass(frozen=True, slots=True)
class _Answers:
    """The exact functions of what P people answered: k items each, the unscored ones with weight 0."""

    parameters: ItemParameters  # of P · k items
    scores: Ints  # (P · k,)
    weights: Floats  # (P, k)

    @classmethod
    def of(cls, pool: ItemPool, history: Ints) -> "_Answers":
        parameters = pool.parameters.take(history[:, 0].reshape(-1))
        return cls(parameters, history[:, 1].reshape(-1), history[:, 2].astype(float))

    def slope(self, theta: Floats) -> Floats:
        slopes = theta_derivatives(self.parameters, self._spread(theta))
        return self._sum(slopes[np.arange(self.scores.size), self.scores])

    def information(self, theta: Floats) -> Floats:
        return self._sum(information(self.parameters, self._spread(theta)))

    def warm(self, theta: Floats) -> Floats:
        return self._sum(warm_term(self.parameters, self._spread(theta)))

    def _spread(self, theta: Floats) -> Floats:
        return np.repeat(theta, self.weights.shape[1])

    def _sum(self, values: Floats) -> Floats:
        return sequential_sum(values.reshape(self.weights.shape) * self.weights)


_Gradient = Callable[[_Answers, Floats, Ints], Floats]


@dataclass(frozen=True, slots=True)
class _Peaks:
    """The highest maximum of each of P people, and whether it is only the end of the grid."""

    theta: Floats
    edge: Bools


def _highest(pool: ItemPool, cohort: Cohort, objective: Floats, gradient: _Gradient, bend: float = 1.0) -> _Peaks:
    """The place of the highest maximum, from the objective on the grid and its exact derivative.

    Each maximum that might be the highest once polished is polished, and the highest of those is taken. ``bend`` is
    half of what is allowed for the curvature of whatever the objective holds beside the answers.
    """
    # twice what the answers can hide leaves room for the prior or Warm's weight
    room = 2 * max_rise_between_nodes(pool, cohort) + pool.step**2 / 4 * bend
    people, nodes = np.nonzero(candidate_maxima(objective, room))
    answers = _Answers.of(pool, cohort.history[people])
    exact: Callable[[Floats], Floats] = lambda theta: gradient(answers, theta, people)  # noqa: E731
    theta, edge = downward_zero_crossings(exact, pool.grid, nodes)
    if people.size == len(cohort):
        return _Peaks(theta, edge)
    height = objective[people, nodes] + _integral(exact, pool.grid[nodes], theta)
    best = np.lexsort((-height, people))[np.searchsorted(people, np.arange(len(cohort)))]
    return _Peaks(theta[best], edge[best])


def _integral(function: Callable[[Floats], Floats], start: Floats, end: Floats) -> Floats:
    """The integral over at most a few steps of the grid, by Gauss and Legendre's rule with three points."""
    middle, half = (start + end) / 2, (end - start) / 2
    offset = half * np.sqrt(0.6)
    area: Floats = half * (5 * function(middle - offset) + 8 * function(middle) + 5 * function(middle + offset)) / 9
    return area


def log_warm_weight(pool: ItemPool, cohort: Cohort) -> Floats:
    """The integral of J/(2I) from the lowest node, shape (P, Q), by the fourth-order cumulative rule."""
    warm = pool.derived("warm", lambda: warm_term(pool.parameters, pool.grid[np.newaxis, :]))
    weights = cohort.scored.astype(float)[:, :, np.newaxis]
    rate = _half_ratio(
        (warm[cohort.items] * weights).sum(axis=1), (pool.information[cohort.items] * weights).sum(axis=1)
    )
    inner = (13 * (rate[:, 1:-2] + rate[:, 2:-1]) - rate[:, :-3] - rate[:, 3:]) / 24
    ends = (rate[:, :1] + rate[:, 1:2]) / 2, (rate[:, -2:-1] + rate[:, -1:]) / 2
    areas = np.concatenate([np.zeros_like(ends[0]), ends[0], inner, ends[1]], axis=1)
    return pool.step * areas.cumsum(axis=1)


def _half_ratio(warm: Floats, informed: Floats) -> Floats:
    """J/(2I), 0 where nothing is known of the ability."""
    return np.divide(warm, 2 * informed, out=np.zeros_like(warm), where=informed > 0)


def _likelihood_estimates(
    pool: ItemPool, cohort: Cohort, peaks: _Peaks, *cases: tuple[Bools, EstimateStatus]
) -> Estimates:
    """Estimates without a prior: SE 1/√I, and a start where nothing was answered."""
    none = cohort.count == 0
    informed = _Answers.of(pool, cohort.history).information(peaks.theta)
    with np.errstate(divide="ignore"):  # no information is an infinite SE
        se = 1 / np.sqrt(np.where(none, 0.0, informed))
    theta = np.where(none, prior_moments(_STANDARD, cohort)[0], peaks.theta)
    codes = status_codes(
        EstimateStatus.CONVERGED, (peaks.edge, EstimateStatus.EDGE), *cases, (none, EstimateStatus.NO_ANSWERS)
    )
    return Estimates(theta, se, codes)


def _constant(pool: ItemPool, cohort: Cohort) -> Bools:
    """Whether all scored answers are at the bottom, or all at the top, shape (P,)."""
    unscored = ~cohort.scored
    bottom = (cohort.scores == 0) | unscored
    top = (cohort.scores == pool.categories[cohort.items] - 1) | unscored
    constant: Bools = bottom.all(axis=1) | top.all(axis=1)
    return constant

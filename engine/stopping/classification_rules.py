"""Stopping rules for classification: they end a sitting once the side of a cut on which the ability lies is decided."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from engine.ability.answered_items import answered_items
from engine.errors import InvalidTest
from engine.irt.response_models import log_probabilities
from engine.numerics.array_types import Bools, Floats
from engine.numerics.number_checks import are_numbers
from engine.numerics.root_finding import downward_zero_crossings
from engine.numerics.summation import sequential_sum
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimates
from engine.sitting.grid_maxima import candidate_maxima, max_rise_between_nodes
from engine.sitting.item_pool import ItemPool
from engine.stopping.stopping_rules import FinishReason


@dataclass(frozen=True, slots=True)
class SPRT:
    """Sequential probability ratio test: ends a sitting once the likelihood ratio across the cut is decisive.

    The log-ratio log L(cut + indifference) − log L(cut − indifference) is compared with log((1 − β)/α) and
    log(β/(1 − α)). A sitting with an ability near the cut may never be decided, so combine the rule with `MaxItems`.

    Parameters
    ----------
    cut : in logits
    indifference : half-width of the region in which either decision is acceptable, above 0, in logits
    alpha : probability of deciding "above" for an ability below the region, between 0 and .5
    beta : probability of deciding "below" for an ability above the region, between 0 and .5

    Raises
    ------
    InvalidTest

    References
    ----------
    Wald (1947), Sequential Analysis, chapter 3; Eggen (1999), Applied Psychological Measurement 23, 249–261.
    """

    cut: float
    indifference: float
    alpha: float = 0.05
    beta: float = 0.05

    def __post_init__(self) -> None:
        _require_errors(self)

    @property
    def reason(self) -> FinishReason:
        return FinishReason.CLASSIFIED

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        return _decided(self, _log_ratio_at_ends(self, pool, cohort)) & (cohort.count > 0)


@dataclass(frozen=True, slots=True)
class GLR:
    """Generalised likelihood ratio: as `SPRT`, but with the highest likelihood on each side of the region.

    If the likelihood has one maximum, the rule decides no later than `SPRT`. The highest likelihoods are computed on
    the exact response functions, from the ends of the region to the ends of the pool's grid.

    Parameters
    ----------
    cut : in logits
    indifference : half-width of the region in which either decision is acceptable, above 0, in logits
    alpha, beta : error probabilities as in `SPRT`

    Raises
    ------
    InvalidTest

    References
    ----------
    Thompson (2011), Practical Assessment, Research & Evaluation 16(4).
    """

    cut: float
    indifference: float
    alpha: float = 0.05
    beta: float = 0.05

    def __post_init__(self) -> None:
        _require_errors(self)

    @property
    def reason(self) -> FinishReason:
        return FinishReason.CLASSIFIED

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        at_ends = _log_likelihood_at_ends(self, pool, cohort)
        sides = _sides(self, pool)
        on_grid = [np.maximum(end, _masked(cohort, side).max(axis=1)) for side, end in zip(sides, at_ends, strict=True)]
        ratio = on_grid[1] - on_grid[0]
        # maxima between the nodes are searched for only where they could change the decision
        undecided = _decision_uncertain(self, ratio, max_rise_between_nodes(pool, cohort))
        if undecided.any():
            undecided_cohort = cohort.take(undecided)
            below, above = (
                np.maximum(end[undecided], _highest_at_maxima(pool, undecided_cohort, side))
                for side, end in zip(sides, at_ends, strict=True)
            )
            ratio[undecided] = above - below
        return _decided(self, ratio) & (cohort.count > 0)


@dataclass(frozen=True, slots=True)
class AbilityInterval:
    """Ends a sitting once the confidence interval of the running estimate, θ ± z · SE, excludes the cut.

    Parameters
    ----------
    cut : in logits
    confidence : two-sided confidence level, between 0 and 1

    Raises
    ------
    InvalidTest

    References
    ----------
    Kingsbury & Weiss (1983), in Weiss (ed.), New Horizons in Testing, 257–283.
    """

    cut: float
    confidence: float = 0.95

    def __post_init__(self) -> None:
        numbers = are_numbers(self.cut, self.confidence)
        if not (numbers and np.isfinite(self.cut) and 0 < self.confidence < 1):
            message = f"AbilityInterval needs a finite cut and a confidence between 0 and 1; received {self!r}"
            raise InvalidTest(message)

    @property
    def reason(self) -> FinishReason:
        return FinishReason.CLASSIFIED

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        reach = float(ndtri((1 + self.confidence) / 2)) * estimates.se
        return (np.abs(estimates.theta - self.cut) > reach) & (cohort.count > 0)


def _log_ratio_at_ends(rule: SPRT, pool: ItemPool, cohort: Cohort) -> Floats:
    below, above = _log_likelihood_at_ends(rule, pool, cohort)
    return above - below


def _log_likelihood_at_ends(rule: SPRT | GLR, pool: ItemPool, cohort: Cohort) -> tuple[Floats, Floats]:
    """The exact log-likelihoods at both ends of the indifference region, shape (P,) each."""
    ends = np.array([[rule.cut - rule.indifference, rule.cut + rule.indifference]])
    if pool.testlets is not None:
        answers = answered_items(pool, cohort.history)
        return answers.log_likelihood(ends[0, :1].repeat(len(cohort))), answers.log_likelihood(
            ends[0, 1:].repeat(len(cohort))
        )
    table = pool.cached(("ends", rule.cut, rule.indifference), lambda: log_probabilities(pool.parameters, ends))
    at_ends = sequential_sum(np.where(cohort.scored[:, :, np.newaxis], table[cohort.items, cohort.scores], 0.0))
    return at_ends[:, 0], at_ends[:, 1]


class _Side(NamedTuple):
    """The abilities on one side of an indifference region: the grid nodes there, and the two ends of the side."""

    nodes: Bools  # (Q,)
    low: float
    high: float


def _sides(rule: GLR, pool: ItemPool) -> tuple[_Side, _Side]:
    low, high = rule.cut - rule.indifference, rule.cut + rule.indifference
    first, last = float(pool.grid[0]), float(pool.grid[-1])
    return _Side(pool.grid < low, min(first, low), low), _Side(pool.grid > high, high, max(last, high))


def _masked(cohort: Cohort, side: _Side) -> Floats:
    return np.where(side.nodes, cohort.log_likelihood, -np.inf)


def _highest_at_maxima(pool: ItemPool, cohort: Cohort, side: _Side) -> Floats:
    """The highest log-likelihood of each person at a maximum on one side, shape (P,); −inf for a side without nodes."""
    highest = np.full(len(cohort), -np.inf)
    people, nodes = np.nonzero(candidate_maxima(_masked(cohort, side), max_rise_between_nodes(pool, cohort)))
    if not people.size:
        return highest
    answers = answered_items(pool, cohort.history[people])
    roots, _ = downward_zero_crossings(answers.log_likelihood_derivative, pool.grid, nodes)
    # a root beyond the end of the side means that the likelihood rises up to that end
    np.maximum.at(highest, people, answers.log_likelihood(np.clip(roots, side.low, side.high)))
    return highest


def _decision_uncertain(rule: GLR, log_ratio: Floats, tolerance: Floats) -> Bools:
    """Whether a change of the log-ratio by up to ``tolerance`` could change the decision, shape (P,)."""
    low, high = _limits(rule)
    decision_certain = (
        (log_ratio - tolerance >= high)
        | (log_ratio + tolerance <= low)
        | ((log_ratio - tolerance > low) & (log_ratio + tolerance < high))
    )
    return np.asarray(~decision_certain)


def _limits(rule: SPRT | GLR) -> tuple[float, float]:
    """The log-ratios at or beyond which the ability is decided to be below, and above, the cut."""
    return float(np.log(rule.beta / (1 - rule.alpha))), float(np.log((1 - rule.beta) / rule.alpha))


def _decided(rule: SPRT | GLR, log_ratio: Floats) -> Bools:
    low, high = _limits(rule)
    return np.asarray((log_ratio >= high) | (log_ratio <= low))


def _require_errors(rule: SPRT | GLR) -> None:
    numbers = are_numbers(rule.cut, rule.indifference, rule.alpha, rule.beta)
    bounded = numbers and 0 < rule.alpha < 0.5 and 0 < rule.beta < 0.5
    if not (numbers and np.isfinite(rule.cut) and 0 < rule.indifference < np.inf and bounded):
        message = (
            f"{type(rule).__name__} needs a finite cut, an indifference above 0, and alpha and beta between 0 and .5; "
            f"received {rule!r}"
        )
        raise InvalidTest(message)

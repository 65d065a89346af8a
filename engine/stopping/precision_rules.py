"""Stopping rules by precision: the expected gain from one more item, and the standard error in each strand."""

from dataclasses import dataclass

import numpy as np

from engine.ability.set_information import dependent_curves
from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Floats, Ints
from engine.numerics.normal_distribution import Normal, require_normal
from engine.numerics.number_checks import are_numbers
from engine.numerics.summation import sequential_sum
from engine.selection.global_information import expected_posterior_variances
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimates
from engine.sitting.grid_interpolation import interpolated_information, locate_on_grid
from engine.sitting.item_pool import ItemPool
from engine.sitting.posterior import grid_moments, posterior_weights
from engine.stopping.stopping_rules import FinishReason

_STANDARD = Normal()


@dataclass(frozen=True, slots=True)
class SEGainBelow:
    """Predicted standard error reduction (PSER): ends a sitting once no item lowers the posterior SD by ``limit``.

    The predicted SD is the square root of the expected posterior variance after an item. The rule never ends a sitting
    before its first scored answer.

    Parameters
    ----------
    limit : in logits, above 0
    prior : the test design's prior; a learner's own prior replaces it

    References
    ----------
    Choi, Grady & Dodd (2011), Educational and Psychological Measurement 71, 37–53.
    """

    limit: float
    prior: Normal = _STANDARD

    def __post_init__(self) -> None:
        _require_limit("SEGainBelow", self.limit)
        require_normal("SEGainBelow", self.prior)

    @property
    def reason(self) -> FinishReason:
        return FinishReason.SE_GAIN_BELOW

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        mass = posterior_weights(self.prior, pool, cohort)
        now = np.sqrt(grid_moments(pool, mass)[1])
        least = np.where(eligible, expected_posterior_variances(self.prior, pool, cohort), np.inf).min(axis=1)
        little: Bools = now - np.sqrt(least) < self.limit
        return little & eligible.any(axis=1) & (cohort.count > 0)


@dataclass(frozen=True, slots=True)
class StrandsSEBelow:
    """Ends a sitting once the scored items of each strand give by themselves an SE, 1/√I, of at most ``limit``.

    A strand is a value of the content attribute. Information is interpolated at the running estimate. A strand counts
    for a learner who has answered a scored item of it or has one available; a strand whose items are all unavailable to
    the learner does not count. The rule never ends a sitting before its first scored answer.

    Parameters
    ----------
    attribute : content attribute of the pool, such as the strand
    limit : in logits, above 0

    Raises
    ------
    InvalidTest, UnknownAttribute
    """

    attribute: str
    limit: float

    def __post_init__(self) -> None:
        _require_limit("StrandsSEBelow", self.limit)

    @property
    def reason(self) -> FinishReason:
        return FinishReason.STRANDS_SE_BELOW

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        strands = pool.attribute(self.attribute)
        items = cohort.items
        informed = _information_of_answers(pool, items, estimates.theta)
        enough = cohort.count > 0
        for strand in np.unique(strands):
            inside = strands == strand
            counts = cohort.scored & inside[items]
            asked = counts.any(axis=1) | cohort.available[:, inside].any(axis=1)
            enough &= ~asked | (_total(pool, items, np.where(counts, informed, 0.0)) >= self.limit**-2)
        return enough


def _information_of_answers(pool: ItemPool, items: Ints, theta: Floats) -> Floats:
    """The information of each answer's item at the person's θ, averaged over its testlet effect, shape (P, k)."""
    if pool.testlets is None:
        return interpolated_information(pool, items, theta[:, np.newaxis])
    node, share = (column[:, np.newaxis] for column in locate_on_grid(pool, theta))
    table = pool.testlets.information
    informed: Floats = table[items, node] * (1 - share) + table[items, node + 1] * share
    return informed


def _total(pool: ItemPool, items: Ints, informed: Floats) -> Floats:
    """The information of all answers of each person, shape (P,)."""
    if pool.testlets is None:
        return sequential_sum(informed)
    return dependent_curves(pool.testlets, items, informed, np.zeros_like(informed))[0]


def _require_limit(name: str, limit: float) -> None:
    if not (are_numbers(limit) and 0 < limit < np.inf):
        message = f"{name} needs a finite limit above 0; received {limit!r}"
        raise InvalidTest(message)

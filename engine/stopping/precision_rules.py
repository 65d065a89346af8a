"""Stopping rules about what there is still to gain: in the whole sitting, and in each strand."""

from dataclasses import dataclass

import numpy as np

from engine.errors import InvalidTest
from engine.numerics.array_types import Bools
from engine.numerics.normal_distribution import Normal, require_normal
from engine.numerics.number_checks import are_numbers
from engine.numerics.summation import sequential_sum
from engine.selection.global_information import expected_posterior_variances
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimates
from engine.sitting.grid_interpolation import interpolated_information
from engine.sitting.item_pool import ItemPool
from engine.sitting.posterior import grid_moments, posterior_weights
from engine.stopping.stopping_rules import FinishReason

_STANDARD = Normal()


@dataclass(frozen=True, slots=True)
class SEGainBelow:
    """Ends once even the best eligible item is expected to lower the posterior SD by less than ``limit`` (PSER).

    The SD foreseen is the root of the posterior variance expected after that item. It never ends a sitting before its
    first scored answer.

    Parameters
    ----------
    limit : logits, above 0
    prior : the design's own; a learner's prior takes its place

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
    """Ends once the scored items of every value of an attribute alone give an SE, 1/√I, of at most ``limit``.

    Information is taken at the running estimate, interpolated on the grid. A value counts for a learner who was asked
    a scored item of it or has one open, as far as the learner is concerned: not one whose items are all out of reach
    for them. It never ends a sitting before its first scored answer.

    Parameters
    ----------
    attribute : of the pool's content, such as the strand
    limit : logits, above 0
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
        informed = interpolated_information(pool, items, estimates.theta[:, np.newaxis])
        enough = cohort.count > 0
        for strand in np.unique(strands):
            inside = strands == strand
            counts = cohort.scored & inside[items]
            asked = counts.any(axis=1) | cohort.available[:, inside].any(axis=1)
            enough &= ~asked | (sequential_sum(np.where(counts, informed, 0.0)) >= self.limit**-2)
        return enough


def _require_limit(name: str, limit: float) -> None:
    if not (are_numbers(limit) and 0 < limit < np.inf):
        message = f"{name} needs a finite limit above 0; received {limit!r}"
        raise InvalidTest(message)

"""Selectors by difficulty: nearest difficulty, a-stratified with b-blocking, and target success rate."""

from dataclasses import dataclass

import numpy as np

from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Floats, Ints
from engine.numerics.number_checks import are_numbers, is_integer
from engine.selection.selectors import MaxInformation, Random
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimates
from engine.sitting.grid_interpolation import interpolated, probability_by_node
from engine.sitting.item_pool import ItemPool

_OTHER_STRATUM = 1e3  # logits, more than any item is from any estimate
_INFORMATION, _RANDOM = MaxInformation(), Random()


@dataclass(frozen=True, slots=True)
class Urry:
    """Nearest difficulty: the value falls with the distance of the difficulty (the mean step) from the estimate.

    References
    ----------
    Urry (1970), doctoral dissertation, Purdue University.
    """

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        return -_distances(pool, estimates)


@dataclass(frozen=True, slots=True)
class AStratified:
    """A-stratified selection with b-blocking: nearest difficulty inside strata of increasing slope.

    Items are sorted by difficulty and cut into blocks with one item for each stratum. The item of lowest slope in each
    block belongs to the first stratum, and so on. If a stratum has no eligible item, the nearest stratum that has one
    is used.

    Parameters
    ----------
    lengths : scored items from each stratum, lowest slopes first, each at least 1; further items come from the last one

    References
    ----------
    Chang, Qian & Ying (2001), Applied Psychological Measurement 25, 333–341.
    """

    lengths: tuple[int, ...]

    def __post_init__(self) -> None:
        listed = isinstance(self.lengths, tuple) and self.lengths
        if not (listed and all(is_integer(length, 1) for length in self.lengths)):
            message = (
                f"AStratified needs a whole number of items of each stratum, at least 1; received {self.lengths!r}"
            )
            raise InvalidTest(message)

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        current = np.searchsorted(np.cumsum(self.lengths)[:-1], cohort.count, side="right")
        strata = pool.cached(("strata", len(self.lengths)), lambda: _strata(pool, len(self.lengths)))
        away: Floats = np.abs(strata - current[:, np.newaxis]) * _OTHER_STRATUM
        return -_distances(pool, estimates) - away


@dataclass(frozen=True, slots=True)
class TargetSuccess:
    """Target success rate: the expected score at the estimate, as a share of the maximum, is nearest to ``rate``.

    Parameters
    ----------
    rate : above 0 and below 1; at .65 a child succeeds on two items of three

    References
    ----------
    Eggen & Verschoor (2006), Applied Psychological Measurement 30, 379–393.
    """

    rate: float = 0.65

    def __post_init__(self) -> None:
        if not (are_numbers(self.rate) and 0 < self.rate < 1):
            message = f"TargetSuccess needs a rate above 0 and below 1; received {self.rate!r}"
            raise InvalidTest(message)

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        success = pool.cached("success", lambda: _success(pool))
        return -np.abs(interpolated(pool, success, estimates.theta) - self.rate)


def _difficulties(pool: ItemPool) -> Floats:
    return pool.cached("difficulties", lambda: np.nanmean(pool.parameters.b, axis=1))


def _distances(pool: ItemPool, estimates: Estimates) -> Floats:
    distances: Floats = np.abs(estimates.theta[:, np.newaxis] - _difficulties(pool))
    return distances


def _strata(pool: ItemPool, count: int) -> Ints:
    """The stratum of each item, shape (n,)."""
    blocks = np.empty(len(pool), dtype=np.intp)
    blocks[np.argsort(_difficulties(pool), kind="stable")] = np.arange(len(pool)) // count
    strata = np.empty(len(pool), dtype=np.intp)
    order = np.lexsort((pool.parameters.a, blocks))
    strata[order] = np.arange(len(pool)) % count
    return strata


def _success(pool: ItemPool) -> Floats:
    """The expected score by node, as a share of the highest score, shape (Q, n)."""
    by_node = probability_by_node(pool)
    categories = np.arange(by_node.shape[1])[:, np.newaxis]
    success: Floats = (by_node * categories).sum(axis=1) / (pool.categories - 1)
    return success

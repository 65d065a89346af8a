"""Selectors that give up some information for a wider use of the pool, or for a test that feels right."""

from dataclasses import dataclass

import numpy as np

from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Floats, Ints, are_numbers, is_integer
from engine.selection.selectors import MaxInformation, Random, interpolated, probability_by_node
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimates
from engine.sitting.item_pool import ItemPool

_OTHER_STRATUM = 1e3  # logits, more than any item is from any estimate
_INFORMATION, _RANDOM = MaxInformation(), Random()


@dataclass(frozen=True, slots=True)
class Urry:
    """The item whose difficulty, the mean of its steps, is nearest to the running estimate.

    References
    ----------
    Urry (1970), doctoral dissertation, Purdue University.
    """

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        return -_distances(pool, estimates)


@dataclass(frozen=True, slots=True)
class AStratified:
    """The item of nearest difficulty among those of a stratum, the strata rising in slope; b-blocked.

    Items sorted by difficulty are cut into blocks of as many as there are strata; the flattest of each block makes the
    first stratum, and so on. Where a stratum has no eligible item the nearest stratum that has gives it.

    Parameters
    ----------
    lengths : scored items from each stratum, the flattest first, each at least 1; the last one goes on

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
        strata = pool.derived(("strata", len(self.lengths)), lambda: _strata(pool, len(self.lengths)))
        away: Floats = np.abs(strata - current[:, np.newaxis]) * _OTHER_STRATUM
        return -_distances(pool, estimates) - away


@dataclass(frozen=True, slots=True)
class Progressive:
    """A mixture of chance and information, in which information gains weight as the test goes on.

    An item's value is (1 − w)R + wI with w = count / length and R drawn between 0 and the greatest eligible I.

    Parameters
    ----------
    length : scored items after which information alone counts

    References
    ----------
    Revuelta & Ponsoda (1998), Journal of Educational Measurement 35, 311–327.
    """

    length: int

    def __post_init__(self) -> None:
        _require_length("Progressive", self.length)

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        informed = _INFORMATION(pool, cohort, estimates, eligible)
        greatest = np.where(eligible, informed, 0.0).max(axis=1, keepdims=True)
        chance = greatest * _RANDOM(pool, cohort, estimates, eligible)
        weight = _progress(cohort, self.length)
        mixed: Floats = (1 - weight) * chance + weight * informed
        return mixed


@dataclass(frozen=True, slots=True)
class Proportional:
    """An item drawn with a chance proportional to a power of its information, which grows as the test goes on.

    The power is ``power`` · count / length: at first every eligible item has the same chance. The draw is the greatest
    of log-chance plus Gumbel noise.

    Parameters
    ----------
    length : scored items after which the power no longer grows
    power : the power it has then, above 0

    References
    ----------
    Barrada, Olea, Ponsoda & Abad (2008), British Journal of Mathematical and Statistical Psychology 61, 493–513.
    """

    length: int
    power: float = 20.0

    def __post_init__(self) -> None:
        _require_length("Proportional", self.length)
        if not (are_numbers(self.power) and 0 < self.power < np.inf):
            message = f"Proportional needs a finite power above 0; received {self.power!r}"
            raise InvalidTest(message)

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        informed = np.maximum(_INFORMATION(pool, cohort, estimates, eligible), np.finfo(float).tiny)
        # a draw of exactly 0 would be no finite noise
        draw = np.maximum(_RANDOM(pool, cohort, estimates, eligible), 2.0**-54)
        return self.power * _progress(cohort, self.length) * np.log(informed) - np.log(-np.log(draw))


@dataclass(frozen=True, slots=True)
class TargetSuccess:
    """The item whose expected share of its highest score at the running estimate is nearest to ``rate``.

    Parameters
    ----------
    rate : above 0 and below 1; .65 lets a child succeed two times in three

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
        success = pool.derived("success", lambda: _success(pool))
        return -np.abs(interpolated(pool, success, estimates.theta) - self.rate)


def _difficulties(pool: ItemPool) -> Floats:
    return pool.derived("difficulties", lambda: np.nanmean(pool.parameters.b, axis=1))


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
    """The expected share of the highest score by node, shape (Q, n)."""
    by_node = probability_by_node(pool)
    categories = np.arange(by_node.shape[1])[:, np.newaxis]
    success: Floats = (by_node * categories).sum(axis=1) / (pool.categories - 1)
    return success


def _progress(cohort: Cohort, length: int) -> Floats:
    progress: Floats = np.minimum(cohort.count / length, 1.0)[:, np.newaxis]
    return progress


def _require_length(name: str, n: int) -> None:
    if not is_integer(n, 1):
        message = f"{name} needs a whole number of items, at least 1; received {n!r}"
        raise InvalidTest(message)

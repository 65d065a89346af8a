"""Selectors that mix chance with information: progressive and proportional selection."""

from dataclasses import dataclass

import numpy as np

from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Floats
from engine.numerics.number_checks import are_numbers, is_integer
from engine.selection.selectors import MaxInformation, Random
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimates
from engine.sitting.item_pool import ItemPool

_INFORMATION, _RANDOM = MaxInformation(), Random()


@dataclass(frozen=True, slots=True)
class Progressive:
    """Progressive selection: a mixture of chance and information in which information gains weight during the test.

    The value is (1 − w)R + wI, with w = count / length and R uniform between 0 and the greatest eligible I.

    Parameters
    ----------
    length : number of scored items after which information alone counts

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
    """Proportional selection: an item's probability is proportional to a power of its information.

    The power is ``power`` · count / length, so at first every eligible item has the same probability. The draw takes
    the item with the greatest sum of log-probability and Gumbel noise.

    Parameters
    ----------
    length : number of scored items after which the power no longer grows
    power : the final power, above 0

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
        # a draw of exactly 0 would give infinite noise
        draw = np.maximum(_RANDOM(pool, cohort, estimates, eligible), 2.0**-54)
        return self.power * _progress(cohort, self.length) * np.log(informed) - np.log(-np.log(draw))


def _progress(cohort: Cohort, length: int) -> Floats:
    progress: Floats = np.minimum(cohort.count / length, 1.0)[:, np.newaxis]
    return progress


def _require_length(name: str, n: int) -> None:
    if not is_integer(n, 1):
        message = f"{name} needs a whole number of items, at least 1; received {n!r}"
        raise InvalidTest(message)

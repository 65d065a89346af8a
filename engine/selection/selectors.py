"""Selectors: values that say how much each item is worth next. Of the eligible ones the item worth most is asked."""

from dataclasses import dataclass

import numpy as np

from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Floats, Ints
from engine.numerics.counter_based_draws import Purpose, draw_uniform
from engine.numerics.number_checks import are_numbers
from engine.selection.information_ranking import most_informative
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimates
from engine.sitting.grid_interpolation import interpolated
from engine.sitting.item_pool import ItemPool


@dataclass(frozen=True, slots=True)
class MaxInformation:
    """The item with the greatest Fisher information at the running estimate, or at a given ability.

    Information is interpolated between the two nearest nodes of the grid. Of equals the first in the pool is asked.
    Where nothing but eligibility narrows the choice only items near the top of a ranking by node are looked at.

    Parameters
    ----------
    at : the ability that is to be told apart, logits: the cut where a sitting ends by `SPRT`; None for the estimate

    Raises
    ------
    InvalidTest
        also when it is called, for an ability beyond the pool's grid

    References
    ----------
    Lord (1980), Applications of Item Response Theory to Practical Testing Problems, chapter 10; for a cut Eggen
    (1999), Applied Psychological Measurement 23, 249–261.
    """

    at: float | None = None

    def __post_init__(self) -> None:
        if self.at is not None and not (are_numbers(self.at) and np.isfinite(self.at)):
            message = f"MaxInformation needs a finite ability, or None for the running estimate; received {self.at!r}"
            raise InvalidTest(message)

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        return interpolated(pool, pool.information.T, self._place(pool, estimates))

    def best(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> tuple[Ints, Bools]:
        """What `best_eligible` finds among these values."""
        return most_informative(pool, self._place(pool, estimates), eligible)

    def _place(self, pool: ItemPool, estimates: Estimates) -> Floats:
        if self.at is None:
            return estimates.theta
        if not pool.grid[0] <= self.at <= pool.grid[-1]:
            ends = f"{pool.grid[0]:g} to {pool.grid[-1]:g}"
            message = f"MaxInformation needs an ability on the pool's grid, {ends}; received {self.at!r}"
            raise InvalidTest(message)
        return np.full(estimates.theta.size, float(self.at))


@dataclass(frozen=True, slots=True)
class Random:
    """Any eligible item, each with the same chance, drawn from the sitting's seed."""

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        return draw_uniform(
            cohort.seeds[:, np.newaxis], cohort.count[:, np.newaxis], Purpose.SELECTION, np.arange(len(pool))
        )


def best_eligible(values: Floats, eligible: Bools) -> tuple[Ints, Bools]:
    """The eligible item worth most for each of P people, the first of equals; and whether any was eligible."""
    best: Ints = np.where(eligible, values, -np.inf).argmax(axis=1)
    return best, eligible[np.arange(best.size), best]

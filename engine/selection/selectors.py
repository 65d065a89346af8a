"""Selectors by maximum information and by chance, and the choice of the best eligible item."""

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
    """Maximum information: the value is Fisher's information at the running estimate, or at a given ability.

    Information is interpolated linearly between the two nearest nodes of the grid. Of equal values the first in the
    pool is chosen.

    Parameters
    ----------
    at : ability at which information is maximised, in logits, such as the cut of `SPRT`; None for the running estimate

    Raises
    ------
    InvalidTest
        also when called, for an ability outside the pool's grid

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
        """The result of `best_eligible` for these values, found without computing them all."""
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
    """Random selection: every eligible item has the same chance. The draws come from the sitting's seed."""

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        return draw_uniform(
            cohort.seeds[:, np.newaxis], cohort.count[:, np.newaxis], Purpose.SELECTION, np.arange(len(pool))
        )


def best_eligible(values: Floats, eligible: Bools) -> tuple[Ints, Bools]:
    """The eligible item of highest value for each of P people; of equal values the first in the pool.

    Parameters
    ----------
    values, eligible : shape (P, n)

    Returns
    -------
    item : shape (P,), pool indices
    found : shape (P,), False where no item is eligible
    """
    best: Ints = np.where(eligible, values, -np.inf).argmax(axis=1)
    return best, eligible[np.arange(best.size), best]

"""Randomesque exposure control: a random draw among the items of highest value."""

from dataclasses import dataclass

import numpy as np

from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Floats
from engine.numerics.counter_based_draws import Purpose, draw_uniform
from engine.numerics.number_checks import is_integer
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimates
from engine.sitting.item_pool import ItemPool


@dataclass(frozen=True, slots=True)
class Randomesque:
    """Randomesque exposure control: one of the ``n`` eligible items of highest value is drawn, each with equal chance.

    Of equal values the earlier item in the pool ranks higher. It is the ``exposure`` of a test, under any selector.

    References
    ----------
    Kingsbury & Zara (1989), Applied Measurement in Education 2, 359–375.
    """

    n: int

    def __post_init__(self) -> None:
        if not is_integer(self.n, 1):
            message = f"Randomesque needs a whole number of items, at least 1; received {self.n!r}"
            raise InvalidTest(message)

    def admits(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        return eligible

    def narrows(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, values: Floats, eligible: Bools) -> Bools:
        ranking = np.argsort(np.where(eligible, -values, np.inf), axis=1, kind="stable")
        among = np.minimum(self.n, eligible.sum(axis=1))
        rank = (draw_uniform(cohort.seeds, cohort.count, Purpose.EXPOSURE) * among).astype(np.intp)
        drawn = np.zeros_like(eligible)
        people = np.arange(len(cohort))
        drawn[people, ranking[people, rank]] = True
        return drawn & eligible

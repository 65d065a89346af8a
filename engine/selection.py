"""Selectors: values that say how much each item is worth next. Of the eligible ones the item worth most is asked."""

from dataclasses import dataclass

import numpy as np

from engine.arrays import Bools, Floats, Ints
from engine.cohort import Cohort
from engine.draws import Purpose, draw_uniform
from engine.estimate import Estimates
from engine.pool import ItemPool, placed
from engine.ranking import best_informed


@dataclass(frozen=True, slots=True)
class MaxInformation:
    """The item with the greatest Fisher information at the running estimate.

    Information is interpolated between the two nearest nodes of the grid. Of equals the first in the pool is asked.
    Where nothing but eligibility narrows the choice only items near the top of a ranking by node are looked at.

    References
    ----------
    Lord (1980), chapter 10.
    """

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        return interpolated(pool, pool.information.T, estimates.theta)

    def best(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> tuple[Ints, Bools]:
        """What `most_valued` finds among these values."""
        return best_informed(pool, estimates.theta, eligible)


@dataclass(frozen=True, slots=True)
class Random:
    """Any eligible item, each with the same chance, drawn from the sitting's seed."""

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats:
        return draw_uniform(
            cohort.seeds[:, np.newaxis], cohort.count[:, np.newaxis], Purpose.SELECTION, np.arange(len(pool))
        )


def interpolated(pool: ItemPool, by_node: Floats, theta: Floats) -> Floats:
    """A table (Q, …) at each θ, shape (P, …), between the two nearest nodes; beyond the grid that of its end."""
    node, share = placed(pool, theta)
    share = share.reshape(-1, *(1,) * (by_node.ndim - 1))
    values: Floats = by_node[node] * (1 - share) + by_node[node + 1] * share
    return values


def probability_by_node(pool: ItemPool) -> Floats:
    """P(category | θ) by node, shape (Q, K, n), made once."""
    return pool.derived("probability", lambda: np.ascontiguousarray(np.exp(pool.log_prob).transpose(2, 1, 0)))


def most_valued(values: Floats, eligible: Bools) -> tuple[Ints, Bools]:
    """The eligible item worth most for each of P people, the first of equals; and whether any was eligible."""
    best: Ints = np.where(eligible, values, -np.inf).argmax(axis=1)
    return best, eligible[np.arange(best.size), best]

"""A search for the most informative eligible item that rarely reads the whole pool.

Inside an interval of the grid, an item's interpolated information is at most the greater of its values at the two ends.
For each interval the items with the highest bounds (the leaders) are kept, together with the highest bound of all other
items. A leader with more information than that bound is the best item of the pool. Only if no eligible leader has, the
whole pool is searched.
"""

from typing import NamedTuple

import numpy as np

from engine.numerics.array_types import Bools, Floats, Ints
from engine.sitting.grid_interpolation import locate_on_grid
from engine.sitting.item_pool import ItemPool

_LEADERS = 32  # about as many as a sitting has items, so that they are seldom all used
_ROUNDING = 1 + 1e-12  # interpolation may round to just above both ends


class IntervalLeaders(NamedTuple):
    """The leaders of each interval of the grid.

    Parameters
    ----------
    items : shape (Q − 1, L), pool indices in pool order
    low, high : shape (Q − 1, L), their information at the lower and the upper end of the interval
    others_bound : shape (Q − 1,), the highest bound of all other items, −inf if there are none
    """

    items: Ints
    low: Floats
    high: Floats
    others_bound: Floats


def most_informative(pool: ItemPool, theta: Floats, eligible: Bools) -> tuple[Ints, Bools]:
    """The eligible item with the greatest interpolated information at each θ; of equals the first in the pool.

    Parameters
    ----------
    theta : shape (P,), in logits
    eligible : shape (P, n) or (1, n)

    Returns
    -------
    item : shape (P,), pool indices
    found : shape (P,), False where no item is eligible
    """
    if theta.size == 1:
        return _best_for_one(pool, float(theta[0]), eligible)
    leaders = interval_leaders(pool)
    node, share = locate_on_grid(pool, theta)
    people, here = np.arange(theta.size), leaders.items.take(node, axis=0)
    values = _interpolate_in_place(leaders.low.take(node, axis=0), leaders.high.take(node, axis=0), share)
    rows = people[:, np.newaxis] * len(pool)  # flat indices: far quicker than pairs
    values = np.where(eligible.ravel().take(here + rows), values, -np.inf)
    first = values.argmax(axis=1)
    best, found = here[people, first], np.ones(theta.size, dtype=bool)
    unsure = np.flatnonzero(values[people, first] <= leaders.others_bound[node])
    if unsure.size:
        best[unsure], found[unsure] = _best_of_all(pool, node[unsure], share[unsure], eligible[unsure])
    return best, found


def _best_for_one(pool: ItemPool, theta: float, eligible: Bools) -> tuple[Ints, Bools]:
    """The same for a single sitting, for which reading the whole pool is faster than gathering the leaders."""
    by_node, last = pool.information.T, pool.grid.size - 1
    place = min(max((theta - float(pool.grid[0])) / pool.grid_step, 0.0), last)
    node = min(int(place), last - 1)
    share = place - node
    values = by_node[node] * (1 - share)
    values += by_node[node + 1] * share
    best = np.array([np.where(eligible[0], values, -np.inf).argmax()])
    return best, eligible[0, best]


def _best_of_all(pool: ItemPool, node: Ints, share: Floats, eligible: Bools) -> tuple[Ints, Bools]:
    by_node = pool.information.T
    values = np.where(eligible, _interpolate_in_place(by_node[node], by_node[node + 1], share), -np.inf)
    best = values.argmax(axis=1)
    return best, eligible[np.arange(best.size), best]


def _interpolate_in_place(low: Floats, high: Floats, share: Floats) -> Floats:
    along = share[:, np.newaxis]
    low *= 1 - along
    high *= along
    low += high
    return low


def interval_leaders(pool: ItemPool) -> IntervalLeaders:
    """The leaders of each interval of a pool's grid, computed once for a pool."""
    return pool.cached("leaders", lambda: _leaders(pool))


def _leaders(pool: ItemPool) -> IntervalLeaders:
    by_node = pool.information.T
    bounds = np.maximum(by_node[:-1], by_node[1:])
    ranked = np.argsort(-bounds, axis=1, kind="stable")
    items = np.sort(ranked[:, :_LEADERS], axis=1)
    rows = np.arange(items.shape[0])
    others_bound = np.full(rows.size, -np.inf)
    if len(pool) > _LEADERS:
        others_bound = bounds[rows, ranked[:, _LEADERS]] * _ROUNDING
    low, high = (np.take_along_axis(ends, items, axis=1) for ends in (by_node[:-1], by_node[1:]))
    return IntervalLeaders(items, low, high, others_bound)

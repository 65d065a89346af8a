"""The most informative eligible item without a look at the whole pool.

Between two nodes an item's interpolated information is at most the greater of its values there. Of each interval of
the grid the items that lead by this bound are kept, with the bound of the next one behind them: a leader found worth
more than that bound is the best of all, and only where none is the whole pool is looked at.
"""

from typing import NamedTuple

import numpy as np

from engine.numerics.array_types import Bools, Floats, Ints
from engine.sitting.grid_interpolation import locate_on_grid
from engine.sitting.item_pool import ItemPool

_LEADERS = 32  # more than a sitting has items: seldom are all of them gone
_ROUNDING = 1 + 1e-12  # interpolation may round to just above both ends


class IntervalLeaders(NamedTuple):
    """The leading items of each interval, in pool order, and what they are worth at both ends; (Q − 1, L) each."""

    items: Ints
    low: Floats
    high: Floats
    rest: Floats  # (Q − 1,), the bound of all others; −inf for none


def most_informative(pool: ItemPool, theta: Floats, eligible: Bools) -> tuple[Ints, Bools]:
    """The eligible item with the greatest interpolated information at each θ, the first of equals.

    Parameters
    ----------
    theta : shape (P,), logits
    eligible : shape (P, n) or (1, n)

    Returns
    -------
    Pool indices, and whether any item was eligible; shape (P,) each.
    """
    if theta.size == 1:
        return _best_for_one(pool, float(theta[0]), eligible)
    leaders = interval_leaders(pool)
    node, share = locate_on_grid(pool, theta)
    people, here = np.arange(theta.size), leaders.items.take(node, axis=0)
    values = _between(leaders.low.take(node, axis=0), leaders.high.take(node, axis=0), share)
    rows = people[:, np.newaxis] * len(pool)  # flat indices: far quicker than pairs
    values = np.where(eligible.ravel().take(here + rows), values, -np.inf)
    first = values.argmax(axis=1)
    best, found = here[people, first], np.ones(theta.size, dtype=bool)
    unsure = np.flatnonzero(values[people, first] <= leaders.rest[node])
    if unsure.size:
        best[unsure], found[unsure] = _best_of_all(pool, node[unsure], share[unsure], eligible[unsure])
    return best, found


def _best_for_one(pool: ItemPool, theta: float, eligible: Bools) -> tuple[Ints, Bools]:
    """The same for a sitting by itself, where to look at the whole pool costs less than to gather from it."""
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
    values = np.where(eligible, _between(by_node[node], by_node[node + 1], share), -np.inf)
    best = values.argmax(axis=1)
    return best, eligible[np.arange(best.size), best]


def _between(low: Floats, high: Floats, share: Floats) -> Floats:
    along = share[:, np.newaxis]
    low *= 1 - along
    high *= along
    low += high
    return low


def interval_leaders(pool: ItemPool) -> IntervalLeaders:
    """The leading items of each interval of a pool's grid, made once."""
    return pool.cached("leaders", lambda: _leaders(pool))


def _leaders(pool: ItemPool) -> IntervalLeaders:
    by_node = pool.information.T
    bounds = np.maximum(by_node[:-1], by_node[1:])
    ranked = np.argsort(-bounds, axis=1, kind="stable")
    items = np.sort(ranked[:, :_LEADERS], axis=1)
    rows = np.arange(items.shape[0])
    rest = np.full(rows.size, -np.inf)
    if len(pool) > _LEADERS:
        rest = bounds[rows, ranked[:, _LEADERS]] * _ROUNDING
    return IntervalLeaders(
        items, np.take_along_axis(by_node[:-1], items, axis=1), np.take_along_axis(by_node[1:], items, axis=1), rest
    )

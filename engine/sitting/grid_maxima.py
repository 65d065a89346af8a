"""The grid nodes near which the highest maximum of a function may lie, when only its values at the nodes are known."""

import numpy as np

from engine.numerics.array_types import Bools, Floats
from engine.numerics.summation import sequential_sum
from engine.sitting.cohort import Cohort
from engine.sitting.item_pool import ItemPool


def max_rise_between_nodes(pool: ItemPool, cohort: Cohort) -> Floats:
    """An upper bound of how far a maximum of the log-likelihood rises above its nearest node, shape (P,).

    The nearest node is at most half a grid step h away, so the bound is h²/8 times the greatest curvature. The
    curvature of one answer is at most a²/4 for a logistic item with c = 0, below a² with c > 0, at most a²m²/4 for
    partial credit with highest score m, and at most a²/2 for a graded item. Σ a²m² bounds all of them.
    """
    slopes = np.where(cohort.scored, pool.parameters.a[cohort.items] * (pool.categories[cohort.items] - 1), 0.0)
    return pool.grid_step**2 / 8 * sequential_sum(slopes * slopes)


def candidate_maxima(height: Floats, tolerance: Floats) -> Bools:
    """The nodes from which to search for the highest maximum.

    They are the local maxima on the grid that lie below the highest node by at most ``tolerance``.

    Parameters
    ----------
    height : shape (P, Q), values at the nodes, −inf where no maximum is wanted
    tolerance : shape (P,), the most that a maximum can rise between nodes

    Returns
    -------
    shape (P, Q), True at the nodes to search from
    """
    outside = np.full((len(height), 1), -np.inf)
    padded = np.concatenate([outside, height, outside], axis=1)
    local = (height > padded[:, :-2]) & (height >= padded[:, 2:])
    near: Bools = height >= height.max(axis=1, keepdims=True) - tolerance[:, np.newaxis]
    return local & near

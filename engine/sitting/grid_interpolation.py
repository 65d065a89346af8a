"""Linear interpolation of a pool's tables between the nodes of its ability grid."""

import numpy as np

from engine.numerics.array_types import Floats, Ints
from engine.sitting.item_pool import ItemPool


def locate_on_grid(pool: ItemPool, theta: Floats) -> tuple[Ints, Floats]:
    """The grid interval that holds each ability, and the position inside it.

    An ability beyond the grid is placed at its nearest end.

    Parameters
    ----------
    theta : any shape, in logits

    Returns
    -------
    node : shape of ``theta``, the node below each ability, 0 to Q − 2
    share : shape of ``theta``, the fraction of the interval that lies below the ability, 0 to 1
    """
    last = pool.grid.size - 1
    place = (theta - pool.grid[0]) / pool.grid_step
    np.minimum(np.maximum(place, 0, out=place), last, out=place)
    node = np.minimum(place.astype(np.intp), last - 1)
    return node, place - node


def interpolated(pool: ItemPool, by_node: Floats, theta: Floats) -> Floats:
    """A table interpolated at each ability. Beyond the grid the value of its nearest end is used.

    Parameters
    ----------
    by_node : shape (Q, …)
    theta : shape (P,), in logits

    Returns
    -------
    shape (P, …)
    """
    node, share = locate_on_grid(pool, theta)
    share = share.reshape(-1, *(1,) * (by_node.ndim - 1))
    values: Floats = by_node[node] * (1 - share) + by_node[node + 1] * share
    return values


def interpolated_information(pool: ItemPool, items: Ints, theta: Floats) -> Floats:
    """Fisher's information of the items, each interpolated at its own ability.

    Parameters
    ----------
    items : pool indices, any shape that broadcasts against ``theta``
    theta : in logits

    Returns
    -------
    the broadcast shape, 0 or more, in 1/logits²
    """
    node, share = locate_on_grid(pool, theta)
    informed: Floats = pool.information[items, node] * (1 - share) + pool.information[items, node + 1] * share
    return informed


def probability_by_node(pool: ItemPool) -> Floats:
    """P(category | θ) at each node, shape (Q, K, n); computed once for a pool."""
    return pool.cached("probability", lambda: np.ascontiguousarray(np.exp(pool.log_prob).transpose(2, 1, 0)))

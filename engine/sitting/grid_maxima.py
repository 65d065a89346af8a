"""Where on the grid the highest maximum of a function may lie, of which only the values at the nodes are known."""

import numpy as np

from engine.numerics.array_types import Bools, Floats, sequential_sum
from engine.sitting.cohort import Cohort
from engine.sitting.item_pool import ItemPool


def max_rise_between_nodes(pool: ItemPool, cohort: Cohort) -> Floats:
    """By how much at most a maximum of the log-likelihood lies above the node or end nearest to it, shape (P,).

    That is at most half a step away, so h²/8 times the greatest curvature. For each answer that is at most a²/4 for a
    logistic item with c = 0 and below a² with one, a²m²/4 for partial credit and a²/2 for graded items, m being the
    highest score: Σa²m² is enough for all.
    """
    slopes = np.where(cohort.scored, pool.parameters.a[cohort.items] * (pool.categories[cohort.items] - 1), 0.0)
    return pool.step**2 / 8 * sequential_sum(slopes * slopes)


def candidate_maxima(height: Floats, room: Floats) -> Bools:
    """The nodes from which to look for the highest maximum, shape (P, Q).

    Those higher than their neighbours, and lower than the highest by no more than what can hide between nodes.

    Parameters
    ----------
    height : shape (P, Q), −inf where no maximum is looked for
    room : shape (P,)
    """
    outside = np.full((len(height), 1), -np.inf)
    padded = np.concatenate([outside, height, outside], axis=1)
    local = (height > padded[:, :-2]) & (height >= padded[:, 2:])
    near: Bools = height >= height.max(axis=1, keepdims=True) - room[:, np.newaxis]
    return local & near

"""The highest maximum of a likelihood or posterior: located on the grid, refined on the exact response functions."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.ability.answered_items import Answers, answered_items
from engine.numerics.array_types import Bools, Floats, Ints
from engine.numerics.root_finding import downward_zero_crossings
from engine.sitting.cohort import Cohort
from engine.sitting.grid_maxima import candidate_maxima, max_rise_between_nodes
from engine.sitting.item_pool import ItemPool

Gradient = Callable[[Answers, Floats, Ints], Floats]
"""The derivative of an objective: (answered items of R searches, θ (R,), person of each search (R,)) → (R,)."""


@dataclass(frozen=True, slots=True)
class Maxima:
    """The highest maximum of each of P people.

    Parameters
    ----------
    theta : shape (P,), where it lies, in logits
    edge : shape (P,), True where the objective only rises to the end of the grid
    """

    theta: Floats
    edge: Bools


def highest_maxima(
    pool: ItemPool, cohort: Cohort, objective: Floats, gradient: Gradient, extra_curvature: float = 1.0
) -> Maxima:
    """Find the highest maximum of each person's objective.

    Every local maximum on the grid that may be the highest is refined on the exact functions, and the highest of the
    refined ones is taken. A 3PL likelihood can have several maxima, so that a search from one start is not enough.

    Parameters
    ----------
    objective : shape (P, Q), the log-likelihood plus what the estimator adds to it, at the nodes
    gradient : the exact derivative of the objective by θ
    extra_curvature : half of the greatest curvature allowed for what the estimator adds to the log-likelihood
    """
    # twice the bound for the answers leaves room for the prior or Warm's weight
    tolerance = 2 * max_rise_between_nodes(pool, cohort) + pool.grid_step**2 / 4 * extra_curvature
    people, nodes = np.nonzero(candidate_maxima(objective, tolerance))
    answers = answered_items(pool, cohort.history[people])
    exact: Callable[[Floats], Floats] = lambda theta: gradient(answers, theta, people)  # noqa: E731
    theta, edge = downward_zero_crossings(exact, pool.grid, nodes)
    if people.size == len(cohort):
        return Maxima(theta, edge)
    height = objective[people, nodes] + _integral(exact, pool.grid[nodes], theta)
    best = np.lexsort((-height, people))[np.searchsorted(people, np.arange(len(cohort)))]
    return Maxima(theta[best], edge[best])


def _integral(function: Callable[[Floats], Floats], start: Floats, end: Floats) -> Floats:
    """The integral over at most a few steps of the grid, by the Gauss–Legendre rule with three points."""
    middle, half = (start + end) / 2, (end - start) / 2
    offset = half * np.sqrt(0.6)
    area: Floats = half * (5 * function(middle - offset) + 8 * function(middle) + 5 * function(middle + offset)) / 9
    return area

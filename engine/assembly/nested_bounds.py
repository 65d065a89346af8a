"""The best items under count bounds that nest, without a solver.

The bounds form a tree: of any two sets of items, one holds the other or they share none. For a set S let f_S(k) be the
greatest total value of k items of S that keeps every bound inside S, minus infinity where there are none. Call f a
concave list if it is finite on an interval of k and its gains f(k + 1) − f(k) never rise. By induction from the
innermost sets outwards every f_S is one:

* Items that no further set holds: the best k are the first k by falling value, so the gains are the values themselves.
* Disjoint parts: f(k) = max Σ f_i(k_i) over Σ k_i = k. Each part gives its fewest items whatever they are worth; beyond
  that the greatest Σ takes the greatest gains there are, and since no part's gains rise, taking them in falling order
  takes each part's gains in its own order. The gains of the whole are the merger of the parts' gains.
* A bound low ≤ k ≤ high restricts k to a shorter interval, which leaves the gains between as they were: those below
  ``low`` join what is owed, those from ``high`` on are dropped.

Each gain stays one item throughout, so at the root the owed items with the first of the gains, up to the length, are an
optimal test. It is the greedy algorithm for a separable concave objective on a polymatroid, here that of nested bounds
(Federgruen & Groenevelt 1986). Items asked already count towards every bound around them and cannot be dropped.
Values are compared one by one, never summed, so no rounding decides; of equals the first in the pool is taken.

References
----------
Federgruen & Groenevelt (1986), The greedy procedure for resource allocation problems: necessary and sufficient
conditions for optimality. Operations Research 34(6), 909–918.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from engine.assembly.blueprint import ConstraintRow
from engine.numerics.array_types import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class NestedBounds:
    """A laminar family over n items: its sets with the innermost first, the whole pool last.

    Parameters
    ----------
    low, high : bounds of each set
    children : the sets right inside each
    home : shape (n,), the innermost set of each item
    """

    low: tuple[int, ...]
    high: tuple[int, ...]
    children: tuple[tuple[int, ...], ...]
    home: Ints


class _Gains(NamedTuple):
    """The items of a set that are owed, and the others by falling value; each as (−value, pool index)."""

    administered: int
    owed: list[tuple[float, int]]
    free: list[tuple[float, int]]


def nested_bounds(rows: Sequence[ConstraintRow], low: int, high: int, n: int) -> NestedBounds | None:
    """The tree of the rows' bounds, with ``low`` to ``high`` items in all; None if they are not counts that nest."""
    if not all(_counts(row) for row in rows):
        return None
    rows = sorted(rows, key=lambda row: float(row.coefficients.sum()))
    members = [row.coefficients > 0 for row in rows] + [np.ones(n, dtype=bool)]
    parents = [_parent(members, index) for index in range(len(rows))]
    if any(parent is None for parent in parents):
        return None
    home = np.full(n, len(rows), dtype=np.intp)
    for index in reversed(range(len(rows))):
        home[members[index]] = index
    sizes = [int(inside.sum()) for inside in members]
    return NestedBounds(
        low=(*(int(np.ceil(max(row.low, 0))) for row in rows), low),
        high=(*(int(min(np.floor(row.high), size)) for row, size in zip(rows, sizes, strict=False)), high),
        children=tuple(
            tuple(child for child, parent in enumerate(parents) if parent == index) for index in range(len(members))
        ),
        home=home,
    )


def best_items(tree: NestedBounds, values: Floats, candidates: Bools, administered: Ints) -> Ints | None:
    """The items that complete a sitting best; None if no items can.

    Parameters
    ----------
    values : shape (n,), finite for the candidates
    candidates : shape (n,), items that may still be asked; none of ``administered``
    administered : pool indices that the test must hold

    Returns
    -------
    Pool indices beside those asked, the owed ones first; each part by falling value.
    """
    before = np.bincount(tree.home[administered], minlength=len(tree.low)).tolist()
    lists: list[_Gains] = []
    for index, own in enumerate(_sorted_gains(tree, values, candidates)):
        inside = [lists[child] for child in tree.children[index]]
        gains = _bounded(_merged(before[index], own, inside), tree.low[index], tree.high[index])
        if gains is None:
            return None
        lists.append(gains)
    return np.array([item for _, item in (*lists[-1].owed, *lists[-1].free)], dtype=np.intp)


def _counts(row: ConstraintRow) -> bool:
    return bool(np.isin(row.coefficients, (0.0, 1.0)).all())


def _parent(members: Sequence[Bools], index: int) -> int | None:
    """The next set of equal or greater size that meets this one, if it holds it; None if it does not."""
    for outer in range(index + 1, len(members)):
        common = members[index] & members[outer]
        if common.any() or outer == len(members) - 1:
            return outer if bool((common == members[index]).all()) else None
    return None


def _sorted_gains(tree: NestedBounds, values: Floats, candidates: Bools) -> list[list[tuple[float, int]]]:
    """Of each set the candidates that no set inside it holds, by falling value, as many as its bound lets in.

    Sorted once for all sets: a call for each costs more than the sorting.
    """
    items = np.flatnonzero(candidates)
    items = items[_falling(values[items])]
    items = items[tree.home[items].astype(np.int16).argsort(kind="stable")]
    homes = tree.home[items]
    begins = homes.searchsorted(np.arange(len(tree.high) + 1))
    within = np.arange(items.size) - begins[homes] < np.array(tree.high)[homes]
    items, ends = items[within], np.concatenate(([0], within.cumsum()))[begins].tolist()
    gains = list(zip((-values[items]).tolist(), items.tolist(), strict=True))
    return [gains[begin:end] for begin, end in pairwise(ends)]


def _falling(values: Floats) -> Ints:
    """The order of falling values, of equals the first first. The fast sort is not stable: only ties need the other."""
    losses = -values
    order = losses.argsort()
    fallen = losses[order]
    return losses.argsort(kind="stable") if (fallen[1:] == fallen[:-1]).any() else order


def _merged(administered: int, own: list[tuple[float, int]], inside: Iterable[_Gains]) -> _Gains:
    owed: list[tuple[float, int]] = []
    free = own
    for gains in inside:
        administered += gains.administered
        owed = owed + gains.owed
        free = free + gains.free
    return _Gains(administered, owed, sorted(free))


def _bounded(gains: _Gains, low: int, high: int) -> _Gains | None:
    """The gains cut at both ends; None if too few items are left or too many are owed."""
    fixed = gains.administered + len(gains.owed)
    more = max(low - fixed, 0)
    if fixed > high or more > len(gains.free) or low > high:
        return None
    return _Gains(gains.administered, gains.owed + gains.free[:more], gains.free[more : max(high - fixed, more)])

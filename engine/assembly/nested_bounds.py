"""The best test under nested count bounds, by a greedy algorithm without a solver.

Bounds are nested (a laminar family) if of any two bounded sets of items one contains the other or they are disjoint.
For a set S let f_S(k) be the greatest total value of k items of S that satisfies every bound inside S, or minus
infinity if there are none. Call f concave if it is finite on an interval of k and its gains f(k + 1) − f(k) never
increase. By induction from the innermost sets outwards, every f_S is concave:

* Items in no further set: the best k items are the first k in order of falling value, so the gains are their values.
* Disjoint parts: f(k) = max Σ f_i(k_i) over Σ k_i = k. Each part contributes its minimum number of items. Beyond that
  the maximum takes the greatest gains; since no part's gains increase, falling order over all parts keeps the order
  inside each part. The gains of the union are therefore the merged gains of the parts.
* A bound low ≤ k ≤ high restricts k to a shorter interval and leaves the gains inside it unchanged. The gains below
  ``low`` become required, those from ``high`` on are dropped.

Each gain belongs to one item throughout. At the root, the required items with the first of the gains, up to the length,
are therefore an optimal test. This is the greedy algorithm for a separable concave objective on a polymatroid
(Federgruen & Groenevelt 1986). Items already administered count towards every bound around them and cannot be dropped.
Values are compared one by one and never summed, so rounding decides nothing. Of equal values the first in the pool is
taken.

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
    """A laminar family of sets over n items, innermost sets first and the whole pool last.

    Parameters
    ----------
    low, high : bounds on the number of items of each set
    children : the sets directly inside each set
    home : shape (n,), the innermost set of each item
    """

    low: tuple[int, ...]
    high: tuple[int, ...]
    children: tuple[tuple[int, ...], ...]
    home: Ints


class _Gains(NamedTuple):
    """The items of a set as (−value, pool index): the required ones, and the others in order of falling value."""

    administered: int
    required: list[tuple[float, int]]
    free: list[tuple[float, int]]


def nested_bounds(rows: Sequence[ConstraintRow], low: int, high: int, n: int) -> NestedBounds | None:
    """The nested bounds of these rows, for tests of ``low`` to ``high`` items out of n.

    Returns
    -------
    None if the rows are not all counts, or if their sets do not nest
    """
    if not all(_is_count(row) for row in rows):
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


def best_items(bounds: NestedBounds, values: Floats, candidates: Bools, administered: Ints) -> Ints | None:
    """The items that complete a test at the greatest total value.

    Parameters
    ----------
    bounds : the bounds
    values : shape (n,), finite for the candidates
    candidates : shape (n,), items that may still be presented, without those administered
    administered : pool indices that the test must contain

    Returns
    -------
    pool indices without those administered, required items first; None if no test satisfies the bounds
    """
    before = np.bincount(bounds.home[administered], minlength=len(bounds.low)).tolist()
    lists: list[_Gains] = []
    for index, own in enumerate(_sorted_gains(bounds, values, candidates)):
        inside = [lists[child] for child in bounds.children[index]]
        gains = _bounded(_merged(before[index], own, inside), bounds.low[index], bounds.high[index])
        if gains is None:
            return None
        lists.append(gains)
    return np.array([item for _, item in (*lists[-1].required, *lists[-1].free)], dtype=np.intp)


def _is_count(row: ConstraintRow) -> bool:
    return bool(np.isin(row.coefficients, (0.0, 1.0)).all())


def _parent(members: Sequence[Bools], index: int) -> int | None:
    """The next set of equal or greater size that meets this one, if it contains it; None if it does not."""
    for outer in range(index + 1, len(members)):
        common = members[index] & members[outer]
        if common.any() or outer == len(members) - 1:
            return outer if bool((common == members[index]).all()) else None
    return None


def _sorted_gains(bounds: NestedBounds, values: Floats, candidates: Bools) -> list[list[tuple[float, int]]]:
    """For each set its candidates outside inner sets, in order of falling value, at most as many as its bound allows.

    All sets are sorted in one call, since a call for each set costs more than the sorting.
    """
    items = np.flatnonzero(candidates)
    items = items[_falling_order(values[items])]
    items = items[bounds.home[items].astype(np.int16).argsort(kind="stable")]
    homes = bounds.home[items]
    begins = homes.searchsorted(np.arange(len(bounds.high) + 1))
    within = np.arange(items.size) - begins[homes] < np.array(bounds.high)[homes]
    items, ends = items[within], np.concatenate(([0], within.cumsum()))[begins].tolist()
    gains = list(zip((-values[items]).tolist(), items.tolist(), strict=True))
    return [gains[begin:end] for begin, end in pairwise(ends)]


def _falling_order(values: Floats) -> Ints:
    """The order of falling values, stable for equal values. The slower stable sort is used only if there are ties."""
    losses = -values
    order = losses.argsort()
    fallen = losses[order]
    return losses.argsort(kind="stable") if (fallen[1:] == fallen[:-1]).any() else order


def _merged(administered: int, own: list[tuple[float, int]], inside: Iterable[_Gains]) -> _Gains:
    required: list[tuple[float, int]] = []
    free = own
    for gains in inside:
        administered += gains.administered
        required = required + gains.required
        free = free + gains.free
    return _Gains(administered, required, sorted(free))


def _bounded(gains: _Gains, low: int, high: int) -> _Gains | None:
    """The gains restricted to low ≤ k ≤ high; None if too few items are available or too many are required."""
    fixed = gains.administered + len(gains.required)
    added = max(low - fixed, 0)
    if fixed > high or added > len(gains.free) or low > high:
        return None
    return _Gains(gains.administered, gains.required + gains.free[:added], gains.free[added : max(high - fixed, added)])

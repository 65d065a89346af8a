"""The best test of whole item sets, by ranking: exact, and some times as fast as a linear programme.

It serves tests of ``fewest`` = ``most`` sets with ``minimum`` = ``maximum`` items from each, such as six passages with
four questions each. Without bounds on items each set contributes its best items, and the best sets of each kind are
used, where a kind is what a bound on sets, such as one on stories, tells apart. If that test obeys the bounds on items,
it is the best one. If it breaks one of them, the Lagrangian relaxation of this bound is solved for many multipliers:
a relaxed test that meets the broken bound with equality, and obeys the others, is the best one, since no test that
obeys the bound costs less than the relaxation. Where no multiplier gives one, this module gives none.

References
----------
Fisher (1981), The Lagrangian relaxation method for solving integer programming problems. Management Science 27, 1–18.
van der Linden (2005), Linear Models for Optimal Test Design, chapter 7 (tests with item sets).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.assembly.blueprint import ConstraintRow
from engine.assembly.mixed_integer_programme import ItemSetBounds
from engine.numerics.array_types import Bools, Floats, Ints

_MOST_SPLITS = 200  # ways to divide the sets of a test among the kinds; with more a programme is as fast
_MULTIPLIERS = 9  # tried at once: the ends of an interval and those between
_ROUNDS = (
    3  # of the search, each within an interval of the one before: an eight hundredth of the largest value, at last
)


class _Sitting(NamedTuple):
    """What a sitting may still be given, in the s sets that can be used.

    Parameters
    ----------
    items : shape (s, w), pool indices
    usable, forced : shape (s, w), which of them a test may contain, and which it must
    begun : shape (s,), sets that it must use
    kinds : for each kind, the numbers of its sets among the s
    """

    items: Ints
    usable: Bools
    forced: Bools
    begun: Bools
    kinds: tuple[Ints, ...]


class _RelaxedTests(NamedTuple):
    """The best tests for some costs without the bounds on items.

    Parameters
    ----------
    chosen : shape (L, n)
    found : shape (L,), whether there is one
    """

    chosen: Bools
    found: Bools


@dataclass(frozen=True, eq=False)
class SetRanking:
    """The bounds of a test of whole item sets.

    Parameters
    ----------
    members : shape (S, w), pool indices of the items of each set, −1 after the last
    size : number of items from each set that is used
    kind_of_set : shape (S,)
    splits : shape (C, K), numbers of sets of each kind that the bounds on sets admit
    bounded : shape (r, n), coefficients of the bounds on items, 0 or 1
    low, high : shape (r,)
    """

    members: Ints
    size: int
    kind_of_set: Ints
    splits: Ints
    bounded: Floats
    low: Floats
    high: Floats

    def best_test(self, cost: Floats, candidates: Bools, administered: Ints) -> Bools | None:
        """The test of least cost that contains the items administered and otherwise only candidates.

        Parameters
        ----------
        cost : shape (n,), within [−1, 1]
        candidates : shape (n,)
        administered : pool indices

        Returns
        -------
        shape (n,), or None if ranking finds none: then nothing is known
        """
        sitting = self._sitting(candidates, administered)
        if sitting is None:
            return None
        relaxed = self._relaxed_tests(cost[None], sitting)
        if not relaxed.found[0]:
            return None
        counts = self.bounded @ relaxed.chosen[0]
        broken = np.flatnonzero((counts < self.low) | (counts > self.high))
        if not broken.size:
            test: Bools = relaxed.chosen[0]
            return test
        if broken.size > 1:
            return None
        return self._multiplied(cost, sitting, int(broken[0]), too_few=bool(counts[broken[0]] < self.low[broken[0]]))

    def _sitting(self, candidates: Bools, administered: Ints) -> _Sitting | None:
        """None if a set that is begun cannot be used whole, or has more items than a test may."""
        forced = np.zeros(candidates.size, dtype=bool)
        forced[administered] = True
        items, real = np.maximum(self.members, 0), self.members >= 0
        is_forced = forced[items] & real
        is_usable = (candidates[items] & real) | is_forced
        begun = is_forced.sum(axis=1)
        whole = is_usable.sum(axis=1) >= self.size
        if (begun > np.where(whole, self.size, 0)).any():
            return None
        kind_of_set = self.kind_of_set[whole]
        kinds = tuple(np.flatnonzero(kind_of_set == kind) for kind in range(self.splits.shape[1]))
        return _Sitting(items[whole], is_usable[whole], is_forced[whole], begun[whole] > 0, kinds)

    def _multiplied(self, cost: Floats, sitting: _Sitting, broken: int, *, too_few: bool) -> Bools | None:
        """The test that a multiplier of a broken bound makes obey all of them; the bound is then met with equality."""
        row, sign = self.bounded[broken], -1.0 if too_few else 1.0
        bound = self.low[broken] if too_few else self.high[broken]
        least, most = 0.0, 2.0  # no two items differ by more, so that the last multiplier decides everything
        for _ in range(_ROUNDS):
            multipliers = np.linspace(least, most, _MULTIPLIERS)
            tests = self._relaxed_tests(cost + sign * multipliers[:, None] * row, sitting)
            counts = tests.chosen @ self.bounded.T
            obeyed = ((counts >= self.low) & (counts <= self.high)).all(axis=1)
            tight = obeyed & (counts[:, broken] == bound) & tests.found
            if tight.any():
                test: Bools = tests.chosen[int(tight.argmax())]
                return test
            still = np.flatnonzero(sign * (counts[:, broken] - bound) > 0)  # a larger multiplier never breaks it more
            if not still.size or still[-1] == _MULTIPLIERS - 1:
                return None
            least, most = multipliers[still[-1]], multipliers[still[-1] + 1]
        return None

    def _relaxed_tests(self, costs: Floats, sitting: _Sitting) -> _RelaxedTests:
        """The best tests for costs of shape (L, n), without the bounds on items."""
        of_items = np.where(sitting.usable, costs[:, sitting.items], np.inf)
        best = np.argsort(np.where(sitting.forced, -np.inf, of_items), axis=2)[:, :, : self.size]
        used, found = self._best_sets(np.take_along_axis(of_items, best, axis=2).sum(axis=2), sitting)
        chosen = np.zeros(costs.shape, dtype=bool)
        test, number = np.nonzero(used)
        chosen[test[:, None], sitting.items[number[:, None], best[test, number]]] = True
        return _RelaxedTests(chosen, found)

    def _best_sets(self, costs: Floats, sitting: _Sitting) -> tuple[Bools, Bools]:
        """The sets of least cost, with all that are begun, and whether there are so many: shapes (L, s) and (L,)."""
        total, orders = np.zeros((len(costs), len(self.splits))), []
        for kind, sets in enumerate(sitting.kinds):
            order = np.argsort(np.where(sitting.begun[sets], -np.inf, costs[:, sets]), axis=1)
            sums = np.full((len(costs), int(self.splits.max()) + 1), np.inf)
            sums[:, 0] = 0.0
            cheapest = np.cumsum(np.take_along_axis(costs[:, sets], order, axis=1), axis=1)
            reach = min(sums.shape[1] - 1, sets.size)
            sums[:, 1 : reach + 1] = cheapest[:, :reach]
            sums[:, : int(sitting.begun[sets].sum())] = np.inf
            total += sums[:, self.splits[:, kind]]
            orders.append(sets[order])
        least = total.argmin(axis=1)
        used = np.zeros(costs.shape, dtype=bool)
        for kind, order in enumerate(orders):
            test, place = np.nonzero(np.arange(order.shape[1]) < self.splits[least, kind][:, None])
            used[test, order[test, place]] = True
        return used, np.isfinite(total[np.arange(len(total)), least])


def set_ranking(
    rows: Sequence[ConstraintRow], length: tuple[int, int], n: int, item_sets: ItemSetBounds | None
) -> SetRanking | None:
    """The ranking that serves these bounds; None if they are no test of whole item sets.

    Parameters
    ----------
    length : least and greatest number of items
    n : number of items
    """
    if item_sets is None or not _is_whole(item_sets, length):
        return None
    members = _members(item_sets)
    of_sets = [row for row in rows if _tells_sets_apart(row, members)]
    of_items = [row for row in rows if not _tells_sets_apart(row, members)]
    if not all(np.isin(row.coefficients, (0.0, 1.0)).all() for row in of_items):
        return None
    splits, kind_of_set = _splits(of_sets, members, item_sets)
    if not 0 < len(splits) <= _MOST_SPLITS:
        return None
    return SetRanking(
        members,
        item_sets.minimum,
        kind_of_set,
        splits,
        np.array([row.coefficients for row in of_items]).reshape(len(of_items), n),
        np.array([row.low for row in of_items]),
        np.array([row.high for row in of_items]),
    )


def _is_whole(item_sets: ItemSetBounds, length: tuple[int, int]) -> bool:
    """Whether each test has the same number of sets, each with the same number of items, and no item beside them."""
    items = item_sets.minimum * item_sets.fewest
    equal = item_sets.minimum == item_sets.maximum and item_sets.fewest == item_sets.most
    return equal and length == (items, items) and bool((item_sets.set_of_item >= 0).all())


def _members(item_sets: ItemSetBounds) -> Ints:
    of_sets = [np.flatnonzero(item_sets.set_of_item == number) for number in range(item_sets.sets)]
    members = np.full((len(of_sets), max(map(len, of_sets))), -1, dtype=np.intp)
    for number, items in enumerate(of_sets):
        members[number, : len(items)] = items
    return members


def _tells_sets_apart(row: ConstraintRow, members: Ints) -> bool:
    """Whether all items of a set have one coefficient, so that the row bounds sets."""
    of_items = row.coefficients[members]
    return bool((of_items == of_items[:, :1])[members >= 0].all())


def _splits(of_sets: Sequence[ConstraintRow], members: Ints, item_sets: ItemSetBounds) -> tuple[Ints, Ints]:
    """How the sets of a test may be divided among their kinds, and the kind of each set."""
    each = np.array([row.coefficients[members[:, 0]] * item_sets.minimum for row in of_sets]).reshape(-1, len(members))
    kinds, kind_of_set = np.unique(each, axis=1, return_inverse=True)
    count = item_sets.fewest
    if (count + 1) ** kinds.shape[1] > 10**6:
        return np.empty((0, kinds.shape[1]), dtype=np.intp), kind_of_set
    available = np.bincount(kind_of_set.ravel())
    divided: NDArray[np.intp] = np.array(
        [split for split in product(*(range(min(count, most) + 1) for most in available)) if sum(split) == count],
        dtype=np.intp,
    ).reshape(-1, kinds.shape[1])
    low, high = (np.array([getattr(row, end) for row in of_sets]) for end in ("low", "high"))
    sums = divided @ kinds.T
    return divided[((sums >= low) & (sums <= high)).all(axis=1)], kind_of_set.ravel()

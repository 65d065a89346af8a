"""The best test of whole item sets, by ranking: exact, and some times as fast as a linear programme.

It serves tests of ``fewest`` = ``most`` sets with ``minimum`` = ``maximum`` items from each, such as six passages with
four questions each. Without bounds on items each set contributes its best items, and the best sets of each kind are
used, where a kind is what a bound on sets, such as one on stories, tells apart. If that test obeys the bounds on items,
it is the best one. If it breaks one of them, the Lagrangian relaxation of this bound is solved for many multipliers:
a relaxed test that meets the broken bound with equality, and obeys the others, is the best one, since no test that
obeys the bound costs less than the relaxation. Where no multiplier gives one, this module gives none.

Many sittings are ranked side by side. What is found for one does not depend on the others.

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

from engine.assembly.best_tests import BestTests
from engine.assembly.blueprint import ConstraintRow
from engine.assembly.mixed_integer_programme import ItemSetBounds
from engine.numerics.array_types import Bools, Floats, Ints

_MOST_SPLITS = 200  # ways to divide the sets of a test among the kinds; with more a programme is as fast
_MULTIPLIERS = 9  # tried at once: the ends of an interval and those between
_ROUNDS = (
    3  # of the search, each within an interval of the one before: an eight hundredth of the largest value, at last
)


class _Sittings(NamedTuple):
    """What P sittings may still be given.

    Parameters
    ----------
    usable, forced : shape (P, S, w), the items of each set that a test may contain, and those that it must
    begun : shape (P, S), sets that it must use
    """

    usable: Bools
    forced: Bools
    begun: Bools

    def take(self, rows: Ints) -> "_Sittings":
        return _Sittings._make(column[rows] for column in self)


class _BrokenBounds(NamedTuple):
    """The bound on items that each of P relaxed tests breaks.

    Parameters
    ----------
    row : shape (P,), its number
    bound : shape (P,), the number of items that obeys it with equality
    sign : shape (P,), 1 where the test has too many such items, −1 where it has too few
    """

    row: Ints
    bound: Floats
    sign: Floats

    def take(self, rows: Ints) -> "_BrokenBounds":
        return _BrokenBounds._make(column[rows] for column in self)


@dataclass(frozen=True, eq=False)
class SetRanking:
    """The bounds of a test of whole item sets, of which S may be used.

    Parameters
    ----------
    members : shape (S, w), pool indices of the items of each set, −1 after the last
    size : number of items from each set that is used
    kinds : for each of K kinds, the numbers of its sets among the S
    splits : shape (C, K), numbers of sets of each kind that the bounds on sets admit
    bounded : shape (r, n), coefficients of the bounds on items, 0 or 1
    low, high : shape (r,)
    """

    members: Ints
    size: int
    kinds: tuple[Ints, ...]
    splits: Ints
    bounded: Floats
    low: Floats
    high: Floats

    def best_tests(self, costs: Floats, candidates: Bools, administered: Bools) -> BestTests:
        """The tests of least cost that contain the items administered and otherwise only candidates.

        Parameters
        ----------
        costs : shape (P, n), within [−1, 1]
        candidates : shape (P, n)
        administered : shape (P, n)
        """
        sittings, served = self._sittings(candidates, administered)
        chosen, found = (tests[:, 0] for tests in self._relaxed_tests(costs[:, np.newaxis], sittings))
        counts = chosen @ self.bounded.T
        broken = (counts < self.low) | (counts > self.high)
        found &= served & (broken.sum(axis=1) <= 1)
        rows = np.flatnonzero(found & broken.any(axis=1))
        if rows.size:
            bounds = self._broken_bounds(broken[rows].argmax(axis=1), counts[rows])
            chosen[rows], found[rows] = self._multiplied(costs[rows], sittings.take(rows), bounds)
        return BestTests(chosen, found)

    def _sittings(self, candidates: Bools, administered: Bools) -> tuple[_Sittings, Bools]:
        """What they may be given, and which of them ranking serves, shape (P,).

        It does not serve a sitting that has begun a set which cannot be used whole, or has more items of it than a test
        may.
        """
        real = self.members >= 0
        forced = administered[:, self.members] & real
        usable = (candidates[:, self.members] & real) | forced
        asked = forced.sum(axis=2)
        most = np.where(usable.sum(axis=2) >= self.size, self.size, 0)
        served = (asked <= most).all(axis=1) & (asked.sum(axis=1) == administered.sum(axis=1))
        return _Sittings(usable, forced, asked > 0), served

    def _broken_bounds(self, row: Ints, counts: Floats) -> _BrokenBounds:
        too_few = counts[np.arange(row.size), row] < self.low[row]
        return _BrokenBounds(row, np.where(too_few, self.low[row], self.high[row]), np.where(too_few, -1.0, 1.0))

    def _multiplied(self, costs: Floats, sittings: _Sittings, broken: _BrokenBounds) -> BestTests:
        """The tests that a multiplier of the broken bound makes obey all; that bound is then met with equality."""
        chosen, found = np.zeros(costs.shape, dtype=bool), np.zeros(len(costs), dtype=bool)
        rows = np.arange(len(costs))
        # no two items differ by more, so that the last multiplier decides everything
        least, most = np.zeros(rows.size), np.full(rows.size, 2.0)
        for _ in range(_ROUNDS):
            multipliers = np.linspace(least, most, _MULTIPLIERS, axis=1)
            tests, tight, beyond = self._tried(costs[rows], sittings.take(rows), broken.take(rows), multipliers)
            ended = tight.any(axis=1)
            chosen[rows[ended]] = tests[ended, tight[ended].argmax(axis=1)]
            found[rows[ended]] = True
            # a larger multiplier never breaks the bound more, so that what meets it lies behind the last that breaks it
            last = _MULTIPLIERS - 1 - beyond[:, ::-1].argmax(axis=1)
            left = np.flatnonzero(~ended & beyond.any(axis=1) & ~beyond[:, -1])
            if not left.size:
                break
            rows, least, most = rows[left], multipliers[left, last[left]], multipliers[left, last[left] + 1]
        return BestTests(chosen, found)

    def _tried(
        self, costs: Floats, sittings: _Sittings, broken: _BrokenBounds, multipliers: Floats
    ) -> tuple[Bools, Bools, Bools]:
        """The relaxed tests for multipliers of shape (P, L), and which are best and which still break the bound."""
        prices = (broken.sign[:, np.newaxis] * multipliers)[:, :, np.newaxis]
        tests, found = self._relaxed_tests(
            costs[:, np.newaxis] + prices * self.bounded[broken.row][:, np.newaxis], sittings
        )
        counts = tests @ self.bounded.T
        obeyed = ((counts >= self.low) & (counts <= self.high)).all(axis=2)
        excess = counts[np.arange(broken.row.size), :, broken.row] - broken.bound[:, np.newaxis]
        return tests, obeyed & (excess == 0) & found, broken.sign[:, np.newaxis] * excess > 0

    def _relaxed_tests(self, costs: Floats, sittings: _Sittings) -> tuple[Bools, Bools]:
        """The best tests for costs of shape (P, L, n) without the bounds on items, and whether there is one."""
        of_items = np.where(sittings.usable[:, np.newaxis], costs[:, :, self.members], np.inf)
        keys = np.where(sittings.forced[:, np.newaxis], -np.inf, of_items)
        best = np.argsort(keys, axis=3, kind="stable")[..., : self.size]
        used, found = self._best_sets(np.take_along_axis(of_items, best, axis=3).sum(axis=3), sittings.begun)
        chosen = np.zeros(costs.shape, dtype=bool)
        person, test, number = np.nonzero(used)
        items = self.members[number[:, np.newaxis], best[person, test, number]]
        chosen[person[:, np.newaxis], test[:, np.newaxis], items] = True
        return chosen, found

    def _best_sets(self, costs: Floats, begun: Bools) -> tuple[Bools, Bools]:
        """The sets of least cost, with all that are begun, and whether there are so many.

        Parameters
        ----------
        costs : shape (P, L, S)
        begun : shape (P, S)

        Returns
        -------
        shapes (P, L, S) and (P, L)
        """
        total, orders = np.zeros((*costs.shape[:2], len(self.splits))), []
        for kind, sets in enumerate(self.kinds):
            own, own_begun = costs[:, :, sets], begun[:, np.newaxis, sets]
            keys = np.where(own_begun, -np.inf, own)
            order = np.argsort(keys, axis=2, kind="stable")[..., : self.splits[:, kind].max()]
            sums = np.zeros((*order.shape[:2], order.shape[2] + 1))
            np.cumsum(np.take_along_axis(own, order, axis=2), axis=2, out=sums[..., 1:])
            too_few = np.arange(sums.shape[2]) < own_begun.sum(axis=2, keepdims=True)
            total += np.where(too_few, np.inf, sums)[..., self.splits[:, kind]]
            orders.append(order)
        least = total.argmin(axis=2)
        used = np.zeros(costs.shape, dtype=bool)
        for kind, (sets, order) in enumerate(zip(self.kinds, orders, strict=True)):
            person, test, place = np.nonzero(np.arange(order.shape[2]) < self.splits[least, kind][..., np.newaxis])
            used[person, test, sets[order[person, test, place]]] = True
        return used, np.isfinite(np.take_along_axis(total, least[..., np.newaxis], axis=2)[..., 0])


def set_ranking(
    rows: Sequence[ConstraintRow], length: tuple[int, int], barred: Bools, item_sets: ItemSetBounds | None
) -> SetRanking | None:
    """The ranking that serves these bounds; None if they are no test of whole item sets.

    Parameters
    ----------
    length : least and greatest number of items
    barred : shape (n,), items that no test may contain
    """
    if item_sets is None or not _is_whole(item_sets, length):
        return None
    members = _members(item_sets, barred)
    if len(members) < item_sets.fewest:
        return None
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
        tuple(np.flatnonzero(kind_of_set == kind) for kind in range(splits.shape[1])),
        splits,
        np.array([row.coefficients for row in of_items]).reshape(len(of_items), barred.size),
        np.array([row.low for row in of_items]),
        np.array([row.high for row in of_items]),
    )


def _is_whole(item_sets: ItemSetBounds, length: tuple[int, int]) -> bool:
    """Whether each test has the same number of sets, each with the same number of items, and no item beside them."""
    items = item_sets.minimum * item_sets.fewest
    equal = item_sets.minimum == item_sets.maximum and item_sets.fewest == item_sets.most
    return equal and length == (items, items) and bool((item_sets.set_of_item >= 0).all())


def _members(item_sets: ItemSetBounds, barred: Bools) -> Ints:
    """The items of each set that can be used, −1 after the last."""
    in_sets = [np.flatnonzero((item_sets.set_of_item == number) & ~barred) for number in range(item_sets.sets)]
    usable = [items for items in in_sets if items.size >= item_sets.minimum]
    members = np.full((len(usable), max(map(len, usable), default=0)), -1, dtype=np.intp)
    for number, items in enumerate(usable):
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

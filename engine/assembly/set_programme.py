"""The best tests of item sets under counts of items, by dynamic programming: exact, and faster than a linear programme.

It serves tests whose items are all in sets, each used with ``minimum`` to ``maximum`` items, such as five or six
scenarios with three or four questions each. The options of a set are the groups of its items that a test may use. The
sets are gone through in turn; what matters for the rest of a test is how many sets and items it may still use, and how
many items of each bounded kind it still needs (Held & Karp 1962).

Few bounds are ever broken, so that they are taken in one by one: first the best test without any, then the best test
under the one that it breaks most, and so on until a test breaks none. As the best test under some of the bounds, it is
the best under all of them. An upper bound is a lower bound of all other items, since the length is given. Where many
bounds are needed at once, this module finds no test.

Many sittings are solved side by side. What is found for one does not depend on the others.

References
----------
Held & Karp (1962), A dynamic programming approach to sequencing problems. Journal of the SIAM 10, 196–210.
van der Linden (2005), Linear Models for Optimal Test Design, chapter 7 (tests with item sets).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from engine.assembly.best_tests import BestTests
from engine.assembly.blueprint import ConstraintRow
from engine.assembly.mixed_integer_programme import ItemSetBounds
from engine.numerics.array_types import Bools, Floats, Ints

_MOST_WAYS = 10_000  # options in all states; with more a linear programme is as fast
_MOST_CELLS = 2**19  # ways for all combinations of what a test still needs; with more branch and bound is as fast
_State = tuple[int, int]  # how many sets a test may still use, and how many items beyond the minimum of each
_CELLS = 2**17  # values looked at together, so that they stay in a core's cache


class _Needs(NamedTuple):
    """How many items P tests may still need under the bounds taken in: T combinations.

    Parameters
    ----------
    whole : shape (P,), the combination of a test without any set; in combination 0 nothing is needed
    after : shape (P, O, T), the combination after each option is used in each combination
    """

    whole: Ints
    after: Ints


class _Sittings(NamedTuple):
    """What P sittings may be given.

    Parameters
    ----------
    prices : shape (P, O), the cost of each option, inf where it cannot be used
    begun : shape (P, S), sets that must be used
    needed : shape (P, k), numbers of the bounds that are taken in
    """

    prices: Floats
    begun: Bools
    needed: Ints

    def take(self, rows: Ints | slice) -> "_Sittings":
        return _Sittings._make(column[rows] for column in self)


@dataclass(frozen=True, eq=False)
class SetProgramme:
    """The options of S item sets and the bounds of a test.

    A state is how many sets a test may still use, and how many items. There are U; the number U is for what cannot be.

    Parameters
    ----------
    items : shape (O, w), pool indices of the items of each option, −1 after the last; those of one set together
    set_of_option : shape (O,)
    firsts : shape (S + 1,), the first option of each set, and O
    following : shape (O, U), the state after an option is used in each state
    starts : states of a test without any set; the last state is that of a test without anything to come
    told : shape (b, O), how many of the items that each bound tells apart an option has
    targets : shape (b,), how many of them a test needs at least
    """

    items: Ints
    set_of_option: Ints
    firsts: Ints
    following: Ints
    starts: Ints
    told: Ints
    targets: Ints

    def best_tests(self, costs: Floats, candidates: Bools, administered: Bools) -> BestTests:
        """The tests of least cost that contain the items administered and otherwise only candidates.

        Parameters
        ----------
        costs : shape (P, n)
        candidates : shape (P, n)
        administered : shape (P, n)
        """
        tests = BestTests(np.zeros(costs.shape, dtype=bool), np.zeros(len(costs), dtype=bool))
        sittings, served = self._sittings(costs, candidates, administered)
        rows, sittings = np.flatnonzero(served), sittings.take(np.flatnonzero(served))
        while rows.size:
            options = self._best_options(sittings)
            lacking = self.targets - options @ self.told.T
            exists, obeys = options.any(axis=1), (lacking <= 0).all(axis=1)
            self._record(tests, rows[exists & obeys], options[exists & obeys])
            needed = (
                np.column_stack([sittings.needed, lacking.argmax(axis=1)]) if self.targets.size else sittings.needed
            )
            few = np.prod(self.targets[needed] + 1, axis=1) * self.following.size <= _MOST_CELLS
            left = np.flatnonzero(exists & ~obeys & few)
            rows, sittings = rows[left], sittings._replace(needed=needed).take(left)
        return tests

    def _sittings(self, costs: Floats, candidates: Bools, administered: Bools) -> tuple[_Sittings, Bools]:
        """What they may be given, and which are served, shape (P,): those whose items are all in options."""
        real = self.items >= 0
        asked = (administered[:, self.items] & real).sum(axis=2)
        asked_of_set = np.maximum.reduceat(asked, self.firsts[:-1], axis=1)
        usable = ((candidates | administered)[:, self.items] | ~real).all(axis=2)
        whole = usable & (asked == asked_of_set[:, self.set_of_option])
        prices = np.where(real, costs[:, self.items], 0.0).sum(axis=2)
        nothing = np.empty((len(costs), 0), dtype=np.intp)
        sittings = _Sittings(np.where(whole, prices, np.inf), asked_of_set > 0, nothing)
        return sittings, asked_of_set.sum(axis=1) == administered.sum(axis=1)

    def _record(self, tests: BestTests, rows: Ints, options: Bools) -> None:
        test, option = np.nonzero(options)
        items = self.items[option]
        tests.chosen[rows[np.repeat(test, (items >= 0).sum(axis=1))], items[items >= 0]] = True
        tests.found[rows] = True

    def _best_options(self, sittings: _Sittings) -> Bools:
        """The options of the best tests under the bounds taken in, shape (P, O); none where there is no such test."""
        options = np.zeros(sittings.prices.shape, dtype=bool)
        for rows in self._blocks(sittings):
            options[rows] = self._chosen(sittings.take(rows))
        return options

    def _blocks(self, sittings: _Sittings) -> Iterator[slice]:
        needs = int(np.prod(self.targets[sittings.needed].max(axis=0, initial=0) + 1))
        most_options = int(np.diff(self.firsts).max()) + 1
        size = max(1, _CELLS // (needs * self.following.shape[1] * most_options))
        for first in range(0, len(sittings.prices), size):
            yield slice(first, first + size)

    def _chosen(self, sittings: _Sittings) -> Bools:
        needs = _needs(self.targets[sittings.needed], self.told[sittings.needed])
        people, states = len(sittings.prices), self.following.shape[1]
        values = np.full((people, states + 1, needs.after.shape[2]), np.inf)
        values[:, states - 1, 0] = 0.0
        choices = np.zeros((self.firsts.size - 1, people, states, values.shape[2]), dtype=np.intp)
        may_be_used = np.logical_or.reduceat(np.isfinite(sittings.prices).any(axis=0), self.firsts[:-1])
        for number in np.flatnonzero(may_be_used | sittings.begun.any(axis=0))[::-1]:
            totals = self._totals(number, sittings, needs, values)
            choices[number], values[:, :states] = totals.argmin(axis=1), totals.min(axis=1)
        return self._traced(needs, values, choices)

    def _totals(self, number: int, sittings: _Sittings, needs: _Needs, values: Floats) -> Floats:
        """The least cost of a set and those after it: without the set, and with each of its options.

        Parameters
        ----------
        values : shape (P, U + 1, T), the least costs of the sets after it

        Returns
        -------
        shape (P, 1 + options, U, T)
        """
        options = slice(self.firsts[number], self.firsts[number + 1])
        people = np.arange(len(values))[:, np.newaxis, np.newaxis, np.newaxis]
        without = np.where(sittings.begun[:, number, np.newaxis, np.newaxis], np.inf, values[:, :-1])
        after = values[people, self.following[options, :, np.newaxis], needs.after[:, options, np.newaxis]]
        used = sittings.prices[:, options, np.newaxis, np.newaxis] + after
        return np.concatenate([without[:, np.newaxis], used], axis=1)

    def _traced(self, needs: _Needs, values: Floats, choices: Ints) -> Bools:
        """The options along the best way through the sets."""
        people, need = np.arange(len(values)), needs.whole.copy()
        beginnings = values[people[:, np.newaxis], self.starts, need[:, np.newaxis]]
        state = self.starts[beginnings.argmin(axis=1)]
        options = np.zeros((len(values), len(self.items)), dtype=bool)
        exists = np.isfinite(beginnings.min(axis=1))
        for number, choice in enumerate(choices):
            taken = choice[people, state, need]
            using = np.flatnonzero(exists & (taken > 0))
            option = self.firsts[number] + taken[using] - 1
            options[using, option] = True
            state[using], need[using] = self.following[option, state[using]], needs.after[using, option, need[using]]
        return options


def set_programme(
    rows: Sequence[ConstraintRow], length: tuple[int, int], barred: Bools, item_sets: ItemSetBounds | None
) -> SetProgramme | None:
    """The programme that serves these bounds; None if they are no counts of items in sets, or the options are too many.

    Parameters
    ----------
    length : least and greatest number of items
    barred : shape (n,), items that no test may contain
    """
    if item_sets is None or length[0] != length[1] or not all(np.isin(row.coefficients, (0, 1)).all() for row in rows):
        return None
    options = list(_option_items(item_sets, barred))
    states, starts = _states(item_sets, length[0])
    alone = bool((~barred & (item_sets.set_of_item < 0)).any())
    if alone or not options or not starts or len(options) * len(states) > _MOST_WAYS:
        return None
    items = np.full((len(options), item_sets.maximum), -1, dtype=np.intp)
    for number, option in enumerate(options):
        items[number, : len(option)] = option
    _, set_of_option = np.unique(item_sets.set_of_item[items[:, 0]], return_inverse=True)
    told, targets = _lower_bounds(rows, length[0], items)
    return SetProgramme(
        items,
        set_of_option,
        np.searchsorted(set_of_option, np.arange(set_of_option[-1] + 2)),
        _following(states, np.array([len(option) for option in options]), item_sets.minimum),
        np.array([states.index(start) for start in starts], dtype=np.intp),
        told,
        targets,
    )


def _option_items(item_sets: ItemSetBounds, barred: Bools) -> Iterator[tuple[int, ...]]:
    """The items of each option, one set after another."""
    for number in range(item_sets.sets):
        usable = np.flatnonzero((item_sets.set_of_item == number) & ~barred).tolist()
        for size in range(item_sets.minimum, min(item_sets.maximum, len(usable)) + 1):
            yield from combinations(usable, size)


def _states(item_sets: ItemSetBounds, length: int) -> tuple[list[_State], list[_State]]:
    """The states that a test can be in, in falling order, and those that it starts from."""
    most_extra = item_sets.maximum - item_sets.minimum
    starts = [(sets, length - sets * item_sets.minimum) for sets in range(item_sets.fewest, item_sets.most + 1)]
    starts = [(sets, extra) for sets, extra in starts if 0 <= extra <= sets * most_extra]
    reached, new = set(starts), starts
    while new:
        after = {(sets - 1, extra - more) for sets, extra in new for more in range(most_extra + 1) if sets}
        new = [(sets, extra) for sets, extra in after - reached if 0 <= extra <= sets * most_extra]
        reached.update(new)
    return sorted(reached, reverse=True), starts


def _following(states: list[_State], sizes: Ints, minimum: int) -> Ints:
    """The number of the state after an option of each size is used in each state, shape (O, U)."""
    numbers = {state: number for number, state in enumerate(states)}
    return np.array(
        [[numbers.get((sets - 1, extra - size + minimum), len(states)) for sets, extra in states] for size in sizes],
        dtype=np.intp,
    )


def _lower_bounds(rows: Sequence[ConstraintRow], length: int, items: Ints) -> tuple[Ints, Ints]:
    """How many of the items that each bound tells apart an option has, and how many of them a test needs at least."""
    real = items >= 0
    some = [(row.coefficients[items] * real).sum(axis=1) for row in rows]
    others = [real.sum(axis=1) - each for each in some]
    told = np.array([*some, *others], dtype=np.intp).reshape(2 * len(rows), len(items))
    least = [row.low for row in rows] + [length - row.high for row in rows]
    targets = np.ceil(np.maximum(least, 0)).astype(np.intp)
    return told[targets > 0], targets[targets > 0]


def _needs(targets: Ints, told: Ints) -> _Needs:
    """What tests may need of k bounds.

    Parameters
    ----------
    targets : shape (P, k), how many items they need
    told : shape (P, k, O), how many of them each option has
    """
    most = targets.max(axis=0, initial=0) + 1
    strides = np.concatenate([most[1:], [1]])[::-1].cumprod()[::-1][: most.size].astype(np.intp)
    left = np.indices(most).reshape(most.size, int(np.prod(most)))
    after = np.maximum(left[:, np.newaxis] - told[:, :, :, np.newaxis], 0)
    return _Needs(targets @ strides, (after * strides[:, np.newaxis, np.newaxis]).sum(axis=1))

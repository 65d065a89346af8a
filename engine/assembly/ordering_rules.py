"""The order of presentation under a blueprint: which items may still follow, and which may come next."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.assembly.blueprint import Blueprint, EasyStart, Order, sole_constraint
from engine.assembly.compiled_blueprint import item_set_bounds
from engine.assembly.mixed_integer_programme import ItemSetBounds
from engine.numerics.array_types import Bools, Floats, Ints
from engine.sitting.item_pool import ItemPool


class Administered(NamedTuple):
    """The scored items of P sittings so far.

    Parameters
    ----------
    items : shape (P, n)
    last : shape (P,), pool index of the last of them, −1 for none
    """

    items: Bools
    last: Ints

    def take(self, rows: Ints) -> "Administered":
        """Those of the sittings at these rows."""
        return Administered(self.items[rows], self.last[rows])


def administered_in(items: Ints, scored: Bools, n: int) -> Administered:
    """The scored items of P sittings in which k items were presented.

    Parameters
    ----------
    items : shape (P, k), pool indices in order
    scored : shape (P, k)
    n : number of items in the pool
    """
    mask = np.zeros((len(items), n), dtype=bool)
    person, position = np.nonzero(scored)
    mask[person, items[person, position]] = True
    last = np.full(len(items), -1, dtype=np.intp)
    last[person] = items[person, position]  # the later assignment counts
    return Administered(mask, last)


@dataclass(frozen=True, eq=False)
class OrderingRules:
    """The ordering rules of a blueprint for a pool.

    Parameters
    ----------
    item_sets : item sets, whose items are presented one after another; None for none
    places : shape (n,), the place of each item in the blueprint's order; None for no order
    easy : shape (n,), items to begin with; None for no easy start
    start : number of easy items at the start
    """

    item_sets: ItemSetBounds | None
    places: Ints | None
    easy: Bools | None
    start: int

    def still_allowed(self, administered: Administered) -> Bools | None:
        """The items that may still be presented after those administered.

        Returns
        -------
        shape (P, n), None if all items may
        """
        allowed = None
        if self.places is not None:
            begun = np.where(administered.last >= 0, self.places[administered.last], self.places.min())
            allowed = self.places >= begun[:, np.newaxis]
        if self.item_sets is not None:
            finished = _finished_sets(self.item_sets, administered)
            not_finished = ~finished[:, self.item_sets.set_of_item]
            allowed = not_finished if allowed is None else allowed & not_finished
        return allowed

    def next_items(self, administered: Administered, free: Bools, values: Floats) -> Bools:
        """The free items of shadow tests that may come next.

        Parameters
        ----------
        free : shape (P, n), the free items
        values : shape (P, n), the value of presenting each item next

        Returns
        -------
        shape (P, n), some of the free items
        """
        following = free
        if self.easy is not None:
            starting = administered.items.sum(axis=1, keepdims=True) < self.start
            following = free & (self.easy | ~starting)
        if self.places is not None:
            places = np.where(following, self.places, self.places.max())
            following = following & (self.places == places.min(axis=1, keepdims=True))
        if self.item_sets is None:
            return following
        following = following & _best_set_or_single_items(self.item_sets, following, values)
        current_set = _current_set(self.item_sets, administered)[:, np.newaxis]
        same_set = free & (self.item_sets.set_of_item == current_set) & (current_set >= 0)
        return np.where(same_set.any(axis=1, keepdims=True), same_set, following)


def ordering_rules(blueprint: Blueprint, pool: ItemPool) -> OrderingRules:
    """The ordering rules of a blueprint, computed once for a pool."""
    return pool.cached(("ordering rules", blueprint), lambda: _ordering_rules(blueprint, pool))


def _ordering_rules(blueprint: Blueprint, pool: ItemPool) -> OrderingRules:
    item_sets, easy, order = (
        item_set_bounds(blueprint, pool),
        sole_constraint(blueprint, EasyStart),
        sole_constraint(blueprint, Order),
    )
    easy_items = None if easy is None else easy.easy(pool)
    if easy_items is not None and item_sets is not None:
        easy_items = easy_items & (item_sets.set_of_item < 0)
    return OrderingRules(
        item_sets=item_sets,
        places=None if order is None else _places(order, pool),
        easy=easy_items,
        start=0 if easy is None else easy.items,
    )


def _places(order: Order, pool: ItemPool) -> Ints:
    places = np.full(len(pool), len(order.values), dtype=np.intp)
    for place, value in enumerate(order.values):
        places[pool.attribute(order.attribute) == value] = place
    return places


def _current_set(item_sets: ItemSetBounds, administered: Administered) -> Ints:
    """The set of the last item, shape (P,), −1 for none."""
    return np.where(administered.last >= 0, item_sets.set_of_item[administered.last], -1)


def _finished_sets(item_sets: ItemSetBounds, administered: Administered) -> Bools:
    """The sets begun before the one that the last item belongs to, shape (P, S + 1), the last for no set."""
    person, item = np.nonzero(administered.items)
    finished = np.zeros((len(administered.last), item_sets.sets + 1), dtype=bool)
    finished[person, item_sets.set_of_item[item]] = True
    finished[np.arange(len(finished)), _current_set(item_sets, administered)] = False
    finished[:, -1] = False
    return finished


def _best_set_or_single_items(item_sets: ItemSetBounds, free: Bools, values: Floats) -> Bools:
    """The item set of highest mean value, or the items outside sets, shape (P, n). A total would favour long sets.

    Of equal values the single items come first, then the sets in their order.
    """
    set_of_item, columns = item_sets.set_of_item, item_sets.sets + 1
    person, item = np.nonzero(free & (set_of_item >= 0))
    cell = person * columns + set_of_item[item] + 1
    sums = np.bincount(cell, values[person, item], len(free) * columns).reshape(-1, columns)
    items = np.bincount(cell, minlength=sums.size).reshape(-1, columns)
    worth = np.where(items > 0, sums / np.maximum(items, 1), -np.inf)
    worth[:, 0] = np.where(free & (set_of_item < 0), values, -np.inf).max(axis=1)
    best: Bools = set_of_item + 1 == worth.argmax(axis=1)[:, np.newaxis]
    return best

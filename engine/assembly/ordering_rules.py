"""The order of presentation under a blueprint: which items may still follow, and which may come next."""

from dataclasses import dataclass

import numpy as np

from engine.assembly.blueprint import Blueprint, EasyStart, Order, sole_constraint
from engine.assembly.compiled_blueprint import item_set_bounds
from engine.assembly.mixed_integer_programme import ItemSetBounds
from engine.numerics.array_types import Bools, Floats, Ints
from engine.sitting.item_pool import ItemPool


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

    def still_allowed(self, administered: Ints) -> Bools | None:
        """The items that may still be presented after those administered.

        Parameters
        ----------
        administered : pool indices of the scored items so far, in order

        Returns
        -------
        shape (n,), None if all items may
        """
        if not administered.size or (self.item_sets is None and self.places is None):
            return None
        allowed = np.ones(0, dtype=bool)
        if self.places is not None:
            allowed = self.places >= self.places[administered[-1]]
        if self.item_sets is not None:
            set_of_item = self.item_sets.set_of_item
            finished_sets = np.setdiff1d(set_of_item[administered], [set_of_item[administered[-1]], -1])
            not_finished = ~np.isin(set_of_item, finished_sets)
            allowed = allowed & not_finished if allowed.size else not_finished
        return allowed

    def next_items(self, administered: Ints, free: Ints, values: Floats) -> Ints:
        """The free items of a shadow test that may come next.

        Parameters
        ----------
        administered : pool indices of the scored items so far, in order
        free : pool indices of the free items
        values : shape (n,), the value of presenting each item next

        Returns
        -------
        pool indices, a subset of ``free``
        """
        if self.item_sets is not None and administered.size:
            current_set = self.item_sets.set_of_item[administered[-1]]
            same_set: Ints = free[self.item_sets.set_of_item[free] == current_set]
            if current_set >= 0 and same_set.size:
                return same_set
        if self.easy is not None and administered.size < self.start:
            free = free[self.easy[free]]
        if self.places is not None and free.size:
            places = self.places[free]
            free = free[places == places.min()]
        return (
            free
            if self.item_sets is None
            else _best_set_or_single_items(self.item_sets.set_of_item[free], free, values)
        )


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


def _best_set_or_single_items(item_sets: Ints, free: Ints, values: Floats) -> Ints:
    """The item set of highest mean value, or the items outside sets. A total would favour long sets.

    Parameters
    ----------
    item_sets : the set of each free item, −1 for none
    free : pool indices
    """
    single = free[item_sets < 0]
    best, best_mean = single, float(values[single].max(initial=-np.inf))
    for current_set in np.unique(item_sets[item_sets >= 0]):
        items = free[item_sets == current_set]
        mean = float(values[items].mean())
        if mean > best_mean:
            best, best_mean = items, mean
    return best

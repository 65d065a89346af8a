"""What a sitting's history leaves open under a blueprint, and which items of a shadow test may come next."""

from dataclasses import dataclass

import numpy as np

from engine.assembly.blueprint import Blueprint, EasyStart, Order, sole_constraint
from engine.assembly.compiled_blueprint import item_set_bounds
from engine.assembly.mixed_integer_programme import ItemSetBounds
from engine.numerics.array_types import Bools, Floats, Ints
from engine.sitting.item_pool import ItemPool


@dataclass(frozen=True, eq=False)
class OrderingRules:
    """Rules of succession for a pool.

    Parameters
    ----------
    item_sets : item sets, asked one after another; None for none
    places : shape (n,), the place of each item in the blueprint's order; None for no order
    easy : shape (n,), items to begin with; None for no easy start
    start : how many easy items come first
    """

    item_sets: ItemSetBounds | None
    places: Ints | None
    easy: Bools | None
    start: int

    def still_allowed(self, administered: Ints) -> Bools | None:
        """Items that may yet be asked after those asked, in order; shape (n,), None for all."""
        if not administered.size or (self.item_sets is None and self.places is None):
            return None
        still = np.ones(0, dtype=bool)
        if self.places is not None:
            still = self.places >= self.places[administered[-1]]
        if self.item_sets is not None:
            set_of_item = self.item_sets.set_of_item
            left = np.setdiff1d(set_of_item[administered], [set_of_item[administered[-1]], -1])
            staying = ~np.isin(set_of_item, left)
            still = still & staying if still.size else staying
        return still

    def next_items(self, administered: Ints, free: Ints, values: Floats) -> Ints:
        """The items among the free ones of a shadow test that may come next, as pool indices."""
        if self.item_sets is not None and administered.size:
            passage = self.item_sets.set_of_item[administered[-1]]
            rest: Ints = free[self.item_sets.set_of_item[free] == passage]
            if passage >= 0 and rest.size:
                return rest
        if self.easy is not None and administered.size < self.start:
            free = free[self.easy[free]]
        if self.places is not None and free.size:
            places = self.places[free]
            free = free[places == places.min()]
        return free if self.item_sets is None else _best_unit(self.item_sets.set_of_item[free], free, values)


def ordering_rules(blueprint: Blueprint, pool: ItemPool) -> OrderingRules:
    """The rules of succession of a blueprint, made once."""
    return pool.cached(("sequence", blueprint), lambda: _sequence(blueprint, pool))


def _sequence(blueprint: Blueprint, pool: ItemPool) -> OrderingRules:
    item_sets, easy, order = (
        item_set_bounds(blueprint, pool),
        sole_constraint(blueprint, EasyStart),
        sole_constraint(blueprint, Order),
    )
    easily = None if easy is None else easy.easy(pool)
    if easily is not None and item_sets is not None:
        easily = easily & (item_sets.set_of_item < 0)
    return OrderingRules(
        item_sets=item_sets,
        places=None if order is None else _places(order, pool),
        easy=easily,
        start=0 if easy is None else easy.items,
    )


def _places(order: Order, pool: ItemPool) -> Ints:
    places = np.full(len(pool), len(order.values), dtype=np.intp)
    for place, value in enumerate(order.values):
        places[pool.attribute(order.attribute) == value] = place
    return places


def _best_unit(item_sets: Ints, free: Ints, values: Floats) -> Ints:
    """The passage worth most per item, or the items that stand alone: a sum would favour long passages."""
    alone = free[item_sets < 0]
    best, worth = alone, float(values[alone].max(initial=-np.inf))
    for passage in np.unique(item_sets[item_sets >= 0]):
        items = free[item_sets == passage]
        mean = float(values[items].mean())
        if mean > worth:
            best, worth = items, mean
    return best

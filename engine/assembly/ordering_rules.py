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
    passages : item sets, asked one after another; None for none
    places : shape (n,), the place of each item in the blueprint's order; None for no order
    easy : shape (n,), items to begin with; None for no easy start
    start : how many easy items come first
    """

    passages: ItemSetBounds | None
    places: Ints | None
    easy: Bools | None
    start: int

    def open(self, asked: Ints) -> Bools | None:
        """Items that may yet be asked after those asked, in order; shape (n,), None for all."""
        if not asked.size or (self.passages is None and self.places is None):
            return None
        still = np.ones(0, dtype=bool)
        if self.places is not None:
            still = self.places >= self.places[asked[-1]]
        if self.passages is not None:
            of_item = self.passages.of_item
            left = np.setdiff1d(of_item[asked], [of_item[asked[-1]], -1])
            staying = ~np.isin(of_item, left)
            still = still & staying if still.size else staying
        return still

    def next(self, asked: Ints, free: Ints, values: Floats) -> Ints:
        """The items among the free ones of a shadow test that may come next, as pool indices."""
        if self.passages is not None and asked.size:
            passage = self.passages.of_item[asked[-1]]
            rest: Ints = free[self.passages.of_item[free] == passage]
            if passage >= 0 and rest.size:
                return rest
        if self.easy is not None and asked.size < self.start:
            free = free[self.easy[free]]
        if self.places is not None and free.size:
            places = self.places[free]
            free = free[places == places.min()]
        return free if self.passages is None else _best_unit(self.passages.of_item[free], free, values)


def ordering_rules(blueprint: Blueprint, pool: ItemPool) -> OrderingRules:
    """The rules of succession of a blueprint, made once."""
    return pool.derived(("sequence", blueprint), lambda: _sequence(blueprint, pool))


def _sequence(blueprint: Blueprint, pool: ItemPool) -> OrderingRules:
    passages, easy, order = (
        item_set_bounds(blueprint, pool),
        sole_constraint(blueprint, EasyStart),
        sole_constraint(blueprint, Order),
    )
    easily = None if easy is None else easy.easy(pool)
    if easily is not None and passages is not None:
        easily = easily & (passages.of_item < 0)
    return OrderingRules(
        passages=passages,
        places=None if order is None else _places(order, pool),
        easy=easily,
        start=0 if easy is None else easy.items,
    )


def _places(order: Order, pool: ItemPool) -> Ints:
    places = np.full(len(pool), len(order.values), dtype=np.intp)
    for place, value in enumerate(order.values):
        places[pool.attribute(order.attribute) == value] = place
    return places


def _best_unit(passages: Ints, free: Ints, values: Floats) -> Ints:
    """The passage worth most per item, or the items that stand alone: a sum would favour long passages."""
    alone = free[passages < 0]
    best, worth = alone, float(values[alone].max(initial=-np.inf))
    for passage in np.unique(passages[passages >= 0]):
        items = free[passages == passage]
        mean = float(values[items].mean())
        if mean > worth:
            best, worth = items, mean
    return best

"""Local dependence inside item sets, for simulated answers."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri

from engine.adaptive import AdaptiveTest
from engine.assembly.blueprint import ItemSets, sole_constraint
from engine.assembly.shadow_test import Shadow
from engine.errors import InvalidTest
from engine.numerics.array_types import Floats, Ints, Uint64s
from engine.numerics.counter_based_draws import Purpose, draw_bits
from engine.sitting.item_pool import ItemPool


@dataclass(frozen=True, slots=True)
class Dependence:
    """What answers of one person to one item set share beside ability: a normal effect, added to θ for its items.

    The effects of a person on two sets are independent, and so are two persons' effects on a set.

    Parameters
    ----------
    attribute : content attribute that names an item's set
    sd : of the effect, in logits, 0 or more
    alone : the value of items that belong to no set

    Raises
    ------
    InvalidTest

    References
    ----------
    Bradlow, Wainer & Wang (1999), Psychometrika 64, 153–168.
    """

    attribute: str
    sd: float
    alone: Any = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.sd) and self.sd >= 0):
            message = f"dependence must have a finite SD of 0 logits or more; received {self.sd!r}"
            raise InvalidTest(message)


@dataclass(frozen=True, eq=False, slots=True)
class ItemSetEffects:
    """What to add to each simulee's θ for each item.

    Parameters
    ----------
    sets : shape (n,), the number of each item's set in the pool's order, −1 for items of none
    sd : of the effects, in logits
    """

    sets: Ints
    sd: float

    def __call__(self, seeds: Uint64s, items: Ints) -> Floats:
        """The effect of one item's set on each simulee, shape (P,); it belongs to simulee and set.

        Parameters
        ----------
        seeds, items : shape (P,)
        """
        sets = self.sets[items]
        # the middle of one of 2⁵² equal parts of (0, 1): the quantile is finite
        place = ((draw_bits(seeds, 0, Purpose.ITEM_SET, sets) >> np.uint64(12)) + 0.5) * 2.0**-52
        effects: Floats = np.where(sets < 0, 0.0, self.sd * ndtri(place))
        return effects


def item_set_effects(test: AdaptiveTest, dependence: float | Dependence | None) -> ItemSetEffects | None:
    """The effects of a dependence on a test's items, None for none.

    Parameters
    ----------
    dependence : a number is the SD of an effect of each item set of the test's blueprint

    Raises
    ------
    InvalidTest, UnknownAttribute
    """
    if dependence is None:
        return None
    if not isinstance(dependence, Dependence):
        dependence = _inside_item_sets(test, dependence)
    return ItemSetEffects(_numbered(test.pool, dependence), dependence.sd)


def _inside_item_sets(test: AdaptiveTest, sd: float) -> Dependence:
    sets = sole_constraint(test.blueprint.blueprint, ItemSets) if isinstance(test.blueprint, Shadow) else None
    if sets is None:
        message = (
            f"dependence of SD {sd!r} needs a blueprint with ItemSets; without one name the content attribute that"
            f" tells an item's set: Dependence(attribute, {sd!r})"
        )
        raise InvalidTest(message)
    return Dependence(sets.attribute, sd, sets.alone)


def _numbered(pool: ItemPool, dependence: Dependence) -> Ints:
    names = pool.attribute(dependence.attribute).tolist()
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    numbers[dependence.alone] = -1
    return np.array([numbers[name] for name in names], dtype=np.intp)

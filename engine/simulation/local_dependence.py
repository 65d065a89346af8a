"""Local dependence inside item sets (testlet effects), for simulated answers."""

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
from engine.sitting.testlet_effects import set_numbers


@dataclass(frozen=True, slots=True)
class Dependence:
    """A testlet effect: a normal effect of each person and item set, added to θ for the items of the set.

    The effects of different persons and of different sets are independent.

    Parameters
    ----------
    attribute : content attribute that names the set of an item
    sd : standard deviation of the effect, in logits, 0 or more
    alone : the attribute's value for items that belong to no set

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
    """The testlet effects to add to the simulees' θ.

    Parameters
    ----------
    sets : shape (n,), the number of each item's set, −1 for items in no set
    sd : shape (S,), standard deviation of the effects of each set, in logits
    """

    sets: Ints
    sd: Floats

    def __call__(self, seeds: Uint64s, items: Ints) -> Floats:
        """The effect for each simulee and the set of the item presented, shape (P,), in logits.

        Parameters
        ----------
        seeds, items : shape (P,), the simulees' seeds and the pool indices of the items presented
        """
        sets = self.sets[items]
        # the midpoint of one of 2⁵² equal parts of (0, 1), so that the normal quantile is finite
        uniform = ((draw_bits(seeds, 0, Purpose.ITEM_SET, sets) >> np.uint64(12)) + 0.5) * 2.0**-52
        effects: Floats = np.where(sets < 0, 0.0, self.sd[sets] * ndtri(uniform))
        return effects


def item_set_effects(test: AdaptiveTest, dependence: float | Dependence | None) -> ItemSetEffects | None:
    """The testlet effects for the items of a test; None without dependence.

    Parameters
    ----------
    dependence : a `Dependence`, or the SD of the effect for the item sets of the test's blueprint; None for the testlet
        effects of the pool, if it has any

    Raises
    ------
    InvalidTest, UnknownAttribute
    """
    if dependence is None:
        effects = test.pool.testlets
        return None if effects is None else ItemSetEffects(effects.sets, effects.sd)
    if not isinstance(dependence, Dependence):
        dependence = _blueprint_dependence(test, dependence)
    sets = set_numbers(test.pool.attribute(dependence.attribute).tolist(), dependence.alone)
    return ItemSetEffects(sets, np.full(sets.max(initial=0) + 1, dependence.sd))


def _blueprint_dependence(test: AdaptiveTest, sd: float) -> Dependence:
    sets = sole_constraint(test.blueprint.blueprint, ItemSets) if isinstance(test.blueprint, Shadow) else None
    if sets is None:
        message = (
            f"dependence of SD {sd!r} needs a blueprint with ItemSets; without one name the content attribute that"
            f" tells an item's set: Dependence(attribute, {sd!r})"
        )
        raise InvalidTest(message)
    return Dependence(sets.attribute, sd, sets.alone)

"""What a year group may be asked, and how well it could be measured with it."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine import AdaptiveTest, Blueprint, Ceiling, Counts, ItemPool, Shadow, YearCeiling, information, start
from engine.sitting.strategy_protocols import Mask

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def shadow_blueprint(test: AdaptiveTest) -> Blueprint | None:
    """What a whole sitting must hold, None where only masks say so."""
    return test.blueprint.blueprint if isinstance(test.blueprint, Shadow) else None


def eligible_items(test: AdaptiveTest) -> Bools:
    """The items that may be asked and scored as far as each by itself goes, shape (n,)."""
    allowed = ~above_ceiling(test)
    beginning = start(test).cohort()
    for mask in test.masks:
        if not isinstance(mask, Counts):
            allowed &= mask(test.pool, beginning)[0]
    if test.seeding is not None:
        allowed[test.seeding.items(test.pool)] = False
    return allowed


def above_ceiling(test: AdaptiveTest) -> Bools:
    """The items that a ceiling forbids, or that lie too far below it, shape (n,)."""
    return ceiling_violations(test.pool, test.masks, shadow_blueprint(test))


def ceiling_violations(pool: ItemPool, masks: Iterable[Mask], blueprint: Blueprint | None) -> Bools:
    """The items of a pool that the ceilings among these masks or in this blueprint forbid, shape (n,)."""
    above = np.zeros(len(pool), dtype=bool)
    for mask in masks:
        if isinstance(mask, YearCeiling):
            above |= pool.attribute(mask.attribute) > mask.year
    for constraint in blueprint.constraints if blueprint is not None else ():
        if isinstance(constraint, Ceiling):
            values = pool.attribute(constraint.attribute)
            above |= (values > constraint.limit) | (values < constraint.limit - constraint.back)
    return above


def attainable_standard_errors(test: AdaptiveTest, abilities: Floats, length: int) -> Floats:
    """1/√Σ information of the ``length`` most informative eligible items at each ability, logits."""
    curves = information(test.pool.parameters.take(np.flatnonzero(eligible_items(test))), abilities[np.newaxis])
    best: Floats = 1 / np.sqrt(np.sort(curves, axis=0)[-length:].sum(axis=0))
    return best

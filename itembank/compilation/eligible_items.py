"""Items that a year group may be asked, and the SE attainable with them."""

from collections.abc import Iterable

import numpy as np

from engine import AdaptiveTest, Blueprint, Ceiling, Count, Counts, ItemPool, Shadow, YearCeiling, information, start
from engine.numerics.array_types import Bools, Floats
from engine.sitting.strategy_protocols import Mask


def shadow_blueprint(test: AdaptiveTest) -> Blueprint | None:
    """The blueprint of a test's shadow tests; None if the test has masks alone."""
    return test.blueprint.blueprint if isinstance(test.blueprint, Shadow) else None


def eligible_items(test: AdaptiveTest) -> Bools:
    """Items that pass every mask and ceiling when considered one by one, shape (n,); seeded items do not.

    A count that allows none of some items is a ceiling too.
    """
    allowed = ~above_ceiling(test)
    beginning = start(test).cohort()
    for mask in test.masks:
        if not isinstance(mask, Counts):
            allowed &= mask(test.pool, beginning)[0]
    if test.seeding is not None:
        allowed[test.seeding.items(test.pool)] = False
    return allowed


def above_ceiling(test: AdaptiveTest) -> Bools:
    """Items that a test's ceilings exclude, shape (n,): above a ceiling, or too far below it."""
    return ceiling_violations(test.pool, test.masks, shadow_blueprint(test))


def ceiling_violations(pool: ItemPool, masks: Iterable[Mask], blueprint: Blueprint | None) -> Bools:
    """Items of a pool that the ceilings in masks and blueprint exclude, shape (n,)."""
    above = np.zeros(len(pool), dtype=bool)
    for mask in masks:
        if isinstance(mask, YearCeiling):
            above |= pool.attribute(mask.attribute) > mask.year
    for constraint in blueprint.constraints if blueprint is not None else ():
        if isinstance(constraint, Ceiling):
            values = pool.attribute(constraint.attribute)
            above |= (values > constraint.limit) | (values < constraint.limit - constraint.back)
        if isinstance(constraint, Count) and constraint.maximum == 0:
            above |= np.isin(pool.attribute(constraint.attribute), constraint.values)
    return above


def attainable_standard_errors(test: AdaptiveTest, abilities: Floats, length: int) -> Floats:
    """Smallest attainable SE at each ability: 1/√Σ information of the ``length`` most informative eligible items.

    Parameters
    ----------
    abilities : (k,), logits
    length : number of scored items

    Returns
    -------
    (k,), logits
    """
    curves = information(test.pool.parameters.take(np.flatnonzero(eligible_items(test))), abilities[np.newaxis])
    best: Floats = 1 / np.sqrt(np.sort(curves, axis=0)[-length:].sum(axis=0))
    return best

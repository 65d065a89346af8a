"""Items that a year group may be asked, and the SE attainable with them."""

from collections.abc import Iterable

import numpy as np

from engine import (
    AdaptiveTest,
    Blueprint,
    Ceiling,
    Constraint,
    Count,
    Counts,
    ItemPool,
    Shadow,
    YearCeiling,
    information,
    start,
)
from engine.assembly.compiled_blueprint import item_set_bounds
from engine.assembly.mixed_integer_programme import ItemSetBounds
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


def effective_pool_size(test: AdaptiveTest) -> int:
    """Number of eligible items, of each item set as many as a sitting may have at most.

    A limit on exposure is a multiple of L/N, the rate at which items are met if all are met alike. Of a passage with
    seven questions of which a sitting has four, three more make no passage rarer, so N counts four.
    """
    blueprint, eligible = shadow_blueprint(test), eligible_items(test)
    return effective_size(eligible, None if blueprint is None else item_set_bounds(blueprint, test.pool))


def effective_size(eligible: Bools, sets: ItemSetBounds | None) -> int:
    """`effective_pool_size` of a pool whose items are eligible or not, shape (n,)."""
    if sets is None:
        return int(eligible.sum())
    inside = eligible & (sets.set_of_item >= 0)
    of_sets = np.bincount(sets.set_of_item[inside], minlength=sets.sets)
    return int(eligible.sum() - inside.sum() + np.minimum(of_sets, sets.maximum).sum())


def is_ceiling(constraint: Constraint) -> bool:
    """Whether a constraint says which items belong to a year group: a ceiling, or a count that allows none."""
    return isinstance(constraint, Ceiling) or (isinstance(constraint, Count) and constraint.maximum == 0)


def above_ceiling(test: AdaptiveTest) -> Bools:
    """Items that a test's ceilings exclude, shape (n,): above a ceiling, or too far below it."""
    return ceiling_violations(test.pool, test.masks, shadow_blueprint(test))


def ceiling_violations(pool: ItemPool, masks: Iterable[Mask], blueprint: Blueprint | None) -> Bools:
    """Items of a pool that the ceilings in masks and blueprint exclude, shape (n,)."""
    above = np.zeros(len(pool), dtype=bool)
    for mask in masks:
        if isinstance(mask, YearCeiling):
            above |= pool.attribute(mask.attribute) > mask.year
    for constraint in filter(is_ceiling, blueprint.constraints if blueprint is not None else ()):
        (row,) = constraint.rows(pool)
        above |= row.coefficients > 0
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

"""The items that a single constraint of a blueprint excludes, and whether a test meets its bounds exactly."""

import numpy as np

from engine.assembly.blueprint import Blueprint, Constraint, ConstraintRow
from engine.assembly.compiled_blueprint import item_set_bounds
from engine.assembly.mixed_integer_programme import ItemSetBounds
from engine.assembly.ordering_rules import administered_in, ordering_rules
from engine.numerics.array_types import Bools, Ints
from engine.sitting.item_pool import ItemPool

_ROUNDING = 1e-6  # as a share of a row's largest coefficient: more than the solver's feasibility tolerance


def items_excluded_by(blueprint: Blueprint, constraint: Constraint, pool: ItemPool, administered: Ints) -> Bools:
    """The items that this constraint alone excludes from every test that contains the items administered.

    Parameters
    ----------
    blueprint : the blueprint that the constraint belongs to
    administered : pool indices of the scored items so far, in order

    Returns
    -------
    shape (n,), True for an excluded item
    """
    excluded = np.zeros(len(pool), dtype=bool)
    for row in constraint_rows(blueprint, constraint, pool):
        excluded |= _violating(row, administered, blueprint.length)
    single = Blueprint(blueprint.length, (constraint,))
    so_far = administered_in(administered[np.newaxis], np.ones((1, administered.size), dtype=bool), len(pool))
    still_allowed = ordering_rules(single, pool).still_allowed(so_far)
    if still_allowed is not None:
        excluded |= ~still_allowed[0]
    item_sets = item_set_bounds(single, pool)
    return excluded if item_sets is None else excluded | _items_of_full_sets(item_sets, administered)


def is_tight(blueprint: Blueprint, constraint: Constraint, pool: ItemPool, items: Ints) -> bool:
    """Whether a test of these items (pool indices) meets one of the constraint's bounds exactly."""
    for row in constraint_rows(blueprint, constraint, pool):
        total, slack = float(row.coefficients[items].sum()), _ROUNDING * _largest_coefficient(row)
        if total >= row.high - slack or total <= row.low + slack:
            return True
    return False


def constraint_rows(blueprint: Blueprint, constraint: Constraint, pool: ItemPool) -> list[ConstraintRow]:
    """The linear rows of one constraint of a blueprint."""
    return [row for row in blueprint.rows(pool) if row.name == constraint.name]


def _violating(row: ConstraintRow, administered: Ints, length: int) -> Bools:
    """The items after which the row's sum violates a bound, whichever other items follow, shape (n,)."""
    after = row.coefficients[administered].sum() + row.coefficients
    others = max(length - administered.size - 1, 0)  # a sitting of full length can still be explained
    most, least = max(row.coefficients.max(), 0.0) * others, min(row.coefficients.min(), 0.0) * others
    slack = _ROUNDING * _largest_coefficient(row)
    violating: Bools = (after + least > row.high + slack) | (after + most < row.low - slack)
    return violating


def _largest_coefficient(row: ConstraintRow) -> float:
    return float(np.abs(row.coefficients).max())


def _items_of_full_sets(item_sets: ItemSetBounds, administered: Ints) -> Bools:
    """The items of full item sets, and of all unused sets if the sitting has its maximum number of sets, shape (n,)."""
    inside = item_sets.set_of_item >= 0
    used = np.bincount(item_sets.set_of_item[administered][inside[administered]], minlength=item_sets.sets)
    full = used >= item_sets.maximum
    if np.count_nonzero(used) >= item_sets.most:
        full |= used == 0
    excluded = np.zeros(inside.size, dtype=bool)
    excluded[inside] = full[item_sets.set_of_item[inside]]
    return excluded

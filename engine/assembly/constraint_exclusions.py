"""What each constraint of a blueprint bars by itself after the items asked, and whether a test meets its bounds."""

import numpy as np

from engine.assembly.blueprint import Blueprint, Constraint, ConstraintRow
from engine.assembly.compiled_blueprint import item_set_bounds
from engine.assembly.mixed_integer_programme import ItemSetBounds
from engine.assembly.ordering_rules import ordering_rules
from engine.numerics.array_types import Bools, Ints
from engine.sitting.item_pool import ItemPool

_ROUNDING = 1e-6  # of a row's largest coefficient: more than a solver may overstep


def items_excluded_by(blueprint: Blueprint, constraint: Constraint, pool: ItemPool, administered: Ints) -> Bools:
    """Items that no test can hold which holds those asked and obeys this one constraint, shape (n,).

    Parameters
    ----------
    blueprint : that the constraint belongs to
    administered : pool indices of the scored items so far, in order
    """
    barred = np.zeros(len(pool), dtype=bool)
    for row in constraint_rows(blueprint, constraint, pool):
        barred |= _beyond(row, administered, blueprint.length)
    alone = Blueprint(blueprint.length, (constraint,))
    still = ordering_rules(alone, pool).still_allowed(administered)
    if still is not None:
        barred |= ~still
    item_sets = item_set_bounds(alone, pool)
    return barred if item_sets is None else barred | _full(item_sets, administered)


def is_tight(blueprint: Blueprint, constraint: Constraint, pool: ItemPool, items: Ints) -> bool:
    """Whether a test of these items meets one of the constraint's bounds exactly."""
    for row in constraint_rows(blueprint, constraint, pool):
        total, slack = float(row.coefficients[items].sum()), _ROUNDING * _largest(row)
        if total >= row.high - slack or total <= row.low + slack:
            return True
    return False


def constraint_rows(blueprint: Blueprint, constraint: Constraint, pool: ItemPool) -> list[ConstraintRow]:
    """The sums that a constraint of a blueprint bounds there."""
    return [row for row in blueprint.rows(pool) if row.name == constraint.name]


def _beyond(row: ConstraintRow, administered: Ints, length: int) -> Bools:
    """Items after which the row's sum is past a bound, whatever else is asked."""
    after = row.coefficients[administered].sum() + row.coefficients
    others = max(length - administered.size - 1, 0)  # a sitting that is full is still explained
    most, least = max(row.coefficients.max(), 0.0) * others, min(row.coefficients.min(), 0.0) * others
    slack = _ROUNDING * _largest(row)
    beyond: Bools = (after + least > row.high + slack) | (after + most < row.low - slack)
    return beyond


def _largest(row: ConstraintRow) -> float:
    return float(np.abs(row.coefficients).max())


def _full(item_sets: ItemSetBounds, administered: Ints) -> Bools:
    """Items of passages that have all the items they may, and of further passages where there are as many as may be."""
    inside = item_sets.set_of_item >= 0
    taken = np.bincount(item_sets.set_of_item[administered][inside[administered]], minlength=item_sets.sets)
    full = taken >= item_sets.maximum
    if np.count_nonzero(taken) >= item_sets.most:
        full |= taken == 0
    barred = np.zeros(inside.size, dtype=bool)
    barred[inside] = full[item_sets.set_of_item[inside]]
    return barred

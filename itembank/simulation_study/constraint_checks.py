"""Whether simulated sittings satisfy the design's constraints, counted from the items presented."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import AdaptiveTest, Counts, FinishReason, ItemSets, MostOfEach, RepeatLimit, Simulation
from itembank.compilation.eligible_items import shadow_blueprint
from itembank.simulation_study.exposure_and_content import presented_items

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LENGTH = "length"
FULL_LENGTH_REASONS = (FinishReason.MAX_ITEMS, FinishReason.POOL_EXHAUSTED)
"""Reasons that end a sitting at full length. A sitting that stopped early need not reach the lower bounds."""


@dataclass(frozen=True)
class ConstraintCheck:
    """One constraint of a design, checked over all simulated sittings.

    Parameters
    ----------
    name : attribute and value, such as "strand number", or the name of a blueprint constraint
    low, high : bounds; None if unbounded
    least, mean, most : totals observed over the sittings
    kept : share of sittings that satisfy it, 0 to 1; lower bounds do not apply to sittings that stopped early
    """

    name: str
    low: float | None
    high: float | None
    least: float
    mean: float
    most: float
    kept: float


class _ConstraintTotals(NamedTuple):
    """A constraint with its smallest and largest total within each of P sittings, each of shape (P,)."""

    name: str
    low: float
    high: float
    smallest: Floats
    largest: Floats

    def kept(self, early: Bools) -> Bools:
        within: Bools = ((self.smallest >= self.low) | early) & (self.largest <= self.high)
        return within


class ConstraintChecks(NamedTuple):
    """Checks of all constraints, and a mask of shape (P,) of the sittings that satisfy every one."""

    bounds: tuple[ConstraintCheck, ...]
    all: Bools


def check_constraints(test: AdaptiveTest, simulation: Simulation, length: int) -> ConstraintChecks:
    """Check each constraint of the design on simulated sittings, the test length first."""
    early = ~np.isin(
        np.array([str(reason) for reason in simulation.reasons]), [str(reason) for reason in FULL_LENGTH_REASONS]
    )
    chosen = presented_items(simulation, len(test.pool), scored=True).astype(float)
    bounds = [
        _total(LENGTH, length, length, chosen.sum(axis=1)),
        *_count_constraints(test, chosen),
        *_blueprint_constraints(test, chosen),
    ]
    kept = np.stack([bound.kept(early) for bound in bounds])
    return ConstraintChecks(
        tuple(_check(bound, row) for bound, row in zip(bounds, kept, strict=True)), np.logical_and.reduce(kept, axis=0)
    )


def _check(bound: _ConstraintTotals, kept: Bools) -> ConstraintCheck:
    return ConstraintCheck(
        bound.name,
        bound.low if math.isfinite(bound.low) else None,
        bound.high if math.isfinite(bound.high) else None,
        float(bound.smallest.min()),
        float((bound.smallest + bound.largest).mean() / 2),
        float(bound.largest.max()),
        float(kept.mean()),
    )


def _total(name: str, low: float, high: float, totals: Floats) -> _ConstraintTotals:
    return _ConstraintTotals(name, low, high, totals, totals)


def _count_constraints(test: AdaptiveTest, chosen: Floats) -> Iterator[_ConstraintTotals]:
    for counts in (mask for mask in test.masks if isinstance(mask, Counts)):
        column = test.pool.attribute(counts.attribute)
        for bound in counts.bounds:
            taken = chosen[:, column == bound.value].sum(axis=1)
            yield _total(f"{counts.attribute} {bound.value}", bound.minimum, bound.maximum, taken)
    for limit in (mask for mask in test.masks if isinstance(mask, RepeatLimit)):
        yield _most_of_each(f"most of each {limit.attribute}", limit, test, chosen)


def _blueprint_constraints(test: AdaptiveTest, chosen: Floats) -> Iterator[_ConstraintTotals]:
    blueprint = shadow_blueprint(test)
    if blueprint is None:
        return
    limits = {each.name: each for each in blueprint.constraints if isinstance(each, MostOfEach)}
    for row in blueprint.without(limits).rows(test.pool):
        yield _total(row.name, row.low, row.high, chosen @ row.coefficients)
    for name, limit in limits.items():
        yield _most_of_each(name, limit, test, chosen)
    for constraint in blueprint.constraints:
        if isinstance(constraint, ItemSets):
            yield from _item_set_constraints(constraint, test, chosen)


def _most_of_each(name: str, limit: RepeatLimit | MostOfEach, test: AdaptiveTest, chosen: Floats) -> _ConstraintTotals:
    """The number of items of the value that a sitting has most of."""
    column = test.pool.attribute(limit.attribute)
    taken = [chosen[:, column == value].sum(axis=1) for value in np.unique(column) if value != limit.alone]
    return _total(name, -math.inf, limit.maximum, np.max(taken, axis=0))


def _item_set_constraints(sets: ItemSets, test: AdaptiveTest, chosen: Floats) -> Iterator[_ConstraintTotals]:
    column = np.array(test.pool.attribute(sets.attribute).tolist(), dtype=object)
    names = [name for name in dict.fromkeys(column.tolist()) if name != sets.alone]
    taken = np.stack([chosen[:, column == name].sum(axis=1) for name in names], axis=1)
    used = taken > 0
    yield _total(sets.name, sets.fewest, sets.most, used.sum(axis=1).astype(float))
    smallest = np.where(used, taken, np.inf).min(axis=1)
    smallest = np.where(used.any(axis=1), smallest, sets.minimum)
    yield _ConstraintTotals(f"items of each {sets.attribute}", sets.minimum, sets.maximum, smallest, taken.max(axis=1))

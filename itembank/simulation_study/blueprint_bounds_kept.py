"""Whether sittings keep what their design asks of a whole sitting, counted from what was asked."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import AdaptiveTest, Counts, FinishReason, ItemSets, Simulation
from itembank.compilation.eligible_items import shadow_blueprint
from itembank.simulation_study.item_use import presentations

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LENGTH = "length"
FULL = (FinishReason.MAX_ITEMS, FinishReason.POOL_EXHAUSTED)
"""Sittings that end for another reason have had enough before their full length: they owe no minimum."""


@dataclass(frozen=True)
class BoundKept:
    """One bound of a design, over all simulated sittings.

    Parameters
    ----------
    name : as the design has it: "strand number", or that of a blueprint's constraint
    low, high : what it asks, None for no bound
    least, mean, most : what the sittings had
    kept : share of sittings that keep it; one that ended early owes no minimum
    """

    name: str
    low: float | None
    high: float | None
    least: float
    mean: float
    most: float
    kept: float


class _Bound(NamedTuple):
    """A bound and the sittings' totals (P,); of what comes several times in a sitting, its smallest and its largest."""

    name: str
    low: float
    high: float
    smallest: Floats
    largest: Floats

    def kept(self, early: Bools) -> Bools:
        within: Bools = ((self.smallest >= self.low) | early) & (self.largest <= self.high)
        return within


class Kept(NamedTuple):
    """What came of a design's bounds, and of which sittings (P,) it came that they keep all."""

    bounds: tuple[BoundKept, ...]
    all: Bools


def bounds_kept(test: AdaptiveTest, done: Simulation, length: int) -> Kept:
    """Each bound of the design on these sittings, length first."""
    early = ~np.isin(np.array([str(reason) for reason in done.reasons]), [str(reason) for reason in FULL])
    chosen = presentations(done, len(test.pool), scored=True).astype(float)
    bounds = [
        _total(LENGTH, length, length, chosen.sum(axis=1)),
        *_of_masks(test, chosen),
        *_of_blueprint(test, chosen),
    ]
    kept = np.stack([bound.kept(early) for bound in bounds])
    return Kept(
        tuple(_told(bound, row) for bound, row in zip(bounds, kept, strict=True)), np.logical_and.reduce(kept, axis=0)
    )


def _told(bound: _Bound, kept: Bools) -> BoundKept:
    return BoundKept(
        bound.name,
        bound.low if math.isfinite(bound.low) else None,
        bound.high if math.isfinite(bound.high) else None,
        float(bound.smallest.min()),
        float((bound.smallest + bound.largest).mean() / 2),
        float(bound.largest.max()),
        float(kept.mean()),
    )


def _total(name: str, low: float, high: float, totals: Floats) -> _Bound:
    return _Bound(name, low, high, totals, totals)


def _of_masks(test: AdaptiveTest, chosen: Floats) -> Iterator[_Bound]:
    for counts in (mask for mask in test.masks if isinstance(mask, Counts)):
        column = test.pool.attribute(counts.attribute)
        for bound in counts.bounds:
            taken = chosen[:, column == bound.value].sum(axis=1)
            yield _total(f"{counts.attribute} {bound.value}", bound.minimum, bound.maximum, taken)


def _of_blueprint(test: AdaptiveTest, chosen: Floats) -> Iterator[_Bound]:
    blueprint = shadow_blueprint(test)
    if blueprint is None:
        return
    for row in blueprint.rows(test.pool):
        yield _total(row.name, row.low, row.high, chosen @ row.coefficients)
    for constraint in blueprint.constraints:
        if isinstance(constraint, ItemSets):
            yield from _of_sets(constraint, test, chosen)


def _of_sets(sets: ItemSets, test: AdaptiveTest, chosen: Floats) -> Iterator[_Bound]:
    column = np.array(test.pool.attribute(sets.attribute).tolist(), dtype=object)
    names = [name for name in dict.fromkeys(column.tolist()) if name != sets.alone]
    taken = np.stack([chosen[:, column == name].sum(axis=1) for name in names], axis=1)
    used = taken > 0
    yield _total(sets.name, sets.fewest, sets.most, used.sum(axis=1).astype(float))
    smallest = np.where(used, taken, np.inf).min(axis=1)
    smallest = np.where(used.any(axis=1), smallest, sets.minimum)
    yield _Bound(f"items of each {sets.attribute}", sets.minimum, sets.maximum, smallest, taken.max(axis=1))

"""Exposure rates of items: measured in simulated sittings, and the rates that the content of a test requires."""

from dataclasses import dataclass

import numpy as np

from engine.adaptive import AdaptiveTest, selection_inputs, start
from engine.assembly.blueprint import ConstraintRow
from engine.assembly.shadow_test import Shadow
from engine.errors import InvalidTest
from engine.exposure.item_eligibility import require_cuts, segment_indices
from engine.numerics.array_types import Bools, Floats, Ints
from engine.numerics.number_checks import is_integer
from engine.simulation.simulate_sittings import Simulation
from engine.sitting.content_masks import Counts
from engine.stopping.stopping_rules import AtLeast, MaxItems, StoppingRule


@dataclass(frozen=True, eq=False)
class ExposureRates:
    """How often each of n items was presented as a scored item, overall and by segment of the reported estimate.

    Parameters
    ----------
    sittings : shape (S,), number of sittings that ended in each segment
    administered : shape (S, n), number of those sittings in which each item was presented
    """

    sittings: Ints
    administered: Ints

    @property
    def overall(self) -> Floats:
        """The share of all sittings in which each item was presented, shape (n,); NaN without sittings."""
        return self._share(self.administered.sum(axis=0), self.sittings.sum())

    @property
    def conditional(self) -> Floats:
        """The share of each segment's sittings in which each item was presented, shape (S, n); NaN without sittings."""
        return self._share(self.administered, self.sittings[:, np.newaxis])

    @staticmethod
    def _share(count: Ints, total: Ints) -> Floats:
        return np.where(total > 0, count / np.maximum(total, 1), np.nan)


def exposure_rates(simulation: Simulation, items: int, cuts: tuple[float, ...] = ()) -> ExposureRates:
    """The exposure rates of items in simulated sittings, overall and by segment of the reported estimate.

    A sitting belongs to the segment of its reported estimate, whatever its running estimates were.

    Parameters
    ----------
    simulation : the simulated sittings
    items : number of items of the pool
    cuts : boundaries of the segments, increasing, in logits

    Raises
    ------
    InvalidTest
    """
    require_cuts(cuts)
    highest = int(simulation.items.max(initial=-1))
    if not is_integer(items, highest + 1):
        message = f"items must be how many the pool has, more than {highest}, an index asked; received {items!r}"
        raise InvalidTest(message)
    ended = segment_indices(cuts, simulation.theta)
    person, position = np.nonzero(simulation.scored)
    cells = ended[person] * items + simulation.items[person, position]
    administered = np.bincount(cells, minlength=(len(cuts) + 1) * items).reshape(-1, items)
    return ExposureRates(np.bincount(ended, minlength=len(cuts) + 1), administered)


def needed_rates(test: AdaptiveTest, rate: float) -> Floats:
    """The exposure rate that the content of a test requires of each item: ``rate`` where that is enough.

    Exposure rates are averages over sittings, so they satisfy every linear bound that each sitting satisfies. A linear
    programme finds the rates that satisfy these bounds and exceed ``rate`` by the least total, equal for items of equal
    content. The rates are necessary but not sufficient, since the programme omits item sets and early stops.

    Parameters
    ----------
    rate : the greatest rate wanted, above 0 and at most 1

    Returns
    -------
    shape (n,), ``rate`` or more

    Raises
    ------
    InvalidTest
        if there are too few items for the rate even without content bounds
    """
    available, length = _available(test), _shortest(test)
    if not 0 < rate <= 1:
        message = f"a rate of exposure must be above 0 and at most 1; received {rate!r}"
        raise InvalidTest(message)
    if rate * available.sum() < length - 1e-9:
        lowest = length / max(available.sum(), 1)
        message = (
            f"the rate of exposure times the {available.sum()} items available must be at least the {length} items of"
            f" a sitting, so at least {lowest:.3f}; received {rate!r}"
        )
        raise InvalidTest(message)
    needed = np.full(len(test.pool), rate)
    needed[available] = _least_excess(_rows(test, available), available, length, rate)
    return needed


def _available(test: AdaptiveTest) -> Bools:
    """The items that are eligible for a learner without restrictions, shape (n,)."""
    available: Bools = selection_inputs(test, start(test).cohort()).eligible[0]
    return available


def _shortest(test: AdaptiveTest) -> int:
    """The least number of scored items of a sitting."""
    if isinstance(test.blueprint, Shadow):
        return test.blueprint.blueprint.length
    return min((_least(rule) for rule in test.stop), default=1)


def _least(rule: StoppingRule) -> int:
    match rule:
        case MaxItems(n):
            return n
        case AtLeast(n, inner):
            return max(n, _least(inner))
        case _:
            return 1


def _rows(test: AdaptiveTest, available: Bools) -> list[ConstraintRow]:
    """The bounds that every complete sitting satisfies, over the available items."""
    rows = test.blueprint.blueprint.rows(test.pool) if isinstance(test.blueprint, Shadow) else []
    for counts in (mask for mask in test.masks if isinstance(mask, Counts) and mask.length == _shortest(test)):
        values = test.pool.attribute(counts.attribute)
        rows += [
            ConstraintRow(counts.attribute, (values == one.value).astype(float), *one[1:]) for one in counts.bounds
        ]
    return [row._replace(coefficients=row.coefficients[available]) for row in rows]


def _least_excess(rows: list[ConstraintRow], available: Bools, length: int, rate: float) -> Floats:
    """The rates that satisfy the rows and exceed ``rate`` the least; ``rate`` if no rates satisfy the rows."""
    from scipy.optimize import linprog  # slow to load, and no sitting needs it

    columns = np.array([row.coefficients for row in rows]).reshape(len(rows), available.sum())
    group_columns, group, size = np.unique(columns, axis=1, return_inverse=True, return_counts=True)
    low, high = np.array([row.low for row in rows]), np.array([row.high for row in rows])
    sums = group_columns * size
    bounded = [(sums, high), (-sums, -low), (-size[np.newaxis].astype(float), np.array([-float(length)]))]
    left = np.concatenate([part[np.isfinite(bound)] for part, bound in bounded])
    right = np.concatenate([bound[np.isfinite(bound)] for _, bound in bounded])
    # variables: for each group of like items the rate up to ``rate``, and the excess
    solution = linprog(
        np.concatenate([np.zeros(size.size), size]),
        A_ub=np.concatenate([left, left], axis=1),
        b_ub=right,
        bounds=[(0, rate)] * size.size + [(0, 1 - rate)] * size.size,
    )
    if solution.x is None:
        return np.full(available.sum(), rate)
    excess: Floats = solution.x[size.size :][group.reshape(-1)]
    return rate + np.where(excess > 1e-9, excess, 0.0)

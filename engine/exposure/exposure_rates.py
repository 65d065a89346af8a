"""How often items are asked: measured in simulated sittings, and what the content of a test needs at least."""

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
    """How often each of n items was asked and scored, over all sittings and by segment of the reported estimate.

    Parameters
    ----------
    sittings : shape (S,), how many ended in each segment
    administered : shape (S, n), in how many of those each item was asked
    """

    sittings: Ints
    administered: Ints

    @property
    def overall(self) -> Floats:
        """The share of all sittings that asked each item, shape (n,); NaN if there were no sittings."""
        return self._share(self.administered.sum(axis=0), self.sittings.sum())

    @property
    def conditional(self) -> Floats:
        """The share of each segment's sittings that asked each item, shape (S, n); NaN in a segment without any."""
        return self._share(self.administered, self.sittings[:, np.newaxis])

    @staticmethod
    def _share(count: Ints, of: Ints) -> Floats:
        return np.where(of > 0, count / np.maximum(of, 1), np.nan)


def exposure_rates(done: Simulation, items: int, cuts: tuple[float, ...] = ()) -> ExposureRates:
    """How often each item was asked in simulated sittings, overall and where the reported estimate ended.

    A sitting belongs to the segment of its reported estimate, whatever the estimates on the way: "of the learners who
    come out here, this share has seen the item".

    Parameters
    ----------
    items : how many the pool has
    cuts : where one segment ends and the next begins, rising, logits

    Raises
    ------
    InvalidTest
    """
    require_cuts(cuts)
    highest = int(done.items.max(initial=-1))
    if not is_integer(items, highest + 1):
        message = f"items must be how many the pool has, more than {highest}, an index asked; received {items!r}"
        raise InvalidTest(message)
    ended = segment_indices(cuts, done.theta)
    person, position = np.nonzero(done.scored)
    cells = ended[person] * items + done.items[person, position]
    administered = np.bincount(cells, minlength=(len(cuts) + 1) * items).reshape(-1, items)
    return ExposureRates(np.bincount(ended, minlength=len(cuts) + 1), administered)


def needed_rates(test: AdaptiveTest, rate: float) -> Floats:
    """The rate that content needs each item to have on average, shape (n,): ``rate`` where that is enough.

    The rates of the items of a test are the mean of its sittings, so they obey every bound that each sitting obeys.
    Those that do and exceed ``rate`` by the least in all, with items of the same content alike, are found by a linear
    programme. They are necessary, not sufficient: passages, enemies by draw and early stops are not in it.

    Raises
    ------
    InvalidTest
        if even without bounds on content there are too few items for the rate
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
    """Which items anyone may be asked, shape (n,)."""
    available: Bools = selection_inputs(test, start(test).cohort()).eligible[0]
    return available


def _shortest(test: AdaptiveTest) -> int:
    """How many scored items a sitting has at least."""
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
    """The bounds that every whole sitting obeys, over the items available."""
    rows = test.blueprint.blueprint.rows(test.pool) if isinstance(test.blueprint, Shadow) else []
    for counts in (mask for mask in test.masks if isinstance(mask, Counts) and mask.length == _shortest(test)):
        values = test.pool.attribute(counts.attribute)
        rows += [
            ConstraintRow(counts.attribute, (values == one.value).astype(float), *one[1:]) for one in counts.bounds
        ]
    return [row._replace(coefficients=row.coefficients[available]) for row in rows]


def _least_excess(rows: list[ConstraintRow], available: Bools, length: int, rate: float) -> Floats:
    """The rates that obey the rows and exceed ``rate`` the least; ``rate`` where nothing obeys them."""
    from scipy.optimize import linprog  # slow to load, and no sitting needs it

    columns = np.array([row.coefficients for row in rows]).reshape(len(rows), available.sum())
    kinds, kind, size = np.unique(columns, axis=1, return_inverse=True, return_counts=True)
    low, high = np.array([row.low for row in rows]), np.array([row.high for row in rows])
    sums = kinds * size
    bounded = [(sums, high), (-sums, -low), (-size[np.newaxis].astype(float), np.array([-float(length)]))]
    left = np.concatenate([part[np.isfinite(bound)] for part, bound in bounded])
    right = np.concatenate([bound[np.isfinite(bound)] for _, bound in bounded])
    # variables: for each kind of item the rate up to the one asked for, and the excess
    found = linprog(
        np.concatenate([np.zeros(size.size), size]),
        A_ub=np.concatenate([left, left], axis=1),
        b_ub=right,
        bounds=[(0, rate)] * size.size + [(0, 1 - rate)] * size.size,
    )
    if found.x is None:
        return np.full(available.sum(), rate)
    excess: Floats = found.x[size.size :][kind.reshape(-1)]
    return rate + np.where(excess > 1e-9, excess, 0.0)

"""Unscored items at given positions, so that a bank gets new items while its old ones measure.

A seeded item takes the place of the scored item that would have come, and that one comes next: with and without seeding
the scored items, their answers, the estimates and the reason to finish are the same bits. Only time passes: what a
person spends on unscored items counts towards a `TimeLimit`.

Positions count everything presented, from 1. Each is a number, or a first and a last between which one is drawn for
each sitting, each as likely, so that no item is always met early or late. At a position where no unscored item is open
to the person nothing is seeded. An unscored item may come between two items of a passage.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike

from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Floats, Ints, frozen
from engine.numerics.counter_based_draws import Purpose, draw_uniform
from engine.numerics.normal_distribution import Normal, require_normal
from engine.seeding.optimal_design import ParameterSDs, parameter_information, prior_precision, unknown_parameters
from engine.selection.selectors import best_eligible
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimates
from engine.sitting.item_pool import ItemPool
from engine.sitting.posterior import posterior_weights, weighted_sum
from engine.sitting.sitting_state import require_items
from engine.sitting.strategy_protocols import Mask

Position = int | tuple[int, int]
Matrix = tuple[tuple[float, ...], ...]

_STANDARD = Normal()
_TWO_PARAMETERS = ParameterSDs()
_POSITION_DRAW = 0  # the item draws are numbered behind it


@dataclass(frozen=True)
class SeedAtRandom:
    """Unscored items at given positions, any open one with the same chance.

    Parameters
    ----------
    unscored : pool indices, distinct; no scored choice ever sees them
    positions : each a position, or a first and a last one; rising, without overlap
    masks : rules of content that an unscored item must pass, such as a year ceiling

    Raises
    ------
    InvalidTest
    """

    unscored: tuple[int, ...]
    positions: tuple[Position, ...]
    masks: tuple[Mask, ...] = ()

    def __post_init__(self) -> None:
        _require_unscored(self.unscored)
        _require_positions(self.positions)
        _require_masks(self.masks)

    def items(self, pool: ItemPool) -> Ints:
        """Pool indices of the unscored items.

        Raises
        ------
        UnknownItem
        """
        return _indices(pool, self.unscored)

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates) -> Ints:
        """The unscored item to present now, shape (P,), −1 for none."""
        items = self.items(pool)
        return _seeded(
            self,
            pool,
            cohort,
            lambda: draw_uniform(cohort.seeds[:, np.newaxis], cohort.presented, Purpose.SEEDING, 1 + items),
        )


@dataclass(frozen=True)
class SeedByDesign:
    """Unscored items at given positions, the open one about whose parameters this person's answer is to tell most.

    An item is worth the rise of log det(Λ + G + I(θ)) over log det(Λ + G), expected over the person's posterior: I is
    Fisher's information about the item's parameters at their provisional values, G that of the answers gathered so far
    and Λ the prior precision (D-optimality; its sum over items is that of all their parameters together). A person far
    from where one item needs information gets another.

    Between renewals of ``gathered`` people of one ability get the same items: renew it often, with `with_answers`.

    Parameters
    ----------
    unscored : pool indices, distinct; no scored choice ever sees them
    positions : each a position, or a first and a last one; rising, without overlap
    gathered : for each item its G, symmetric, over its unknown parameters in the order a, b1 … bm, c, d; () for none
    sds : of the parameters before any answer; a parameter with 0 is known, so that (0, .8, 0, 0) is for Rasch items
    prior : the design's own for the abilities; a learner's prior takes its place
    masks : rules of content that an unscored item must pass, such as a year ceiling

    Raises
    ------
    InvalidTest

    References
    ----------
    Berger (1992), Psychometrika 57, 521–538; van der Linden & Ren (2015), Psychometrika 80, 263–288.
    """

    unscored: tuple[int, ...]
    positions: tuple[Position, ...]
    gathered: tuple[Matrix, ...] = ()
    sds: ParameterSDs = _TWO_PARAMETERS
    prior: Normal = _STANDARD
    masks: tuple[Mask, ...] = ()
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _require_unscored(self.unscored)
        _require_positions(self.positions)
        _require_masks(self.masks)
        require_normal("SeedByDesign", self.prior)
        object.__setattr__(self, "sds", _checked_sds(self.sds))
        _require(len(self.gathered) in (0, len(self.unscored)), "gathered", "a matrix for each item", self.gathered)
        for item, matrix in zip(self.unscored, self.gathered, strict=False):
            _require_information(item, matrix)
        # the gains are looked up at every seeded position
        object.__setattr__(self, "_hash", hash((self.unscored, self.positions, self.gathered, self.sds, self.prior)))

    def __hash__(self) -> int:
        return self._hash

    def items(self, pool: ItemPool) -> Ints:
        """Pool indices of the unscored items.

        Raises
        ------
        UnknownItem, InvalidTest
        """
        items = _indices(pool, self.unscored)
        pool.cached(("gains", self), lambda: self._gains(pool, items))  # what does not fit the pool says so now
        return items

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates) -> Ints:
        """The unscored item to present now, shape (P,), −1 for none."""
        return _seeded(self, pool, cohort, lambda: self.gains(pool, cohort))

    def gains(self, pool: ItemPool, cohort: Cohort) -> Floats:
        """How much each person's answer is expected to tell of each unscored item, shape (P, items), 0 or more."""
        items = self.items(pool)
        by_node = pool.cached(("gains", self), lambda: self._gains(pool, items))
        return weighted_sum(posterior_weights(self.prior, pool, cohort), by_node)

    def with_answers(self, pool: ItemPool, items: ArrayLike, theta: ArrayLike) -> "SeedByDesign":
        """The same seeding with more answers gathered, each by its information at an ability.

        Parameters
        ----------
        items : shape (N,), pool indices, each one of ``unscored``
        theta : shape (N,), estimated abilities of those who answered, in logits

        Raises
        ------
        InvalidTest, UnknownItem
        """
        answered, abilities = np.asarray(items, dtype=np.intp), np.asarray(theta, dtype=float)
        own = self.items(pool)
        known = np.isin(answered, own)
        _require(known.all(), "items", f"some of {self.unscored}", answered[~known].tolist())
        _require(abilities.shape == answered.shape, "theta", f"abilities of shape {answered.shape}", abilities.shape)
        unknown, total = unknown_parameters(pool.parameters.take(own), self.sds), self._gathered(pool, own)
        order = np.argsort(own)
        place = order[np.searchsorted(own[order], answered)]
        told = parameter_information(pool.parameters.take(answered), abilities[:, np.newaxis], unknown[place])
        np.add.at(total, place, told[:, 0])
        rows = (matrix[np.ix_(free, free)] for matrix, free in zip(total, unknown, strict=True))
        return replace(self, gathered=tuple(tuple(map(tuple, matrix.tolist())) for matrix in rows))

    def _gains(self, pool: ItemPool, items: Ints) -> Floats:
        """By node, shape (Q, items)."""
        parameters = pool.parameters.take(items)
        unknown = unknown_parameters(parameters, self.sds)
        before = self._gathered(pool, items) + prior_precision(parameters, self.sds, unknown)
        told = parameter_information(parameters, np.broadcast_to(pool.grid, (items.size, pool.grid.size)), unknown)
        after = np.linalg.slogdet(before[:, np.newaxis] + told).logabsdet
        return frozen(np.ascontiguousarray((after - np.linalg.slogdet(before).logabsdet[:, np.newaxis]).T))

    def _gathered(self, pool: ItemPool, items: Ints) -> Floats:
        """What was gathered, over all the parameters that an item of the pool can have, shape (items, M, M)."""
        unknown = unknown_parameters(pool.parameters.take(items), self.sds)
        total = np.zeros((*unknown.shape, unknown.shape[1]))
        for item, row, free, matrix in zip(items, total, unknown, self.gathered, strict=False):
            expected = f"{free.sum()} × {free.sum()} for item {item}"
            _require(len(matrix) == free.sum(), "gathered", expected, matrix)
            row[np.ix_(free, free)] = matrix
        return total


def _seeded(seeding: SeedAtRandom | SeedByDesign, pool: ItemPool, cohort: Cohort, worth: Callable[[], Floats]) -> Ints:
    """Where an item is due the open one worth most, else −1; ``worth`` gives shape (P, items)."""
    due = _due(seeding.positions, cohort)
    if not due.any():
        return np.full(len(cohort), -1)
    items = seeding.items(pool)
    available = cohort.available[:, items]
    for mask in seeding.masks:
        available = available & mask(pool, cohort)[:, items]
    best, found = best_eligible(worth(), available)
    return np.where(due & found, items[best], -1)


def _due(positions: tuple[Position, ...], cohort: Cohort) -> Bools:
    """Whether the next position is one for an unscored item, shape (P,)."""
    now = cohort.presented + 1
    for first, last in map(_window, positions):
        if first <= now <= last:
            # the draw is that of the window's first position: it is the same all through the window
            draw = draw_uniform(cohort.seeds, first - 1, Purpose.SEEDING, _POSITION_DRAW)
            due: Bools = first + (draw * (last - first + 1)).astype(np.intp) == now
            return due
    return np.zeros(len(cohort), dtype=bool)


def _window(position: Position) -> tuple[int, int]:
    return (position, position) if isinstance(position, int) else position


def _indices(pool: ItemPool, items: tuple[int, ...]) -> Ints:
    return pool.cached(("items", items), lambda: frozen(np.array(require_items(pool, items), dtype=np.intp)))


def _require(holds: object, name: str, expected: str, received: object) -> None:
    if not holds:
        message = f"seeding: {name} must be {expected}; received {received!r}"
        raise InvalidTest(message)


def _require_unscored(items: tuple[int, ...]) -> None:
    distinct = isinstance(items, tuple) and len(set(items)) == len(items) >= 1
    _require(distinct, "unscored", "a tuple of distinct items, at least 1", items)


def _require_positions(positions: tuple[Position, ...]) -> None:
    _require(isinstance(positions, tuple) and positions, "positions", "a tuple, at least 1 long", positions)
    before = 0
    for position in positions:
        first, last = _ends(position)
        _require(before < first <= last, "positions", "from 1, rising and without overlap", positions)
        before = last


def _require_masks(masks: tuple[Mask, ...]) -> None:
    _require(isinstance(masks, tuple) and all(map(callable, masks)), "masks", "a tuple of masks", masks)


def _ends(position: Position) -> tuple[int, int]:
    """The first and the last position; else `InvalidTest`."""
    window = position if isinstance(position, tuple) else (position, position)
    whole = len(window) == 2 and all(type(end) is int for end in window)
    _require(whole, "positions", "whole numbers, or pairs of a first and a last one", position)
    return window


def _checked_sds(sds: tuple[float, ...]) -> ParameterSDs:
    """The SDs by name; else `InvalidTest`."""
    valid = isinstance(sds, tuple) and len(sds) == 4 and all(0 <= sd < np.inf for sd in sds) and any(sds)
    _require(valid, "sds", "finite SDs of a, b, c and d, at least 0 and not all 0", sds)
    return ParameterSDs(*sds)


def _require_information(item: int, matrix: Matrix) -> None:
    square = isinstance(matrix, tuple) and all(isinstance(row, tuple) and len(row) == len(matrix) for row in matrix)
    _require(square, "gathered", f"a square tuple of tuples for item {item}", matrix)
    if not matrix:  # for an item of which all is known; any other refuses it with its pool
        return
    values = np.array(matrix, dtype=float)
    symmetric = np.isfinite(values).all() and np.array_equal(values, values.T)
    _require(symmetric, "gathered", f"finite and symmetric for item {item}", matrix)
    lowest, scale = np.linalg.eigvalsh(values)[0], np.abs(values).max()
    _require(lowest >= -1e-9 * scale, "gathered", f"without negative eigenvalues for item {item}", matrix)

"""Seeding of unscored items at given positions of a sitting.

A seeded item delays the scored item that was selected; that item comes next. With and without seeding, the scored
items, their answers, the estimates and the reason to finish are therefore the same bits. The time that a person spends
on unscored items does count towards a `TimeLimit`.

Positions are counted from 1 over all items presented. A position is a number, or a pair (first, last) from which one
position is drawn for each sitting with equal probability, so that no item always comes early or late. Nothing is seeded
at a position where no unscored item is available to the person. An unscored item may come between two items of a
passage.
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
_POSITION_DRAW = 0  # the number of the position draw; the draws of items have the numbers from 1


@dataclass(frozen=True)
class SeedAtRandom:
    """Seed unscored items at random: every available one has the same probability.

    Parameters
    ----------
    unscored : distinct pool indices, which are never selected as scored items
    positions : positions or (first, last) pairs, increasing and without overlap; () presents no unscored item
    masks : content rules that an unscored item must satisfy, such as a year ceiling

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
        return _due_items(
            self,
            pool,
            cohort,
            lambda: draw_uniform(cohort.seeds[:, np.newaxis], cohort.presented, Purpose.SEEDING, 1 + items),
        )


@dataclass(frozen=True)
class SeedByDesign:
    """Seed unscored items by D-optimal design: the item about whose parameters the answer is most informative.

    The value of an item is the expected increase log det(Λ + G + I(θ)) − log det(Λ + G) over the person's posterior of
    θ. I(θ) is Fisher's information about the item's parameters at their provisional values, G that of the answers
    gathered so far and Λ the prior precision. Summed over items this is the D-criterion of all their parameters.

    As long as ``gathered`` is unchanged, people of equal ability get the same items. Update it often, by
    `with_answers`.

    Parameters
    ----------
    unscored : distinct pool indices, which are never selected as scored items
    positions : positions or (first, last) pairs, increasing and without overlap; () presents no unscored item
    gathered : the matrix G of each item, symmetric, over its unknown parameters in the order a, b1 … bm, c, d; () if
        there are no answers yet
    sds : prior SDs of the parameters; a parameter with SD 0 is known, so (0, .8, 0, 0) suits Rasch items
    prior : the test design's prior of ability; a learner's own prior replaces it
    masks : content rules that an unscored item must satisfy, such as a year ceiling

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
        # hashed once, since the gains are looked up at every seeded position
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
        pool.cached(("gains", self), lambda: self._gains(pool, items))  # so that a misfit with the pool is refused now
        return items

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates) -> Ints:
        """The unscored item to present now, shape (P,), −1 for none."""
        return _due_items(self, pool, cohort, lambda: self.gains(pool, cohort))

    def gains(self, pool: ItemPool, cohort: Cohort) -> Floats:
        """The expected gain of the D-criterion from each person's answer, shape (P, items), 0 or more."""
        items = self.items(pool)
        by_node = pool.cached(("gains", self), lambda: self._gains(pool, items))
        return weighted_sum(posterior_weights(self.prior, pool, cohort), by_node)

    def with_answers(self, pool: ItemPool, items: ArrayLike, theta: ArrayLike) -> "SeedByDesign":
        """The same seeding with more answers gathered. Each adds its information at the ability of the person.

        Parameters
        ----------
        items : shape (N,), pool indices from ``unscored``
        theta : shape (N,), estimated abilities of the people who answered, in logits

        Raises
        ------
        InvalidTest, UnknownItem
        """
        answered, abilities = np.asarray(items, dtype=np.intp), np.asarray(theta, dtype=float)
        seeded = self.items(pool)
        known = np.isin(answered, seeded)
        _require(known.all(), "items", f"some of {self.unscored}", answered[~known].tolist())
        _require(abilities.shape == answered.shape, "theta", f"abilities of shape {answered.shape}", abilities.shape)
        unknown, total = unknown_parameters(pool.parameters.take(seeded), self.sds), self._gathered(pool, seeded)
        order = np.argsort(seeded)
        rows = order[np.searchsorted(seeded[order], answered)]
        information = parameter_information(pool.parameters.take(answered), abilities[:, np.newaxis], unknown[rows])
        np.add.at(total, rows, information[:, 0])
        blocks = (matrix[np.ix_(free, free)] for matrix, free in zip(total, unknown, strict=True))
        return replace(self, gathered=tuple(tuple(map(tuple, matrix.tolist())) for matrix in blocks))

    def _gains(self, pool: ItemPool, items: Ints) -> Floats:
        """The gain at each node, shape (Q, items)."""
        parameters = pool.parameters.take(items)
        unknown = unknown_parameters(parameters, self.sds)
        before = self._gathered(pool, items) + prior_precision(parameters, self.sds, unknown)
        nodes = np.broadcast_to(pool.grid, (items.size, pool.grid.size))
        information = parameter_information(parameters, nodes, unknown)
        after = np.linalg.slogdet(before[:, np.newaxis] + information).logabsdet
        return frozen(np.ascontiguousarray((after - np.linalg.slogdet(before).logabsdet[:, np.newaxis]).T))

    def _gathered(self, pool: ItemPool, items: Ints) -> Floats:
        """The gathered information over all parameters that an item of the pool can have, shape (items, M, M)."""
        unknown = unknown_parameters(pool.parameters.take(items), self.sds)
        total = np.zeros((*unknown.shape, unknown.shape[1]))
        for item, row, free, matrix in zip(items, total, unknown, self.gathered, strict=False):
            expected = f"{free.sum()} × {free.sum()} for item {item}"
            _require(len(matrix) == free.sum(), "gathered", expected, matrix)
            row[np.ix_(free, free)] = matrix
        return total


def _due_items(
    seeding: SeedAtRandom | SeedByDesign, pool: ItemPool, cohort: Cohort, values: Callable[[], Floats]
) -> Ints:
    """The best available unscored item where one is due, else −1, shape (P,); ``values`` returns shape (P, items)."""
    due = _due(seeding.positions, cohort)
    if not due.any():
        return np.full(len(cohort), -1)
    items = seeding.items(pool)
    available = cohort.available[:, items]
    for mask in seeding.masks:
        available = available & mask(pool, cohort)[:, items]
    best, found = best_eligible(values(), available)
    return np.where(due & found, items[best], -1)


def _due(positions: tuple[Position, ...], cohort: Cohort) -> Bools:
    """Whether the next position is one for an unscored item, shape (P,)."""
    now = cohort.presented + 1
    for first, last in map(_window, positions):
        if first <= now <= last:
            # the draw belongs to the first position of the window, so it is the same at every position of the window
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
    _require(isinstance(positions, tuple), "positions", "a tuple", positions)
    before = 0
    for position in positions:
        first, last = _ends(position)
        _require(before < first <= last, "positions", "from 1, rising and without overlap", positions)
        before = last


def _require_masks(masks: tuple[Mask, ...]) -> None:
    _require(isinstance(masks, tuple) and all(map(callable, masks)), "masks", "a tuple of masks", masks)


def _ends(position: Position) -> tuple[int, int]:
    """The first and the last position of a window; else `InvalidTest`."""
    window = position if isinstance(position, tuple) else (position, position)
    whole = len(window) == 2 and all(type(end) is int for end in window)
    _require(whole, "positions", "whole numbers, or pairs of a first and a last one", position)
    return window


def _checked_sds(sds: tuple[float, ...]) -> ParameterSDs:
    """The SDs as `ParameterSDs`; else `InvalidTest`."""
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

"""A blueprint compiled against a pool: nested counts where it is no more than that, else a linear programme."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

import numpy as np

from engine.assembly.blueprint import Blueprint, ConstraintRow, ItemSets, Order, sole_constraint
from engine.assembly.mixed_integer_programme import ItemSetBounds, MixedIntegerSolver, mixed_integer_model
from engine.assembly.nested_bounds import NestedBounds, best_items, nested_bounds
from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Floats, Ints
from engine.sitting.item_pool import ItemPool

_STARTS = 17  # abilities from whose best tests the solver can begin
_REACH = 3.0  # logits of the outermost of them


class ShadowStatus(StrEnum):
    """How a shadow test was found, in words."""

    NESTED = "exact: the counts nest, and their gains were merged"
    LINEAR = "exact: the linear programme came out whole"
    BRANCHED = "exact: the linear programme was branched"
    UNPROVED = "obeys the blueprint: the solver's limit came before it was proved to be the best"
    INFEASIBLE = "no test obeys the blueprint"
    UNSOLVED = "the solver gave up: nothing is known"


class AssemblyResult(NamedTuple):
    """The items to ask beside those asked, as pool indices; None if there is no test."""

    free: Ints | None
    status: ShadowStatus


class AssemblyMethod(Protocol):
    """Finds the best test that holds the items asked and beside them only candidates."""

    def __call__(self, values: Floats, candidates: Bools, administered: Ints) -> AssemblyResult: ...


@dataclass(frozen=True, eq=False)
class CompiledBlueprint:
    """A blueprint compiled.

    Parameters
    ----------
    barred : shape (n,), items that no test may hold; taken out first, a ceiling does not cross other counts
    find : how the best test of the others is found
    """

    barred: Bools
    find: AssemblyMethod

    def __call__(self, values: Floats, candidates: Bools, administered: Ints) -> AssemblyResult:
        """The best test that holds the items asked and beside them only candidates.

        Parameters
        ----------
        values : shape (n,), finite for the candidates
        candidates : shape (n,), none of the items asked
        administered : pool indices
        """
        if self.barred[administered].any():
            return AssemblyResult(None, ShadowStatus.INFEASIBLE)
        return self.find(values, candidates & ~self.barred, administered)


@dataclass(frozen=True, eq=False)
class NestedBoundsMethod:
    """A programme of counts that nest."""

    tree: NestedBounds

    def __call__(self, values: Floats, candidates: Bools, administered: Ints) -> AssemblyResult:
        free = best_items(self.tree, values, candidates, administered)
        return AssemblyResult(free, ShadowStatus.INFEASIBLE if free is None else ShadowStatus.NESTED)


class MixedIntegerMethod:
    """A programme for HiGHS. Each thread keeps a solver, which is a cache: what it found before changes nothing."""

    def __init__(self, n: int, solver: Callable[[], MixedIntegerSolver]) -> None:
        self._n, self._make, self._own = n, solver, threading.local()

    def __call__(self, values: Floats, candidates: Bools, administered: Ints) -> AssemblyResult:
        if not hasattr(self._own, "solver"):
            self._own.solver = self._make()
        chosen, branched, proved = self._own.solver.solve(values, candidates, administered)
        if chosen is None:
            return AssemblyResult(None, ShadowStatus.INFEASIBLE if proved else ShadowStatus.UNSOLVED)
        free = np.flatnonzero(chosen[: self._n] & candidates)
        if not proved:
            return AssemblyResult(free, ShadowStatus.UNPROVED)
        return AssemblyResult(free, ShadowStatus.BRANCHED if branched else ShadowStatus.LINEAR)


def compile_blueprint(blueprint: Blueprint, pool: ItemPool) -> CompiledBlueprint:
    """The programme of a blueprint for a pool, made once.

    Raises
    ------
    UnknownAttribute, UnknownItem, InvalidTest
    """
    return pool.cached(
        ("programme", blueprint), lambda: compile_for_lengths(blueprint, pool, blueprint.length, blueprint.length)
    )


def compile_for_lengths(blueprint: Blueprint, pool: ItemPool, shortest: int, longest: int) -> CompiledBlueprint:
    """The programme for tests of ``shortest`` to ``longest`` items.

    Raises
    ------
    UnknownAttribute, UnknownItem, InvalidTest
    """
    item_sets = item_set_bounds(blueprint, pool)
    barring, rows = _barring(blueprint.rows(pool))
    barred = np.zeros(len(pool), dtype=bool)
    for row in barring:
        barred |= row.coefficients > 0
    tree = None if item_sets is not None else nested_bounds(rows, shortest, longest, len(pool))
    if tree is not None:
        return CompiledBlueprint(barred, NestedBoundsMethod(tree))
    return CompiledBlueprint(barred, _linear(rows, shortest, longest, pool, item_sets))


def _barring(rows: list[ConstraintRow]) -> tuple[list[ConstraintRow], list[ConstraintRow]]:
    """The rows that say no more than that some items are not asked, and the others."""
    bars = [row.low <= 0 == row.high and bool((row.coefficients >= 0).all()) for row in rows]
    return [row for row, bar in zip(rows, bars, strict=True) if bar], [
        row for row, bar in zip(rows, bars, strict=True) if not bar
    ]


def item_set_bounds(blueprint: Blueprint, pool: ItemPool) -> ItemSetBounds | None:
    """The passages of a blueprint's item sets; None if it has no item sets.

    Raises
    ------
    UnknownAttribute, InvalidTest
    """
    sets = sole_constraint(blueprint, ItemSets)
    if sets is None:
        return None
    return pool.cached(("passages", sets, sole_constraint(blueprint, Order)), lambda: _passages(blueprint, sets, pool))


def _linear(
    rows: list[ConstraintRow], shortest: int, longest: int, pool: ItemPool, item_sets: ItemSetBounds | None
) -> MixedIntegerMethod:
    model = mixed_integer_model(rows, shortest, longest, len(pool), item_sets)
    nodes = np.searchsorted(pool.grid, np.linspace(-_REACH, _REACH, _STARTS)).clip(0, pool.grid.size - 1)
    return MixedIntegerMethod(len(pool), lambda: MixedIntegerSolver(model, pool.information[:, nodes].T))


def _passages(blueprint: Blueprint, sets: ItemSets, pool: ItemPool) -> ItemSetBounds:
    column = pool.attribute(sets.attribute)
    names = [name for name in dict.fromkeys(column.tolist()) if name != sets.alone]
    set_of_item = np.full(len(pool), -1, dtype=np.intp)
    for number, name in enumerate(names):
        set_of_item[column == name] = number
    order = sole_constraint(blueprint, Order)
    if order is not None:
        _require_one_place(pool.attribute(order.attribute).tolist(), set_of_item, names, order, sets)
    return ItemSetBounds(set_of_item, sets.minimum, sets.maximum, sets.fewest, sets.most)


def _require_one_place(
    places: list[object], set_of_item: Ints, names: list[object], order: Order, sets: ItemSets
) -> None:
    for number, name in enumerate(names):
        found = {places[item] for item in np.flatnonzero(set_of_item == number)}
        if len(found) > 1:
            message = (
                f"{order.name}: expected one {order.attribute} in the whole {sets.attribute} {name!r},"
                f" which is kept together; received {sorted(map(str, found))}"
            )
            raise InvalidTest(message)

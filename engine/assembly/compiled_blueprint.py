"""A blueprint compiled for a pool: as nested count bounds where possible, else as a mixed-integer programme."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.assembly.best_tests import SetMethod
from engine.assembly.blueprint import Blueprint, ConstraintRow, ItemSets, Order, sole_constraint
from engine.assembly.mixed_integer_programme import ItemSetBounds, MixedIntegerSolver, item_costs, mixed_integer_model
from engine.assembly.nested_bounds import NestedBounds, best_items, nested_bounds
from engine.assembly.set_programme import set_programme
from engine.assembly.set_ranking import SetRanking, set_ranking
from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Floats, Ints
from engine.sitting.item_pool import ItemPool

_STARTS = 17  # number of abilities whose optimal tests serve as starting points of the solver
_REACH = 3.0  # the outermost of those abilities, in logits


class ShadowStatus(StrEnum):
    """How a shadow test was found, or why there is none."""

    NESTED = "exact: the counts nest, and their gains were merged"
    RANKED = "exact: the item sets were ranked"
    PROGRAMMED = "exact: the item sets were gone through by dynamic programming"
    LINEAR = "exact: the linear programme came out whole"
    BRANCHED = "exact: the linear programme was branched"
    UNPROVED = "obeys the blueprint: the solver's limit came before it was proved to be the best"
    INFEASIBLE = "no test obeys the blueprint"
    UNSOLVED = "the solver gave up: nothing is known"


_NO_TEST = (ShadowStatus.INFEASIBLE, ShadowStatus.UNSOLVED)


class AssemblyResults(NamedTuple):
    """The results of P assemblies.

    Parameters
    ----------
    free : shape (P, n), the items of each test that are not yet administered; none where no test was found
    statuses : shape (P,), how each test was found, or why there is none
    """

    free: Bools
    statuses: NDArray[np.object_]

    @property
    def found(self) -> Bools:
        """Whether there is a test, shape (P,)."""
        return np.array([status not in _NO_TEST for status in self.statuses], dtype=bool)


def results_without_items(candidates: Bools, status: ShadowStatus) -> AssemblyResults:
    """Results of one status for all sittings, and no items yet."""
    statuses = np.empty(len(candidates), dtype=object)
    statuses.fill(status)  # ``np.full`` would make plain strings of them
    return AssemblyResults(np.zeros_like(candidates), statuses)


class AssemblyMethod(Protocol):
    """Finds the best tests that contain the items administered and otherwise only candidates."""

    def __call__(self, values: Floats, candidates: Bools, administered: Bools) -> AssemblyResults: ...


@dataclass(frozen=True, eq=False)
class CompiledBlueprint:
    """A blueprint compiled for a pool.

    Parameters
    ----------
    barred : shape (n,), items that no test may contain. They are removed first, so that a ceiling does not prevent the
        other counts from nesting.
    find : the method that finds the best test among the other items
    """

    barred: Bools
    find: AssemblyMethod

    def __call__(self, values: Floats, candidates: Bools, administered: Bools) -> AssemblyResults:
        """The best tests that contain the items administered and otherwise only candidates, one for each sitting.

        Parameters
        ----------
        values : shape (P, n), finite for the candidates
        candidates : shape (P, n), without the items administered
        administered : shape (P, n), the scored items so far
        """
        possible = ~(administered & self.barred).any(axis=1)
        candidates = candidates & ~self.barred
        if possible.all():
            return self.find(values, candidates, administered)
        results = results_without_items(candidates, ShadowStatus.INFEASIBLE)
        results.free[possible], results.statuses[possible] = self.find(
            values[possible], candidates[possible], administered[possible]
        )
        return results


@dataclass(frozen=True, eq=False)
class NestedBoundsMethod:
    """Assembly under nested count bounds, one sitting after another."""

    bounds: NestedBounds

    def __call__(self, values: Floats, candidates: Bools, administered: Bools) -> AssemblyResults:
        results = results_without_items(candidates, ShadowStatus.NESTED)
        for row in range(len(values)):
            free = best_items(self.bounds, values[row], candidates[row], np.flatnonzero(administered[row]))
            if free is None:
                results.statuses[row] = ShadowStatus.INFEASIBLE
            else:
                results.free[row, free] = True
        return results


class MixedIntegerMethod:
    """Assembly by HiGHS. Each thread keeps its own solver; earlier solves do not influence later results.

    Parameters
    ----------
    n : number of items
    solver : makes a solver
    shortcut : finds the same tests without a solver, for most sittings; None if none serves the blueprint
    """

    def __init__(self, n: int, solver: Callable[[], MixedIntegerSolver], shortcut: SetMethod | None) -> None:
        self._n, self._make_solver, self._shortcut, self._per_thread = n, solver, shortcut, threading.local()

    def __call__(self, values: Floats, candidates: Bools, administered: Bools) -> AssemblyResults:
        ranked = isinstance(self._shortcut, SetRanking)
        results = results_without_items(candidates, ShadowStatus.RANKED if ranked else ShadowStatus.PROGRAMMED)
        unsolved = np.ones(len(values), dtype=bool)
        if self._shortcut is not None:
            costs = item_costs(np.where(candidates, values, 0.0))
            best = self._shortcut.best_tests(costs, candidates, administered)
            results.free[best.found] = best.chosen[best.found] & candidates[best.found]
            unsolved = ~best.found
        for row in np.flatnonzero(unsolved):
            results.free[row], results.statuses[row] = self._solved(values[row], candidates[row], administered[row])
        return results

    def _solved(self, values: Floats, candidates: Bools, administered: Bools) -> tuple[Bools, ShadowStatus]:
        if not hasattr(self._per_thread, "solver"):
            self._per_thread.solver = self._make_solver()
        chosen, branched, proved = self._per_thread.solver.solve(values, candidates, np.flatnonzero(administered))
        if chosen is None:
            return np.zeros_like(candidates), ShadowStatus.INFEASIBLE if proved else ShadowStatus.UNSOLVED
        free = chosen[: self._n] & candidates
        if not proved:
            return free, ShadowStatus.UNPROVED
        return free, ShadowStatus.BRANCHED if branched else ShadowStatus.LINEAR


def compile_blueprint(blueprint: Blueprint, pool: ItemPool) -> CompiledBlueprint:
    """Compile a blueprint for a pool; done once for each pair.

    Raises
    ------
    UnknownAttribute, UnknownItem, InvalidTest
    """
    return pool.cached(
        ("compiled blueprint", blueprint),
        lambda: compile_for_lengths(blueprint, pool, blueprint.length, blueprint.length),
    )


def compile_for_lengths(blueprint: Blueprint, pool: ItemPool, shortest: int, longest: int) -> CompiledBlueprint:
    """Compile a blueprint for tests of ``shortest`` to ``longest`` items.

    Raises
    ------
    UnknownAttribute, UnknownItem, InvalidTest
    """
    item_sets = item_set_bounds(blueprint, pool)
    exclusions, rows = _split_exclusions(blueprint.rows(pool))
    barred = np.zeros(len(pool), dtype=bool)
    for row in exclusions:
        barred |= row.coefficients > 0
    bounds = None if item_sets is not None else nested_bounds(rows, shortest, longest, len(pool))
    if bounds is not None:
        return CompiledBlueprint(barred, NestedBoundsMethod(bounds))
    sets = rows, (shortest, longest), barred, item_sets
    shortcut = set_ranking(*sets) or set_programme(*sets)
    return CompiledBlueprint(barred, _mixed_integer_method(rows, shortest, longest, pool, item_sets, shortcut))


def _split_exclusions(rows: list[ConstraintRow]) -> tuple[list[ConstraintRow], list[ConstraintRow]]:
    """Split the rows into those that only exclude items, and all others."""
    excludes = [row.low <= 0 == row.high and bool((row.coefficients >= 0).all()) for row in rows]
    return [row for row, excluded in zip(rows, excludes, strict=True) if excluded], [
        row for row, excluded in zip(rows, excludes, strict=True) if not excluded
    ]


def item_set_bounds(blueprint: Blueprint, pool: ItemPool) -> ItemSetBounds | None:
    """The item sets of a pool with the bounds of the blueprint; None if it has no `ItemSets`.

    Raises
    ------
    UnknownAttribute, InvalidTest
    """
    sets = sole_constraint(blueprint, ItemSets)
    if sets is None:
        return None
    return pool.cached(
        ("item sets", sets, sole_constraint(blueprint, Order)), lambda: _item_set_bounds(blueprint, sets, pool)
    )


def _mixed_integer_method(
    rows: list[ConstraintRow],
    shortest: int,
    longest: int,
    pool: ItemPool,
    item_sets: ItemSetBounds | None,
    shortcut: SetMethod | None,
) -> MixedIntegerMethod:
    model = mixed_integer_model(rows, shortest, longest, len(pool), item_sets)
    nodes = np.searchsorted(pool.grid, np.linspace(-_REACH, _REACH, _STARTS)).clip(0, pool.grid.size - 1)
    return MixedIntegerMethod(len(pool), lambda: MixedIntegerSolver(model, pool.information[:, nodes].T), shortcut)


def _item_set_bounds(blueprint: Blueprint, sets: ItemSets, pool: ItemPool) -> ItemSetBounds:
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

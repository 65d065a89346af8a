"""Shadow tests: before each item the best complete test under the blueprint, from which the next item is chosen."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.adaptive import AdaptiveTest, selection_inputs
from engine.assembly.blueprint import Blueprint
from engine.assembly.compiled_blueprint import (
    AssemblyResults,
    CompiledBlueprint,
    ShadowStatus,
    compile_blueprint,
    compile_for_lengths,
)
from engine.assembly.ordering_rules import Administered, administered_in, ordering_rules
from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Floats, Ints
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimates
from engine.sitting.item_pool import ItemPool
from engine.sitting.sitting_state import CatState
from engine.sitting.strategy_protocols import AllowedItems

_BLOCK = 100  # sittings side by side: enough to amortise the overhead of a step, few enough for a core's cache


class ShadowTest(NamedTuple):
    """A complete test that contains the items administered so far, and how it was found.

    Parameters
    ----------
    administered : pool indices of the scored items so far
    free : pool indices of the other items of the shadow test
    next_items : the free items that may come next
    value : total value of the free items
    status : how the test was found
    relaxed : names of the constraints that had to be relaxed, in the blueprint's order of relaxation
    exposure_lifted : whether the test needs items that exposure control does not admit
    conflict : sentences of a minimal set of constraints that cannot be satisfied together; empty if all can be
    """

    administered: tuple[int, ...]
    free: tuple[int, ...]
    next_items: tuple[int, ...]
    value: float
    status: ShadowStatus
    relaxed: tuple[str, ...]
    exposure_lifted: bool
    conflict: tuple[str, ...]


class _Sittings(NamedTuple):
    """The inputs of the shadow tests of P sittings.

    Parameters
    ----------
    values : shape (P, n)
    eligible, admitted : shape (P, n), of finite value; None for ``admitted`` where exposure control admits all of them
    administered : the scored items
    """

    values: Floats
    eligible: Bools
    admitted: Bools | None
    administered: Administered

    def take(self, rows: Ints) -> "_Sittings":
        admitted = None if self.admitted is None else self.admitted[rows]
        return _Sittings(self.values[rows], self.eligible[rows], admitted, self.administered.take(rows))

    def as_admitted(self) -> "_Sittings":
        """The same sittings with the admitted items alone."""
        return self if self.admitted is None else self._replace(eligible=self.admitted, admitted=None)


class _Assemblies(NamedTuple):
    """The shadow tests of P sittings.

    Parameters
    ----------
    free, next_items : shape (P, n), the items not yet administered, and those that may come next
    statuses : shape (P,)
    found : shape (P,), whether there is a test
    relaxed : shape (P,), how many constraints of the blueprint's order of relaxation were relaxed
    exposure_lifted : shape (P,)
    """

    free: Bools
    next_items: Bools
    statuses: NDArray[np.object_]
    found: Bools
    relaxed: Ints
    exposure_lifted: Bools

    def take(self, rows: Ints) -> "_Assemblies":
        return _Assemblies._make(column[rows] for column in self)

    def replaced(self, rows: Ints, others: "_Assemblies") -> "_Assemblies":
        """These tests with others at some rows."""
        columns = [column.copy() for column in self]
        for column, other in zip(columns, others, strict=True):
            column[rows] = other
        return _Assemblies._make(columns)


@dataclass(frozen=True)
class Shadow:
    """Restricts the eligible items to those of a shadow test that may come next.

    The shadow test is the test of greatest value that has the blueprint's length, satisfies the blueprint, and contains
    every scored item so far and otherwise only eligible items (van der Linden & Reese 1998). The rest of it can always
    be presented, so a sitting of full length satisfies the blueprint unless items are withdrawn during the sitting. If
    no test satisfies the blueprint, constraints are relaxed in the blueprint's order until one does; `Administer` names
    them. If no test exists even then, no item is allowed.

    Exposure control yields before content does. If no test of admitted items satisfies the blueprint, all eligible
    items are allowed before any constraint is relaxed. Once a constraint has been relaxed, exposure control applies
    again if the remaining constraints permit.

    Nothing is kept between steps: the same state always gives the same shadow test.

    Parameters
    ----------
    blueprint : the constraints on the whole sitting; its length equals that of the sitting's `MaxItems`

    References
    ----------
    van der Linden & Reese (1998), A model for optimal constrained adaptive testing. Applied Psychological Measurement
    22, 259–270.
    """

    blueprint: Blueprint

    def __post_init__(self) -> None:
        if not isinstance(self.blueprint, Blueprint):
            message = f"Shadow needs a Blueprint; received {self.blueprint!r:.80}"
            raise InvalidTest(message)

    @property
    def length(self) -> int:
        """The number of scored items of a whole sitting."""
        return self.blueprint.length

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the constraints, any of which a sitting can relax."""
        return tuple(constraint.name for constraint in self.blueprint.constraints)

    def __call__(
        self,
        pool: ItemPool,
        cohort: Cohort,
        estimates: Estimates,
        values: Floats,
        eligible: Bools,
        admitted: Bools,
    ) -> AllowedItems:
        remain = np.zeros(eligible.shape, dtype=bool)
        exposure_lifted, unproved = np.zeros((2, len(cohort)), dtype=bool)
        relaxed: list[tuple[str, ...]] = [()] * len(cohort)
        for relaxed_before, rows in _blocks(cohort):
            blueprint = self._in_force(relaxed_before)
            assemblies = _assemble(blueprint, pool, _sittings(cohort, values, eligible, admitted, rows))
            remain[rows], exposure_lifted[rows] = assemblies.next_items, assemblies.exposure_lifted
            unproved[rows] = assemblies.statuses == ShadowStatus.UNPROVED
            for row, names in zip(rows.tolist(), assemblies.relaxed.tolist(), strict=True):
                relaxed[row] = blueprint.relax[:names]
        return AllowedItems(remain, tuple(relaxed), exposure_lifted, unproved)

    def assemble(
        self,
        pool: ItemPool,
        cohort: Cohort,
        estimates: Estimates,
        values: Floats,
        eligible: Bools,
        admitted: Bools,
    ) -> ShadowTest:
        """The shadow test of the first sitting of a cohort, with relaxed constraints and conflict."""
        blueprint = self._in_force(_relaxed_before(cohort)[0])
        sittings = _sittings(cohort, values, eligible, admitted, np.zeros(1, dtype=np.intp))
        free, next_items, (status,), (found,), (relaxed,), (exposure_lifted,) = _assemble(blueprint, pool, sittings)
        return ShadowTest(
            administered=tuple(cohort.items[0][cohort.scored[0]].tolist()),
            free=tuple(np.flatnonzero(free[0]).tolist()),
            next_items=tuple(np.flatnonzero(next_items[0]).tolist()),
            value=float(values[0][free[0]].sum()),
            status=status,
            relaxed=blueprint.relax[:relaxed],
            exposure_lifted=bool(exposure_lifted),
            conflict=_conflict(blueprint, pool, sittings) if relaxed or not found else (),
        )

    def _in_force(self, relaxed_before: frozenset[str]) -> Blueprint:
        return self.blueprint.without(relaxed_before) if relaxed_before else self.blueprint


def shadow_test(test: AdaptiveTest, state: CatState, seed: int) -> ShadowTest:
    """The shadow test from which `next_action` chooses in this state, with relaxed constraints and conflict.

    Parameters
    ----------
    seed : the sitting's 64-bit integer

    Raises
    ------
    InvalidTest, InvalidSeed
    """
    if not isinstance(test.blueprint, Shadow):
        message = f"a shadow test needs a test whose blueprint is a Shadow; received {test.blueprint!r}"
        raise InvalidTest(message)
    cohort = state.cohort(seed)
    return test.blueprint.assemble(test.pool, cohort, *selection_inputs(test, cohort))


def _sittings(cohort: Cohort, values: Floats, eligible: Bools, admitted: Bools, rows: Ints) -> _Sittings:
    """The inputs of some sittings of a cohort."""
    usable = eligible[rows] & np.isfinite(values[rows])
    admitted_usable = None if admitted is eligible else admitted[rows] & usable
    administered = administered_in(cohort.items[rows], cohort.scored[rows], values.shape[1])
    return _Sittings(values[rows], usable, admitted_usable, administered)


def _relaxed_before(cohort: Cohort) -> Sequence[frozenset[str]]:
    return [frozenset()] * len(cohort) if cohort.relaxed is None else cohort.relaxed.tolist()


def _blocks(cohort: Cohort) -> Iterator[tuple[frozenset[str], Ints]]:
    """The rows of a cohort in blocks of sittings that have relaxed the same constraints."""
    rows: dict[frozenset[str], list[int]] = defaultdict(list)
    for row, names in enumerate(_relaxed_before(cohort)):
        rows[names].append(row)
    for names, same in rows.items():
        for first in range(0, len(same), _BLOCK):
            yield names, np.array(same[first : first + _BLOCK], dtype=np.intp)


def _assemble(blueprint: Blueprint, pool: ItemPool, sittings: _Sittings) -> _Assemblies:
    """The shadow tests under the blueprint, or under as many of its constraints as possible."""
    if sittings.admitted is None:
        return _assemble_with_relaxation(blueprint, pool, sittings)
    assemblies = _assemble_under(blueprint, 0, pool, sittings.as_admitted())
    lost = np.flatnonzero(~assemblies.found)
    return (
        assemblies.replaced(lost, _assemble_unrestricted(blueprint, pool, sittings.take(lost)))
        if lost.size
        else assemblies
    )


def _assemble_unrestricted(blueprint: Blueprint, pool: ItemPool, sittings: _Sittings) -> _Assemblies:
    """The shadow tests of all eligible items, and of those admitted where constraints had to be relaxed and they do."""
    assemblies = _assemble_with_relaxation(blueprint, pool, sittings)
    assemblies = assemblies._replace(exposure_lifted=np.ones_like(assemblies.exposure_lifted))
    for relaxed in np.unique(assemblies.relaxed[assemblies.relaxed > 0]).tolist():
        rows = np.flatnonzero(assemblies.relaxed == relaxed)
        admitted = _assemble_under(blueprint, relaxed, pool, sittings.take(rows).as_admitted())
        suffice = np.flatnonzero(admitted.found)
        assemblies = assemblies.replaced(rows[suffice], admitted.take(suffice))
    return assemblies


def _assemble_with_relaxation(blueprint: Blueprint, pool: ItemPool, sittings: _Sittings) -> _Assemblies:
    """The shadow tests, with constraints relaxed in the blueprint's order until one exists."""
    assemblies = _assemble_under(blueprint, 0, pool, sittings)
    for relaxed in range(1, len(blueprint.relax) + 1):
        lost = np.flatnonzero(~assemblies.found)
        if not lost.size:
            break
        assemblies = assemblies.replaced(lost, _assemble_under(blueprint, relaxed, pool, sittings.take(lost)))
    return assemblies


def _assemble_under(blueprint: Blueprint, relaxed: int, pool: ItemPool, sittings: _Sittings) -> _Assemblies:
    """The shadow tests after so many constraints of the order of relaxation are relaxed."""
    left = blueprint.without(blueprint.relax[:relaxed]) if relaxed else blueprint
    results = _assembled(left, compile_blueprint(left, pool), pool, sittings)
    next_items = ordering_rules(left, pool).next_items(sittings.administered, results.free, sittings.values)
    people = len(next_items)
    return _Assemblies(
        results.free,
        next_items,
        results.statuses,
        results.found,
        np.full(people, relaxed, dtype=np.intp),
        np.zeros(people, dtype=bool),
    )


def _assembled(
    blueprint: Blueprint, compiled: CompiledBlueprint, pool: ItemPool, sittings: _Sittings
) -> AssemblyResults:
    allowed = ordering_rules(blueprint, pool).still_allowed(sittings.administered)
    candidates = sittings.eligible if allowed is None else sittings.eligible & allowed
    return compiled(sittings.values, candidates, sittings.administered.items)


def _conflict(blueprint: Blueprint, pool: ItemPool, sittings: _Sittings) -> tuple[str, ...]:
    """A minimal set of constraints that no test of a sitting satisfies, by dropping each one that it does not need.

    References
    ----------
    Chinneck & Dravnieks (1991), Locating minimal infeasible constraint sets in linear programs (deletion filter).
    """
    without_values = sittings._replace(values=np.zeros_like(sittings.values))

    def conflicts(names: list[str], lengths: tuple[int, int]) -> bool:
        left = blueprint.without({constraint.name for constraint in blueprint.constraints}.difference(names))
        results = _assembled(left, compile_for_lengths(left, pool, *lengths), pool, without_values)
        return results.statuses[0] is ShadowStatus.INFEASIBLE

    names, lengths, any_length = [one.name for one in blueprint.constraints], (blueprint.length,) * 2, (0, len(pool))
    if not conflicts(names, lengths):
        return ()
    if conflicts(names, any_length):
        lengths = any_length
    for name in tuple(names):
        others = [other for other in names if other != name]
        if conflicts(others, lengths):
            names = others
    length = () if lengths == any_length else (f"{blueprint.length} items",)
    return length + tuple(one.sentence for one in blueprint.constraints if one.name in names)

"""Shadow tests: before each item the best complete test under the blueprint, from which the next item is chosen."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.adaptive import AdaptiveTest, selection_inputs
from engine.assembly.blueprint import Blueprint
from engine.assembly.compiled_blueprint import (
    AssemblyResult,
    CompiledBlueprint,
    ShadowStatus,
    compile_blueprint,
    compile_for_lengths,
)
from engine.assembly.ordering_rules import ordering_rules
from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Floats, Ints
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimates
from engine.sitting.item_pool import ItemPool
from engine.sitting.sitting_state import CatState
from engine.sitting.strategy_protocols import AllowedItems


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


class _SittingInputs(NamedTuple):
    """The inputs of one person's shadow test: values, eligible and admitted items (n,), scored items in order."""

    values: Floats
    eligible: Bools
    admitted: Bools | None  # None where exposure control admits all that is eligible
    administered: Ints


class _Assembly(NamedTuple):
    blueprint: Blueprint
    result: AssemblyResult
    next_items: Ints
    exposure_lifted: bool = False


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
        relaxed = []
        for row in range(len(cohort)):
            relaxed_before = _relaxed_before(cohort, row)
            assembly = self._assembled(pool, _sitting_inputs(cohort, values, eligible, admitted, row), relaxed_before)
            remain[row, assembly.next_items] = True
            exposure_lifted[row] = assembly.exposure_lifted
            unproved[row] = assembly.result.status is ShadowStatus.UNPROVED
            relaxed.append(self._relaxed(assembly.blueprint, relaxed_before))
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
        inputs, relaxed_before = _sitting_inputs(cohort, values, eligible, admitted, 0), _relaxed_before(cohort, 0)
        blueprint, result, next_items, exposure_lifted = self._assembled(pool, inputs, relaxed_before)
        free = result.free if result.free is not None else np.empty(0, dtype=np.intp)
        relaxed = self._relaxed(blueprint, relaxed_before)
        conflict: tuple[str, ...] = ()
        if relaxed or result.free is None:
            conflict = _conflict(self.blueprint.without(relaxed_before), pool, inputs)
        return ShadowTest(
            administered=tuple(inputs.administered.tolist()),
            free=tuple(free.tolist()),
            next_items=tuple(next_items.tolist()),
            value=float(inputs.values[free].sum()),
            status=result.status,
            relaxed=relaxed,
            exposure_lifted=exposure_lifted,
            conflict=conflict,
        )

    def _relaxed(self, blueprint: Blueprint, relaxed_before: frozenset[str]) -> tuple[str, ...]:
        """The names of the constraints relaxed now, in order."""
        return tuple(
            name for name in self.blueprint.relax if name not in blueprint.relax and name not in relaxed_before
        )

    def _assembled(self, pool: ItemPool, inputs: _SittingInputs, relaxed_before: frozenset[str]) -> _Assembly:
        """The shadow test under the blueprint, or under as many of its constraints as possible."""
        blueprint = self.blueprint.without(relaxed_before) if relaxed_before else self.blueprint
        if inputs.admitted is None:
            return _assemble_with_relaxation(blueprint, pool, inputs)
        admitted = inputs._replace(eligible=inputs.admitted, admitted=None)
        assembly = _assemble_under(blueprint, compile_blueprint(blueprint, pool), pool, admitted)
        if assembly.result.free is not None:
            return assembly
        unrestricted = _assemble_with_relaxation(blueprint, pool, inputs)
        left = unrestricted.blueprint
        if left is not blueprint:
            # without the relaxed constraints the admitted items may suffice
            assembly = _assemble_under(left, compile_blueprint(left, pool), pool, admitted)
        return unrestricted._replace(exposure_lifted=True) if assembly.result.free is None else assembly


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


def _sitting_inputs(cohort: Cohort, values: Floats, eligible: Bools, admitted: Bools, row: int) -> _SittingInputs:
    usable = eligible[row] & np.isfinite(values[row])
    admitted_usable = None if admitted is eligible else admitted[row] & usable
    return _SittingInputs(values[row], usable, admitted_usable, cohort.items[row][cohort.scored[row]])


def _relaxed_before(cohort: Cohort, row: int) -> frozenset[str]:
    relaxed_before: frozenset[str] = frozenset() if cohort.relaxed is None else cohort.relaxed[row]
    return relaxed_before


def _assemble_with_relaxation(blueprint: Blueprint, pool: ItemPool, inputs: _SittingInputs) -> _Assembly:
    """The shadow test, with constraints relaxed in the blueprint's order until one exists."""
    assembly = _assemble_under(blueprint, compile_blueprint(blueprint, pool), pool, inputs)
    for name in blueprint.relax:
        if assembly.result.free is not None:
            break
        fewer_constraints = assembly.blueprint.without([name])
        assembly = _assemble_under(fewer_constraints, compile_blueprint(fewer_constraints, pool), pool, inputs)
    return assembly


def _assemble_under(
    blueprint: Blueprint, compiled: CompiledBlueprint, pool: ItemPool, inputs: _SittingInputs
) -> _Assembly:
    rules = ordering_rules(blueprint, pool)
    allowed = rules.still_allowed(inputs.administered)
    result = compiled(
        inputs.values, inputs.eligible if allowed is None else inputs.eligible & allowed, inputs.administered
    )
    if result.free is None:
        return _Assembly(blueprint, result, np.empty(0, dtype=np.intp))
    return _Assembly(blueprint, result, rules.next_items(inputs.administered, result.free, inputs.values))


def _conflict(blueprint: Blueprint, pool: ItemPool, inputs: _SittingInputs) -> tuple[str, ...]:
    """A minimal set of constraints that no test satisfies, by dropping each one that the conflict does not need.

    References
    ----------
    Chinneck & Dravnieks (1991), Locating minimal infeasible constraint sets in linear programs (deletion filter).
    """
    without_values = inputs._replace(values=np.zeros_like(inputs.values))

    def conflicts(names: list[str], lengths: tuple[int, int]) -> bool:
        left = blueprint.without({constraint.name for constraint in blueprint.constraints}.difference(names))
        assembly = _assemble_under(left, compile_for_lengths(left, pool, *lengths), pool, without_values)
        return assembly.result.status is ShadowStatus.INFEASIBLE

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

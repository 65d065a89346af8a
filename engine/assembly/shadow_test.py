"""Shadow tests: before each item the best whole test that obeys the blueprint; the next item comes from it."""

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
    """A whole test that holds the items asked, and how it was come by.

    Parameters
    ----------
    administered, free : pool indices of the scored items so far and of those to come; together the shadow test
    next_items : those of ``free`` that may come now
    value : what the free items are worth together
    status : how it was found
    relaxed : names of the constraints that had to be given up, in the blueprint's order of relaxation
    exposure_lifted : whether it could only be had with items that exposure control does not admit
    conflict : sentences of a smallest set of constraints that cannot hold together; empty if all can
    """

    administered: tuple[int, ...]
    free: tuple[int, ...]
    next_items: tuple[int, ...]
    value: float
    status: ShadowStatus
    relaxed: tuple[str, ...]
    exposure_lifted: bool
    conflict: tuple[str, ...]


class _Sitting(NamedTuple):
    """One person's part in a shadow test: values (n,), eligible and admitted items (n,), scored items in order."""

    values: Floats
    eligible: Bools
    admitted: Bools | None  # None where exposure control admits all that is eligible
    administered: Ints


class _Assembly(NamedTuple):
    blueprint: Blueprint
    found: AssemblyResult
    next_items: Ints
    exposure_lifted: bool = False


@dataclass(frozen=True)
class Shadow:
    """Narrows the eligible items to those of a shadow test that may come next.

    The shadow test is the most valued test of the blueprint's length that obeys it, holds every scored item so far and
    beside them only eligible ones (van der Linden & Reese 1998). Since the rest of it can always be asked, a sitting
    that ends at that length obeys the blueprint, unless items are withdrawn under way. Where no test obeys it,
    constraints are given up in the blueprint's own order until one does; `Administer` declares which. Where even that
    does not help, no item remains.

    Exposure control gives way before content does: where no test of admitted items obeys the blueprint, all eligible
    items come back before any constraint is given up. Once one has to be, it holds again if what is left allows.

    Nothing is kept between steps: the same state has the same shadow test.

    Parameters
    ----------
    blueprint : what a whole sitting holds; its length is that of the sitting's `MaxItems`

    References
    ----------
    van der Linden & Reese (1998), A model for optimal constrained adaptive testing.
    """

    blueprint: Blueprint

    def __post_init__(self) -> None:
        if not isinstance(self.blueprint, Blueprint):
            message = f"Shadow needs a Blueprint; received {self.blueprint!r:.80}"
            raise InvalidTest(message)

    @property
    def length(self) -> int:
        """The scored items of a whole sitting."""
        return self.blueprint.length

    @property
    def names(self) -> tuple[str, ...]:
        """What the constraints are called that a sitting can be let off."""
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
            before = _given_up(cohort, row)
            assembly = self._assembled(pool, _sitting(cohort, values, eligible, admitted, row), before)
            remain[row, assembly.next_items] = True
            exposure_lifted[row], unproved[row] = (
                assembly.exposure_lifted,
                assembly.found.status is ShadowStatus.UNPROVED,
            )
            relaxed.append(self._relaxed(assembly.blueprint, before))
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
        """The shadow test of the first sitting of a cohort, with all that there is to say of it."""
        sitting, before = _sitting(cohort, values, eligible, admitted, 0), _given_up(cohort, 0)
        used, found, next_items, exposure_lifted = self._assembled(pool, sitting, before)
        free = found.free if found.free is not None else np.empty(0, dtype=np.intp)
        relaxed = self._relaxed(used, before)
        return ShadowTest(
            administered=tuple(sitting.administered.tolist()),
            free=tuple(free.tolist()),
            next_items=tuple(next_items.tolist()),
            value=float(sitting.values[free].sum()),
            status=found.status,
            relaxed=relaxed,
            exposure_lifted=exposure_lifted,
            conflict=_conflict(self.blueprint.without(before), pool, sitting) if relaxed or found.free is None else (),
        )

    def _relaxed(self, used: Blueprint, before: frozenset[str]) -> tuple[str, ...]:
        """What was given up now, in order."""
        return tuple(name for name in self.blueprint.relax if name not in used.relax and name not in before)

    def _assembled(self, pool: ItemPool, sitting: _Sitting, given_up: frozenset[str]) -> _Assembly:
        """The shadow test under the blueprint, or under as much of it as can be had."""
        blueprint = self.blueprint.without(given_up) if given_up else self.blueprint
        if sitting.admitted is None:
            return _relaxing(blueprint, pool, sitting)
        admitted = sitting._replace(eligible=sitting.admitted, admitted=None)
        assembly = _attempt(blueprint, compile_blueprint(blueprint, pool), pool, admitted)
        if assembly.found.free is not None:
            return assembly
        exposure_lifted = _relaxing(blueprint, pool, sitting)
        if exposure_lifted.blueprint is not blueprint:
            # what had to be given up may be all that stood in the way of exposure control
            assembly = _attempt(
                exposure_lifted.blueprint, compile_blueprint(exposure_lifted.blueprint, pool), pool, admitted
            )
        return exposure_lifted._replace(exposure_lifted=True) if assembly.found.free is None else assembly


def shadow_test(test: AdaptiveTest, state: CatState, seed: int) -> ShadowTest:
    """The shadow test that `next_action` chooses from in this state, with what it had to give up and why.

    Raises
    ------
    InvalidTest, InvalidSeed
    """
    if not isinstance(test.blueprint, Shadow):
        message = f"a shadow test needs a test whose blueprint is a Shadow; received {test.blueprint!r}"
        raise InvalidTest(message)
    cohort = state.cohort(seed)
    return test.blueprint.assemble(test.pool, cohort, *selection_inputs(test, cohort))


def _sitting(cohort: Cohort, values: Floats, eligible: Bools, admitted: Bools, row: int) -> _Sitting:
    usable = eligible[row] & np.isfinite(values[row])
    let_in = None if admitted is eligible else admitted[row] & usable
    return _Sitting(values[row], usable, let_in, cohort.items[row][cohort.scored[row]])


def _given_up(cohort: Cohort, row: int) -> frozenset[str]:
    given_up: frozenset[str] = frozenset() if cohort.relaxed is None else cohort.relaxed[row]
    return given_up


def _relaxing(blueprint: Blueprint, pool: ItemPool, sitting: _Sitting) -> _Assembly:
    """The shadow test with constraints given up in the blueprint's order until there is one."""
    assembly = _attempt(blueprint, compile_blueprint(blueprint, pool), pool, sitting)
    for name in blueprint.relax:
        if assembly.found.free is not None:
            break
        less = assembly.blueprint.without([name])
        assembly = _attempt(less, compile_blueprint(less, pool), pool, sitting)
    return assembly


def _attempt(blueprint: Blueprint, find: CompiledBlueprint, pool: ItemPool, sitting: _Sitting) -> _Assembly:
    rules = ordering_rules(blueprint, pool)
    still = rules.still_allowed(sitting.administered)
    found = find(sitting.values, sitting.eligible if still is None else sitting.eligible & still, sitting.administered)
    if found.free is None:
        return _Assembly(blueprint, found, np.empty(0, dtype=np.intp))
    return _Assembly(blueprint, found, rules.next_items(sitting.administered, found.free, sitting.values))


def _conflict(blueprint: Blueprint, pool: ItemPool, sitting: _Sitting) -> tuple[str, ...]:
    """A smallest set of constraints that no test obeys: each is left out, and stays out if the rest still conflict.

    References
    ----------
    Chinneck & Dravnieks (1991), Locating minimal infeasible constraint sets in linear programs (deletion filter).
    """
    worthless = sitting._replace(values=np.zeros_like(sitting.values))

    def conflicts(names: list[str], lengths: tuple[int, int]) -> bool:
        left = blueprint.without({constraint.name for constraint in blueprint.constraints}.difference(names))
        return (
            _attempt(left, compile_for_lengths(left, pool, *lengths), pool, worthless).found.status
            is ShadowStatus.INFEASIBLE
        )

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

"""An explanation of the decision of `next_action`: the items considered and what excluded each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from engine.adaptive import (
    AdaptiveTest,
    Administer,
    Finish,
    SelectionInputs,
    allowed_items,
    exposure_narrowed,
    next_action,
    preferred_items,
    selection_inputs,
)
from engine.assembly.blueprint import Blueprint
from engine.assembly.constraint_exclusions import is_tight, items_excluded_by
from engine.assembly.shadow_test import Shadow, ShadowTest, shadow_test
from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Floats, Ints
from engine.numerics.normal_distribution import Normal
from engine.selection.selectors import best_eligible
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimate
from engine.sitting.sitting_state import CatState
from engine.sitting.strategy_protocols import AllowedItems, Estimator, Mask, gives_way
from engine.stopping.stopping_rules import StoppingRule


class CandidateOutcome(StrEnum):
    """The outcome of a selection for one item: the first of these that applies."""

    CHOSEN = "chosen"
    """It has the highest value of the items left. An unscored item may come first, or a rule may end the sitting."""
    ANSWERED = "answered"
    """It was presented before."""
    WITHDRAWN = "withdrawn"
    """It was withdrawn during the sitting."""
    UNAVAILABLE = "unavailable"
    """It is unavailable to this person: seen before, or not accessible."""
    UNSCORED = "unscored"
    """It is kept for seeding."""
    MASKED = "masked"
    """At least one mask excludes it."""
    WORTH_LESS = "worth_less"
    """It was left at the end, but another item has a higher value, or the same value and comes earlier in the pool."""
    NARROWED = "narrowed"
    """It was allowed, but not drawn by exposure control."""
    NOT_ADMITTED = "not_admitted"
    """Exposure control did not admit it."""
    BARRED = "barred"
    """At least one constraint of the blueprint, taken by itself, excludes it after the items administered."""
    NOT_YET = "not_yet"
    """Other items must come before it: by the blueprint's order, or because it is like the item before."""
    NOT_ASSEMBLED = "not_assembled"
    """It is not in the shadow test, because a test without it has at least the same value, or because there is none."""


class Candidate(NamedTuple):
    """An item and its outcome in a selection.

    Parameters
    ----------
    item : pool index
    value : the selector's value of presenting it next
    rank : rank by value among the eligible items, from 1; None for an item that is not eligible
    outcome : the outcome of the selection for this item
    masks : the masks that exclude it, if the outcome is MASKED
    constraints : names of the constraints that exclude it, if the outcome is BARRED
    """

    item: int
    value: float
    rank: int | None
    outcome: CandidateOutcome
    masks: tuple[Mask, ...] = ()
    constraints: tuple[str, ...] = ()


class StageCounts(NamedTuple):
    """The number of items left after each stage of a selection.

    Parameters
    ----------
    available : available to the person, not presented and not withdrawn
    eligible : available items that pass the masks and are not kept for seeding
    admitted : eligible items that exposure control admits
    remaining : items that the blueprint allows and the preferences leave; more than were admitted if exposure control
        was lifted
    drawn : items left after exposure control has drawn
    """

    available: int
    eligible: int
    admitted: int
    remaining: int
    drawn: int


class BindingConstraint(NamedTuple):
    """A constraint of the blueprint that changed the choice: without it an item of another value is chosen.

    Parameters
    ----------
    name, sentence : of the constraint
    tight : whether the shadow test meets one of the constraint's bounds exactly
    item : pool index of the item that is chosen without the constraint
    """

    name: str
    sentence: str
    tight: bool
    item: int


class ExposureDraw(NamedTuple):
    """The effect of exposure control. Its draws depend only on the seed and the number of scored answers.

    Parameters
    ----------
    scored : number of scored answers
    not_admitted : pool indices of eligible items that it did not admit
    exposure_lifted : whether it was lifted, so that items it did not admit were allowed again
    narrowed : pool indices of allowed items that it did not draw
    """

    scored: int
    not_admitted: tuple[int, ...]
    exposure_lifted: bool
    narrowed: tuple[int, ...]


class StoppingCheck(NamedTuple):
    """A stopping rule and whether it holds."""

    rule: StoppingRule
    holds: bool


@dataclass(frozen=True)
class Explanation:
    """Why a sitting continues with an item, or ends.

    The selection explained is that of a scored item. It is made and explained even if an unscored item comes first or a
    stopping rule ends the sitting.

    Parameters
    ----------
    action : the result of `next_action`
    seed : of the sitting
    position : position of the next presentation, counted from 1 over all items presented
    estimate : the running estimate
    prior : the learner's own prior if there is one, else that of the running estimator; None if it has none
    stopping_checks : the stopping rules in order; the first that holds ends the sitting
    stages : number of items left after each stage
    candidates : the eligible items of highest value in order of value, always including the chosen item
    ineligible : the ineligible items of highest value
    shadow : the shadow test from which the item was chosen; None without a blueprint
    binding_constraints : the constraints that changed the choice
    exposure : the effect of exposure control; None without exposure control
    """

    action: Administer | Finish
    seed: int
    position: int
    estimate: Estimate
    prior: Normal | None
    stopping_checks: tuple[StoppingCheck, ...]
    stages: StageCounts
    candidates: tuple[Candidate, ...]
    ineligible: tuple[Candidate, ...]
    shadow: ShadowTest | None
    binding_constraints: tuple[BindingConstraint, ...]
    exposure: ExposureDraw | None

    @property
    def chosen(self) -> Candidate | None:
        """The scored item that was selected, even if an unscored item comes first or a rule ends the sitting."""
        return next((one for one in self.candidates if one.outcome is CandidateOutcome.CHOSEN), None)


def explain(test: AdaptiveTest, state: CatState, seed: int, *, limit: int = 10) -> Explanation:
    """Explain the result of `next_action` in this state.

    Parameters
    ----------
    seed : the sitting's 64-bit integer
    limit : how many eligible and how many ineligible items to list, at least 1

    Raises
    ------
    InvalidSeed, InvalidTest
    """
    if limit < 1:
        message = f"an explanation needs to tell of at least 1 item; received {limit!r}"
        raise InvalidTest(message)
    trace = _SelectionTrace.from_state(test, state, seed)
    stages = trace.stages()
    return Explanation(
        action=next_action(test, state, seed),
        seed=seed,
        position=len(state.answers) + 1,
        estimate=trace.inputs.estimates.for_person(),
        prior=state.prior or _prior_of(test.estimate),
        stopping_checks=tuple(trace.stopping_checks()),
        stages=stages,
        candidates=tuple(trace.eligible_candidates(limit)),
        ineligible=tuple(trace.ineligible_candidates(limit)),
        shadow=trace.shadow,
        binding_constraints=tuple(_binding_constraints(trace)),
        exposure=None if test.exposure is None else trace.exposure_draw(),
    )


@dataclass(frozen=True)
class _SelectionTrace:
    """The stages of the selection of a scored item in one sitting."""

    test: AdaptiveTest
    state: CatState
    cohort: Cohort
    inputs: SelectionInputs
    allowed: AllowedItems
    preferred: Bools  # (n,)
    drawn: Bools  # (n,)
    item: int | None
    shadow: ShadowTest | None

    @classmethod
    def from_state(cls, test: AdaptiveTest, state: CatState, seed: int) -> "_SelectionTrace":
        cohort = state.cohort(seed)
        inputs = selection_inputs(test, cohort)
        allowed = allowed_items(test, cohort, inputs)
        shadow = shadow_test(test, state, seed) if isinstance(test.blueprint, Shadow) else None
        drawn, item = _drawn(test, cohort, inputs, allowed)
        preferred = preferred_items(test, cohort, allowed.items)[0]
        return cls(test, state, cohort, inputs, allowed, preferred, drawn, item, shadow)

    @property
    def values(self) -> Floats:
        values: Floats = self.inputs.values[0]
        return values

    @property
    def eligible(self) -> Bools:
        eligible: Bools = self.inputs.eligible[0]
        return eligible

    @property
    def administered(self) -> Ints:
        administered: Ints = self.cohort.items[0][self.cohort.scored[0]]
        return administered

    @property
    def blueprint_in_force(self) -> Blueprint | None:
        """The blueprint without the constraints relaxed before and now; None without a shadow test."""
        if self.shadow is None or not isinstance(self.test.blueprint, Shadow):
            return None
        return self.test.blueprint.blueprint.without({*self.state.relaxed, *self.shadow.relaxed})

    def stopping_checks(self) -> Iterator[StoppingCheck]:
        for rule in self.test.stop:
            holds = rule(self.test.pool, self.cohort, self.inputs.estimates, self.inputs.eligible)
            yield StoppingCheck(rule, bool(holds[0]))

    def stages(self) -> StageCounts:
        return StageCounts(
            available=int(self.state.available.sum()),
            eligible=int(self.eligible.sum()),
            admitted=int(self.inputs.admitted[0].sum()),
            remaining=int(self.preferred.sum()),
            drawn=int(self.drawn.sum()),
        )

    def exposure_draw(self) -> ExposureDraw:
        return ExposureDraw(
            scored=self.administered.size,
            not_admitted=_indices(self.eligible & ~self.inputs.admitted[0]),
            exposure_lifted=bool(self.allowed.exposure_lifted[0]),
            narrowed=_indices(self.preferred & ~self.drawn),
        )

    def eligible_candidates(self, limit: int) -> Iterator[Candidate]:
        for rank, item in enumerate(_by_value(self.values, self.eligible), start=1):
            if rank <= limit or item == self.item:
                yield self._candidate(item, rank)

    def ineligible_candidates(self, limit: int) -> Iterator[Candidate]:
        for item in _by_value(self.values, ~self.eligible)[:limit]:
            yield self._candidate(item, None)

    def _candidate(self, item: int, rank: int | None) -> Candidate:
        value = float(self.values[item])
        if rank is None:
            return Candidate(item, value, rank, *self._ineligibility(item))
        outcome = self._outcome_of_draw(item)
        if outcome is None:
            outcome, names = self._outcome_of_blueprint(item)
            return Candidate(item, value, rank, outcome, constraints=names)
        return Candidate(item, value, rank, outcome)

    def _ineligibility(self, item: int) -> tuple[CandidateOutcome, tuple[Mask, ...]]:
        if item in self.cohort.items[0]:
            return CandidateOutcome.ANSWERED, ()
        if item in self.state.withdrawn:
            return CandidateOutcome.WITHDRAWN, ()
        if not self.state.available[item]:
            return CandidateOutcome.UNAVAILABLE, ()
        if self.test.seeding is not None and item in self.test.seeding.items(self.test.pool):
            return CandidateOutcome.UNSCORED, ()
        return CandidateOutcome.MASKED, tuple(
            mask for mask in self.test.masks if not gives_way(mask) and not mask(self.test.pool, self.cohort)[0, item]
        )

    def _outcome_of_draw(self, item: int) -> CandidateOutcome | None:
        """The outcome of an item that was allowed, or not admitted; None for one that the blueprint left out."""
        if item == self.item:
            return CandidateOutcome.CHOSEN
        if self.drawn[item]:
            return CandidateOutcome.WORTH_LESS
        if self.allowed.items[0, item]:
            return CandidateOutcome.NARROWED if self.preferred[item] else CandidateOutcome.NOT_YET
        if not self.inputs.admitted[0, item] and not self.allowed.exposure_lifted[0]:
            return CandidateOutcome.NOT_ADMITTED
        return None

    def _outcome_of_blueprint(self, item: int) -> tuple[CandidateOutcome, tuple[str, ...]]:
        blueprint = self.blueprint_in_force
        if blueprint is None or self.shadow is None:
            return CandidateOutcome.NOT_ASSEMBLED, ()
        if item in self.shadow.free:
            return CandidateOutcome.NOT_YET, ()
        names = tuple(
            one.name
            for one in blueprint.constraints
            if items_excluded_by(blueprint, one, self.test.pool, self.administered)[item]
        )
        return (CandidateOutcome.BARRED if names else CandidateOutcome.NOT_ASSEMBLED), names


def _prior_of(estimate: Estimator) -> Normal | None:
    """An estimator's own prior, or that of the estimator it wraps."""
    prior: Normal | None = getattr(getattr(estimate, "estimator", estimate), "prior", None)
    return prior


def _drawn(
    test: AdaptiveTest, cohort: Cohort, inputs: SelectionInputs, allowed: AllowedItems
) -> tuple[Bools, int | None]:
    """The allowed items left by the draw of exposure control, shape (n,), and the best of them or None."""
    drawn = exposure_narrowed(test, cohort, inputs, preferred_items(test, cohort, allowed.items))
    item, found = best_eligible(inputs.values, drawn)
    return drawn[0], int(item[0]) if found[0] else None


def _binding_constraints(trace: _SelectionTrace) -> Iterator[BindingConstraint]:
    """Yield the constraints that changed the choice, found by selecting anew without each of them in turn."""
    blueprint, shadow, test = trace.blueprint_in_force, trace.shadow, trace.test
    if blueprint is None or shadow is None:
        return
    shadow_items = np.array([*shadow.administered, *shadow.free], dtype=np.intp)
    for constraint in blueprint.constraints:
        without = Shadow(blueprint.without([constraint.name]))
        allowed = without(test.pool, trace.cohort, *trace.inputs)
        _, item = _drawn(test, trace.cohort, trace.inputs, allowed)
        if item is not None and (trace.item is None or trace.values[item] != trace.values[trace.item]):
            tight = is_tight(blueprint, constraint, test.pool, shadow_items)
            yield BindingConstraint(constraint.name, constraint.sentence, tight, item)


def _by_value(values: Floats, included: Bools) -> list[int]:
    """Pool indices in order of falling value; of equal values the earlier index comes first."""
    order = np.argsort(-values, kind="stable")
    ranked: list[int] = order[included[order]].tolist()
    return ranked


def _indices(items: Bools) -> tuple[int, ...]:
    return tuple(np.flatnonzero(items).tolist())

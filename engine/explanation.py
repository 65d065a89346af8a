"""Why this question: what `next_action` decided, with what it weighed."""

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
from engine.sitting.strategy_protocols import AllowedItems, Estimator, Mask
from engine.stopping.stopping_rules import StoppingRule


class CandidateOutcome(StrEnum):
    """What became of an item in a choice: the first of these that holds."""

    CHOSEN = "chosen"
    """Of those that remained it is worth most: it comes now, or behind an unscored item, or would had nothing ended."""
    ANSWERED = "answered"
    """It was presented before."""
    WITHDRAWN = "withdrawn"
    """It was taken out during the sitting."""
    UNAVAILABLE = "unavailable"
    """It is not for this person: seen before, or not accessible."""
    UNSCORED = "unscored"
    """It is kept for seeding."""
    MASKED = "masked"
    """Masks do not let it be asked next."""
    WORTH_LESS = "worth_less"
    """It remained to the end, and another is worth more, or as much and stands earlier in the pool."""
    NARROWED = "narrowed"
    """It remained until exposure control drew."""
    NOT_ADMITTED = "not_admitted"
    """Exposure control did not let it be chosen from."""
    BARRED = "barred"
    """Constraints of the blueprint bar it, each by itself, after the items asked."""
    NOT_YET = "not_yet"
    """It is in the shadow test, and others come before it."""
    NOT_ASSEMBLED = "not_assembled"
    """It is not in the shadow test: one without it is worth more, or as much; or there is none."""


class Candidate(NamedTuple):
    """An item and what became of it.

    Parameters
    ----------
    item : pool index
    value : what the selector says it is worth
    rank : among the eligible items by worth, from 1; None for one that is not eligible
    outcome : what became of it
    masks : those that do not let it be asked, where that is its fate
    constraints : names of those that bar it, where that is its fate
    """

    item: int
    value: float
    rank: int | None
    outcome: CandidateOutcome
    masks: tuple[Mask, ...] = ()
    constraints: tuple[str, ...] = ()


class StageCounts(NamedTuple):
    """How many items were left after each stage of the choice.

    Parameters
    ----------
    available : as far as the person is concerned
    eligible : that masks and seeding left
    admitted : that exposure control let be chosen from
    remaining : under the blueprint; where it lifted exposure control, more than were admitted
    drawn : after exposure control drew
    """

    available: int
    eligible: int
    admitted: int
    remaining: int
    drawn: int


class BindingConstraint(NamedTuple):
    """A constraint of the blueprint without which an item of another worth would have been chosen.

    Parameters
    ----------
    name, sentence : of the constraint
    tight : whether the shadow test meets one of its bounds exactly
    item : the pool index of what would have been chosen without it
    """

    name: str
    sentence: str
    tight: bool
    item: int


class ExposureDraw(NamedTuple):
    """What exposure control did. The sitting's seed and the number of scored answers alone fix its draws.

    Parameters
    ----------
    scored : the number of scored answers
    not_admitted : eligible items (pool indices) that it did not let be chosen from
    exposure_lifted : whether it had to give way, so that items it did not admit came back
    narrowed : pool indices that remained until it drew, and then did not
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
    """Why a sitting goes on with this item, or ends.

    The choice is that of a scored item. It is made, and explained, also where an unscored item comes first or a rule
    ends the sitting.

    Parameters
    ----------
    action : what `next_action` says
    seed : of the sitting
    position : of the next presentation, counting everything presented, from 1
    estimate : the running estimate
    prior : the learner's own where there is one, else that of the running estimator; None where it has none
    stopping_checks : of the stopping rules, in order; the first that holds ends the sitting
    stages : how many items were left at each stage
    candidates : the eligible items worth most, in order of worth, the chosen one always among them
    ineligible : the items worth most of those that were not eligible
    shadow : the shadow test that the choice was made from; None without one
    binding_constraints : the constraints that bound the choice
    exposure : what exposure control did; None without any
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
        """The scored item that comes now, or behind an unscored one, or would had no rule ended the sitting."""
        return next((one for one in self.candidates if one.outcome is CandidateOutcome.CHOSEN), None)


def explain(test: AdaptiveTest, state: CatState, seed: int, *, limit: int = 10) -> Explanation:
    """Why `next_action` says what it says.

    Parameters
    ----------
    seed : the sitting's 64-bit integer
    limit : how many eligible items are told of, and how many others, at least 1

    Raises
    ------
    InvalidSeed, InvalidTest
    """
    if limit < 1:
        message = f"an explanation needs to tell of at least 1 item; received {limit!r}"
        raise InvalidTest(message)
    choice = _Choice.of(test, state, seed)
    stages = choice.stages()
    return Explanation(
        action=next_action(test, state, seed),
        seed=seed,
        position=len(state.answers) + 1,
        estimate=choice.offer.estimates.for_person(),
        prior=state.prior or _prior_of(test.estimate),
        stopping_checks=tuple(choice.stopping_checks()),
        stages=stages,
        candidates=tuple(choice.eligible_candidates(limit)),
        ineligible=tuple(choice.ineligible_candidates(limit)),
        shadow=choice.shadow,
        binding_constraints=tuple(_binding_constraints(choice)),
        exposure=None if test.exposure is None else choice.exposure_draw(),
    )


@dataclass(frozen=True)
class _Choice:
    """The stages of one sitting's choice of a scored item."""

    test: AdaptiveTest
    state: CatState
    cohort: Cohort
    offer: SelectionInputs
    allowed: AllowedItems
    drawn: Bools  # (n,)
    item: int | None
    shadow: ShadowTest | None

    @classmethod
    def of(cls, test: AdaptiveTest, state: CatState, seed: int) -> "_Choice":
        cohort = state.cohort(seed)
        offer = selection_inputs(test, cohort)
        allowed = allowed_items(test, cohort, offer)
        shadow = shadow_test(test, state, seed) if isinstance(test.blueprint, Shadow) else None
        drawn, item = _drawn(test, cohort, offer, allowed)
        return cls(test, state, cohort, offer, allowed, drawn, item, shadow)

    @property
    def values(self) -> Floats:
        values: Floats = self.offer.values[0]
        return values

    @property
    def eligible(self) -> Bools:
        eligible: Bools = self.offer.eligible[0]
        return eligible

    @property
    def administered(self) -> Ints:
        administered: Ints = self.cohort.items[0][self.cohort.scored[0]]
        return administered

    @property
    def blueprint_in_force(self) -> Blueprint | None:
        """The blueprint less what the sitting gave up, before and now; None where there is no shadow test."""
        if self.shadow is None or not isinstance(self.test.blueprint, Shadow):
            return None
        return self.test.blueprint.blueprint.without({*self.state.relaxed, *self.shadow.relaxed})

    def stopping_checks(self) -> Iterator[StoppingCheck]:
        for rule in self.test.stop:
            holds = rule(self.test.pool, self.cohort, self.offer.estimates, self.offer.eligible)
            yield StoppingCheck(rule, bool(holds[0]))

    def stages(self) -> StageCounts:
        return StageCounts(
            available=int(self.state.available.sum()),
            eligible=int(self.eligible.sum()),
            admitted=int(self.offer.admitted[0].sum()),
            remaining=int(self.allowed.items[0].sum()),
            drawn=int(self.drawn.sum()),
        )

    def exposure_draw(self) -> ExposureDraw:
        return ExposureDraw(
            scored=self.administered.size,
            not_admitted=_listed(self.eligible & ~self.offer.admitted[0]),
            exposure_lifted=bool(self.allowed.exposure_lifted[0]),
            narrowed=_listed(self.allowed.items[0] & ~self.drawn),
        )

    def eligible_candidates(self, limit: int) -> Iterator[Candidate]:
        for rank, item in enumerate(_by_worth(self.values, self.eligible), start=1):
            if rank <= limit or item == self.item:
                yield self._candidate(item, rank)

    def ineligible_candidates(self, limit: int) -> Iterator[Candidate]:
        for item in _by_worth(self.values, ~self.eligible)[:limit]:
            yield self._candidate(item, None)

    def _candidate(self, item: int, rank: int | None) -> Candidate:
        value = float(self.values[item])
        if rank is None:
            return Candidate(item, value, rank, *self._why_not_eligible(item))
        outcome = self._of_the_draw(item)
        if outcome is None:
            outcome, names = self._of_the_blueprint(item)
            return Candidate(item, value, rank, outcome, constraints=names)
        return Candidate(item, value, rank, outcome)

    def _why_not_eligible(self, item: int) -> tuple[CandidateOutcome, tuple[Mask, ...]]:
        if item in self.cohort.items[0]:
            return CandidateOutcome.ANSWERED, ()
        if item in self.state.withdrawn:
            return CandidateOutcome.WITHDRAWN, ()
        if not self.state.available[item]:
            return CandidateOutcome.UNAVAILABLE, ()
        if self.test.seeding is not None and item in self.test.seeding.items(self.test.pool):
            return CandidateOutcome.UNSCORED, ()
        return CandidateOutcome.MASKED, tuple(
            mask for mask in self.test.masks if not mask(self.test.pool, self.cohort)[0, item]
        )

    def _of_the_draw(self, item: int) -> CandidateOutcome | None:
        """The fate of an item that remained, or was not admitted; None for one that the blueprint left out."""
        if item == self.item:
            return CandidateOutcome.CHOSEN
        if self.drawn[item]:
            return CandidateOutcome.WORTH_LESS
        if self.allowed.items[0, item]:
            return CandidateOutcome.NARROWED
        if not self.offer.admitted[0, item] and not self.allowed.exposure_lifted[0]:
            return CandidateOutcome.NOT_ADMITTED
        return None

    def _of_the_blueprint(self, item: int) -> tuple[CandidateOutcome, tuple[str, ...]]:
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
    test: AdaptiveTest, cohort: Cohort, offer: SelectionInputs, allowed: AllowedItems
) -> tuple[Bools, int | None]:
    """What the draw leaves of what remains, shape (n,), and the item worth most of that; None where nothing remains."""
    drawn = exposure_narrowed(test, cohort, offer, allowed.items)
    item, found = best_eligible(offer.values, drawn)
    return drawn[0], int(item[0]) if found[0] else None


def _binding_constraints(choice: _Choice) -> Iterator[BindingConstraint]:
    """The constraints that bound the choice: each is left out in turn and the choice made anew."""
    blueprint, shadow, test = choice.blueprint_in_force, choice.shadow, choice.test
    if blueprint is None or shadow is None:
        return
    whole = np.array([*shadow.administered, *shadow.free], dtype=np.intp)
    for constraint in blueprint.constraints:
        without = Shadow(blueprint.without([constraint.name]))
        allowed = without(test.pool, choice.cohort, *choice.offer)
        _, item = _drawn(test, choice.cohort, choice.offer, allowed)
        if item is not None and (choice.item is None or choice.values[item] != choice.values[choice.item]):
            tight = is_tight(blueprint, constraint, test.pool, whole)
            yield BindingConstraint(constraint.name, constraint.sentence, tight, item)


def _by_worth(values: Floats, among: Bools) -> list[int]:
    """Pool indices of the items worth most first, the first of equals first."""
    order = np.argsort(-values, kind="stable")
    ranked: list[int] = order[among[order]].tolist()
    return ranked


def _listed(items: Bools) -> tuple[int, ...]:
    return tuple(np.flatnonzero(items).tolist())

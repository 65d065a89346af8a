"""An adaptive test as a fold: `start`, then `next_action` and `step` until `Finish`. Read this first."""

from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass, replace
from typing import NamedTuple

import numpy as np

from engine.errors import AlreadyAdministered, InvalidEvent, InvalidTest
from engine.numerics.array_types import Bools, Floats, Ints, frozen
from engine.selection.selectors import best_eligible
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimate, Estimates
from engine.sitting.item_pool import ItemPool
from engine.sitting.sitting_state import (
    Answered,
    CatState,
    Change,
    Extended,
    Learner,
    Relaxed,
    Withdrawn,
    initial_state,
    require_constraint_names,
    require_elapsed,
    require_item,
    require_score,
    require_withdrawn_items,
)
from engine.sitting.strategy_checks import require_strategies
from engine.sitting.strategy_protocols import (
    AllowedItems,
    Assembler,
    Estimator,
    ExposureControl,
    Mask,
    Seeding,
    Selector,
)
from engine.stopping.stopping_rules import FinishReason, MaxItems, StoppingRule


@dataclass(frozen=True)
class AdaptiveTest:
    """A pool and the strategies that turn it into a test.

    Parameters
    ----------
    pool : the items, tabulated
    estimate : the running estimator, which steers
    select : what each item is worth next
    stop : rules in order; the first that holds gives the reason
    masks : rules of content that an item must pass, each by itself
    blueprint : rules of content that only a whole sitting can obey; of the length of each `MaxItems`. One that no
        sitting can obey is a test of no items, which ends as `POOL_EXHAUSTED`: `shadow_test` says what conflicts
    report : the estimator of what is reported, ``estimate`` unless given
    exposure : keeps items from being asked too often
    seeding : places unscored items

    Raises
    ------
    InvalidTest, UnknownAttribute, UnknownItem
        naming what does not fit the pool, or the rest of the test
    """

    pool: ItemPool
    estimate: Estimator
    select: Selector
    stop: tuple[StoppingRule, ...]
    masks: tuple[Mask, ...] = ()
    blueprint: Assembler | None = None
    _: KW_ONLY
    report: Estimator | None = None
    exposure: ExposureControl | None = None
    seeding: Seeding | None = None

    def __post_init__(self) -> None:
        require_strategies(self.pool, vars(self))
        _require_length(self)
        # a strategy that does not fit the pool says so now: one that misses its attribute, or an item's parameters
        cohort = initial_state(self.pool, Learner()).cohort()
        decide(self, cohort)
        reporting_estimator(self).estimate_cohort(self.pool, cohort)


@dataclass(frozen=True, slots=True)
class Administer:
    """Ask this item (a pool index); ``scored`` is False for a seeded one.

    ``relaxed`` names constraints of the blueprint that had to be given up for it and are not in the log yet: they are
    to be logged as `Relaxed` before it. ``exposure_lifted``: exposure control had to let in what it does not admit.
    ``unproved``: the shadow test obeys the blueprint, but the solver's limit came before it was proved to be the best.
    """

    item: int
    scored: bool = True
    relaxed: tuple[str, ...] = ()
    exposure_lifted: bool = False
    unproved: bool = False


@dataclass(frozen=True, slots=True)
class Finish:
    """Ask nothing more."""

    reason: FinishReason


class Decisions(NamedTuple):
    """What happens next in each of P sittings.

    Parameters
    ----------
    item : shape (P,), pool indices, −1 where the sitting ends
    scored : shape (P,)
    reason : shape (P,), indices into ``REASONS``, −1 where the sitting goes on
    relaxed : of each sitting, names of the blueprint's constraints given up for a scored item
    exposure_lifted : shape (P,), whether exposure control had to let in for a scored item what it does not admit
    unproved : shape (P,), whether a scored item comes of a test that was not proved to be the best; None for nowhere
    """

    item: Ints
    scored: Bools
    reason: Ints
    relaxed: tuple[tuple[str, ...], ...]
    exposure_lifted: Bools
    unproved: Bools | None = None


REASONS = tuple(FinishReason)
_CODES = {reason: code for code, reason in enumerate(REASONS)}


def start(test: AdaptiveTest, learner: Learner = Learner()) -> CatState:  # noqa: B008 - a frozen value
    """The state of a sitting before its first item.

    Raises
    ------
    UnknownItem
    """
    return initial_state(test.pool, learner)


def next_action(test: AdaptiveTest, state: CatState, seed: int) -> Administer | Finish:
    """What to do now.

    Parameters
    ----------
    seed : the sitting's 64-bit integer; the same state and seed give the same action

    Raises
    ------
    InvalidSeed
    """
    decisions = decide(test, state.cohort(seed))
    if decisions.item[0] < 0:
        return Finish(REASONS[decisions.reason[0]])
    scored, exposure_lifted = bool(decisions.scored[0]), bool(decisions.exposure_lifted[0])
    unproved = decisions.unproved is not None and scored and bool(decisions.unproved[0])
    return Administer(int(decisions.item[0]), scored, decisions.relaxed[0], exposure_lifted, unproved)


def step(
    test: AdaptiveTest, state: CatState, item: int, score: int, *, scored: bool = True, elapsed: float = 0.0
) -> CatState:
    """Fold one response into the state.

    Parameters
    ----------
    item : index into ``test.pool``, 0 ≤ item < n, not yet in ``state.answers``
    score : category, 0 ≤ score < categories of the item
    scored : False for a seeded item, which leaves θ as it was; an item withdrawn while pending is never scored
    elapsed : seconds from presented to received, ≥ 0

    Raises
    ------
    UnknownItem, AlreadyAdministered, ScoreOutOfRange, InvalidElapsed
    """
    item = require_item(test.pool, item)
    _require_fresh(state, item)
    score = require_score(test.pool, item, score)
    elapsed = require_elapsed(elapsed)
    scored = scored and item not in state.withdrawn
    return CatState(
        answers=(*state.answers, Answered(item, score, scored, elapsed)),
        prior=state.prior,
        log_likelihood=_added(test.pool, state, item, score) if scored else state.log_likelihood,
        history=frozen(np.concatenate((state.history, np.array([[item], [score], [scored]], dtype=np.intp)), axis=1)),
        available=_closed(state.available, [item]),
        count=state.count + scored,
        withdrawn=state.withdrawn,
        elapsed=state.elapsed + elapsed,
        seconds=state.seconds,
        relaxed=state.relaxed,
    )


def amend(test: AdaptiveTest, state: CatState, change: Change) -> CatState:
    """Fold into the state something that happened to the sitting other than an answer.

    Raises
    ------
    UnknownItem, InvalidElapsed, InvalidEvent
        also for a constraint that the blueprint does not have, where it tells which it has
    """
    match change:
        case Withdrawn(items):
            gone = require_withdrawn_items(test.pool, items)
            return replace(state, withdrawn=state.withdrawn.union(gone), available=_closed(state.available, gone))
        case Extended(seconds):
            return replace(state, seconds=state.seconds + require_elapsed(seconds))
        case Relaxed(bounds):
            return replace(state, relaxed=state.relaxed.union(require_constraint_names(bounds, _names(test))))
        case _:
            raise InvalidEvent(change)


def _names(test: AdaptiveTest) -> tuple[str, ...] | None:
    """What a sitting can be let off; None if the blueprint does not tell."""
    return () if test.blueprint is None else getattr(test.blueprint, "names", None)


def replay(
    test: AdaptiveTest,
    log: Iterable[Answered | Change],
    learner: Learner = Learner(),  # noqa: B008 - a frozen value
    *,
    after: CatState | None = None,
) -> CatState:
    """The state that a log leads to: it only adds, and neither estimates nor selects.

    Parameters
    ----------
    after : the state that the log goes on from; that of the learner's beginning unless given

    Raises
    ------
    UnknownItem, AlreadyAdministered, ScoreOutOfRange, InvalidElapsed, InvalidEvent
    """
    state = start(test, learner) if after is None else after
    for event in log:
        if isinstance(event, Answered):
            state = step(test, state, event.item, event.score, scored=event.scored, elapsed=event.elapsed)
        else:
            state = amend(test, state, event)
    return state


def running(test: AdaptiveTest, state: CatState) -> Estimate:
    """The estimate that steers: it may begin from what is known of the learner."""
    return test.estimate(test.pool, state)


def reported(test: AdaptiveTest, state: CatState) -> Estimate:
    """The estimate that is reported: of the answers alone, under the design's prior if the estimator has one."""
    return reporting_estimator(test)(test.pool, state.without_prior())


def reporting_estimator(test: AdaptiveTest) -> Estimator:
    """The estimator of what is reported."""
    return test.estimate if test.report is None else test.report


def decide(test: AdaptiveTest, cohort: Cohort) -> Decisions:
    """What happens next in each sitting of a cohort: the one place where a test chooses."""
    estimates = test.estimate.estimate_cohort(test.pool, cohort)
    eligible = _eligible(test, cohort)
    reason = _first_reason(test, cohort, estimates, eligible)
    chosen = _chosen(test, cohort, estimates, eligible)
    reason[(reason < 0) & ~chosen.found] = _CODES[FinishReason.POOL_EXHAUSTED]
    item = np.where(reason < 0, chosen.item, -1)
    scored = np.ones(len(cohort), dtype=bool)
    decisions = Decisions(item, scored, reason, chosen.relaxed, chosen.exposure_lifted, chosen.unproved)
    if test.seeding is None:
        return decisions
    return _seeded(decisions, test.seeding(test.pool, cohort, estimates))


class SelectionInputs(NamedTuple):
    """What a blueprint is given of each sitting: what each item is worth, and which are eligible and admitted."""

    estimates: Estimates
    values: Floats
    eligible: Bools
    admitted: Bools


def selection_inputs(test: AdaptiveTest, cohort: Cohort) -> SelectionInputs:
    """What there is to choose from in each sitting of a cohort."""
    estimates = test.estimate.estimate_cohort(test.pool, cohort)
    return _offered(test, cohort, estimates, _eligible(test, cohort))


def _eligible(test: AdaptiveTest, cohort: Cohort) -> Bools:
    """What may be asked and scored next as far as each item by itself goes, shape (P, n)."""
    eligible = cohort.available
    for mask in test.masks:
        eligible = eligible & mask(test.pool, cohort)
    if test.seeding is not None:
        eligible = eligible.copy()
        eligible[:, test.seeding.items(test.pool)] = False
    return eligible


def _first_reason(test: AdaptiveTest, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Ints:
    """The first stopping rule that holds of each sitting, −1 where none does."""
    reason = np.full(len(cohort), -1)
    for rule in reversed(test.stop):
        reason[rule(test.pool, cohort, estimates, eligible)] = _CODES[rule.reason]
    return reason


_Find = Callable[[ItemPool, Cohort, Estimates, Bools], tuple[Ints, Bools]]


class _Chosen(NamedTuple):
    """The scored item that comes next in each sitting, and whether there is one."""

    item: Ints
    found: Bools
    relaxed: tuple[tuple[str, ...], ...]
    exposure_lifted: Bools
    unproved: Bools | None = None


def _chosen(test: AdaptiveTest, cohort: Cohort, estimates: Estimates, eligible: Bools) -> _Chosen:
    best: _Find | None = getattr(test.select, "best", None)
    if best is not None and test.blueprint is None and test.exposure is None:
        item, found = best(test.pool, cohort, estimates, eligible)
        return _Chosen(item, found, ((),) * len(cohort), np.zeros(len(cohort), dtype=bool))
    offer = _offered(test, cohort, estimates, eligible)
    allowed = allowed_items(test, cohort, offer)
    chosen = best_eligible(offer.values, exposure_narrowed(test, cohort, offer, allowed.items))
    return _Chosen(*chosen, allowed.relaxed, allowed.exposure_lifted, allowed.unproved)


def _offered(test: AdaptiveTest, cohort: Cohort, estimates: Estimates, eligible: Bools) -> SelectionInputs:
    admitted = eligible
    if test.exposure is not None:
        admitted = eligible & test.exposure.admits(test.pool, cohort, estimates, eligible)
    return SelectionInputs(estimates, test.select(test.pool, cohort, estimates, admitted), eligible, admitted)


def allowed_items(test: AdaptiveTest, cohort: Cohort, offer: SelectionInputs) -> AllowedItems:
    """What content and exposure control leave: where both cannot be had, content comes first."""
    if test.blueprint is not None:
        allowed = test.blueprint(test.pool, cohort, *offer)
        return allowed._replace(items=offer.eligible & allowed.items)
    if test.exposure is None:
        return AllowedItems(offer.eligible, ((),) * len(cohort), np.zeros(len(cohort), dtype=bool))
    exposure_lifted = np.asarray(~offer.admitted.any(axis=1) & offer.eligible.any(axis=1))
    items = np.where(exposure_lifted[:, np.newaxis], offer.eligible, offer.admitted)
    return AllowedItems(items, ((),) * len(cohort), exposure_lifted)


def exposure_narrowed(test: AdaptiveTest, cohort: Cohort, offer: SelectionInputs, items: Bools) -> Bools:
    """Which of the items that remain are left by what exposure control draws, shape (P, n)."""
    if test.exposure is None:
        return items
    return items & test.exposure.narrows(test.pool, cohort, offer.estimates, offer.values, items)


def _seeded(decisions: Decisions, seeds: Ints) -> Decisions:
    """The decisions with an unscored item (−1 for none) in place of the scored one, which comes later."""
    scored = (seeds < 0) | (decisions.item < 0)
    return decisions._replace(
        item=np.where(scored, decisions.item, seeds),
        scored=scored,
        relaxed=tuple(names if counts else () for names, counts in zip(decisions.relaxed, scored, strict=True)),
        exposure_lifted=decisions.exposure_lifted & scored,
    )


def _added(pool: ItemPool, state: CatState, item: int, score: int) -> Floats:
    return frozen(state.log_likelihood + pool.log_prob[item, score])


def _closed(available: Bools, items: list[int]) -> Bools:
    available = available.copy()
    available[items] = False
    return frozen(available)


def _require_length(test: AdaptiveTest) -> None:
    """A sitting under a blueprint must be of its length, where the blueprint tells that."""
    length = getattr(test.blueprint, "length", None)
    for rule in test.stop:
        if length is not None and isinstance(rule, MaxItems) and rule.n != length:
            message = f"stop: MaxItems must be of {length} items, the length of the blueprint; received {rule.n}"
            raise InvalidTest(message)


def _require_fresh(state: CatState, item: int) -> None:
    if state.available[item]:
        return
    for position, answer in enumerate(state.answers, start=1):
        if answer.item == item:
            raise AlreadyAdministered(item, position)

"""The adaptive test as a fold: `start`, then `next_action` and `step` in turn until `Finish`. Read this first."""

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
    gives_way,
)
from engine.sitting.testlet_effects import answer_log_likelihoods
from engine.stopping.stopping_rules import FinishReason, MaxItems, StoppingRule


@dataclass(frozen=True)
class AdaptiveTest:
    """An item pool and the strategies of a test.

    Parameters
    ----------
    pool : the items, tabulated
    estimate : the running (interim) estimator, on which selection and stopping are based
    select : gives the value of presenting each item next
    stop : stopping rules in order; the first that holds gives the reason
    masks : content rules that each item must satisfy by itself, and preferences that give way
    blueprint : content constraints on the whole sitting, whose length must equal that of each `MaxItems`. If no sitting
        can satisfy them, the test ends at once with `POOL_EXHAUSTED`; `shadow_test` names the conflict
    report : the estimator of the reported ability, by default ``estimate``
    exposure : keeps items from being presented too often
    seeding : places unscored items

    Raises
    ------
    InvalidTest, UnknownAttribute, UnknownItem
        naming the strategy that does not fit the pool or the rest of the test
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
        # a trial run, so that a strategy that does not fit the pool is refused now
        cohort = initial_state(self.pool, Learner()).cohort()
        decide(self, cohort)
        reporting_estimator(self).estimate_cohort(self.pool, cohort)


@dataclass(frozen=True, slots=True)
class Administer:
    """Present this item.

    Parameters
    ----------
    item : pool index
    scored : False for a seeded item
    relaxed : names of blueprint constraints that had to be relaxed for this item and are not in the log yet; they must
        be logged as `Relaxed` before it
    exposure_lifted : whether the item could be chosen only by lifting exposure control
    unproved : whether the solver stopped before it proved the shadow test optimal; the test satisfies the blueprint
    """

    item: int
    scored: bool = True
    relaxed: tuple[str, ...] = ()
    exposure_lifted: bool = False
    unproved: bool = False


@dataclass(frozen=True, slots=True)
class Finish:
    """End the sitting."""

    reason: FinishReason


class Decisions(NamedTuple):
    """What happens next in each of P sittings.

    Parameters
    ----------
    item : shape (P,), pool indices, −1 where the sitting ends
    scored : shape (P,), False for a seeded item
    reason : shape (P,), indices into ``REASONS``, −1 where the sitting continues
    relaxed : for each sitting, the names of blueprint constraints newly relaxed for a scored item
    exposure_lifted : shape (P,), whether exposure control had to be lifted for a scored item
    unproved : shape (P,), whether a scored item comes from a shadow test not proved optimal; None for no sitting
    """

    item: Ints
    scored: Bools
    reason: Ints
    relaxed: tuple[tuple[str, ...], ...]
    exposure_lifted: Bools
    unproved: Bools | None = None


REASONS = tuple(FinishReason)
_REASON_CODES = {reason: code for code, reason in enumerate(REASONS)}


def start(test: AdaptiveTest, learner: Learner = Learner()) -> CatState:  # noqa: B008 - a frozen value
    """The state of a sitting before its first item.

    Parameters
    ----------
    learner : what is known of the person

    Raises
    ------
    UnknownItem
    """
    return initial_state(test.pool, learner)


def next_action(test: AdaptiveTest, state: CatState, seed: int) -> Administer | Finish:
    """Decide what happens next: present an item, or end the sitting.

    Parameters
    ----------
    seed : the sitting's 64-bit integer; the same state and seed give the same action

    Returns
    -------
    `Administer` or `Finish`; never None

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
    scored : False for a seeded item, which leaves θ unchanged; an item withdrawn while pending is never scored
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
        log_likelihood=_add_log_likelihood(test.pool, state, item, score) if scored else state.log_likelihood,
        history=frozen(np.concatenate((state.history, np.array([[item], [score], [scored]], dtype=np.intp)), axis=1)),
        available=_without_items(state.available, [item]),
        count=state.count + scored,
        withdrawn=state.withdrawn,
        elapsed=state.elapsed + elapsed,
        seconds=state.seconds,
        relaxed=state.relaxed,
    )


def amend(test: AdaptiveTest, state: CatState, change: Change) -> CatState:
    """Fold an event other than an answer into the state.

    Parameters
    ----------
    change : `Withdrawn`, `Relaxed` or `Extended`

    Raises
    ------
    UnknownItem, InvalidElapsed, InvalidEvent
        InvalidEvent also for a constraint that the blueprint does not have
    """
    match change:
        case Withdrawn(items):
            withdrawn = require_withdrawn_items(test.pool, items)
            return replace(
                state, withdrawn=state.withdrawn.union(withdrawn), available=_without_items(state.available, withdrawn)
            )
        case Extended(seconds):
            return replace(state, seconds=state.seconds + require_elapsed(seconds))
        case Relaxed(bounds):
            return replace(
                state, relaxed=state.relaxed.union(require_constraint_names(bounds, _constraint_names(test)))
            )
        case _:
            raise InvalidEvent(change)


def _constraint_names(test: AdaptiveTest) -> tuple[str, ...] | None:
    """The names of the constraints that a sitting can relax; None if the blueprint does not name them."""
    return () if test.blueprint is None else getattr(test.blueprint, "names", None)


def replay(
    test: AdaptiveTest,
    log: Iterable[Answered | Change],
    learner: Learner = Learner(),  # noqa: B008 - a frozen value
    *,
    after: CatState | None = None,
) -> CatState:
    """The state that a log leads to. Replay only folds events; it never estimates, selects or solves.

    Parameters
    ----------
    log : answers and changes, in order
    learner : what is known of the person
    after : the state that the log continues from, by default the state before the first item

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
    """The running (interim) estimate, on which selection is based. It uses the learner's own prior if there is one."""
    return test.estimate(test.pool, state)


def reported(test: AdaptiveTest, state: CatState) -> Estimate:
    """The reported estimate. It uses the answers and the design's prior, never the learner's own prior."""
    return reporting_estimator(test)(test.pool, state.without_prior())


def reporting_estimator(test: AdaptiveTest) -> Estimator:
    """The estimator of the reported ability."""
    return test.estimate if test.report is None else test.report


def decide(test: AdaptiveTest, cohort: Cohort) -> Decisions:
    """Decide what happens next in each sitting of a cohort. Every choice of an item is made here."""
    estimates = test.estimate.estimate_cohort(test.pool, cohort)
    eligible = _eligible(test, cohort)
    reason = _first_reason(test, cohort, estimates, eligible)
    chosen = _select(test, cohort, estimates, eligible)
    reason[(reason < 0) & ~chosen.found] = _REASON_CODES[FinishReason.POOL_EXHAUSTED]
    item = np.where(reason < 0, chosen.item, -1)
    scored = np.ones(len(cohort), dtype=bool)
    decisions = Decisions(item, scored, reason, chosen.relaxed, chosen.exposure_lifted, chosen.unproved)
    if test.seeding is None:
        return decisions
    return _with_seeded_items(decisions, test.seeding(test.pool, cohort, estimates))


class SelectionInputs(NamedTuple):
    """The inputs of a selection in P sittings.

    Parameters
    ----------
    estimates : the running estimates
    values : shape (P, n), the value of presenting each item next
    eligible : shape (P, n), items that are available, pass all masks and are not seeded
    admitted : shape (P, n), the eligible items that exposure control admits
    """

    estimates: Estimates
    values: Floats
    eligible: Bools
    admitted: Bools


def selection_inputs(test: AdaptiveTest, cohort: Cohort) -> SelectionInputs:
    """The inputs of the next selection in each sitting of a cohort."""
    estimates = test.estimate.estimate_cohort(test.pool, cohort)
    return _selection_inputs(test, cohort, estimates, _eligible(test, cohort))


def _eligible(test: AdaptiveTest, cohort: Cohort) -> Bools:
    """The items that are available, pass all masks and are not kept for seeding, shape (P, n)."""
    eligible = cohort.available
    for mask in test.masks:
        if not gives_way(mask):
            eligible = eligible & mask(test.pool, cohort)
    if test.seeding is not None:
        eligible = eligible.copy()
        eligible[:, test.seeding.items(test.pool)] = False
    return eligible


def _first_reason(test: AdaptiveTest, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Ints:
    """The index of the first stopping rule that holds in each sitting, −1 where none does."""
    reason = np.full(len(cohort), -1)
    for rule in reversed(test.stop):
        reason[rule(test.pool, cohort, estimates, eligible)] = _REASON_CODES[rule.reason]
    return reason


_BestItem = Callable[[ItemPool, Cohort, Estimates, Bools], tuple[Ints, Bools]]


class _Selection(NamedTuple):
    """The scored item that comes next in each sitting, and whether there is one."""

    item: Ints
    found: Bools
    relaxed: tuple[tuple[str, ...], ...]
    exposure_lifted: Bools
    unproved: Bools | None = None


def _select(test: AdaptiveTest, cohort: Cohort, estimates: Estimates, eligible: Bools) -> _Selection:
    best: _BestItem | None = getattr(test.select, "best", None)
    if best is not None and test.blueprint is None and test.exposure is None:
        item, found = best(test.pool, cohort, estimates, preferred_items(test, cohort, eligible))
        return _Selection(item, found, ((),) * len(cohort), np.zeros(len(cohort), dtype=bool))
    inputs = _selection_inputs(test, cohort, estimates, eligible)
    allowed = allowed_items(test, cohort, inputs)
    preferred = preferred_items(test, cohort, allowed.items)
    chosen = best_eligible(inputs.values, exposure_narrowed(test, cohort, inputs, preferred))
    return _Selection(*chosen, allowed.relaxed, allowed.exposure_lifted, allowed.unproved)


def _selection_inputs(test: AdaptiveTest, cohort: Cohort, estimates: Estimates, eligible: Bools) -> SelectionInputs:
    admitted = eligible
    if test.exposure is not None:
        admitted = eligible & test.exposure.admits(test.pool, cohort, estimates, eligible)
    return SelectionInputs(estimates, test.select(test.pool, cohort, estimates, admitted), eligible, admitted)


def allowed_items(test: AdaptiveTest, cohort: Cohort, inputs: SelectionInputs) -> AllowedItems:
    """The items that content and exposure control allow. Where they conflict, exposure control is lifted."""
    if test.blueprint is not None:
        allowed = test.blueprint(test.pool, cohort, *inputs)
        return allowed._replace(items=inputs.eligible & allowed.items)
    if test.exposure is None:
        return AllowedItems(inputs.eligible, ((),) * len(cohort), np.zeros(len(cohort), dtype=bool))
    exposure_lifted = np.asarray(~inputs.admitted.any(axis=1) & inputs.eligible.any(axis=1))
    items = np.where(exposure_lifted[:, np.newaxis], inputs.eligible, inputs.admitted)
    return AllowedItems(items, ((),) * len(cohort), exposure_lifted)


def preferred_items(test: AdaptiveTest, cohort: Cohort, items: Bools) -> Bools:
    """The allowed items that the masks which give way prefer, shape (P, n); all of them where they prefer none."""
    for mask in test.masks:
        if gives_way(mask):
            preferred = items & mask(test.pool, cohort)
            items = np.where(preferred.any(axis=1, keepdims=True), preferred, items)
    return items


def exposure_narrowed(test: AdaptiveTest, cohort: Cohort, inputs: SelectionInputs, items: Bools) -> Bools:
    """The allowed items that remain after exposure control has drawn among them, shape (P, n)."""
    if test.exposure is None:
        return items
    return items & test.exposure.narrows(test.pool, cohort, inputs.estimates, inputs.values, items)


def _with_seeded_items(decisions: Decisions, seeds: Ints) -> Decisions:
    """Replace the scored item by an unscored one where one is due; the scored item then comes later.

    Parameters
    ----------
    seeds : shape (P,), pool indices of unscored items, −1 for none
    """
    scored = (seeds < 0) | (decisions.item < 0)
    return decisions._replace(
        item=np.where(scored, decisions.item, seeds),
        scored=scored,
        relaxed=tuple(names if counts else () for names, counts in zip(decisions.relaxed, scored, strict=True)),
        exposure_lifted=decisions.exposure_lifted & scored,
    )


def _add_log_likelihood(pool: ItemPool, state: CatState, item: int, score: int) -> Floats:
    if pool.testlets is None:
        return frozen(state.log_likelihood + pool.log_prob[item, score])
    answer = np.array([item]), np.array([score])
    gain = answer_log_likelihoods(pool.log_prob, pool.testlets, state.history[np.newaxis], *answer)
    return frozen(state.log_likelihood + gain[0])


def _without_items(available: Bools, items: list[int]) -> Bools:
    available = available.copy()
    available[items] = False
    return frozen(available)


def _require_length(test: AdaptiveTest) -> None:
    """Refuse a `MaxItems` that differs from the length of the blueprint."""
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

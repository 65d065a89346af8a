"""A selection that cannot be made as designed: what is asked instead, and how that is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import pytest

import engine
from delivery_api.sittings.answering.next_item import Fallback, ItemChoice, choose_next, fallbacks
from delivery_api.sittings.record.event_types import FellBack, Readmitted, Relaxed, event_kind, from_bytes, to_bytes
from engine import (
    EAP,
    AdaptiveTest,
    Administer,
    Blueprint,
    CatState,
    Ceiling,
    Constraint,
    Count,
    Counts,
    Enemies,
    Finish,
    FinishReason,
    ItemParameters,
    ItemSets,
    Learner,
    MaxInformation,
    MaxItems,
    Shadow,
    ShadowStatus,
    TimeLimit,
    Withdrawn,
    YearCeiling,
    amend,
    start,
    step,
    tabulate,
)
from engine.assembly.compiled_blueprint import AssemblyResults, CompiledBlueprint, results_without_items

N, LENGTH, SEED = 40, 6, 7
YEARS = np.repeat([3, 5], N // 2)
POOL = tabulate(
    ItemParameters.logistic(1.0, np.linspace(-2, 2, N)),
    content={"year": YEARS, "strand": np.array(["number", "data"] * (N // 2))},
)
PLAIN = AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(LENGTH),))
NOW = datetime(2026, 11, 26, tzinfo=UTC)


@dataclass(frozen=True)
class Failing:
    """A strategy of whatever slot that raises once the sitting has begun."""

    def __call__(self, pool, cohort, *rest):
        if cohort.presented:
            raise FloatingPointError
        return np.zeros((len(cohort), len(pool))) if rest else np.ones((len(cohort), len(pool)), dtype=bool)


def answered(test: AdaptiveTest, *items: int, learner: Learner = Learner()) -> CatState:  # noqa: B008 - a frozen value
    state = start(test, learner)
    for item in items:
        state = step(test, state, item, 1)
    return state


def asked(choice: ItemChoice) -> int:
    assert isinstance(choice.action, Administer)
    return choice.action.item


def test_a_choice_made_as_designed_falls_back_on_nothing() -> None:
    assert choose_next(PLAIN, answered(PLAIN, 20), SEED, ()).how == ()


def test_where_a_selection_raises_the_most_informative_item_is_asked(caplog: pytest.LogCaptureFixture) -> None:
    failing = replace(PLAIN, select=Failing())
    choice = choose_next(failing, answered(failing, 20), SEED, ())
    assert choice.how == (Fallback.FAILED,)
    assert asked(choice) in range(20, 30)  # somebody who was right at 0 logits; 20 itself has been asked
    assert asked(choice) != 20
    assert [record.message for record in caplog.records] == ["a selection failed"]


def test_it_goes_on_so_to_the_end_and_asks_nothing_twice() -> None:
    failing = replace(PLAIN, select=Failing())
    state, seen = answered(failing, 20), [20]
    while isinstance((choice := choose_next(failing, state, SEED, ())).action, Administer):
        seen.append(asked(choice))
        state = step(failing, state, asked(choice), 0)
    assert choice.action == Finish(FinishReason.MAX_ITEMS)
    assert len(seen) == len(set(seen)) == LENGTH


def test_ceilings_hold_also_where_a_mask_is_what_raises() -> None:
    masks = (YearCeiling("year", 3), Failing())
    failing = replace(PLAIN, masks=masks)
    choice = choose_next(failing, answered(failing, 19), SEED, ())
    assert choice.failed
    assert YEARS[asked(choice)] == 3
    bounded = Blueprint(LENGTH, (Ceiling("year", 3),))
    failing = replace(PLAIN, select=Failing(), blueprint=Shadow(bounded))
    assert YEARS[asked(choose_next(failing, answered(failing, 19), SEED, ()))] == 3


def test_counts_hold_where_they_can_be_asked() -> None:
    masks = (Counts("strand", (("number", 0, 1), ("data", 0, LENGTH)), LENGTH),)
    failing = replace(PLAIN, select=Failing(), masks=masks)
    assert POOL.attribute("strand")[asked(choose_next(failing, answered(failing, 20), SEED, ()))] == "data"


def test_enemies_do_not_come_together() -> None:
    best = asked(choose_next(replace(PLAIN, select=Failing()), answered(PLAIN, 20), SEED, ()))
    apart = Blueprint(LENGTH, (Enemies((POOL.ids[20], POOL.ids[best])),))
    failing = replace(PLAIN, select=Failing(), blueprint=Shadow(apart))
    assert asked(choose_next(failing, answered(failing, 20), SEED, ())) != best


def test_what_is_withdrawn_is_not_asked_and_a_sitting_without_items_ends() -> None:
    failing = replace(PLAIN, select=Failing())
    state = answered(failing, 20)
    one_left = np.zeros(N, dtype=bool)
    one_left[3] = True
    assert asked(choose_next(failing, replace(state, available=one_left), SEED, ())) == 3
    none_left = replace(state, available=np.zeros(N, dtype=bool))
    assert choose_next(failing, none_left, SEED, ()).action == Finish(FinishReason.POOL_EXHAUSTED)


def test_a_time_limit_ends_it_too() -> None:
    failing = replace(PLAIN, select=Failing(), stop=(TimeLimit(), MaxItems(LENGTH)))
    state = start(failing, Learner(seconds=60.0))
    state = step(failing, state, 20, 1, elapsed=61.0)
    assert choose_next(failing, state, SEED, ()).action == Finish(FinishReason.TIME_LIMIT)


def passages(*constraints: Constraint, relax: tuple[str, ...] = ()) -> AdaptiveTest:
    """Two passages of three questions each from pool of sets of four, each question with a year."""
    names = np.repeat([f"passage {number}" for number in range(N // 4)], 4)
    pool = replace(POOL, content={**POOL.content, "passage": names})
    sets = ItemSets("passage", 3, 3, 2, 2)
    return replace(PLAIN, pool=pool, blueprint=Shadow(Blueprint(LENGTH, (sets, *constraints), relax)))


BARS = [Count("passage", ("passage 5", "passage 6"), 0, 0), Ceiling("year", 3)]


@pytest.mark.parametrize("bar", BARS, ids=["a count of none", "a ceiling"])
def test_a_bar_that_gave_way_stays_so_where_a_selection_raises(bar: Constraint) -> None:
    """Fault: it held again, so that a learner in the middle of a passage that it had barred was asked of another."""
    failing = replace(passages(bar, relax=(bar.name,)), select=Failing())
    state = amend(failing, answered(failing), engine.Relaxed((bar.name,)))
    assert asked(choose_next(failing, step(failing, state, 20, 1), SEED, ())) in (21, 22, 23)


@pytest.mark.parametrize("bar", BARS, ids=["a count of none", "a ceiling"])
def test_a_bar_that_the_design_names_ends_no_sitting(bar: Constraint) -> None:
    """Fault: where too few items were left for the length, those of a bar that had given way were not asked."""
    test = passages(bar, relax=(bar.name,))
    beginning = answered(test, learner=Learner(accessible=(20, 21)))
    choice = choose_next(test, beginning, SEED, ())
    assert isinstance(choice.action, Administer)
    assert choice.action.relaxed == ("sets of passage", bar.name)
    assert asked(choice) in (20, 21)
    begun = step(test, amend(test, beginning, engine.Relaxed(choice.action.relaxed)), 20, 1)
    assert asked(choose_next(test, begun, SEED, ())) == 21


@pytest.mark.parametrize("bar", [Count("year", (5,), 0, 0), Ceiling("year", 3)], ids=["a count of none", "a ceiling"])
def test_a_bar_that_the_design_does_not_name_holds_to_the_end(bar: Constraint) -> None:
    """Fault: a count of none was given up before other bounds, though it bars what does not belong to a year group."""
    counts = (bar, Count("strand", ("number",), LENGTH, LENGTH))
    test = replace(PLAIN, blueprint=Shadow(Blueprint(LENGTH, counts)))
    beginning = answered(test, learner=Learner(accessible=(*range(0, 10, 2), 1, *range(20, N))))
    choice = choose_next(test, beginning, SEED, ())
    assert isinstance(choice.action, Administer)
    assert choice.action.relaxed == ("strand 'number'",)
    only_barred = answered(test, learner=Learner(accessible=tuple(range(20, N))))
    assert choose_next(test, only_barred, SEED, ()).action == Finish(FinishReason.POOL_EXHAUSTED)


@dataclass(frozen=True)
class AdmitsNothing:
    """Exposure control that lets nothing in."""

    def admits(self, pool, cohort, estimates, eligible):
        return np.zeros_like(eligible)

    def narrows(self, pool, cohort, estimates, values, eligible):
        return np.ones_like(eligible)


def test_exposure_control_that_is_lifted_is_told() -> None:
    controlled = replace(PLAIN, exposure=AdmitsNothing())
    assert choose_next(controlled, answered(controlled, 20), SEED, ()).how == (Fallback.LIFTED,)


@pytest.fixture
def crossing() -> AdaptiveTest:
    """A blueprint whose second count is given up where it must be."""
    counts = (Count("strand", ("number",), 3, 3), Count("year", (3,), 3, 3))
    return replace(PLAIN, blueprint=Shadow(Blueprint(LENGTH, counts, relax=("year 3",))))


def test_of_what_was_seen_before_a_third_is_let_back_in_and_that_of_longest_ago() -> None:
    """Fault: all of it was, so that the passages of the sitting before could come again at once."""
    bounded = replace(PLAIN, blueprint=Shadow(Blueprint(LENGTH, ())))
    seen = tuple(range(N - LENGTH + 2))[::-1]  # two items short of a sitting
    state = answered(bounded, learner=Learner(unavailable=seen))
    assert choose_next(bounded, state, SEED, seen).readmitted == seen[:12]
    withdrawn = amend(bounded, state, Withdrawn(seen[:6]))
    assert choose_next(bounded, withdrawn, SEED, seen).readmitted == seen[6:16]


def test_more_is_let_back_in_where_a_third_is_too_little() -> None:
    seen = tuple(range(N - LENGTH + 2))[::-1]
    one_of_most = replace(PLAIN, blueprint=Shadow(Blueprint(LENGTH, (Enemies(tuple(POOL.ids[i] for i in seen[:-3])),))))
    state = answered(one_of_most, learner=Learner(unavailable=seen))
    assert choose_next(one_of_most, state, SEED, seen).readmitted == seen


def test_a_solver_that_stops_early_is_told_and_its_best_test_is_used(
    crossing: AdaptiveTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    solve = CompiledBlueprint.__call__

    def stopped(programme, values, candidates, chosen):
        results = solve(programme, values, candidates, chosen)
        results.statuses.fill(ShadowStatus.UNPROVED)
        return results

    as_designed = choose_next(crossing, answered(crossing, 20), SEED, ())
    monkeypatch.setattr(CompiledBlueprint, "__call__", stopped)
    choice = choose_next(crossing, answered(crossing, 20), SEED, ())
    assert (choice.how, asked(choice)) == ((Fallback.UNPROVED,), asked(as_designed))


def test_a_solver_that_gives_up_has_the_blueprint_give_up_what_it_says(
    crossing: AdaptiveTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, solve, calls = answered(crossing, 20), CompiledBlueprint.__call__, []

    def stopped(programme, values, candidates, chosen):
        calls.append(programme)
        return (
            results_without_items(candidates, ShadowStatus.UNSOLVED)
            if len(calls) == 1
            else solve(programme, values, candidates, chosen)
        )

    monkeypatch.setattr(CompiledBlueprint, "__call__", stopped)
    choice = choose_next(crossing, state, SEED, ())
    assert isinstance(choice.action, Administer)
    assert (choice.action.relaxed, choice.failed) == (("year 3",), False)


def test_a_solver_that_raises_ends_no_sitting(crossing: AdaptiveTest, monkeypatch: pytest.MonkeyPatch) -> None:
    state = answered(crossing, 20)

    def broken(*_: object) -> AssemblyResults:
        raise MemoryError

    monkeypatch.setattr(CompiledBlueprint, "__call__", broken)
    assert choose_next(crossing, state, SEED, ()).how == (Fallback.FAILED,)


def test_what_happened_is_read_off_the_log_and_comes_back_from_it() -> None:
    fell_back = FellBack(NOW, (str(Fallback.LIFTED), str(Fallback.UNPROVED)))
    events = (Readmitted(NOW, ("a",)), Relaxed(NOW, ("b",)), fell_back)
    expected = (Fallback.READMITTED, Fallback.RELAXED, Fallback.LIFTED, Fallback.UNPROVED)
    assert fallbacks(PLAIN, events) == expected
    assert from_bytes(event_kind(fell_back), to_bytes(fell_back)) == fell_back


def test_what_the_design_names_in_relax_is_told_apart_from_what_it_does_not(crossing: AdaptiveTest) -> None:
    """Fault: where a bound gave way by the design's own wish, the selection was told to have failed."""
    assert fallbacks(crossing, (Relaxed(NOW, ("year 3",)),)) == (Fallback.GAVE_WAY,)
    for names in (("strand 'number'",), ("year 3", "strand 'number'")):
        assert fallbacks(crossing, (Relaxed(NOW, names),)) == (Fallback.RELAXED,)

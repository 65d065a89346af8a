"""An explanation's action is the action, and each reason it gives is true."""

import dataclasses
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import (
    EAP,
    MLE,
    AdaptiveTest,
    Apart,
    Blueprint,
    CandidateOutcome,
    Ceiling,
    Count,
    Counts,
    EasyStart,
    Enemies,
    Finish,
    FinishReason,
    ItemParameters,
    ItemSets,
    Learner,
    MaxInformation,
    MaxItems,
    Normal,
    Order,
    Random,
    Randomesque,
    Relaxed,
    RepeatLimit,
    SEBelow,
    SeedAtRandom,
    SeedByDesign,
    Shadow,
    ShadowStatus,
    Sum,
    Withdrawn,
    YearCeiling,
    amend,
    explain,
    next_action,
    shadow_test,
    start,
    step,
    tabulate,
)
from engine.assembly.compiled_blueprint import compile_blueprint

LENGTH, N = 8, 36


@cache
def random_pool(seed):
    rng = np.random.default_rng(seed)
    passages = rng.permutation(np.repeat([f"p{number}" for number in range(6)], 4))
    return tabulate(
        ItemParameters.logistic(rng.uniform(0.5, 2.0, N), np.round(rng.normal(0, 1, N), 2), rng.choice([0, 0.2], N)),
        content={
            "strand": rng.permutation(np.resize(["n", "m", "d"], N)),
            "kind": rng.permutation(np.resize(["x", "y", "z"], N)),
            "year": rng.integers(2, 7, N),
            "words": rng.integers(5, 60, N),
            "passage": np.concatenate([passages, np.full(N - passages.size, "")]),
        },
    )


sets = ItemSets("passage", 2, 3, 1, 2)
crossing = (
    Count("strand", ("n",), 2, 3),
    Count("kind", ("x",), 1, 2),
    Sum("words", 150, 330),
    Ceiling("year", 5),
    Enemies(("3", "7", "9")),
)
blueprints = st.sampled_from(
    [
        None,
        Blueprint(LENGTH, (Count("strand", ("n",), 2, 3), Count("strand", ("d",), 1, 2), Ceiling("year", 5))),
        Blueprint(LENGTH, crossing),
        Blueprint(LENGTH, (*crossing, sets), relax=("sets of passage", "sum of words", "strand 'n'")),
        Blueprint(LENGTH, (sets, EasyStart("words", 45, 2), Count("strand", ("n",), 2, 3))),
        Blueprint(LENGTH, (Order("kind", ("z", "x")), Count("strand", ("n",), 2, 3)), relax=("strand 'n'",)),
    ]
)


@dataclasses.dataclass(frozen=True)
class OddOnly:
    """Exposure control as somebody else would write it: only every other item, then the better half of what remains."""

    def admits(self, pool, cohort, estimates, eligible):
        return eligible & (np.arange(len(pool)) % 2 == 1)

    def narrows(self, pool, cohort, estimates, values, eligible):
        return eligible & (values >= np.where(eligible, values, -np.inf).max(axis=1, keepdims=True) / 2)


few = Counts("strand", {"n": (0, 3)}, LENGTH)
varied = (RepeatLimit("kind", 3), Apart("strand"))
masks = st.sampled_from([(), (YearCeiling("year", 5),), (YearCeiling("year", 4), few), varied])
controls = st.sampled_from([None, Randomesque(4), OddOnly()])
seedings = st.sampled_from([None, SeedAtRandom((2, 5, 8), (2, (4, 6))), SeedByDesign((2, 5, 8), (1, 3))])
learners = st.builds(
    Learner,
    prior=st.sampled_from([None, Normal(1.0, 0.5)]),
    unavailable=st.lists(st.integers(0, N - 1), max_size=N - 4).map(tuple),
    accessible=st.sampled_from([None, tuple(range(20))]),
)


def walked(test, state, seed, steps, gone):
    """The state some way on, with a withdrawal and whatever had to be given up."""
    rng = np.random.default_rng(seed)
    for number in range(steps):
        action = next_action(test, state, seed)
        if isinstance(action, Finish):
            return state
        if action.relaxed:
            state = amend(test, state, Relaxed(action.relaxed))
        if number == 1:
            state = amend(test, state, Withdrawn(gone))
        state = step(test, state, action.item, int(rng.integers(2)), scored=action.scored)
    return state


@given(
    seed=st.integers(0, 2**32),
    blueprint=blueprints,
    estimate=st.sampled_from([EAP(), MLE()]),
    select=st.sampled_from([MaxInformation(), Random()]),
    stop=st.sampled_from([(MaxItems(LENGTH),), (SEBelow(0.9), MaxItems(LENGTH))]),
    masks=masks,
    exposure=controls,
    seeding=seedings,
    learner=learners,
    steps=st.integers(0, LENGTH + 2),
    gone=st.lists(st.integers(0, N - 1), max_size=10).map(tuple),
)
@settings(max_examples=100, deadline=None)
def test_an_explanation_is_true(
    seed, blueprint, estimate, select, stop, masks, exposure, seeding, learner, steps, gone
):
    pool = random_pool(seed % 5)
    shadow = None if blueprint is None else Shadow(blueprint)
    test = AdaptiveTest(pool, estimate, select, stop, masks, shadow, exposure=exposure, seeding=seeding)
    state = walked(test, start(test, learner), seed, steps, gone)
    told = explain(test, state, seed, limit=N)

    assert told.action == next_action(test, state, seed)
    assert told.estimate == test.estimate(pool, state)
    assert told.prior == (learner.prior or getattr(estimate, "prior", None))
    assert told.position == len(state.answers) + 1
    assert sorted(one.item for one in (*told.candidates, *told.ineligible)) == list(range(N))
    assert [one.rank for one in told.candidates] == list(range(1, told.stages.eligible + 1))
    assert all(first.value >= second.value for first, second in zip(told.candidates, told.candidates[1:], strict=False))
    assert_the_choice(told)
    assert_why_not_eligible(told, test, state, learner)
    assert_the_stages(told)
    assert_neighbours_differ(told, test, state)
    if shadow is None:
        assert (told.shadow, told.binding_constraints) == (None, ())
        assert fates(told, CandidateOutcome.BARRED, CandidateOutcome.NOT_ASSEMBLED) == []
        assert test.masks == varied or fates(told, CandidateOutcome.NOT_YET) == []
    else:
        assert told.shadow == shadow_test(test, state, seed)
        assert_the_blueprint(told, test, state, seed)


def fates(told, *some):
    return [one for one in (*told.candidates, *told.ineligible) if one.outcome in some]


def assert_the_choice(told):
    remained = fates(told, CandidateOutcome.CHOSEN, CandidateOutcome.WORTH_LESS)
    first = next((verdict.rule.reason for verdict in told.stopping_checks if verdict.holds), None)
    if told.chosen is None:
        assert remained == []
        assert told.action == Finish(first or FinishReason.POOL_EXHAUSTED)
        return
    assert len(fates(told, CandidateOutcome.CHOSEN)) == 1
    assert told.chosen.value == max(one.value for one in remained)
    assert all(one.rank > told.chosen.rank for one in remained if one.outcome is CandidateOutcome.WORTH_LESS)
    if first is not None:
        assert told.action == Finish(first)
    elif told.action.scored:
        assert told.action.item == told.chosen.item
    else:
        assert next(one for one in told.ineligible if one.item == told.action.item).outcome is CandidateOutcome.UNSCORED


def assert_why_not_eligible(told, test, state, learner):
    presented = {answer.item for answer in state.answers}
    rules = [mask for mask in test.masks if not isinstance(mask, Apart)]
    for one in told.ineligible:
        item = one.item
        match one.outcome:
            case CandidateOutcome.ANSWERED:
                assert item in presented
            case CandidateOutcome.WITHDRAWN:
                assert item in state.withdrawn - presented
            case CandidateOutcome.UNAVAILABLE:
                inaccessible = learner.accessible is not None and item not in learner.accessible
                assert item in learner.unavailable or inaccessible
            case CandidateOutcome.UNSCORED:
                assert state.available[item]
                assert item in test.seeding.unscored
            case CandidateOutcome.MASKED:
                assert one.masks
                assert set(one.masks) == {mask for mask in rules if not mask(test.pool, state.cohort())[0, item]}
            case _:
                pytest.fail(f"{one} is no reason not to be eligible")
    for one in told.candidates:
        assert state.available[one.item]
        assert all(mask(test.pool, state.cohort())[0, one.item] for mask in rules)


def assert_the_stages(told):
    assert told.stages.drawn == len(fates(told, CandidateOutcome.CHOSEN, CandidateOutcome.WORTH_LESS))
    assert told.stages.remaining == told.stages.drawn + len(fates(told, CandidateOutcome.NARROWED))
    draw = told.exposure
    if draw is None:
        assert fates(told, CandidateOutcome.NARROWED, CandidateOutcome.NOT_ADMITTED) == []
        return
    assert told.stages.admitted == told.stages.eligible - len(draw.not_admitted)
    assert {one.item for one in fates(told, CandidateOutcome.NARROWED)} == set(draw.narrowed)
    not_admitted = {one.item for one in fates(told, CandidateOutcome.NOT_ADMITTED)}
    assert not_admitted == (set() if draw.exposure_lifted else set(draw.not_admitted))


def assert_neighbours_differ(told, test, state):
    """Where neighbours are to differ and something else may come next, nothing like the item before is left."""
    if test.masks != varied or not state.answers or told.chosen is None:
        return
    strand = test.pool.attribute("strand")
    last = strand[state.answers[-1].item]
    left = fates(told, CandidateOutcome.CHOSEN, CandidateOutcome.WORTH_LESS, CandidateOutcome.NARROWED)
    alike = [one for one in left if strand[one.item] == last]
    assert len(alike) in (0, len(left))
    if alike:
        assert fates(told, CandidateOutcome.NOT_YET) == [] or told.shadow is not None


def assert_the_blueprint(told, test, state, seed):
    blueprint = test.blueprint.blueprint.without({*state.relaxed, *told.shadow.relaxed})
    asked = np.array(told.shadow.administered, dtype=np.intp)
    values = np.zeros(N)
    for one in fates(told, CandidateOutcome.NOT_YET):
        assert one.item in told.shadow.free
        assert test.masks == varied or one.item not in told.shadow.next_items
    for one in fates(told, CandidateOutcome.NOT_ASSEMBLED, CandidateOutcome.BARRED):
        assert one.item not in told.shadow.free
    for one in fates(told, CandidateOutcome.BARRED)[:3]:
        for constraint in blueprint.constraints:
            if constraint.name in one.constraints and not isinstance(constraint, Order | ItemSets):
                alone = Blueprint(LENGTH, (constraint,))
                others = np.ones((1, N), dtype=bool)
                others[0, [*asked, one.item]] = False
                found = compile_blueprint(alone, test.pool)(values[np.newaxis], others, ~others)
                assert found.statuses[0] is ShadowStatus.INFEASIBLE
    for one in told.binding_constraints:
        loose = Shadow(test.blueprint.blueprint.without({*state.relaxed, *told.shadow.relaxed, one.name}))
        without = explain(dataclasses.replace(test, blueprint=loose), state, seed, limit=N)
        assert without.chosen.item == one.item
        assert told.chosen is None or without.chosen.value != told.chosen.value

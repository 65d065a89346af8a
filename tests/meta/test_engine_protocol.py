"""Every kind of strategy that the engine exports, from estimators to seeding, each through one protocol."""

import dataclasses
import inspect

import numpy as np
import pytest

import engine
from engine import (
    AdaptiveTest,
    Administer,
    ItemParameters,
    Learner,
    MaxItems,
    Normal,
    next_action,
    reported,
    simulate,
    simulated_scores,
    simulee_seeds,
    start,
    step,
    tabulate,
)

RNG = np.random.default_rng(3)
POOL = tabulate(
    ItemParameters.concat(
        ItemParameters.logistic(RNG.uniform(0.5, 2, 10), RNG.normal(size=10), 0.2, 0.97),
        ItemParameters.partial_credit(RNG.uniform(0.5, 1.5, 6), RNG.normal(size=(6, 3))),
        ItemParameters.graded(RNG.uniform(0.5, 2, 6), np.sort(RNG.normal(size=(6, 2)), axis=1)),
    ),
    content={"year": RNG.integers(2, 5, 22), "strand": np.resize(["n", "m"], 22)},
)
UNSURE = [(item, name) for item in POOL.ids[:10] for name in ("a", "b1", "c")]
UNSURE += [(item, name) for item in POOL.ids[10:16] for name in ("a", "b1", "b2", "b3")]
ROOTS = 0.03 * RNG.normal(size=(len(UNSURE), len(UNSURE)))
ARGUMENTS = {
    "SeedAtRandom": ((3, 12, 20), (2, (4, 6))),
    "SeedByDesign": ((3, 12, 20), (2, (4, 6))),
    "AStratified": ((3, 3),),
    "Progressive": (6,),
    "Proportional": (6,),
    "YearCeiling": ("year", 3),
    "Counts": ("strand", {"n": (1, 4), "m": (1, 4)}, 6),
    "RepeatLimit": ("strand", 4),
    "Apart": ("strand",),
    "LinearForm": ((3, 12, 20, 0, 7, 15),),
    "MaxItems": (5,),
    "SEBelow": (0.45,),
    "SEGainBelow": (0.03,),
    "StrandsSEBelow": ("strand", 1.0),
    "SPRT": (0.2, 0.3, 0.2, 0.2),
    "GLR": (0.2, 0.3, 0.2, 0.2),
    "AbilityInterval": (0.2, 0.8),
    "AtLeast": (3, engine.SEBelow(0.9)),
    "Randomesque": (4,),
    "SympsonHetter": ((0.3,) * 22,),
    "ConditionalEligibility": (((0.2, 1.0, 0.5),) * 22, (-0.5, 0.5)),
    "WithParameterError": (engine.WLE(), engine.ParameterCovariance.from_names(POOL.ids, UNSURE, ROOTS @ ROOTS.T)),
}
SHAPES = {
    ("pool", "state"): "estimate",
    ("pool", "cohort", "estimates", "eligible"): "select or stop",
    ("pool", "cohort"): "masks",
    ("pool", "cohort", "estimates"): "seeding",
}


def kinds():
    """(name, kind) of each exported strategy, told by the arguments it is called with."""
    for name in engine.__all__:
        thing = getattr(engine, name)
        if not (inspect.isclass(thing) and dataclasses.is_dataclass(thing)):
            continue
        if {"admits", "narrows"} <= set(vars(thing)):
            yield name, "exposure"
        if "__call__" not in vars(thing):
            continue
        kind = SHAPES.get(tuple(inspect.signature(thing.__call__).parameters)[1:])
        if kind == "select or stop":
            kind = "stop" if hasattr(thing, "reason") else "select"
        if kind and name not in ("Blueprint", "Shadow"):
            yield name, kind


STRATEGIES = dict(kinds())


def built(name):
    return getattr(engine, name)(*ARGUMENTS.get(name, ()))


def running_with(name):
    settings = {"estimate": engine.EAP(), "select": engine.MaxInformation(), "stop": (MaxItems(6),)}
    kind, value = STRATEGIES[name], built(name)
    if kind == "stop":
        settings["stop"] = (value, MaxItems(6))
    else:
        settings[kind] = (value,) if kind == "masks" else value
    return AdaptiveTest(POOL, **settings)


def test_there_is_something_of_each_kind():
    assert set(STRATEGIES.values()) == {"estimate", "select", "stop", "masks", "exposure", "seeding"}


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_strategy_is_a_frozen_value_with_equal_twins_and_words(name):
    value = built(name)
    assert value == built(name)
    assert hash(value) == hash(built(name))
    assert type(value).__dataclass_params__.frozen
    assert inspect.getdoc(type(value))


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_batch_is_the_fold_of_each(name):
    test = running_with(name)
    theta = np.linspace(-2, 2, 5)
    learners = [Learner(prior=Normal(0.5, 1.5)), Learner(unavailable=(0, 12)), *[Learner()] * 3]
    result = simulate(test, theta, 17, learners=learners)
    for person, seed in enumerate(simulee_seeds(17, 5)):
        state = start(test, learners[person])
        while isinstance(action := next_action(test, state, int(seed)), Administer):
            (score,) = simulated_scores(
                POOL.parameters, theta[[person]], np.array([seed], dtype=np.uint64), np.array([action.item])
            )
            state = step(test, state, action.item, int(score), scored=action.scored)
        assert [answer.item for answer in state.answers] == [item for item in result.items[person] if item >= 0]
        assert reported(test, state)[:2] == (result.theta[person], result.se[person])
        assert action.reason == result.reasons[person]


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_seeded_answer_changes_nothing_that_follows(name):
    test = running_with(name)
    state = start(test)
    for score in (1, 0):
        state = step(test, state, next_action(test, state, 5).item, score)
    # the seeded item is one that would not be chosen, so that its absence does not show either
    worst = int(np.flatnonzero(state.available)[POOL.information[state.available].max(axis=1).argmin()])
    before = next_action(test, step(test, state, worst, 1, scored=False), 5)
    after = next_action(test, step(test, state, worst, 0, scored=False), 5)
    assert before == after

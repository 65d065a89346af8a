"""What the engine refuses to take, each with the name of the thing, what was expected and what came."""

import dataclasses

import numpy as np
import pytest

from engine import (
    EAP,
    AdaptiveTest,
    Answered,
    InvalidTest,
    ItemParameters,
    Learner,
    MaxInformation,
    MaxItems,
    Normal,
    StrandsSEBelow,
    next_action,
    plausible_values,
    replay,
    simulate,
    start,
    tabulate,
)

RNG = np.random.default_rng(5)
POOL = tabulate(
    ItemParameters.logistic(RNG.uniform(0.8, 2.0, 12), RNG.normal(size=12)),
    content={"strand": np.repeat(["n", "m"], 6)},
)
TEST = AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(12),))


def test_plausible_values_are_not_piled_up_at_the_end_of_the_grid():
    state = replay(TEST, [Answered(0, 1), Answered(3, 0)])
    with pytest.raises(InvalidTest, match=r"grid must reach .* from -6 to 6 under the prior Normal\(mean=30, sd=1\)"):
        plausible_values(POOL, state, 1, 5, prior=Normal(30, 1))
    assert plausible_values(POOL, state, 1, 0).shape == (0,)


@pytest.mark.parametrize("draws", [-1, 2.0, "3", True])
def test_a_number_of_plausible_values_that_is_none_is_refused(draws):
    with pytest.raises(InvalidTest, match=f"draws must be a whole number, 0 or more; received {draws!r}"):
        plausible_values(POOL, start(TEST), 1, draws)


def test_information_at_an_ability_beyond_the_grid_is_refused_alone_and_in_a_batch():
    select = MaxInformation(at=100)
    with pytest.raises(InvalidTest, match="ability on the pool's grid, -6 to 6; received 100"):
        dataclasses.replace(TEST, select=select)
    for one in (start(TEST).cohort(), start(TEST).cohort().take(np.array([0, 0]))):
        estimates = EAP().many(POOL, one)
        for ask in (select, select.best):
            with pytest.raises(InvalidTest, match="on the pool's grid"):
                ask(POOL, one, estimates, one.open)
    assert next_action(dataclasses.replace(TEST, select=MaxInformation(at=6)), start(TEST), 1).item in range(12)


def test_a_strand_out_of_a_learners_reach_is_not_waited_for():
    test = dataclasses.replace(TEST, stop=(StrandsSEBelow("strand", 1.2),))
    reasons = [simulate(test, [0.0], 3, learners=Learner(accessible=within)) for within in (None, tuple(range(6)))]
    assert [done.reasons[0] for done in reasons] == ["strands_se_below", "strands_se_below"]
    assert reasons[1].lengths[0] < 6
    assert simulate(test, [0.0], 3, learners=Learner(accessible=())).reasons == ("pool_exhausted",)


def test_a_strand_that_was_asked_about_is_waited_for_also_when_it_has_nothing_left():
    rule = StrandsSEBelow("strand", 1.2)
    test = dataclasses.replace(TEST, stop=(rule,))
    answers = [Answered(item, item % 2) for item in range(6)]
    learner = Learner(accessible=(*range(6), 6))
    for log, ends in (
        (answers, False),
        ([*answers, Answered(6, 1)], False),
        ([*answers, Answered(6, 1, scored=False)], True),
    ):
        cohort = replay(test, log, learner).cohort()
        assert rule(POOL, cohort, EAP().many(POOL, cohort), cohort.open).tolist() == [ends]

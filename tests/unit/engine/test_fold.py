import dataclasses
import math
import pickle

import numpy as np
import pytest

from engine import (
    EAP,
    MAP,
    MLE,
    WLE,
    AdaptiveTest,
    Administer,
    AlreadyAdministered,
    Answered,
    Counts,
    Extended,
    Finish,
    FinishReason,
    InvalidElapsed,
    InvalidEvent,
    ItemParameters,
    Learner,
    MaxInformation,
    MaxItems,
    Normal,
    Random,
    ScoreOutOfRange,
    TimeLimit,
    UnknownAttribute,
    UnknownItem,
    Withdrawn,
    YearCeiling,
    amend,
    next_action,
    replay,
    reported,
    running,
    start,
    step,
    tabulate,
)
from engine.adaptive import decide
from engine.sitting.strategy_protocols import AllowedItems

B = np.linspace(-3, 3, 13)
POOL = tabulate(ItemParameters.logistic(1.2, B), content={"year": [2, 3, 4, 5, 6] * 2 + [7, 8, 9]})
TEST = AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(5),))
LOG = (Answered(6, 1), Answered(9, 0, elapsed=12.5), Answered(7, 1))


def same(one, other):
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name)) for field in dataclasses.fields(one)
    )


def test_the_first_item_is_the_most_informative_at_the_prior_mean():
    assert next_action(TEST, start(TEST), seed=1) == Administer(6)


def test_answers_are_kept_in_order_with_their_times():
    state = replay(TEST, LOG)
    assert state.answers == LOG
    assert state.elapsed == 12.5


def test_a_step_adds_the_log_probabilities_of_the_answer_and_changes_nothing_else():
    before = start(TEST)
    after = step(TEST, before, 4, 1)
    assert np.array_equal(after.log_likelihood, POOL.log_prob[4, 1])
    assert before.answers == ()
    assert before.available[4]
    assert not after.available[4]


def test_nothing_is_asked_twice_and_the_reason_to_end_is_given():
    state, asked = start(TEST), []
    while isinstance(action := next_action(TEST, state, seed=1), Administer):
        asked.append(action.item)
        state = step(TEST, state, action.item, len(asked) % 2)
    assert len(set(asked)) == len(asked) == 5
    assert action == Finish(FinishReason.MAX_ITEMS)


def test_an_empty_pool_ends_the_sitting():
    test = AdaptiveTest(POOL, EAP(), Random(), ())
    state = replay(test, [Answered(item, 0) for item in range(len(POOL))])
    assert next_action(test, state, seed=1) == Finish(FinishReason.POOL_EXHAUSTED)


def test_a_stopping_rule_goes_before_an_empty_pool():
    test = AdaptiveTest(POOL, EAP(), Random(), (MaxItems(len(POOL)),))
    state = replay(test, [Answered(item, 0) for item in range(len(POOL))])
    assert next_action(test, state, seed=1) == Finish(FinishReason.MAX_ITEMS)


def test_of_two_rules_the_first_gives_the_reason():
    state = replay(TEST, [Answered(0, 0, elapsed=99.0)], Learner(seconds=60.0))
    rules = (MaxItems(1), TimeLimit())
    for stop, reason in ((rules, FinishReason.MAX_ITEMS), (rules[::-1], FinishReason.TIME_LIMIT)):
        assert next_action(dataclasses.replace(TEST, stop=stop), state, seed=1) == Finish(reason)


@pytest.mark.parametrize("item", [-1, 13, "3", 3.0, None, True])
def test_an_item_that_is_not_in_the_pool_is_refused(item):
    with pytest.raises(UnknownItem, match="0 to 12; received"):
        step(TEST, start(TEST), item, 1)


@pytest.mark.parametrize("score", [-1, 2, "1", 1.0, None, True])
def test_a_score_that_is_no_category_is_refused(score):
    with pytest.raises(ScoreOutOfRange, match="score of item 3 must be a whole number from 0 to 1; received"):
        step(TEST, start(TEST), 3, score)


def test_an_item_answered_before_is_refused_and_its_position_named():
    with pytest.raises(AlreadyAdministered, match=r"item 9 .* at position 2"):
        step(TEST, replay(TEST, LOG), 9, 1)


@pytest.mark.parametrize("elapsed", [-0.1, math.nan, math.inf, "3"])
def test_a_time_that_cannot_be_is_refused(elapsed):
    with pytest.raises(InvalidElapsed, match="finite seconds"):
        step(TEST, start(TEST), 3, 1, elapsed=elapsed)


def test_numpy_integers_are_whole_numbers():
    state = step(TEST, start(TEST), np.int64(3), np.int8(1))
    assert state.answers == (Answered(3, 1),)
    assert type(state.answers[0].item) is int


def test_a_seeded_answer_changes_no_estimate_and_no_later_choice():
    for test in (TEST, dataclasses.replace(TEST, select=Random()), dataclasses.replace(TEST, estimate=WLE())):
        plain, seeded = replay(test, LOG), replay(test, [LOG[0], Answered(0, 1, scored=False), *LOG[1:]])
        assert running(test, seeded) == running(test, plain)
        assert reported(test, seeded) == reported(test, plain)
        without_it = amend(test, plain, Withdrawn((0,)))
        for seed in range(20):
            assert next_action(test, seeded, seed) == next_action(test, without_it, seed)


def test_a_seeded_answer_does_not_count_towards_the_length():
    log = [Answered(item, 1, scored=item != 2) for item in range(5)]
    assert isinstance(next_action(TEST, replay(TEST, log), seed=1), Administer)


def test_the_learners_prior_steers_and_is_not_reported():
    learner = Learner(prior=Normal(2.0, 0.5))
    for estimate in (EAP(), MAP()):
        test = dataclasses.replace(TEST, estimate=estimate)
        known, unknown = replay(test, LOG, learner), replay(test, LOG)
        assert running(test, known).theta > running(test, unknown).theta + 0.3
        assert running(test, known) == type(estimate)(Normal(2.0, 0.5))(POOL, unknown)
        assert reported(test, known) == reported(test, unknown) == running(test, unknown)


def test_the_learners_prior_gives_likelihood_estimators_their_start():
    for estimate in (MLE(), WLE()):
        test = dataclasses.replace(TEST, estimate=estimate)
        learner = Learner(prior=Normal(1.5, 0.5))
        assert running(test, start(test, learner)).theta == 1.5
        assert next_action(test, start(test, learner), seed=1) == Administer(9)
        assert running(test, replay(test, LOG, learner)) == running(test, replay(test, LOG))


def test_the_reporting_estimator_may_differ():
    test = dataclasses.replace(TEST, report=WLE())
    state = replay(test, LOG)
    assert running(test, state) == EAP()(POOL, state)
    assert reported(test, state) == WLE()(POOL, state)


def test_only_what_the_learner_can_use_is_asked():
    learner = Learner(accessible=(0, 1, 6, 12), unavailable=(6,))
    state, asked = start(TEST, learner), set()
    while isinstance(action := next_action(TEST, state, seed=1), Administer):
        asked.add(action.item)
        state = step(TEST, state, action.item, 1)
    assert asked == {0, 1, 12}
    assert action == Finish(FinishReason.POOL_EXHAUSTED)


@pytest.mark.parametrize("learner", [Learner(unavailable=(13,)), Learner(accessible=(-1,))])
def test_a_learner_whose_items_are_not_in_the_pool_is_refused(learner):
    with pytest.raises(UnknownItem):
        start(TEST, learner)


def test_a_withdrawn_item_is_asked_no_more():
    state = start(TEST)
    assert next_action(TEST, amend(TEST, state, Withdrawn((6,))), seed=1) != next_action(TEST, state, seed=1)


def test_a_pending_item_withdrawn_may_still_be_answered_and_is_not_scored():
    state = step(TEST, amend(TEST, start(TEST), Withdrawn((6,))), 6, 1, elapsed=4.0)
    assert state.answers == (Answered(6, 1, scored=False, elapsed=4.0),)
    assert not state.log_likelihood.any()


def test_an_item_withdrawn_after_its_answer_stays_scored():
    state = replay(TEST, LOG)
    assert running(TEST, amend(TEST, state, Withdrawn((6,)))) == running(TEST, state)


def test_withdrawing_what_is_not_there_is_refused():
    with pytest.raises(UnknownItem):
        amend(TEST, start(TEST), Withdrawn((13,)))


def test_an_extension_moves_the_time_limit():
    test = dataclasses.replace(TEST, stop=(TimeLimit(),))
    state = replay(test, [Answered(0, 1, elapsed=60.0)], Learner(seconds=60.0))
    assert next_action(test, state, seed=1) == Finish(FinishReason.TIME_LIMIT)
    assert isinstance(next_action(test, amend(test, state, Extended(0.5)), seed=1), Administer)


def test_a_replay_is_the_fold_bit_for_bit():
    state = start(TEST)
    state = step(TEST, state, 6, 1)
    state = amend(TEST, state, Withdrawn((2, 3)))
    state = step(TEST, state, 9, 0, scored=False, elapsed=3.25)
    state = amend(TEST, state, Extended(30.0))
    log = (Answered(6, 1), Withdrawn((2, 3)), Answered(9, 0, False, 3.25), Extended(30.0))
    assert same(replay(TEST, log), state)


def test_a_replay_neither_estimates_nor_selects():
    def refuse(*_):
        pytest.fail("a replay only adds")

    refusing = dataclasses.replace(TEST)
    for name in ("estimate", "select", "stop", "report"):
        object.__setattr__(refusing, name, refuse)
    assert same(replay(refusing, LOG), replay(TEST, LOG))


def test_what_is_not_an_event_is_refused():
    with pytest.raises(InvalidEvent, match="Answered, Withdrawn, Relaxed or Extended"):
        replay(TEST, [(6, 1)])


def test_a_mask_that_misses_its_attribute_is_refused_when_the_test_is_made():
    for mask in (YearCeiling("grade", 3), Counts("strand", [("number", 1, 2)], 5)):
        with pytest.raises(UnknownAttribute):
            dataclasses.replace(TEST, masks=(mask,))


def test_the_same_state_and_seed_give_the_same_action_and_another_seed_another():
    test = dataclasses.replace(TEST, select=Random())
    state = replay(test, LOG)
    chosen = [next_action(test, state, seed).item for seed in range(200)]
    assert chosen == [next_action(test, state, seed).item for seed in range(200)]
    assert set(chosen) == set(range(13)) - {6, 9, 7}


def among(pool, items):
    return np.isin(np.arange(len(pool)), items)[np.newaxis]


class Admitting:
    """Exposure control that admits only some items, of which it leaves only some to be chosen."""

    def __init__(self, admitted, left):
        self.admitted, self.left = admitted, left

    def admits(self, pool, cohort, estimates, eligible):
        return among(pool, self.admitted)

    def narrows(self, pool, cohort, estimates, values, eligible):
        return among(pool, self.left)


class Whole:
    """A blueprint that leaves only some items, of the admitted ones if it can."""

    def __init__(self, *items):
        self.left = items

    def __call__(self, pool, cohort, estimates, values, eligible, admitted):
        left = among(pool, self.left)
        lifted = not (left & admitted).any()
        return AllowedItems(left if lifted else left & admitted, ((),), np.array([lifted]))


class SecondIsSeeded:
    """Seeding of item 12 at the second position."""

    def items(self, pool):
        return np.array([12])

    def __call__(self, pool, cohort, estimates):
        return np.full(len(cohort), 12 if cohort.presented == 1 else -1)


def test_a_blueprint_and_exposure_control_narrow_the_choice():
    everything = range(len(POOL))
    test = dataclasses.replace(TEST, blueprint=Whole(1, 2, 3), exposure=Admitting(everything, (3, 4)))
    assert next_action(test, start(test), seed=1) == Administer(3)
    assert next_action(test, step(test, start(test), 3, 1), seed=1) == Finish(FinishReason.POOL_EXHAUSTED)


def test_exposure_control_gives_way_where_it_admits_nothing():
    everything, cohort = range(len(POOL)), start(TEST).cohort(1)
    for blueprint in (None, Whole(*everything)):
        kept = dataclasses.replace(TEST, blueprint=blueprint, exposure=Admitting((3, 4), everything))
        assert decide(kept, cohort).item[0] in (3, 4)
        assert not decide(kept, cohort).exposure_lifted[0]
        lifted = dataclasses.replace(kept, exposure=Admitting((), everything))
        assert decide(lifted, cohort).item[0] == 6
        assert decide(lifted, cohort).exposure_lifted[0]


def test_a_seeded_item_is_never_asked_for_a_score():
    test = dataclasses.replace(TEST, select=Random(), stop=(), seeding=SecondIsSeeded())
    state = start(test)
    while isinstance(action := next_action(test, state, seed=3), Administer):
        assert action.scored == (action.item != 12)
        state = step(test, state, action.item, 1, scored=action.scored)
    assert len(state.answers) == len(POOL)


def test_seeding_places_an_unscored_item():
    test = dataclasses.replace(TEST, seeding=SecondIsSeeded())
    state = start(test)
    assert next_action(test, state, seed=1) == Administer(6)
    assert next_action(test, step(test, state, 6, 1), seed=1) == Administer(12, scored=False)


def test_a_state_cannot_be_written():
    for state in (start(TEST), replay(TEST, LOG)):
        for array in (state.log_likelihood, state.history, state.available):
            assert not array.flags.writeable


def test_a_pool_and_a_state_can_be_sent_to_another_process():
    test, state = pickle.loads(pickle.dumps((TEST, replay(TEST, LOG))))
    assert same(state, replay(TEST, LOG))
    assert running(test, state) == running(TEST, replay(TEST, LOG))

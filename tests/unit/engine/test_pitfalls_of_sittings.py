"""Where other engines' sittings go wrong: stopping, exposure, shadow tests, content, pretesting, draws and resuming."""

import dataclasses

import numpy as np
import pytest

from engine import (
    EAP,
    GLR,
    MLE,
    SPRT,
    WLE,
    AdaptiveTest,
    Administer,
    AlreadyAdministered,
    Answered,
    AStratified,
    Blueprint,
    Count,
    Counts,
    Finish,
    FinishReason,
    ItemParameters,
    ItemSets,
    Learner,
    MaxInformation,
    MaxItems,
    Normal,
    Progressive,
    Random,
    Randomesque,
    SEBelow,
    SEGainBelow,
    Shadow,
    ShadowStatus,
    Sum,
    TimeLimit,
    Withdrawn,
    amend,
    information,
    next_action,
    replay,
    reported,
    shadow_test,
    simulate,
    simulee_seeds,
    start,
    step,
    tabulate,
)
from engine.adaptive import decide
from engine.simulation.simulate_sittings import stack_states

RNG = np.random.default_rng(5)
POOL = tabulate(
    ItemParameters.logistic(RNG.uniform(0.6, 2.0, 60), RNG.normal(size=60)),
    content={"strand": np.resize(["n", "m", "d"], 60), "words": RNG.integers(10, 90, 60)},
)
TEST = AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(12),))


def walked(test, seed=1, answer=lambda position: position % 2, learner=Learner()):  # noqa: B008 - a frozen value
    state = start(test, learner)
    while isinstance(action := next_action(test, state, seed), Administer):
        state = step(test, state, action.item, answer(len(state.answers)), scored=action.scored)
    return state, action.reason


# predicted gain in SE


def test_the_gain_is_that_of_the_best_item_left_and_not_that_of_the_last_answer():
    # one sharp item among dull ones
    pool = tabulate(ItemParameters.logistic([3.0, 0.2, 0.2, 0.2, 0.2], 0.0), content={"strand": list("snnnn")})
    test = AdaptiveTest(pool, EAP(), MaxInformation(), (SEGainBelow(0.05),))
    se = lambda state: EAP()(pool, state).se  # noqa: E731
    sharp, dull = step(test, start(test), 0, 1), step(test, start(test), 1, 1)
    assert se(start(test)) - se(sharp) > 0.2
    assert next_action(test, sharp, 1) == Finish(FinishReason.SE_GAIN_BELOW)
    assert se(start(test)) - se(dull) < 0.05
    assert next_action(test, dull, 1) == Administer(0)
    # what content forbids is not left
    barred = dataclasses.replace(test, masks=(Counts("strand", {"s": (0, 0)}, 5),))
    assert next_action(barred, dull, 1) == Finish(FinishReason.SE_GAIN_BELOW)


def test_a_rule_that_does_not_hold_never_unsays_one_that_does():
    test = dataclasses.replace(TEST, stop=(SEBelow(5.0), SEGainBelow(1e-9)))
    for stop in (test.stop, test.stop[::-1]):
        one = dataclasses.replace(test, stop=stop)
        assert next_action(one, step(one, start(one), 0, 1), 1) == Finish(FinishReason.SE_BELOW)


# classification


def test_items_for_a_cut_are_those_that_inform_there_whatever_the_estimate():
    at_cut = dataclasses.replace(TEST, select=MaxInformation(at=-1.0), stop=(SPRT(-1.0, 0.3), MaxItems(40)))
    state, asked = start(at_cut), []
    while isinstance(action := next_action(at_cut, state, 1), Administer):
        asked.append(action.item)
        state = step(at_cut, state, action.item, 1)
    worth = information(POOL.parameters, np.array([[-1.0]]))[:, 0]
    # an able learner's estimate rises all the while; what is asked still falls in information at the cut
    assert asked == np.argsort(-worth, kind="stable")[: len(asked)].tolist()
    by_estimate = simulate(dataclasses.replace(at_cut, select=MaxInformation()), [3.0], 1).items[0]
    assert asked[0] != by_estimate[0]


@pytest.mark.parametrize("rule", [SPRT(5.0, 0.1), GLR(5.0, 0.01)])
def test_a_cut_that_the_bank_does_not_reach_is_never_decided_and_the_cap_ends_the_sitting(rule):
    pool = tabulate(ItemParameters.logistic(1.0, np.linspace(-1, 1, 40)))
    test = AdaptiveTest(pool, EAP(), MaxInformation(), (rule, MaxItems(25)))
    state, reason = walked(test, answer=lambda _: 1)
    assert (len(state.answers), reason) == (25, FinishReason.MAX_ITEMS)


def test_an_ability_on_the_cut_is_capped_and_a_wider_indifference_region_decides_sooner():
    test = lambda half: dataclasses.replace(TEST, stop=(SPRT(0.0, half), MaxItems(40)))  # noqa: E731
    narrow, wide = (simulate(test(half), np.zeros(60), 4) for half in (0.1, 0.8))
    assert set(narrow.reasons) == {FinishReason.MAX_ITEMS}
    assert FinishReason.CLASSIFIED in wide.reasons
    assert wide.lengths.mean() < narrow.lengths.mean() - 5


# exposure


def test_maximum_information_is_greedy_for_slope_and_strata_save_it_for_the_end():
    theta = np.random.default_rng(2).normal(size=60)
    slopes = POOL.parameters.a
    greedy = slopes[simulate(TEST, theta, 3).items]
    saving = slopes[simulate(dataclasses.replace(TEST, select=AStratified((4, 4, 4))), theta, 3).items]
    assert greedy[:, :4].mean() > greedy[:, 8:].mean()
    assert saving[:, :4].mean() < saving[:, 4:8].mean() < saving[:, 8:].mean()


def test_everyone_begins_with_the_same_item_unless_something_is_drawn():
    first = lambda test: set(simulate(test, np.zeros(200), 3).items[:, 0].tolist())  # noqa: E731
    assert len(first(TEST)) == 1
    assert len(first(dataclasses.replace(TEST, exposure=Randomesque(5)))) == 5
    assert len(first(dataclasses.replace(TEST, select=Progressive(12)))) > 20


# shadow tests


def under(*constraints, length=12, **options):
    shadow = Shadow(Blueprint(length, constraints))
    return dataclasses.replace(TEST, stop=(MaxItems(length),), blueprint=shadow, **options)


def test_equally_good_shadow_tests_are_told_apart_the_same_way_whatever_was_solved_before():
    alike = ItemParameters.logistic(1.0, np.zeros(24))
    content = {"strand": np.resize(["n", "m"], 24), "words": np.full(24, 10)}

    def made():
        strands = Count("strand", ("n",), 3, 3)
        blueprint = Blueprint(6, (strands, Sum("words", 0, 60)))
        pool = tabulate(alike, content=content)
        return AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(6),), blueprint=Shadow(blueprint))

    fresh, used = made(), made()
    for first in (7, 3, 20):  # other sittings leave the solver somewhere else
        shadow_test(used, step(used, start(used), first, 0), 9)
    assert [a.item for a in walked(fresh)[0].answers] == [a.item for a in walked(used)[0].answers]
    assert shadow_test(fresh, start(fresh), 1) == shadow_test(used, start(used), 2)


def test_an_item_answered_and_withdrawn_since_stays_in_its_shadow_test():
    test = under(Count("strand", ("n",), 4, 4))
    state = amend(test, step(test, start(test), 0, 1), Withdrawn((0, 3)))
    shadow = shadow_test(test, state, 1)
    assert shadow.administered == (0,)
    assert not {0, 3} & set(shadow.free)
    assert (POOL.content["strand"][[*shadow.administered, *shadow.free]] == "n").sum() == 4


def test_what_cannot_be_had_ends_with_a_reason_and_a_status_and_not_with_another_test():
    test = under(Sum("words", maximum=20))
    assert next_action(test, start(test), 1) == Finish(FinishReason.POOL_EXHAUSTED)
    shadow = shadow_test(test, start(test), 1)
    assert (shadow.status, shadow.free) == (ShadowStatus.INFEASIBLE, ())
    assert shadow.conflict == ("12 items", "a sum of words of at most 20")


def test_a_blueprint_too_hard_to_be_solved_to_the_end_ends_soon_and_says_so(monkeypatch):
    # the items' information is what is bounded and what is valued: countless tests are worth nearly the same
    monkeypatch.setattr("engine.assembly.mixed_integer_programme._MOST_NODES", 5)
    rng = np.random.default_rng(12)
    items = ItemParameters.logistic(rng.uniform(0.5, 1.5, 200), rng.normal(size=200), 0.2)
    informed = information(items, 0.0)
    strands = np.resize(["n", "m", "d"], 200)
    blueprint = Blueprint(30, (Sum("informed", 4.75, 5.25), *(Count("strand", (value,), 8, 12) for value in "nmd")))

    def found():
        pool = tabulate(items, content={"informed": informed, "strand": strands})
        test = AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(30),), blueprint=Shadow(blueprint))
        return shadow_test(test, start(test), 4)

    shadow = found()
    assert shadow.status is ShadowStatus.UNPROVED
    assert (len(shadow.free), shadow.relaxed, shadow.conflict) == (30, (), ())
    assert 4.75 <= informed[list(shadow.free)].sum() <= 5.25 + 1e-6
    assert found() == shadow  # a limit in seconds would not give the same test again


# content


@pytest.mark.parametrize("way", ["mask", "blueprint"])
def test_counts_hold_at_the_end_of_every_sitting_and_not_on_average(way):
    bounds = {"n": (6, 6), "m": (4, 4), "d": (2, 2)}
    if way == "mask":
        test = dataclasses.replace(TEST, masks=(Counts("strand", bounds, 12),))
    else:
        test = under(*(Count("strand", (value,), low, high) for value, (low, high) in bounds.items()))
    done = simulate(test, np.random.default_rng(7).normal(size=50), 5)
    strands = POOL.content["strand"][done.items]
    for value, (count, _) in bounds.items():
        assert set((strands == value).sum(axis=1).tolist()) == {count}


def test_a_long_passage_is_not_preferred_for_its_length():
    # four items of information .16 each against two of .25: the sum is greater, each item is less
    slopes = [0.8, 0.8, 0.8, 0.8, 1.0, 1.0, 0.5, 0.5]
    pool = tabulate(ItemParameters.logistic(slopes, 0.0), content={"passage": [*"ppppqq", "", ""]})
    blueprint = Blueprint(6, (ItemSets("passage", 2, 4, 2, 2),))
    test = AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(6),), blueprint=Shadow(blueprint))
    items = [answer.item for answer in walked(test)[0].answers]
    assert set(items[:2]) == {4, 5}
    assert set(items[2:]) == {0, 1, 2, 3}


# pretest items


class Third:
    """Seeding of items 50 to 59, one of them at each third position."""

    def items(self, pool):
        return np.arange(50, 60)

    def __call__(self, pool, cohort, estimates):
        due = cohort.presented % 3 == 2
        return np.full(len(cohort), 50 + cohort.presented // 3 if due else -1)


def test_pretest_items_come_at_their_positions_exactly_and_leave_no_trace_in_the_score():
    seeded = dataclasses.replace(TEST, seeding=Third(), report=WLE())
    plain = dataclasses.replace(TEST, report=WLE())
    kept = [Learner(unavailable=tuple(range(50, 60)))] * 30
    theta = np.random.default_rng(8).normal(size=30)
    with_them, without = simulate(seeded, theta, 6), simulate(plain, theta, 6, learners=kept)
    positions = np.arange(with_them.items.shape[1])
    assert np.array_equal(~with_them.scored, np.tile(positions % 3 == 2, (30, 1)))
    assert np.array_equal(with_them.items[with_them.scored].reshape(30, 12), without.items)
    assert np.array_equal(with_them.theta, without.theta)
    assert np.array_equal(with_them.se, without.se)


# draws


def test_every_person_and_every_step_has_its_own_draw():
    test = dataclasses.replace(TEST, select=Random())
    items = simulate(test, np.zeros(50), 3).items
    assert len({tuple(row) for row in items.tolist()}) == 50
    # ranks of one item at successive steps of a sitting do not follow one another
    cohort = [replay(test, [Answered(i, 1) for i in range(k)]).cohort(3) for k in range(1, 9)]
    drawn = np.array([Random()(POOL, one, None, one.available)[0] for one in cohort])
    assert np.abs(np.corrcoef(drawn) - np.eye(8)).max() < 0.5
    assert np.array_equal(items, simulate(test, np.zeros(50), 3).items)


# resuming


@pytest.mark.parametrize("select", [MaxInformation(), Random(), Progressive(12)])
def test_a_sitting_resumed_from_its_log_shows_the_item_that_was_pending(select):
    test = dataclasses.replace(TEST, select=select, exposure=Randomesque(4), seeding=Third())
    state = start(test)
    while isinstance(pending := next_action(test, state, 11), Administer):
        assert next_action(test, replay(test, state.answers), 11) == pending
        state = step(test, state, pending.item, len(state.answers) % 2, scored=pending.scored, elapsed=2.0)
    assert reported(test, replay(test, state.answers)) == reported(test, state)


def test_an_answer_sent_twice_is_refused_and_counts_once_in_score_and_time():
    test = dataclasses.replace(TEST, stop=(TimeLimit(),))
    once = step(test, start(test, Learner(seconds=50.0)), 3, 1, elapsed=30.0)
    with pytest.raises(AlreadyAdministered):
        step(test, once, 3, 1, elapsed=30.0)
    assert once.elapsed == 30.0
    assert isinstance(next_action(test, once, 1), Administer)


# groups


@pytest.mark.parametrize("estimate", [EAP(), WLE(), MLE()])
def test_people_in_another_order_get_the_same_estimates_and_items_each_under_their_own_prior(estimate):
    rng = np.random.default_rng(9)
    test = dataclasses.replace(TEST, estimate=estimate, select=Random(), exposure=Randomesque(3))
    states = [
        replay(
            test,
            [Answered(int(item), int(rng.integers(2))) for item in rng.permutation(60)[:6]],
            Learner(prior=Normal(float(rng.normal()), 0.7)) if person % 3 else Learner(),
        )
        for person in range(12)
    ]
    seeds, order = simulee_seeds(2, 12), rng.permutation(12)
    cohort = stack_states(states, seeds)
    shuffled = stack_states([states[person] for person in order], seeds[order])
    one, other = estimate.estimate_cohort(POOL, cohort), estimate.estimate_cohort(POOL, shuffled)
    for field in ("theta", "se", "status_codes"):
        assert np.array_equal(getattr(one, field)[order], getattr(other, field))
    assert np.array_equal(decide(test, cohort).item[order], decide(test, shuffled).item)
    if isinstance(estimate, EAP):
        alone = [EAP(state.prior or Normal())(POOL, replay(test, state.answers)).theta for state in states]
        assert one.theta.tolist() == alone

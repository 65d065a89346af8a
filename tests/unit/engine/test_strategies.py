import dataclasses

import numpy as np
import pytest

from engine import (
    EAP,
    MAP,
    MLE,
    WLE,
    AdaptiveTest,
    Administer,
    Answered,
    Apart,
    AStratified,
    AtLeast,
    Bound,
    Counts,
    EstimateStatus,
    Finish,
    FinishReason,
    InvalidLearner,
    InvalidTest,
    ItemParameters,
    Learner,
    MaxInformation,
    MaxItems,
    Normal,
    Progressive,
    Proportional,
    Random,
    Randomesque,
    RepeatLimit,
    SEBelow,
    YearCeiling,
    information,
    next_action,
    replay,
    simulate,
    simulee_seeds,
    start,
    tabulate,
)
from engine.ability.estimators import log_warm_weight
from engine.numerics.root_finding import downward_zero_crossings
from engine.simulation.simulate_sittings import stack_states
from engine.sitting.estimate import Estimates

TWO_MAXIMA = ItemParameters.logistic(
    [1.5, 2.6, 1.9, 1.5, 2.0, 2.0, 1.6, 2.2], [1.7, 0.3, 0.9, -0.2, 2.3, -2.1, -2.4, 2.2], 0.25
)
TWO_MAXIMA_SCORES = (1, 1, 1, 1, 0, 1, 0, 1)
POOL = tabulate(
    ItemParameters.logistic(1.0, np.linspace(-2, 2, 9)),
    content={"year": [2, 3, 4, 5, 6, 7, 8, 9, 9], "strand": list("nnnnmmmdd")},
)
TEST = AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(5),))


def answered(pool, *scores):
    test = AdaptiveTest(pool, EAP(), MaxInformation(), ())
    return replay(test, [Answered(item, score) for item, score in enumerate(scores)])


@pytest.mark.parametrize("estimate", [EAP(), MAP(), MLE(), WLE()])
def test_before_any_answer_an_estimate_says_so(estimate):
    status = estimate(POOL, start(TEST)).status
    assert status is EstimateStatus.NO_ANSWERS
    assert status == "no scored answer yet"


def test_before_any_answer_there_is_the_prior_or_nothing():
    assert EAP(Normal(1.0, 0.5))(POOL, start(TEST))[:2] == pytest.approx((1.0, 0.5), abs=1e-10)
    assert MAP(Normal(1.0, 0.5))(POOL, start(TEST))[:2] == pytest.approx((1.0, 0.5), abs=1e-12)
    assert MLE()(POOL, start(TEST))[:2] == WLE()(POOL, start(TEST))[:2] == (0.0, np.inf)


@pytest.mark.parametrize(("score", "end"), [(0, 0), (1, -1)])
@pytest.mark.parametrize("c", [0.0, 0.25])
def test_a_constant_pattern_has_no_maximum_and_ml_declares_the_clip(score, end, c):
    pool = tabulate(ItemParameters.logistic(1.0, [-1.0, 0.0, 1.0], c))
    state = answered(pool, score, score, score)
    estimate = MLE()(pool, state)
    assert estimate.status is EstimateStatus.CONSTANT
    assert estimate.theta == pool.grid[end]
    for finite in (EAP(), MAP(), WLE()):
        assert finite(pool, state).status is EstimateStatus.CONVERGED


def test_a_mixed_3pl_pattern_without_a_maximum_is_declared():
    # hard items right and easy ones wrong: nothing beats guessing everywhere
    pool = tabulate(ItemParameters.logistic(1.5, [-2.0, -1.0, 2.0], 0.25))
    estimate = MLE()(pool, answered(pool, 0, 0, 1))
    assert estimate.status is EstimateStatus.EDGE
    assert estimate.theta == pool.grid[0]


def test_the_higher_of_two_maxima_is_taken_wherever_the_nodes_lie():
    # the maxima, at −2.335 and 1.065, differ by .0009 in log-likelihood: which node is highest depends on the grid
    highest_nodes = []
    for nodes in range(61, 101):
        pool = tabulate(TWO_MAXIMA, grid=np.linspace(-7, 7, nodes))
        state = answered(pool, *TWO_MAXIMA_SCORES)
        highest_nodes.append(pool.grid[state.log_likelihood.argmax()])
        assert MLE()(pool, state).theta == pytest.approx(1.065, abs=5e-3)
    assert min(highest_nodes) < -2 < 1 < max(highest_nodes)


def test_one_persons_two_maxima_do_not_disturb_the_others():
    pool = tabulate(TWO_MAXIMA)
    patterns = [(1, 0, 1, 0, 1, 1, 0, 1), TWO_MAXIMA_SCORES, (1,) * 8, (0, 1, 0, 1, 0, 1, 1, 0), TWO_MAXIMA_SCORES]
    states = [answered(pool, *pattern) for pattern in patterns]
    many = MLE().estimate_cohort(pool, stack_states(states, simulee_seeds(1, len(states))))
    assert [many.for_person(row) for row in range(len(states))] == [MLE()(pool, state) for state in states]


def test_warms_weight_of_2pl_items_is_the_root_of_the_information():
    # Warm (1989), section 5: for the 2PL his weight is Jeffreys' prior
    pool = tabulate(ItemParameters.logistic([0.8, 1.0, 1.7], [-1.0, 0.2, 1.5]))
    weight = log_warm_weight(pool, answered(pool, 1, 0, 1).cohort())[0]
    root = np.log(pool.information.sum(axis=0)) / 2
    assert weight - weight[0] == pytest.approx(root - root[0], abs=5e-5)


def test_a_posterior_that_runs_off_the_grid_is_declared():
    assert EAP(Normal(5.0, 2.0))(POOL, answered(POOL, 1)).status is EstimateStatus.EDGE


def test_a_posterior_narrower_than_the_steps_of_the_grid_is_declared():
    pool = tabulate(ItemParameters.logistic(3.0, np.zeros(40)), grid=np.linspace(-6, 6, 13))
    assert EAP()(pool, answered(pool, *([0, 1] * 20))).status is EstimateStatus.COARSE


def test_the_default_grid_is_fine_enough_for_the_sharpest_sitting_of_40_items():
    pool = tabulate(ItemParameters.logistic(3.0, np.zeros(60)))
    assert EAP()(pool, answered(pool, *([0, 1] * 20))).status is EstimateStatus.CONVERGED
    assert EAP()(pool, answered(pool, *([0, 1] * 30))).status is EstimateStatus.COARSE


def test_unscored_answers_alone_are_no_answers():
    state = replay(TEST, [Answered(3, 1, scored=False)])
    for estimate in (EAP(), MAP(), MLE(), WLE()):
        assert estimate(POOL, state) == estimate(POOL, start(TEST))


def test_roots_are_found_where_the_function_falls_and_at_ends_where_it_does_not():
    grid = np.linspace(-3, 3, 13)
    roots, edge = downward_zero_crossings(lambda x: np.array([0.3, 9.0, -9.0]) - x, grid, np.array([2, 5, 5]))
    assert roots.tolist() == pytest.approx([0.3, 3.0, -3.0], abs=1e-14)
    assert edge.tolist() == [False, True, True]


def test_the_worth_of_an_item_is_its_information_interpolated():
    theta = np.array([-5.9, -1.234, 0.0, 0.777, 2.5])
    cohort = start(TEST).cohort()
    estimates = Estimates(theta, np.ones(5), np.zeros(5, dtype=np.int8))
    values = MaxInformation()(POOL, cohort, estimates, cohort.available)
    exact = information(POOL.parameters, np.tile(theta, (9, 1))).T
    # linear interpolation errs by at most h²/8 · max |I″|, and the logistic's I″ is at most 1/8
    assert values == pytest.approx(exact, abs=POOL.grid_step**2 / 64)
    node = POOL.grid[[20]]
    at_node = MaxInformation()(POOL, cohort, Estimates(node, np.ones(1), np.zeros(1, dtype=np.int8)), cohort.available)
    assert at_node[0] == pytest.approx(POOL.information[:, 20], abs=1e-14)


def test_equally_informative_items_are_asked_in_pool_order():
    pool = tabulate(ItemParameters.logistic(1.0, [1.0, 0.5, 0.5, 0.5]))
    test = AdaptiveTest(pool, EAP(Normal(0.5, 1.0)), MaxInformation(), ())
    assert next_action(test, start(test), seed=3) == Administer(1)


def test_an_estimate_beyond_the_grid_still_finds_an_item():
    learner = Learner(prior=Normal(50.0, 0.5))
    test = dataclasses.replace(TEST, estimate=MLE())
    assert next_action(test, start(test, learner), seed=3) == Administer(8)


def test_random_choice_is_even():
    chosen = simulate(dataclasses.replace(TEST, select=Random(), stop=(MaxItems(1),)), np.zeros(9000), 11).items[:, 0]
    counts = np.bincount(chosen, minlength=9)
    assert ((counts - 1000) ** 2 / 1000).sum() < 26.1  # chi-squared with 8 degrees of freedom, 0.1 %


def test_year_ceiling():
    allowed = YearCeiling("year", 4)(POOL, start(TEST).cohort())
    assert allowed[0].tolist() == [True] * 3 + [False] * 6


def test_counts_leave_room_for_every_minimum():
    counts = Counts("strand", {"n": (1, 2), "m": (1, 3), "d": (2, 2)}, length=5)
    allowed = lambda *items: [  # noqa: E731
        "".join(np.array(list("nnnnmmmdd"))[counts(POOL, replay(TEST, [Answered(i, 1) for i in items]).cohort())[0]])
    ][0]
    assert allowed() == "nnnnmmmdd"
    assert allowed(0, 1) == "mmmdd"  # n has reached its maximum
    assert allowed(0, 4, 5) == "dd"  # two positions remain and d needs both
    assert allowed(0, 4, 5, 7) == "dd"
    assert allowed(0, 4, 5, 7, 8) == ""


def test_counts_ignore_unscored_answers_and_values_without_bounds():
    counts = Counts("strand", [Bound("n", 0, 1)], length=3)
    state = replay(TEST, [Answered(0, 1, scored=False), Answered(4, 1)])
    assert counts(POOL, state.cohort())[0].all()


def test_bounds_are_the_same_as_a_mapping_and_as_rows():
    assert Counts("s", {"n": (1, 2)}, 4) == Counts("s", [("n", 1, 2)], 4)
    assert hash(Counts("s", {"n": (1, 2)}, 4)) == hash(Counts("s", [("n", 1, 2)], 4))


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ([("n", 3, 2)], "0 ≤ minimum ≤ maximum"),
        ([("n", -1, 2)], "0 ≤ minimum ≤ maximum"),
        ([("n", 0.5, 2)], r"in whole numbers; received \(0.5, 2\)"),
        ([("n", 0, 2), ("n", 0, 3)], "one bound a value"),
        ([("n", 3, 4), ("m", 3, 4)], "must fit into 5 items"),
    ],
)
def test_bounds_that_contradict_themselves_are_refused(bounds, message):
    with pytest.raises(InvalidTest, match=message):
        Counts("strand", bounds, length=5)


def test_counts_over_no_items_are_refused():
    with pytest.raises(InvalidTest, match="at least 1; received 0"):
        Counts("strand", [], length=0)


def test_bounds_that_the_pool_cannot_meet_are_refused_when_the_test_is_made():
    with pytest.raises(InvalidTest, match="must hold 3 items with strand 'd'; it holds 2"):
        dataclasses.replace(TEST, masks=(Counts("strand", [("d", 3, 4)], 5),))


def test_a_repeat_limit_counts_scored_answers_of_each_value():
    limit = RepeatLimit("strand", 2)
    allowed = lambda *items, scored=True: "".join(  # noqa: E731
        np.array(list("nnnnmmmdd"))[
            limit(POOL, replay(TEST, [Answered(i, 1, scored=scored) for i in items]).cohort())[0]
        ]
    )
    assert allowed() == allowed(0, 4, 7) == "nnnnmmmdd"
    assert allowed(0, 3, 4) == "mmmdd"
    assert allowed(0, 3, 4, scored=False) == "nnnnmmmdd"
    assert RepeatLimit("strand", 1, alone="n")(POOL, replay(TEST, [Answered(0, 1)]).cohort())[0].all()
    with pytest.raises(InvalidTest, match="strand: maximum must be a whole number, 1 or more; received 0"):
        RepeatLimit("strand", 0)


def test_neighbours_differ_while_there_is_a_choice_and_unscored_ones_are_neighbours_too():
    test = dataclasses.replace(TEST, masks=(Apart("strand"),), stop=(MaxItems(9),))
    chosen = simulate(test, np.zeros(1), 3).items[0]
    strands = "".join(POOL.content["strand"][item] for item in chosen)
    repeats = [at for at in range(1, 9) if strands[at] == strands[at - 1]]
    assert all(set(strands[at:]) == {strands[at]} for at in repeats)  # only where nothing else was left
    seen = replay(test, [Answered(1, 1, scored=False)])
    assert POOL.content["strand"][next_action(test, seen, 3).item] != "n"
    for mask, strand in ((Apart("strand"), "n"), (Apart("strand", alone="m"), "m")):
        after = dataclasses.replace(test, masks=(mask,))
        assert POOL.content["strand"][next_action(after, replay(after, [Answered(4, 1)]), 3).item] == strand


def test_an_item_differs_from_the_last_few_where_that_is_wished_for():
    seen = replay(TEST, [Answered(0, 1), Answered(4, 1), Answered(7, 1)]).cohort()

    def preferred(within: int) -> set[str]:
        return {*POOL.content["strand"][Apart("strand", within)(POOL, seen)[0]]}

    assert [preferred(within) for within in (1, 2, 3, 9)] == [{"n", "m"}, {"n"}, set(), set()]
    with pytest.raises(InvalidTest, match="strand: within must be a whole number of items, 1 or more; received 0"):
        Apart("strand", 0)


def test_se_below_waits_for_an_answer_and_for_its_minimum():
    test = dataclasses.replace(TEST, stop=(SEBelow(2.0),))
    assert isinstance(next_action(test, start(test), seed=1), Administer)
    one = replay(test, [Answered(0, 1)])
    assert next_action(test, one, seed=1) == Finish(FinishReason.SE_BELOW)
    later = dataclasses.replace(test, stop=(AtLeast(2, SEBelow(2.0)),))
    assert isinstance(next_action(later, one, seed=1), Administer)
    assert next_action(later, replay(test, [Answered(0, 1), Answered(1, 1)]), 1) == Finish(FinishReason.SE_BELOW)


@pytest.mark.parametrize("make", [lambda: MaxItems(0), lambda: SEBelow(0.0), lambda: AtLeast(0, MaxItems(3))])
def test_rules_that_mean_nothing_are_refused(make):
    with pytest.raises(InvalidTest):
        make()


@pytest.mark.parametrize(
    "make",
    [MaxItems, Randomesque, Progressive, Proportional, lambda n: AtLeast(n, SEBelow(1)), lambda n: AStratified((1, n))],
)
@pytest.mark.parametrize("n", [2.5, "3", True, None])
def test_what_counts_items_takes_whole_numbers_alone(make, n):
    with pytest.raises(InvalidTest, match="a whole number of items"):
        make(n)


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("inf")])
def test_a_time_limit_that_cannot_be_is_refused(seconds):
    with pytest.raises(InvalidLearner):
        Learner(seconds=seconds)

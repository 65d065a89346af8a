"""Testlet effects: every estimator against the scalar oracle, fold against batch, and no effect against no bit."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import (
    EAP,
    GLR,
    MAP,
    MLE,
    SPRT,
    WLE,
    AdaptiveTest,
    Administer,
    Answered,
    Blueprint,
    EstimateStatus,
    FencedMLE,
    InvalidGrid,
    InvalidPool,
    ItemParameters,
    ItemSets,
    MaxInformation,
    MaxItems,
    Normal,
    Random,
    SEGainBelow,
    Shadow,
    StrandsSEBelow,
    item_set_effects,
    next_action,
    plausible_values,
    replay,
    reported,
    simulate,
    simulated_scores,
    simulee_seeds,
    start,
    step,
    tabulate,
)
from engine.simulation.simulate_sittings import stack_states
from tests.support import engine_oracle

GRID = np.linspace(-engine_oracle.INTEGRATION_LIMIT, engine_oracle.INTEGRATION_LIMIT, 101)
SDS = {"p": 0.7, "q": 1.0}
logistic = st.builds(
    engine_oracle.Item, st.floats(0.5, 1.8), st.floats(-2.0, 2.0), st.sampled_from([0.0, 0.0, 0.25]), st.just(1.0)
)
partial = st.builds(
    engine_oracle.PartialCredit, st.floats(0.5, 1.5), st.lists(st.floats(-2, 2), min_size=2, max_size=2)
)
answers = st.tuples(st.one_of(logistic, partial), st.integers(0, 2), st.sampled_from([None, "p", "q"]))
patterns = st.lists(answers, min_size=2, max_size=6)


def parameters(item):
    if isinstance(item, engine_oracle.Item):
        return ItemParameters.logistic(item.a, item.b, item.c, item.d)
    return ItemParameters.partial_credit(item.a, [item.steps])


def sitting(pattern):
    """The pool and the state; an unscored answer to an item of a set is in the middle of the sitting."""
    items, scores, sets = zip(*pattern, strict=True)
    scores = [min(score, engine_oracle.categories(item) - 1) for item, score in zip(items, scores, strict=True)]
    seeded = ItemParameters.logistic(2.0, 0.3)
    pool = tabulate(ItemParameters.concat(*map(parameters, items), seeded), grid=GRID, sets=[*sets, "p"], set_sd=SDS)
    log = [Answered(item, score) for item, score in enumerate(scores)]
    log.insert(len(log) // 2, Answered(len(items), 1, scored=False))
    test = AdaptiveTest(pool, EAP(), MaxInformation(), ())
    return pool, replay(test, log), engine_oracle.TestletPattern(items, scores, sets, SDS)


def centre_and_spread(exact, mean, sd):
    nodes = [0.3 * i for i in range(-30, 31)]
    shares = engine_oracle.posterior(exact, nodes, mean, sd)
    centre = math.fsum(share * node for share, node in zip(shares, nodes, strict=True))
    return centre, math.sqrt(math.fsum(share * (node - centre) ** 2 for share, node in zip(shares, nodes, strict=True)))


@given(patterns)
@settings(max_examples=6, deadline=None)
def test_every_estimator_agrees_with_the_oracle(pattern):
    pool, state, exact = sitting(pattern)
    assert EAP(Normal(0.3, 0.9))(pool, state)[:2] == pytest.approx(centre_and_spread(exact, 0.3, 0.9), abs=1e-7)
    for estimate, slope, precision in (
        (MAP(Normal(0.3, 0.9)), lambda theta: exact.gradient(theta) - (theta - 0.3) / 0.81, 1 / 0.81),
        (MLE(), exact.gradient, 0.0),
        (WLE(), lambda theta: exact.gradient(theta) + exact.warm_rate(theta), 0.0),
    ):
        theta, se, status = estimate(pool, state)
        if abs(theta) > 5:
            continue
        assert se == pytest.approx((exact.information(theta) + precision) ** -0.5, rel=1e-5)
        if status is EstimateStatus.CONVERGED:
            assert slope(theta) == pytest.approx(0, abs=1e-5)
            assert slope(theta - 0.01) > 0 > slope(theta + 0.01)


@given(patterns)
@settings(max_examples=6, deadline=None)
def test_the_likelihood_on_the_grid_is_the_oracles(pattern):
    pool, state, exact = sitting(pattern)
    for node in range(20, 81, 10):
        expected = exact.log_likelihood(pool.grid[node])
        # where a pattern is as good as impossible, the ends of the nodes of ξ begin to count
        assert state.log_likelihood[node] == pytest.approx(expected, abs=1e-6 if expected > -8 else 1e-3)


@given(patterns, st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_sets_may_be_answered_in_any_order(pattern, random):
    pool, state, _ = sitting(pattern)
    order = list(state.answers)
    random.shuffle(order)
    other = replay(AdaptiveTest(pool, EAP(), MaxInformation(), ()), order)
    assert other.log_likelihood == pytest.approx(state.log_likelihood, abs=1e-11)
    assert WLE()(pool, other)[:2] == pytest.approx(WLE()(pool, state)[:2], rel=1e-9, abs=1e-9)


@given(st.integers(0, 2**32))
@settings(max_examples=4, deadline=None)
def test_a_person_is_estimated_alike_alone_and_among_others(seed):
    rng = np.random.default_rng(seed)
    pool = tabulate(
        ItemParameters.logistic(rng.uniform(0.6, 1.6, 9), rng.normal(size=9), 0.2),
        sets=["", *"pppp", *"qqqq"],
        set_sd=SDS,
    )
    test = AdaptiveTest(pool, EAP(), MaxInformation(), ())
    states = [
        replay(test, [Answered(int(item), int(rng.integers(2))) for item in rng.permutation(9)[:6]]) for _ in range(7)
    ]
    many = stack_states(states, simulee_seeds(1, 7))
    for estimate in (EAP(), MAP(), MLE(), WLE(), FencedMLE()):
        together = estimate.estimate_cohort(pool, many)
        for row, state in enumerate(states):
            assert together.for_person(row) == estimate(pool, state)


RULES = (
    (MaxItems(8),),
    (SPRT(0.2, 0.3, 0.2, 0.2), MaxItems(8)),
    (GLR(0.2, 0.3, 0.2, 0.2), MaxItems(8)),
    (SEGainBelow(0.03), MaxItems(8)),
    (StrandsSEBelow("strand", 1.1), MaxItems(8)),
)


@pytest.mark.parametrize("stop", RULES)
@pytest.mark.parametrize("report", [EAP(), WLE()])
def test_a_simulation_is_bit_for_bit_the_fold(stop, report):
    rng = np.random.default_rng(4)
    pool = tabulate(
        ItemParameters.logistic(rng.uniform(0.7, 1.5, 20), rng.normal(size=20), np.repeat([0.0, 0.2], 10)),
        content={"passage": ["", "", *np.repeat([*"pqrstu"], 3)], "strand": [*"nm" * 10]},
        sets="passage",
        set_sd=0.8,
    )
    blueprint = Shadow(Blueprint(8, (ItemSets("passage", 2, 3, 2, 3),))) if len(stop) == 1 else None
    test = AdaptiveTest(pool, EAP(), Random(), stop, blueprint=blueprint, report=report)
    theta, effects = np.linspace(-1.5, 1.5, 4), item_set_effects(test, None)
    done, seeds = simulate(test, theta, 11), simulee_seeds(11, 4)
    for row in range(4):
        state = start(test)
        while isinstance(action := next_action(test, state, seeds[row]), Administer):
            item = np.array([action.item])
            score = simulated_scores(pool.parameters, theta[[row]], seeds[[row]], item, effects)
            state = step(test, state, action.item, int(score[0]))
        assert [answer.item for answer in state.answers] == [item for item in done.items[row] if item >= 0]
        assert reported(test, state)[:2] == (done.theta[row], done.se[row])
        assert np.array_equal(replay(test, state.answers).log_likelihood, state.log_likelihood)


@given(st.lists(st.floats(0.6, 1.6), min_size=4, max_size=8), st.floats(-2, 2))
@settings(max_examples=10, deadline=None)
def test_an_effect_without_spread_changes_no_bit(slopes, prior):
    items = ItemParameters.logistic(slopes, np.linspace(-1, 1, len(slopes)), 0.2)
    sets = ["p", *"q" * (len(slopes) - 1)]
    plain, none = tabulate(items), tabulate(items, sets=sets, set_sd={"p": 0.0, "q": 0.0})
    assert none.testlets is None
    tests = [
        AdaptiveTest(pool, EAP(Normal(prior, 1.0)), MaxInformation(), (MaxItems(4),), report=WLE())
        for pool in (plain, none)
    ]
    one, other = (simulate(test, np.linspace(-2, 2, 5), 3) for test in tests)
    for name in ("items", "scores", "theta", "se"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("theta", [-2.0, -1.0, 0.0, 1.0, 2.0])
@pytest.mark.parametrize(("chance", "off"), [(0.0, 0.025), (0.25, 0.10)])
def test_the_information_of_a_set_is_close_to_the_sum_over_all_patterns(theta, chance, off):
    items = [engine_oracle.Item(1.0, b, chance) for b in (-1.0, -0.3, 0.3, 1.0)]
    exact, _ = engine_oracle.exact_set_information(items, 0.7, theta)
    pattern = engine_oracle.TestletPattern(items, [0] * 4, ["s"] * 4, {"s": 0.7})
    assert 0 <= pattern.information(theta) / exact - 1 < off


def test_dependence_makes_a_sitting_tell_less():
    items = ItemParameters.logistic(1.0, [-0.5, 0.0, 0.2, 0.5])
    log = [Answered(item, item % 2) for item in range(4)]
    ses = []
    for sd in (0.0, 0.5, 1.0):
        pool = tabulate(items, sets=["p"] * 4, set_sd=sd)
        test = AdaptiveTest(pool, EAP(), MaxInformation(), (), report=WLE())
        ses.append(reported(test, replay(test, log)).se)
    assert ses == sorted(ses)
    assert ses[2] > math.sqrt(1.0)  # the effect's own SD is not reduced by more questions on the same passage


def test_plausible_values_are_spread_as_the_posterior():
    pool = tabulate(ItemParameters.logistic(1.2, np.linspace(-1, 1, 8)), sets=[*"ppppqqqq"], set_sd=1.0)
    state = replay(AdaptiveTest(pool, EAP(), Random(), ()), [Answered(item, int(item < 5)) for item in range(8)])
    drawn, mean = plausible_values(pool, state, 5, 20_000), EAP()(pool, state)
    assert abs(drawn.mean() - mean.theta) < 4 * mean.se / math.sqrt(20_000)
    assert abs(drawn.std() / mean.se - 1) < 4 / math.sqrt(40_000)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"sets": ["p"] * 3, "set_sd": -0.5}, "finite SDs of 0 logits or more; received -0.5"),
        ({"set_sd": 0.5}, "needs sets, the name of each item's set; received none"),
        ({"sets": ["p", "q"], "set_sd": 0.5}, "set of each of the 3 items; received 2 names"),
        ({"sets": ["p", "q", ""], "set_sd": {"p": 0.5}}, "SD of every item set; received none for 'q'"),
    ],
)
def test_sets_that_do_not_fit_the_pool_are_refused(arguments, told):
    with pytest.raises(InvalidPool, match=told):
        tabulate(ItemParameters.logistic(1.0, [0.0, 1.0, 2.0]), **arguments)


def test_a_grid_too_coarse_for_an_effect_is_refused_and_the_default_is_fine_enough():
    items = ItemParameters.logistic(1.0, [0.0, 1.0, 2.0])
    with pytest.raises(InvalidGrid, match=r"smallest SD of a testlet\s+effect, 0.1"):
        tabulate(items, sets=[*"ppq"], set_sd=0.1, grid=np.linspace(-6, 6, 61))
    assert tabulate(items, sets=[*"ppq"], set_sd=0.1).grid_step == pytest.approx(0.08)

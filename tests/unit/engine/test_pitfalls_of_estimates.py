"""Where other engines' estimates go wrong: maxima, shrinkage, quadrature, metric and the meaning of an SE."""

import math

import numpy as np
import pytest

from engine import (
    EAP,
    MAP,
    MLE,
    WLE,
    AdaptiveTest,
    Answered,
    AtLeast,
    EstimateStatus,
    InvalidTest,
    ItemParameters,
    MaxInformation,
    MaxItems,
    Normal,
    ScoreOutOfRange,
    SEBelow,
    ability_grid,
    log_probabilities,
    replay,
    reported,
    running,
    simulate,
    start,
    step,
    tabulate,
)
from tests.support import engine_oracle


def sitting(pool, scores):
    test = AdaptiveTest(pool, EAP(), MaxInformation(), ())
    return replay(test, [Answered(item, score) for item, score in enumerate(scores)])


# standard errors


@pytest.mark.parametrize("right", [3, 6, 10])
def test_the_sandwich_se_of_n_items_alike_is_that_of_information_less_one_part_in_n_and_one(right):
    pool = tabulate(ItemParameters.logistic(1.3, np.full(12, 0.4)))
    state = sitting(pool, [1] * right + [0] * (12 - right))
    assert WLE("sandwich")(pool, state).se == pytest.approx(WLE()(pool, state).se * 12 / 13, rel=1e-6)


def test_before_an_answer_the_sandwich_se_is_infinite():
    pool = tabulate(ItemParameters.logistic(1.0, np.zeros(3)))
    assert WLE("sandwich")(pool, sitting(pool, [])).se == math.inf


def test_an_se_by_no_formula_is_refused():
    with pytest.raises(InvalidTest, match="information or sandwich; received 'bootstrap'"):
        WLE("bootstrap")


# maxima


@pytest.mark.parametrize("length", [1, 5, 40])
@pytest.mark.parametrize("score", [0, 1])
def test_ml_of_a_constant_pattern_of_any_length_is_declared_and_never_clipped_in_silence(length, score):
    pool = tabulate(ItemParameters.logistic(1.2, np.linspace(-2, 2, length)))
    estimate = MLE()(pool, sitting(pool, [score] * length))
    assert estimate.status is EstimateStatus.CONSTANT
    assert estimate.theta == pool.grid[-score]


def test_a_wrong_answer_lowers_every_estimate_although_all_items_are_above_the_start():
    pool = tabulate(ItemParameters.logistic(1.0, [1.0, 1.5, 2.0]))
    for estimate in (EAP(), MAP(), MLE(), WLE()):
        before, after = (estimate(pool, sitting(pool, scores)).theta for scores in ([], [0]))
        assert after < before


def test_of_several_maxima_of_a_3pl_likelihood_the_highest_is_taken():
    rng = np.random.default_rng(14)
    fine = np.linspace(-9, 9, 3601)
    several = 0
    for _ in range(300):
        items = ItemParameters.logistic(rng.uniform(1, 3, 8), rng.normal(0, 1.5, 8), 0.25)
        scores = rng.integers(0, 2, 8)
        height = log_probabilities(items, fine[np.newaxis, :])[np.arange(8), scores].sum(axis=0)
        several += ((height[1:-1] > height[:-2]) & (height[1:-1] > height[2:])).sum() > 1
        pool = tabulate(items, grid=np.linspace(-9, 9, 181))
        estimate = MLE()(pool, sitting(pool, scores.tolist()))
        found = log_probabilities(items, np.array([[estimate.theta]]))[np.arange(8), scores].sum()
        assert found >= height.max() - 1e-12
        at_end = estimate.theta in (-9.0, 9.0)
        assert at_end == (estimate.status in (EstimateStatus.EDGE, EstimateStatus.CONSTANT))
    assert several >= 3  # the patterns in question do occur


def test_where_the_observed_information_is_negative_the_se_is_still_a_number():
    # right by a guess: left of the item the likelihood bends upwards
    pool = tabulate(ItemParameters.logistic([1.0, 2.0], [-1.0, 2.0], 0.3))
    estimate = MLE()(pool, sitting(pool, [0, 1]))
    exact = engine_oracle.ResponsePattern(
        [engine_oracle.Item(1.0, -1.0, 0.3), engine_oracle.Item(2.0, 2.0, 0.3)], [0, 1]
    )
    bend = exact.gradient(1.0 + 1e-5) - exact.gradient(1.0 - 1e-5)
    assert bend > 0
    assert estimate.se == pytest.approx(1 / math.sqrt(exact.information(estimate.theta)), rel=1e-10)


# shrinkage


def test_a_bayesian_estimate_shrinks_and_what_is_reported_need_not():
    items = ItemParameters.logistic(1.0, np.linspace(-4, 4, 80))
    pool = tabulate(items, grid=ability_grid(items, [Normal(0.0, 2.0)]))
    mixed = AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(12),), report=WLE())
    plain = AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(12),))
    theta = np.full(1500, 2.0)
    shrunk, weighted = simulate(plain, theta, 3), simulate(mixed, theta, 3)
    assert np.array_equal(shrunk.items, weighted.items)  # both are steered by EAP
    error = 4 * weighted.theta.std() / math.sqrt(1500)
    assert shrunk.theta.mean() < 2 - 0.25
    assert abs(weighted.theta.mean() - 2) < 0.06 + error


def test_shrinkage_follows_the_priors_own_sd_and_mean():
    pool = tabulate(ItemParameters.logistic(1.0, np.zeros(3)), grid=np.linspace(-16, 16, 801))
    state, exact = (
        sitting(pool, [1, 1, 1]),
        engine_oracle.ResponsePattern([engine_oracle.Item(1.0, 0.0)] * 3, [1, 1, 1]),
    )
    narrow, wide = (EAP(Normal(0.5, sd))(pool, state).theta for sd in (0.3, 1.1))
    assert narrow == pytest.approx(engine_oracle.eap(exact, 0.5, 0.3)[0], abs=1e-10)
    assert wide == pytest.approx(engine_oracle.eap(exact, 0.5, 1.1)[0], abs=1e-10)
    assert narrow < wide - 0.3


def test_the_reporting_estimator_has_its_own_prior():
    pool = tabulate(ItemParameters.logistic(1.0, np.zeros(3)))
    year_group = Normal(-1.0, 0.8)
    test = AdaptiveTest(pool, EAP(), MaxInformation(), (), report=EAP(year_group))
    state = step(test, start(test), 0, 1)
    assert running(test, state) == EAP()(pool, state)
    assert reported(test, state) == EAP(year_group)(pool, state)


# quadrature


def test_four_times_as_many_nodes_move_no_estimate():
    rng = np.random.default_rng(3)
    items = ItemParameters.logistic(rng.uniform(0.6, 2.2, 40), rng.normal(size=40), 0.2)
    pool = tabulate(items)
    finer = tabulate(items, grid=np.linspace(pool.grid[0], pool.grid[-1], 4 * (pool.grid.size - 1) + 1))
    scores = rng.integers(0, 2, 40).tolist()
    for estimate in (EAP(), MAP(), WLE(), MLE()):
        one, other = estimate(pool, sitting(pool, scores)), estimate(finer, sitting(finer, scores))
        assert one[:2] == pytest.approx(other[:2], abs=1e-9)


def test_the_likelihood_of_many_answers_does_not_underflow():
    rng = np.random.default_rng(4)
    difficulties = rng.uniform(-2, 2, 1200)
    pool = tabulate(ItemParameters.logistic(1.0, difficulties), grid=np.linspace(-6, 6, 601))
    scores = rng.integers(0, 2, 1200).tolist()
    state = sitting(pool, scores)
    assert state.log_likelihood.max() < math.log(np.finfo(float).tiny)
    mode = MAP()(pool, state)
    mean = EAP()(pool, state)
    assert mean.status is EstimateStatus.CONVERGED
    assert mean[:2] == pytest.approx(mode[:2], abs=1e-3)


def test_a_grid_that_cuts_the_posterior_off_is_declared():
    pool = tabulate(ItemParameters.logistic(1.0, np.full(6, 2.0)), grid=np.linspace(-2, 2, 41))
    assert EAP()(pool, sitting(pool, [1] * 6)).status is EstimateStatus.EDGE


@pytest.mark.parametrize("make", [ItemParameters.graded, ItemParameters.partial_credit])
def test_certainty_of_a_category_is_no_nan(make):
    pool = tabulate(make(4.0, np.tile([-1.0, 0.0, 1.0], (3, 1))), grid=np.linspace(-400, 400, 16001))
    for scores in ([0, 0, 0], [3, 3, 3], [1, 2, 3]):
        for estimate in (EAP(), MAP(), WLE()):
            assert np.isfinite(estimate(pool, sitting(pool, scores))[:2]).all()


# metric and coding


def test_the_metric_is_that_of_d_1_and_the_form_is_a_times_theta_less_b():
    item = ItemParameters.logistic(2.0, 1.0)
    chances = np.exp(log_probabilities(item, np.array([[1.0, 1.5]])))[0, 1]
    assert chances == pytest.approx([0.5, 1 / (1 + math.exp(-1.0))], rel=1e-14)  # with D = 1.702 .846, as 2θ + 1 .98


def test_categories_are_counted_from_0():
    pool = tabulate(ItemParameters.graded(1.0, [[-1.0, 1.0]]))
    test = AdaptiveTest(pool, EAP(), MaxInformation(), ())
    assert step(test, start(test), 0, 2).answers == (Answered(0, 2),)
    with pytest.raises(ScoreOutOfRange, match="0 to 2; received 3"):
        step(test, start(test), 0, 3)


def test_the_highest_category_is_the_best():
    for make in (ItemParameters.graded, ItemParameters.partial_credit):
        pool = tabulate(make(1.0, [[-1.0, 0.0, 1.0]]))
        thetas = [EAP()(pool, sitting(pool, [score])).theta for score in range(4)]
        assert thetas == sorted(thetas)


# what an SE is, and stopping on it


def test_each_se_is_what_its_estimator_says_it_is():
    rows = [(1.5, -0.5, 0.25), (1.2, 0.3, 0.25), (2.0, 0.8, 0.25), (1.0, -1.5, 0.25)]
    pool = tabulate(ItemParameters.logistic(*np.array(rows).T), grid=np.linspace(-9, 9, 361))
    state, exact = (
        sitting(pool, [1, 0, 1, 1]),
        engine_oracle.ResponsePattern([engine_oracle.Item(*row) for row in rows], [1, 0, 1, 1]),
    )
    assert EAP()(pool, state).se == pytest.approx(engine_oracle.eap(exact)[1], abs=1e-10)
    mode = MAP()(pool, state)
    assert mode.se == pytest.approx((exact.information(mode.theta) + 1) ** -0.5, abs=1e-10)
    for estimate in (MLE(), WLE()):
        theta, se, _ = estimate(pool, state)
        assert se == pytest.approx(exact.information(theta) ** -0.5, abs=1e-10)
        observed = -(exact.gradient(theta + 1e-5) - exact.gradient(theta - 1e-5)) / 2e-5
        assert abs(se - observed**-0.5) > 0.02  # expected information, which for the 3PL is not the observed


def test_stopping_on_the_se_gives_unequal_lengths_and_a_minimum_holds_around_it():
    pool = tabulate(ItemParameters.logistic(np.linspace(0.8, 2.0, 90), np.tile(np.linspace(-2, 2, 9), 10)))
    theta = np.random.default_rng(6).normal(0, 1.5, 80)
    free = AdaptiveTest(pool, EAP(), MaxInformation(), (SEBelow(0.4), MaxItems(60)))
    least = AdaptiveTest(pool, EAP(), MaxInformation(), (AtLeast(12, SEBelow(0.4)), MaxItems(60)))
    lengths, floored = simulate(free, theta, 2).lengths, simulate(least, theta, 2).lengths
    assert np.unique(lengths).size > 3
    assert lengths.min() < 12
    assert floored.tolist() == np.maximum(lengths, 12).tolist()

"""Partial credit and graded response, alone and beside logistic items in one pool."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import (
    EAP,
    MAP,
    MLE,
    WLE,
    AdaptiveTest,
    Answered,
    EstimateStatus,
    ItemParameters,
    MaxInformation,
    Normal,
    information,
    log_probabilities,
    replay,
    tabulate,
)
from engine.irt.response_models import theta_derivatives, warm_term
from tests.support import engine_oracle

STEP = 1e-4
GRID = np.linspace(-engine_oracle.INTEGRATION_LIMIT, engine_oracle.INTEGRATION_LIMIT, 201)
PRIOR = Normal(0.4, 0.9)
slopes = st.floats(0.4, 2.0)
places = st.floats(-3.0, 3.0)
abilities = st.floats(-6.0, 6.0)
logistic = st.builds(engine_oracle.Item, slopes, places, st.sampled_from([0.0, 0.2]), st.sampled_from([0.95, 1.0]))
partial_credit = st.builds(engine_oracle.PartialCredit, slopes, st.lists(places, min_size=1, max_size=4))
gaps = st.lists(st.floats(0.2, 2.0), max_size=3)
graded = st.builds(lambda a, b, wide: engine_oracle.Graded(a, np.cumsum([b, *wide]).tolist()), slopes, places, gaps)
polytomous = partial_credit | graded
anything = logistic | polytomous
patterns = st.lists(st.tuples(anything, st.integers(0, 4)), min_size=1, max_size=10)


def parameters(item):
    match item:
        case engine_oracle.Item(a, b, c, d):
            return ItemParameters.logistic(a, b, c, d)
        case engine_oracle.PartialCredit(a, steps):
            return ItemParameters.partial_credit(a, [steps])
        case engine_oracle.Graded(a, steps):
            return ItemParameters.graded(a, [steps])


def sitting(pattern):
    items = [item for item, _ in pattern]
    pool = tabulate(ItemParameters.concat(*map(parameters, items)), grid=GRID)
    scores = [min(score, int(categories) - 1) for (_, score), categories in zip(pattern, pool.categories, strict=True)]
    test = AdaptiveTest(pool, EAP(), MaxInformation(), ())
    state = replay(test, [Answered(item, score) for item, score in enumerate(scores)])
    return pool, state, engine_oracle.ResponsePattern(items, scores)


@given(polytomous, st.floats(-300.0, 300.0))
@settings(deadline=None)
def test_probabilities_sum_to_one(item, theta):
    total = np.exp(log_probabilities(parameters(item), theta)).sum()
    assert abs(total - 1) <= 1e-15 * 4


@given(polytomous, st.sampled_from([-1e4, -800.0, -60.0, 60.0, 800.0, 1e4]))
@settings(deadline=None)
def test_nothing_is_lost_however_far_out(item, theta):
    for function in (log_probabilities, theta_derivatives, information, warm_term):
        assert np.isfinite(function(parameters(item), theta)).all(), function.__name__


@given(polytomous, abilities)
@settings(deadline=None)
def test_slopes_are_the_derivatives_of_the_log_probabilities(item, theta):
    around = log_probabilities(parameters(item), np.array([[theta - STEP, theta + STEP]]))[0]
    numeric = (around[:, 1] - around[:, 0]) / (2 * STEP)
    assert np.allclose(theta_derivatives(parameters(item), theta)[0], numeric, rtol=1e-6, atol=1e-7)


@given(polytomous, abilities)
@settings(deadline=None)
def test_information_is_the_expected_curvature_of_the_log_likelihood(item, theta):
    around = theta_derivatives(parameters(item), np.array([[theta - STEP, theta + STEP]]))[0]
    curvature = (around[:, 1] - around[:, 0]) / (2 * STEP)
    chances = np.exp(log_probabilities(parameters(item), theta))[0]
    expected = -(chances * curvature).sum()
    assert np.isclose(information(parameters(item), theta)[0], expected, rtol=1e-6, atol=1e-9)


@given(partial_credit, abilities)
@settings(deadline=None)
def test_warms_term_of_partial_credit_is_the_derivative_of_information(item, theta):
    # an exponential family in θ: Warm's weight is Jeffreys's prior
    around = information(parameters(item), np.array([[theta - STEP, theta + STEP]]))[0]
    numeric = (around[1] - around[0]) / (2 * STEP)
    assert np.isclose(warm_term(parameters(item), theta)[0], numeric, rtol=1e-6, atol=1e-8)


@given(polytomous, abilities)
@settings(deadline=None)
def test_the_models_agree_with_the_oracle(item, theta):
    place = theta
    chances = [p for p, _, _ in item.derivatives(theta)]
    assert np.allclose(np.exp(log_probabilities(parameters(item), place))[0], chances, rtol=1e-10, atol=0)
    assert np.isclose(information(parameters(item), place)[0], item.information(theta), rtol=1e-10, atol=0)
    assert np.isclose(warm_term(parameters(item), place)[0], item.warm(theta), rtol=1e-10, atol=1e-12)


@given(slopes, places, abilities)
@settings(deadline=None)
def test_with_two_categories_all_models_are_the_logistic_one(a, b, theta):
    one = ItemParameters.logistic(a, b)
    for other in (ItemParameters.partial_credit(a, [b]), ItemParameters.graded(a, [b])):
        for function in (log_probabilities, theta_derivatives, information, warm_term):
            assert np.allclose(function(one, theta), function(other, theta), 1e-13, 1e-15)


@given(st.lists(anything, min_size=2, max_size=6))
@settings(max_examples=40, deadline=None)
def test_an_item_is_tabulated_alike_alone_and_in_a_mixed_pool(items):
    together = tabulate(ItemParameters.concat(*map(parameters, items)), grid=GRID)
    for index, item in enumerate(items):
        alone = tabulate(parameters(item), grid=GRID)
        k = int(alone.categories[0])
        assert np.allclose(together.log_prob[index, :k], alone.log_prob[0], rtol=1e-14, atol=0)
        assert np.isneginf(together.log_prob[index, k:]).all()
        assert np.allclose(together.information[index], alone.information[0], rtol=1e-13, atol=0)


@given(patterns)
@settings(max_examples=25, deadline=None)
def test_bayesian_estimates_of_mixed_patterns_agree_with_the_oracle(pattern):
    pool, state, exact = sitting(pattern)
    for estimate, expected in (
        (EAP(PRIOR), engine_oracle.eap(exact, PRIOR.mean, PRIOR.sd)),
        (MAP(PRIOR), engine_oracle.map_(exact, PRIOR.mean, PRIOR.sd)),
    ):
        assert estimate(pool, state)[:2] == pytest.approx(expected, abs=1e-10)


@given(patterns)
@settings(max_examples=25, deadline=None)
def test_likelihood_estimates_of_mixed_patterns_agree_with_the_oracle(pattern):
    pool, state, exact = sitting(pattern)
    for estimate, expected in ((MLE(), engine_oracle.mle(exact)), (WLE(), engine_oracle.wle(exact))):
        theta, se, status = estimate(pool, state)
        if expected is None:
            assert status in (EstimateStatus.EDGE, EstimateStatus.CONSTANT)
            assert abs(theta) == engine_oracle.INTEGRATION_LIMIT
        else:
            assert status is EstimateStatus.CONVERGED
            assert (theta, se) == pytest.approx(expected, abs=1e-10 * max(1, se**2))

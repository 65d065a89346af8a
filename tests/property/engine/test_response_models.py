import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import ItemParameters, information, log_probabilities, tabulate
from engine.irt.response_models import theta_derivatives, warm_term
from tests.support import engine_oracle

items = st.tuples(
    st.floats(0.2, 3.0), st.floats(-4.0, 4.0), st.one_of(st.just(0.0), st.floats(0.01, 0.4)), st.floats(0.6, 1.0)
)
abilities = st.floats(-6.0, 6.0)
STEP = 1e-4


def parameters(item):
    return ItemParameters.logistic(*item)


@given(items, st.floats(-60.0, 60.0))
@settings(deadline=None)
def test_probabilities_sum_to_one(item, theta):
    total = np.exp(log_probabilities(parameters(item), theta)).sum()
    assert abs(total - 1) <= 4e-16


@given(items, st.floats(-300.0, 300.0))
@settings(deadline=None)
def test_information_is_never_negative(item, theta):
    assert information(parameters(item), theta)[0] >= 0


@given(items, abilities)
@settings(deadline=None)
def test_slopes_are_the_derivatives_of_the_log_probabilities(item, theta):
    around = log_probabilities(parameters(item), np.array([[theta - STEP, theta + STEP]]))[0]
    numeric = (around[:, 1] - around[:, 0]) / (2 * STEP)
    assert np.allclose(theta_derivatives(parameters(item), theta)[0], numeric, rtol=1e-6, atol=1e-9)


@given(items, abilities)
@settings(deadline=None)
def test_information_is_the_expected_curvature_of_the_log_likelihood(item, theta):
    slopes = theta_derivatives(parameters(item), np.array([[theta - STEP, theta + STEP]]))[0]
    curvature = (slopes[:, 1] - slopes[:, 0]) / (2 * STEP)
    probabilities = np.exp(log_probabilities(parameters(item), theta))[0]
    expected = -(probabilities * curvature).sum()
    assert np.isclose(information(parameters(item), theta)[0], expected, rtol=1e-6, atol=1e-9)


@given(items, abilities)
@settings(deadline=None)
def test_the_models_agree_with_the_oracle(item, theta):
    scalar, place = engine_oracle.Item(*item), theta
    both = [scalar.complement(theta), scalar.probability(theta)]
    assert np.allclose(np.exp(log_probabilities(parameters(item), place))[0], both, rtol=1e-13, atol=0)
    assert np.isclose(information(parameters(item), place)[0], scalar.information(theta), rtol=1e-11, atol=0)
    # where J passes 0 the oracle's 1 − 2σ keeps only absolute precision: 2e-16 times I · a, at most 27/4
    assert np.isclose(warm_term(parameters(item), place)[0], scalar.warm(theta), rtol=1e-11, atol=2e-15)


@given(st.lists(items, min_size=1, max_size=8), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_a_pool_in_another_order_is_the_same_pool_in_another_order(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    columns = np.array(rows).T
    grid = np.linspace(-6, 6, 61)
    pool = tabulate(ItemParameters.logistic(*columns), grid=grid)
    shuffled = tabulate(ItemParameters.logistic(*columns[:, order]), grid=grid)
    assert np.array_equal(shuffled.log_prob, pool.log_prob[order])
    assert np.array_equal(shuffled.information, pool.information[order])

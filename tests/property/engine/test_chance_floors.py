"""Partial credit and graded items whose categories chance alone can reach: max(knowledge, guess)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import (
    EAP,
    WLE,
    AdaptiveTest,
    InvalidParameters,
    ItemParameters,
    MaxInformation,
    MaxItems,
    information,
    log_probabilities,
    simulate,
    tabulate,
)
from engine.irt.parameter_gradients import (
    information_gradients,
    log_probability_gradients,
    theta_derivative_gradients,
    warm_gradients,
)
from engine.irt.response_models import theta_derivatives, warm_term

STEP = 1e-4
slopes, places = st.floats(0.3, 2.5), st.floats(-3.0, 3.0)
abilities = st.floats(-5.0, 5.0)
floors = st.lists(st.floats(0.0, 0.9), min_size=1, max_size=3).map(lambda values: sorted(values, reverse=True))


@st.composite
def lifted_items(draw):
    reached = draw(floors)
    steps = draw(st.lists(places, min_size=len(reached), max_size=len(reached)))
    return ItemParameters.partial_credit(draw(slopes), [steps], [reached])


def without(parameters):
    return ItemParameters(parameters.model, parameters.a, parameters.b, parameters.c, parameters.d)


@given(lifted_items(), abilities)
@settings(max_examples=50, deadline=None)
def test_each_category_is_reached_by_knowledge_or_else_by_chance(item, theta):
    known, lifted = (np.exp(log_probabilities(each, theta))[0] for each in (without(item), item))
    reached = 1 - (1 - item.floors[0]) * (1 - known[::-1].cumsum()[::-1][1:])
    assert lifted[::-1].cumsum()[::-1][1:] == pytest.approx(reached, rel=1e-9, abs=1e-12)
    assert lifted.sum() == pytest.approx(1, abs=1e-12)


@given(slopes, places, st.floats(0.0, 0.6), st.floats(-40.0, 40.0))
@settings(max_examples=50, deadline=None)
def test_of_two_categories_it_is_the_three_parameter_model(a, b, c, theta):
    lifted, logistic = ItemParameters.partial_credit(a, [[b]], [[c]]), ItemParameters.logistic(a, b, c)
    for function in (log_probabilities, theta_derivatives, information, warm_term):
        assert function(lifted, theta) == pytest.approx(function(logistic, theta), rel=1e-9, abs=1e-13)


@given(lifted_items(), abilities)
@settings(max_examples=50, deadline=None)
def test_derivatives_are_those_of_the_probabilities(item, theta):
    around = np.array([theta - STEP, theta + STEP])
    rise = np.diff(log_probabilities(item, around), axis=2)[:, :, 0] / (2 * STEP)
    slope = theta_derivatives(item, theta)
    assert slope == pytest.approx(rise, rel=1e-5, abs=1e-6)
    chances = np.exp(log_probabilities(item, theta))
    bend = np.diff(theta_derivatives(item, around), axis=2)[:, :, 0] / (2 * STEP)
    assert information(item, theta)[0] == pytest.approx((chances * slope**2).sum(), rel=1e-9)
    assert warm_term(item, theta)[0] == pytest.approx((chances * slope * (slope**2 + bend)).sum(), rel=1e-4, abs=1e-6)


@given(lifted_items(), abilities)
@settings(max_examples=40, deadline=None)
def test_gradients_are_the_derivatives_by_slope_and_steps(item, theta):
    pairs = (
        (log_probabilities, log_probability_gradients),
        (theta_derivatives, theta_derivative_gradients),
        (information, information_gradients),
    )
    for function, gradients in pairs:
        found = gradients(item, theta)[0]
        for column in range(1 + item.b.shape[1]):
            moved = []
            for by in (-STEP, STEP):
                a, b = item.a.copy(), item.b.copy()
                if column:
                    b[0, column - 1] += by
                else:
                    a += by
                moved.append(function(ItemParameters(item.model, a, b, item.c, item.d, item.floors), theta)[0])
            assert found[..., column] == pytest.approx((moved[1] - moved[0]) / (2 * STEP), rel=1e-4, abs=1e-6)


@given(lifted_items(), st.sampled_from([-800.0, -60.0, 60.0, 800.0]))
@settings(max_examples=40, deadline=None)
def test_nothing_is_lost_however_far_out(item, theta):
    chances = log_probabilities(item, theta)
    assert not np.isnan(chances).any()
    for function in (theta_derivatives, information, warm_term):
        assert np.isfinite(function(item, theta)).all(), function.__name__


def test_an_item_without_floors_beside_one_with_them_keeps_its_bits():
    plain = ItemParameters.partial_credit(1.2, [[-0.5, 0.5]])
    both = ItemParameters.concat(plain, ItemParameters.partial_credit(1.2, [[-0.5, 0.5]], [[0.4, 0.1]]))
    grid = np.linspace(-4, 4, 33)
    for function in (log_probabilities, theta_derivatives, information, warm_term):
        assert np.array_equal(function(both, grid)[0], function(plain, grid)[0])
    assert (information(both, grid)[1] < information(both, grid)[0]).all()


@pytest.mark.parametrize(
    ("floors", "expected"),
    [([[0.2, 0.3]], "not increasing"), ([[1.0, 0.0]], "below 1"), ([[-0.1, -0.2]], "at least 0"), ([[0.1]], "shape")],
)
def test_impossible_floors_are_refused(floors, expected):
    with pytest.raises(InvalidParameters, match=expected):
        ItemParameters.partial_credit(1.0, [[0.0, 1.0]], floors)


def test_derivatives_of_warms_term_are_refused_by_name():
    with pytest.raises(InvalidParameters, match=r"item 0 .*floors must be 0"):
        warm_gradients(ItemParameters.partial_credit(1.0, [[0.0, 1.0]], [[0.3, 0.1]]), 0.0)


def test_a_sitting_of_lifted_items_is_estimated_without_bias():
    parameters = ItemParameters.partial_credit(1.3, np.linspace(-2, 2, 60)[:, np.newaxis] + [-0.4, 0.4], 0.2)
    test = AdaptiveTest(tabulate(parameters), EAP(), MaxInformation(), stop=(MaxItems(30),), report=WLE())
    done = simulate(test, np.full(400, 0.3), 5)
    assert abs(done.theta.mean() - 0.3) < 0.05

"""The derivatives of the response models by their parameters, against differences of the models themselves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import ItemParameters, Model, information, log_probabilities
from engine.irt.parameter_gradients import (
    information_gradients,
    log_probability_gradients,
    parameter_names,
    theta_derivative_gradients,
    warm_gradients,
)
from engine.irt.response_models import theta_derivatives, warm_term

STEP = 2e-4
slopes = st.floats(0.4, 2.0)
places = st.floats(-3.0, 3.0)
abilities = st.floats(-5.0, 5.0)
# clear of the ends, so that a difference stays inside
logistic = st.builds(ItemParameters.logistic, slopes, places, st.floats(0.05, 0.4), st.floats(0.6, 0.95))
partial_credit = st.builds(
    lambda a, b: ItemParameters.partial_credit(a, [b]), slopes, st.lists(places, min_size=1, max_size=4)
)
gaps = st.lists(st.floats(0.2, 2.0), max_size=3)
graded = st.builds(lambda a, b, wide: ItemParameters.graded(a, [np.cumsum([b, *wide])]), slopes, places, gaps)
anything = logistic | partial_credit | graded
FUNCTIONS = [
    (log_probabilities, log_probability_gradients),
    (theta_derivatives, theta_derivative_gradients),
    (information, information_gradients),
    (warm_term, warm_gradients),
]


def moved(parameters, name, by):
    """The one item with one parameter moved."""
    columns = {column: getattr(parameters, column).copy() for column in ("model", "a", "b", "c", "d")}
    if name.startswith("b"):
        columns["b"][0, int(name[1:]) - 1] += by
    else:
        columns[name] += by
    return ItemParameters(**columns)


def derivative(function, parameters, name, theta):
    """By differences over ±h and ±2h, whose error is of order h⁴."""
    near, far = (
        (function(moved(parameters, name, by), theta)[0] - function(moved(parameters, name, -by), theta)[0]) / (2 * by)
        for by in (STEP, 2 * STEP)
    )
    return (4 * near - far) / 3


def names(parameters):
    own = parameter_names(parameters.b.shape[1])
    return own if parameters.model[0] == Model.LOGISTIC else own[:-2]


@pytest.mark.parametrize(("function", "gradients"), FUNCTIONS)
@given(parameters=anything, theta=abilities)
@settings(max_examples=40, deadline=None)
def test_gradients_are_the_derivatives_by_each_parameter(function, gradients, parameters, theta):
    place = theta
    found = gradients(parameters, place)[0]
    for column, name in enumerate(names(parameters)):
        expected = derivative(function, parameters, name, place)
        assert found[..., column] == pytest.approx(expected, rel=1e-7, abs=1e-8), name
    assert not found[..., len(names(parameters)) :].any()


@given(anything, abilities)
@settings(max_examples=40, deadline=None)
def test_less_the_sum_over_the_locations_is_the_derivative_by_ability(parameters, theta):
    place, around = theta, np.array([[theta - STEP, theta + STEP, theta - 2 * STEP, theta + 2 * STEP]])
    for function, gradients in FUNCTIONS:
        values = function(parameters, around)[0]
        near, far = (values[..., 1] - values[..., 0]) / (2 * STEP), (values[..., 3] - values[..., 2]) / (4 * STEP)
        found = -gradients(parameters, place)[0][..., 1:-2].sum(axis=-1)
        assert found == pytest.approx((4 * near - far) / 3, rel=1e-7, abs=1e-8)


@given(st.lists(anything, min_size=2, max_size=6), st.integers(0, 10))
@settings(max_examples=40, deadline=None)
def test_an_item_has_the_same_gradients_alone_and_in_a_mixed_pool(items, seed):
    grid = np.random.default_rng(seed).uniform(-6, 6, (1, 7))
    together = ItemParameters.concat(*items)
    for _, gradients in FUNCTIONS:
        mixed = gradients(together, grid)
        for index, item in enumerate(items):
            alone = gradients(item, grid)[0]
            width, own = together.b.shape[1] + 3, item.b.shape[1]
            wide = np.zeros((*mixed.shape[1:-2], width, 7))
            kept = [*range(own + 1), width - 2, width - 1]
            if alone.ndim == 3:
                wide[: alone.shape[0], kept] = alone
            else:
                wide[kept] = alone
            assert mixed[index] == pytest.approx(wide, rel=1e-12, abs=1e-14)


@given(anything, st.sampled_from([-300.0, -60.0, 60.0, 300.0]))
@settings(max_examples=40, deadline=None)
def test_nothing_is_lost_however_far_out(parameters, theta):
    for _, gradients in FUNCTIONS:
        assert np.isfinite(gradients(parameters, theta)).all()


def test_by_an_asymptote_of_nothing():
    # P(1) = σ + c(1 − σ): by c at c = 0 it is (1 − σ)/σ = exp(−a(θ − b)), and infinite where that overflows
    item = ItemParameters.logistic(2.0, 0.5)
    by_c = log_probability_gradients(item, np.array([[-3.0, 0.5, 4.0, -400.0]]))[0, 1, 2]
    assert by_c[:3] == pytest.approx(np.exp([7.0, 0.0, -7.0]), rel=1e-13)
    assert by_c[3] == np.inf

"""Abilities are crossed with items, or are each item's own where two dimensions say so; nothing else is taken."""

import numpy as np
import pytest

from engine import InvalidTheta, ItemParameters, information, log_probabilities
from engine.irt.parameter_gradients import (
    information_gradients,
    log_probability_gradients,
    theta_derivative_gradients,
    warm_gradients,
)
from engine.irt.response_models import theta_derivatives, warm_term

ITEMS = ItemParameters.concat(
    ItemParameters.logistic([0.8, 1.0, 1.7], [-1.0, 0.0, 1.0], 0.2), ItemParameters.partial_credit(1.0, [[0.0, 1.0]])
)
FUNCTIONS = (
    *(log_probabilities, theta_derivatives, information, warm_term, log_probability_gradients),
    *(theta_derivative_gradients, information_gradients, warm_gradients),
)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_nodes_are_crossed_with_items_even_where_there_are_as_many(function):
    nodes = np.array([-2.0, -0.5, 0.5, 2.0])
    crossed = function(ITEMS, nodes)
    assert crossed.shape[0] == crossed.shape[-1] == 4
    assert np.array_equal(crossed, function(ITEMS, nodes[np.newaxis]))
    for place, node in enumerate(nodes):
        assert np.array_equal(crossed[..., place], function(ITEMS, node))
        assert np.array_equal(crossed[..., place], function(ITEMS, float(node)))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_item_has_its_own_abilities_where_the_item_axis_says_so(function):
    own = np.array([-2.0, -0.5, 0.5, 2.0])
    values = function(ITEMS, own[:, np.newaxis])
    assert values.shape[-1] == 1
    crossed = function(ITEMS, own)
    assert np.array_equal(values[..., 0], np.stack([crossed[item, ..., item] for item in range(4)]))


@pytest.mark.parametrize("theta", [np.zeros((3, 2)), np.zeros((2, 4)), np.zeros((5, 1, 4))])
def test_an_item_axis_of_another_length_is_refused_by_name(theta):
    shape = str(theta.shape).replace("(", r"\(").replace(")", r"\)")
    with pytest.raises(InvalidTheta, match=rf"theta must be .* \(4, Q\) for each of the 4 items .* shape {shape}"):
        information(ITEMS, theta)


def test_what_is_no_number_is_refused():
    with pytest.raises(InvalidTheta, match="received str"):
        log_probabilities(ITEMS, "0.5")

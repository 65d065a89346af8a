import numpy as np
import pytest

from engine import InvalidParameters, ItemParameters, Model, information, log_probabilities
from engine.irt.response_models import theta_derivatives, warm_term


def test_scalars_spread_over_the_items():
    parameters = ItemParameters.logistic(1.0, [0.0, 1.0, 2.0], c=0.2)
    assert parameters.a.tolist() == [1.0, 1.0, 1.0]
    assert parameters.b.tolist() == [[0.0], [1.0], [2.0]]
    assert parameters.c.tolist() == [0.2, 0.2, 0.2]
    assert parameters.d.tolist() == [1.0, 1.0, 1.0]
    assert parameters.categories.tolist() == [2, 2, 2]


def test_concat_keeps_order_and_pads_steps_with_nan():
    joined = ItemParameters.concat(
        ItemParameters.logistic(1.0, [0.0, 1.0]), ItemParameters.logistic(2.0, 3.0, 0.1, 0.9)
    )
    assert joined.a.tolist() == [1.0, 1.0, 2.0]
    assert joined.b[:, 0].tolist() == [0.0, 1.0, 3.0]
    assert joined.d.tolist() == [1.0, 1.0, 0.9]


def test_parameters_cannot_be_written_and_do_not_share_memory_with_what_they_came_from():
    slopes = np.array([1.0, 2.0])
    parameters = ItemParameters.logistic(slopes, 0.0)
    slopes[0] = -5.0
    assert parameters.a[0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        parameters.a[0] = 3.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1.0, -0.5], 0.0), "item 1 .*: a must be finite and above 0; received -0.5"),
        (([1.0, np.nan], 0.0), "item 1 .*: a must be finite and above 0; received nan"),
        ((1.0, [np.nan]), "item 0 .*: b must be finite"),
        ((1.0, [0.0, np.inf]), "item 1 .*: b must be finite"),
        ((1.0, 0.0, -0.1), "item 0 .*: c must be at least 0 and below 1; received -0.1"),
        ((1.0, 0.0, 0.3, [0.9, 0.3]), "item 1 .*: d must be above c and at most 1; received 0.3"),
        ((1.0, 0.0, 0.0, 1.1), "item 0 .*: d must be above c and at most 1; received 1.1"),
        (([1.0, 1.0], [0.0, 0.0, 0.0]), "scalars or of one length"),
        (([[1.0]], 0.0), "must have one dimension"),
        (([], []), "at least 1"),
        ((["1.0"], 0.0), "a must be numbers"),
        (([True], 0.0), "a must be numbers"),
    ],
)
def test_what_is_no_item_is_refused_by_name(arguments, message):
    with pytest.raises(InvalidParameters, match=message):
        ItemParameters.logistic(*arguments)


def test_a_model_code_that_is_not_known_is_refused():
    with pytest.raises(InvalidParameters, match=r"item 1 .*: model must be one of"):
        ItemParameters(np.array([0, 99]), np.ones(2), np.zeros((2, 1)), np.zeros(2), np.ones(2))


def test_a_logistic_item_has_one_location():
    with pytest.raises(InvalidParameters, match="one location"):
        ItemParameters(np.array([Model.LOGISTIC]), np.ones(1), np.zeros((1, 2)), np.zeros(1), np.ones(1))


def test_steps_are_padded_behind_and_not_between():
    with pytest.raises(InvalidParameters, match="only behind the last step"):
        ItemParameters(np.array([0]), np.ones(1), np.array([[np.nan, 0.0]]), np.zeros(1), np.ones(1))


def test_columns_of_the_wrong_dimensions_are_refused():
    with pytest.raises(InvalidParameters, match="b must have two dimensions"):
        ItemParameters(np.array([0]), np.ones(1), np.zeros(1), np.zeros(1), np.ones(1))


def test_concat_of_nothing_is_refused():
    with pytest.raises(InvalidParameters, match="at least one"):
        ItemParameters.concat()


def test_tails_keep_their_relative_precision():
    item = ItemParameters.logistic(1.0, 0.0)
    wrong, right = log_probabilities(item, np.array([-700.0]))[0]
    assert right == -700.0
    assert wrong == pytest.approx(-np.exp(-700.0), rel=1e-12)
    wrong, right = log_probabilities(item, np.array([40.0]))[0]
    assert wrong == pytest.approx(-40.0, rel=1e-15)
    assert right == pytest.approx(-np.exp(-40.0), rel=1e-12)


def test_asymptotes_keep_the_other_tail_precise():
    item = ItemParameters.logistic(1.0, 0.0, 0.25)
    wrong, right = log_probabilities(item, np.array([45.0]))[0]
    assert right == pytest.approx(-0.75 * np.exp(-45.0), rel=1e-12)
    assert wrong == pytest.approx(np.log(0.75) - 45.0, rel=1e-15)


@pytest.mark.parametrize("theta", [-1e4, -800.0, 800.0, 1e4])
@pytest.mark.parametrize(("c", "d"), [(0.0, 1.0), (0.2, 1.0), (0.0, 0.9), (0.2, 0.9)])
def test_nothing_is_lost_however_far_out(theta, c, d):
    item = ItemParameters.logistic(2.0, 0.0, c, d)
    for function in (log_probabilities, theta_derivatives, information, warm_term):
        assert np.isfinite(function(item, np.array([theta]))).all(), function.__name__


def test_information_with_an_upper_asymptote():
    # the value that (1 − c)² in place of (d − c)² gets wrong: .282
    item = ItemParameters.logistic(1.5, 0.0, 0.2, 0.9)
    assert information(item, np.array([1.5]))[0] == pytest.approx(0.0590, abs=5e-5)


def test_a_rating_scale_is_partial_credit_with_shared_thresholds():
    items = ItemParameters.rating_scale([0.0, 1.5], [-1.0, 0.5])
    assert items.b.tolist() == [[-1.0, 0.5], [0.5, 2.0]]
    assert items.a.tolist() == [1.0, 1.0]
    assert items.model.tolist() == [Model.PARTIAL_CREDIT, Model.PARTIAL_CREDIT]


def test_items_of_all_models_stand_in_one_set_of_parameters():
    mixed = ItemParameters.concat(
        ItemParameters.logistic(1.0, 0.0, 0.2),
        ItemParameters.partial_credit([1.0, 0.7], [[0.0, 1.0, -1.0], [1.0, 0.0, np.nan]]),
        ItemParameters.graded(2.0, [0.0, 1.0]),
    )
    assert mixed.categories.tolist() == [2, 4, 3, 3]
    assert log_probabilities(mixed, np.zeros((1, 5))).shape == (4, 4, 5)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ItemParameters.graded(1.0, [[0.0, 1.0], [0.5, 0.5]]), "item 1 .*: b must be increasing"),
        (lambda: ItemParameters.partial_credit([1.0, 0.0], [[0.0], [1.0]]), "item 1 .*: a must be finite and above 0"),
        (lambda: ItemParameters.partial_credit([1.0], [[0.0], [1.0]]), "of one length"),
        (lambda: ItemParameters.rating_scale([0.0], 1.0), "one dimension"),
        (
            lambda: ItemParameters(np.array([1]), np.ones(1), np.zeros((1, 2)), np.full(1, 0.1), np.ones(1)),
            "c must be 0 for an item that is not logistic",
        ),
        (
            lambda: ItemParameters(np.array([2]), np.ones(1), np.array([[0.0, 1.0]]), np.zeros(1), np.full(1, 0.9)),
            "d must be 1 for an item that is not logistic",
        ),
    ],
)
def test_a_polytomous_item_that_is_none_is_refused_by_name(make, message):
    with pytest.raises(InvalidParameters, match=message):
        make()


@pytest.mark.parametrize("make", [ItemParameters.partial_credit, ItemParameters.graded])
def test_polytomous_tails_keep_their_relative_precision(make):
    log_prob = log_probabilities(make(1.0, [-1.0, 1.0]), np.array([60.0]))[0]
    assert log_prob[2] == pytest.approx(-np.exp(-59.0), rel=1e-12)
    log_prob = log_probabilities(make(1.0, [-1.0, 1.0]), np.array([-60.0]))[0]
    assert log_prob[0] == pytest.approx(-np.exp(-59.0), rel=1e-12)

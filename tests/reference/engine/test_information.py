"""Information against TestDesign's own tests and Birnbaum's formula for its peak."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from engine import ItemParameters, information


@pytest.mark.parametrize(
    ("item", "expected"),
    [((1.0, 0.5), -15.57702), ((1.5, 0.5), -15.12525), ((1.0, 0.5, 0.2), -21.50401)],
)
def test_log_product_of_information_against_testdesign(item, expected):
    # TestDesign's test_calcFisher_value.R: log ∏ I(θ) over θ = −3, −2, … 3
    curve = information(ItemParameters.logistic(*item), np.arange(-3.0, 4.0)[np.newaxis, :])
    assert np.log(curve).sum() == pytest.approx(expected, abs=5e-6)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (ItemParameters.partial_credit(1.0, [-1.0, 0.0, 1.0]), -7.791232),
        (ItemParameters.partial_credit(1.2, [-0.8, -1.0, 0.5]), -7.756598),
        (ItemParameters.graded(0.9, [-1.0, 0.0, 1.0]), -12.44241),
    ],
)
def test_log_product_of_polytomous_information_against_testdesign(item, expected):
    curve = information(item, np.arange(-3.0, 4.0)[np.newaxis, :])
    assert np.log(curve).sum() == pytest.approx(expected, abs=5e-6 if expected < -10 else 8e-7)


@pytest.mark.parametrize(("a", "c"), [(1.0, 0.5), (1.3, 0.5), (0.8, 0.2), (2.0, 0.0)])
def test_the_peak_of_3pl_information_against_birnbaum(a, c):
    # b + ln((1 + √(1 + 8c))/2)/a; for c = .5 and a = 1 that is .481212 above b
    item = ItemParameters.logistic(a, 0.2, c)
    peak = minimize_scalar(
        lambda theta: -information(item, np.array([theta]))[0],
        bounds=(-1, 2),
        method="bounded",
        options={"xatol": 1e-9},
    ).x
    assert peak == pytest.approx(0.2 + np.log((1 + np.sqrt(1 + 8 * c)) / 2) / a, abs=1e-7)


def test_the_peak_for_one_guess_in_two_against_jscat():
    assert np.log((1 + np.sqrt(5)) / 2) == pytest.approx(0.481212, abs=5e-7)
    around = information(
        ItemParameters.logistic(1.0, 0.0, 0.5), np.array([[0.481212 - 0.01, 0.481212, 0.481212 + 0.01]])
    )
    assert around[0].argmax() == 1


def test_a_4pl_item_against_petersenlab():
    # its test_info_4PL prints the item of Magis (2013), figure 2, and where its information peaks
    item = ItemParameters.logistic(1.1, -1.0, 0.2, 0.95)
    assert information(item, np.array([-0.849]))[0] == pytest.approx(0.1757369, abs=5e-8)
    peak = minimize_scalar(
        lambda theta: -information(item, np.array([theta]))[0],
        bounds=(-3, 3),
        method="bounded",
        options={"xatol": 1e-9},
    )
    assert peak.x == pytest.approx(-0.8493521, abs=3e-5)  # to the tolerance of R's optimize
    assert -peak.fun == pytest.approx(0.1757369, abs=5e-8)

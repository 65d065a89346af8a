"""Probabilities and expected scores against TestDesign, and every model on grids against the oracle."""

import itertools

import numpy as np
import pytest

from engine import ItemParameters, information, log_probabilities
from tests.support import engine_oracle

ABILITIES = np.arange(-3.0, 4.0)[np.newaxis, :]
LOGISTIC = {
    "1PL": ItemParameters.logistic(1.0, 0.5),
    "2PL": ItemParameters.logistic(1.5, 0.5),
    "3PL": ItemParameters.logistic(1.0, 0.5, 0.2),
}
POLYTOMOUS = {
    "PC": ItemParameters.partial_credit(1.0, [-1.0, 0.0, 1.0]),
    "GPC": ItemParameters.partial_credit(1.2, [-0.8, -1.0, 0.5]),
    "GR": ItemParameters.graded(0.9, [-1.0, 0.0, 1.0]),
}
ITEMS = LOGISTIC | POLYTOMOUS


@pytest.mark.parametrize(
    ("model", "expected", "digit"),
    [
        ("1PL", -15.57702, 5e-6),
        ("2PL", -20.80176, 5e-6),
        ("3PL", -12.77404, 5e-6),
        ("PC", -76.95776, 5e-6),
        ("GPC", -91.78112, 5e-6),
        ("GR", -52.22233, 5e-6),
    ],
)
def test_log_product_of_probabilities_against_testdesign(model, expected, digit):
    # TestDesign's test_calcProb_value.R: log ∏ P over all categories and θ = −3, −2, … 3
    assert log_probabilities(ITEMS[model], ABILITIES).sum() == pytest.approx(expected, abs=digit)


@pytest.mark.parametrize(
    ("model", "expected", "digit"),
    [
        ("1PL", -9.53851, 5e-6),
        ("2PL", -13.02588, 5e-6),
        ("3PL", -5.173527, 5e-7),
        ("PC", -0.1421625, 5e-8),
        ("GPC", 0.03717596, 5e-9),
        ("GR", 0.8290602, 5e-8),
    ],
)
def test_log_product_of_expected_scores_against_testdesign(model, expected, digit):
    # TestDesign's test_calcEscore_value.R
    chances = np.exp(log_probabilities(ITEMS[model], ABILITIES))[0]
    scores = (np.arange(chances.shape[0])[:, np.newaxis] * chances).sum(axis=0)
    assert np.log(scores).sum() == pytest.approx(expected, abs=digit)


# the grids of parameters over which TestDesign's test_unidimensional.r demands equality with mirt
INTERCEPTS, SLOPES = (-4.0, -2.0, 0.0, 2.0, 4.0), (0.5, 1.0, 1.5, 2.0)
GRIDS = {
    "1PL": [engine_oracle.Item(1.0, -d) for d in INTERCEPTS],
    "2PL": [engine_oracle.Item(a, -d / a) for a in SLOPES for d in INTERCEPTS],
    "3PL": [engine_oracle.Item(a, -d / a, c) for a in SLOPES for d in INTERCEPTS for c in (0.0, 0.25, 0.5)],
    "4PL": [engine_oracle.Item(a, -d / a, 0.2, u) for a in SLOPES for d in INTERCEPTS for u in (0.7, 0.9, 0.99)],
    "PC": [engine_oracle.PartialCredit(1.0, (-d1, d1 - d2)) for d1 in INTERCEPTS for d2 in INTERCEPTS],
    "GPC": [
        engine_oracle.PartialCredit(a, (-d1 / a, (d1 - d2) / a))
        for a in (0.5, 1.5, 2.5)
        for d1 in INTERCEPTS
        for d2 in INTERCEPTS
    ],
    "GR": [
        engine_oracle.Graded(a, (-d1 / a, -d2 / a))
        for a in (0.5, 1.5, 2.5)
        for d1 in (0.0, 1.5, 3.0)
        for d2 in (-4.0, -2.5, -1.0)
    ],
}


def parameters(item):
    match item:
        case engine_oracle.Item(a, b, c, d):
            return ItemParameters.logistic(a, b, c, d)
        case engine_oracle.PartialCredit(a, steps):
            return ItemParameters.partial_credit(a, [steps])
        case engine_oracle.Graded(a, steps):
            return ItemParameters.graded(a, [steps])


@pytest.mark.parametrize("model", GRIDS)
def test_probability_and_information_on_grids_against_an_independent_oracle(model):
    items = GRIDS[model]
    every = ItemParameters.concat(*map(parameters, items))
    places = np.arange(-6.0, 6.5, 0.5)
    chances = np.exp(log_probabilities(every, places[np.newaxis, :]))
    informed = information(every, places[np.newaxis, :])
    for (index, item), (node, theta) in itertools.product(enumerate(items), enumerate(places.tolist())):
        expected = [item.chance(k, theta) for k in range(engine_oracle.categories(item))]
        assert chances[index, :, node] == pytest.approx(expected, rel=1e-11, abs=1e-15)
        assert informed[index, node] == pytest.approx(item.information(theta), rel=1e-10, abs=1e-15)


def test_information_with_an_upper_asymptote_against_the_general_formula():
    # the item for which jsCAT, with (1 − c)² in place of (d − c)², gives .282 instead of .059
    item = ItemParameters.logistic(1.5, 0.0, 0.2, 0.9)
    assert information(item, np.array([1.5]))[0] == pytest.approx(0.059, abs=5e-4)
    up = 1 / (1 + np.exp(-1.5 * 1.5))
    chance, slope = 0.2 + 0.7 * up, 0.7 * 1.5 * up * (1 - up)
    assert information(item, np.array([1.5]))[0] == pytest.approx(slope**2 / (chance * (1 - chance)), rel=1e-13)

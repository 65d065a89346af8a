"""Local dependence inside item sets, with fixed seeds; each bound is four Monte-Carlo standard errors."""

from functools import cache

import numpy as np
from scipy.special import expit, ndtri

from engine import (
    EAP,
    WLE,
    AdaptiveTest,
    Dependence,
    ItemParameters,
    MaxItems,
    Random,
    item_set_effects,
    simulate,
    simulee_seeds,
    tabulate,
)

SETS, MEMBERS = 6, 5
POOL = tabulate(
    ItemParameters.logistic(1.5, np.tile(np.linspace(-1, 1, MEMBERS), SETS)),
    content={"passage": np.repeat([f"p{number}" for number in range(SETS)], MEMBERS)},
)
TEST = AdaptiveTest(POOL, EAP(), Random(), (MaxItems(len(POOL)),), report=WLE())
SIMULEES = 4000


@cache
def answers(sd):
    """Who is at θ = 0 answers the whole pool; shape (P, n), in the pool's order."""
    done = simulate(TEST, np.zeros(SIMULEES), 8, dependence=Dependence("passage", sd))
    given = np.empty((SIMULEES, len(POOL)), dtype=int)
    np.put_along_axis(given, done.items, done.scores, axis=1)
    return done, given


def correlation(given, one, other):
    return np.corrcoef(given[:, one], given[:, other])[0, 1]


def test_effects_are_standard_normal_and_independent_between_sets():
    effects = item_set_effects(TEST, Dependence("passage", 2.0))
    drawn = np.stack([effects(simulee_seeds(5, 20_000), np.full(20_000, item)) for item in (0, MEMBERS)]) / 2.0
    assert np.all(np.abs(drawn.mean(axis=1)) < 4 / np.sqrt(20_000))
    assert np.all(np.abs(drawn.var(axis=1) - 1) < 4 * np.sqrt(2 / 20_000))
    assert abs(np.corrcoef(drawn)[0, 1]) < 4 / np.sqrt(20_000)
    assert abs((drawn[0] < ndtri(0.05)).mean() - 0.05) < 4 * np.sqrt(0.05 * 0.95 / 20_000)


def test_answers_correlate_inside_a_set_as_the_model_says_and_not_across_sets():
    _, given = answers(1.0)
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    weights = weights / weights.sum()
    first, second = (expit(1.5 * (nodes - b)) for b in POOL.parameters.b[:2, 0])
    p, q = weights @ first, weights @ second
    expected = (weights @ (first * second) - p * q) / np.sqrt(p * (1 - p) * q * (1 - q))
    assert expected > 0.2
    assert abs(correlation(given, 0, 1) - expected) < 4 / np.sqrt(SIMULEES)
    assert abs(correlation(given, 0, MEMBERS)) < 4 / np.sqrt(SIMULEES)


def test_without_dependence_nothing_correlates():
    _, given = answers(0.0)
    assert abs(correlation(given, 0, 1)) < 4 / np.sqrt(SIMULEES)


def test_a_standard_error_that_ignores_dependence_is_too_small():
    # the error of θ has, beside that of the test, that of the mean of the sets' effects
    honest, _ = answers(0.0)
    dependent, _ = answers(1.0)
    ratios = [done.se.mean() / done.theta.std(ddof=1) for done in (honest, dependent)]
    error = 4 / np.sqrt(2 * SIMULEES)
    assert abs(ratios[0] - 1) < error + 0.02  # the WLE's SE is exact to order 1/n
    assert ratios[1] < 0.75

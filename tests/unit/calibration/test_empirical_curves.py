"""Empirical points: each holds enough responses, equal abilities stay together, and the model's own data lie on it."""

from dataclasses import replace

import numpy as np

from calibration import ResponseMatrix, calibrate
from calibration.fit.empirical_curves import ability_distributions, empirical_points


def simulated(persons: int, items: int, *, odd: bool = False) -> ResponseMatrix:
    rng = np.random.default_rng(4)
    theta = rng.normal(size=(persons, 1))
    b = np.linspace(-1.5, 1.5, items)
    prob = 1 / (1 + np.exp(b - theta))
    if odd:  # a curve that stops at a half, which no 2PL follows
        prob[:, 0] = 0.5 * prob[:, 0]
    return ResponseMatrix.from_dense((rng.random(prob.shape) < prob).astype(int))


def test_points_hold_all_responses_in_bins_of_enough() -> None:
    data = simulated(300, 12)
    found = empirical_points(data, calibrate(data, "rasch"))
    assert np.bincount(found.item, found.n).tolist() == [300] * 12
    assert found.n.min() >= 30
    assert ((found.observed >= 0) & (found.observed <= 1)).all()


def test_an_item_with_few_responses_has_no_point() -> None:
    data = simulated(29, 12)
    assert empirical_points(data, calibrate(data, "rasch")).n.size == 0


def test_points_do_not_depend_on_how_persons_are_sorted() -> None:
    data = simulated(400, 6)
    table = np.full((400, 6), -1)
    table[data.person, data.item] = data.score
    turned = ResponseMatrix.from_dense(table[np.lexsort(table.T)])
    fit = calibrate(data, "rasch")
    one, other = empirical_points(data, fit), empirical_points(turned, fit)
    np.testing.assert_array_equal(one.n, other.n)
    np.testing.assert_allclose(one.observed, other.observed, rtol=0, atol=1e-12)


def test_data_of_the_model_lie_on_its_curves_and_an_odd_item_does_not() -> None:
    data = simulated(4000, 20)
    true = replace(calibrate(data, "rasch"), b=np.linspace(-1.5, 1.5, 20))
    found = empirical_points(data, true)
    z = (found.observed - found.expected) / found.error
    # some 160 z: the mean of their squares is 1 with a standard error of about √(2/160)
    assert abs(np.square(z).mean() - 1) < 3 * np.sqrt(2 / z.size)
    odd = simulated(4000, 20, odd=True)
    fitted = empirical_points(odd, calibrate(odd, "rasch"))
    away = np.abs(fitted.observed - fitted.expected) / fitted.error
    assert away[fitted.item == 0].max() > 4


def test_points_of_a_curve_that_does_not_rise_stand_where_the_persons_are() -> None:
    data = simulated(800, 12)
    fit = calibrate(data, "rasch")
    flat = replace(fit, b=np.where(np.arange(12) == 0, 50.0, fit.b), c=np.where(np.arange(12) == 0, 0.8, 0.0))
    found = empirical_points(data, flat)
    theta = found.theta[found.item == 0]
    assert theta.size > 3
    assert (np.diff(theta) > 0.05).all()
    assert -2 < theta[0] < 0 < theta[-1] < 2


def test_shares_are_the_populations_means_of_posteriors() -> None:
    data = simulated(1000, 30)
    found = ability_distributions(data, calibrate(data, "rasch"))
    np.testing.assert_allclose(found.share.sum(axis=1), 1)
    assert (found.names, found.persons.tolist()) == (("all",), [1000])

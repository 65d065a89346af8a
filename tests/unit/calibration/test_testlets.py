"""Testlet, bifactor, multidimensional and nominal models on small data: derivatives, recovery, refusals."""

from pathlib import Path

import numpy as np
import pytest

from calibration import (
    CalibrationError,
    FitStatus,
    ResponseMatrix,
    abilities,
    calibrate,
    calibrate_multidimensional,
    general_abilities,
    nominal_model,
    reliability,
)
from calibration.results.calibration_document import calibration_document, read_document, write_document

TESTLETS = ["first"] * 5 + ["second"] * 5 + [None] * 5


def answers(persons: int = 1500, *, seed: int = 1, categories: int = 2, sd: float = 0.8) -> np.ndarray:
    """Scores of 15 items, ten of them in two testlets with this standard deviation."""
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=persons)
    shared = rng.normal(size=(persons, 2)) * sd
    effect = np.concatenate((np.repeat(shared, 5, axis=1), np.zeros((persons, 5))), axis=1)
    b = np.linspace(-1.5, 1.5, 15)
    z = theta[:, None] + effect - b
    steps = np.arange(categories - 1) - (categories - 2) / 2
    above = rng.logistic(size=z.shape)[:, :, None] < z[:, :, None] - steps
    return above.sum(axis=2)


@pytest.mark.parametrize(
    ("model", "slopes", "categories"),
    [
        ("2pl", "free", 2),
        ("2pl", "proportional", 2),
        ("rasch", "rasch", 2),
        ("grm", "proportional", 3),
        ("pcm", None, 3),
    ],
)
def test_the_log_likelihood_never_falls_and_errors_are_found(model, slopes, categories):
    data = ResponseMatrix.from_dense(answers(categories=categories))
    found = calibrate(data, model, testlets=TESTLETS, testlet_slopes=slopes, tol=1e-4)
    assert found.status is FitStatus.CONVERGED
    assert (np.diff(found.log_likelihoods) >= -1e-6).all()
    assert found.covariance is not None
    assert (np.linalg.eigvalsh(found.covariance) > 0).all()
    assert len(found.names) == found.free


def test_a_testlet_model_finds_the_spread_that_was_put_in():
    data = ResponseMatrix.from_dense(answers(4000))
    found = calibrate(data, "rasch", testlets=TESTLETS)
    assert found.testlets is not None
    for name in ("first", "second"):
        assert abs(found.testlets.sd[name] - 0.8) < 4 * found.testlets.sd_error[name]
    assert calibrate(data, "rasch").log_likelihood < found.log_likelihood - 50


def test_without_dependence_a_testlet_has_no_spread_and_the_fit_is_that_of_one_dimension():
    data = ResponseMatrix.from_dense(answers(1000, sd=0.0))
    alone, found = calibrate(data, "rasch"), calibrate(data, "rasch", testlets=TESTLETS)
    assert found.testlets is not None
    assert max(found.testlets.sd.values()) < 0.3
    assert found.log_likelihood - alone.log_likelihood < 4
    np.testing.assert_allclose(found.b, alone.b, atol=0.05)


def test_persons_who_met_one_testlet_only_are_fitted_with_the_others():
    scores = answers(3000)
    scores[:1000, :5] = -1
    scores[1000:2000, 5:10] = -1
    found = calibrate(ResponseMatrix.from_dense(scores), "rasch", testlets=TESTLETS).require_converged()
    assert found.testlets is not None
    assert abs(found.testlets.sd["first"] - 0.8) < 4 * found.testlets.sd_error["first"]


def test_groups_have_means_and_spreads_of_their_own():
    low, high = answers(2000, seed=2), answers(2000, seed=3)
    shifted = answers(2000, seed=3)
    shifted[:] = high
    data = ResponseMatrix.from_dense(np.concatenate((low, shifted)))
    group = np.repeat(["a", "b"], 2000)
    found = calibrate(data, "2pl", testlets=TESTLETS, groups=group).require_converged()
    assert found.population_errors is not None
    assert abs(found.population["b"].mean) < 4 * found.population_errors["b"][0]
    assert abs(found.population["b"].sd - 1) < 4 * found.population_errors["b"][1]


def test_a_testlet_fit_is_read_back_as_it_was_written(tmp_path: Path):
    data = ResponseMatrix.from_dense(answers(600))
    found = calibrate(data, "2pl", testlets=TESTLETS, tol=1e-3)
    path = tmp_path / "fit.json"
    write_document(calibration_document(found, data, source={}, options={}).json_values(), path)
    back = read_document(path).fit
    assert back.testlets is not None
    assert found.testlets is not None
    assert back.testlets.label == found.testlets.label
    assert dict(back.testlets.sd) == dict(found.testlets.sd)
    np.testing.assert_array_equal(back.testlets.specific_slope, found.testlets.specific_slope)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"testlets": ["a"] * 3}, "15 labels"),
        ({"testlets": ["a", *[None] * 14]}, "2 items or more"),
        ({"testlets": TESTLETS, "model": "3pl"}, "a prior on c"),
        ({"testlets": TESTLETS, "model": "1pl"}, "1pl"),
        ({"testlets": TESTLETS, "testlet_slopes": "rasch"}, "rasch"),
        ({"testlets": TESTLETS, "model": "rasch", "testlet_slopes": "free"}, "rasch where every slope is 1"),
        ({"testlets": TESTLETS, "testlet_slopes": "some"}, "some"),
        ({"testlet_slopes": "free"}, "none without testlets"),
        ({"testlets": TESTLETS, "population": "histogram"}, "normal with testlets"),
    ],
)
def test_what_does_not_go_with_testlets_is_refused(options, said):
    with pytest.raises(CalibrationError, match=said):
        calibrate(ResponseMatrix.from_dense(answers(200)), **options)


def test_two_dimensions_find_their_correlation():
    rng = np.random.default_rng(5)
    theta = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], size=3000)
    z = 1.3 * np.repeat(theta, 8, axis=1) - np.tile(np.linspace(-1, 1, 8), 2)
    scores = (rng.logistic(size=z.shape) < z).astype(int)
    loadings = np.repeat(np.eye(2, dtype=bool), 8, axis=0)
    found = calibrate_multidimensional(ResponseMatrix.from_dense(scores), loadings).require_converged()
    assert abs(found.dispersion["all"][0, 1] - 0.5) < 4 * found.correlation_errors[0, 1]
    assert (np.abs(found.slopes[loadings] - 1.3) < 4 * found.slope_errors[loadings]).all()


def test_three_dimensions_converge_on_a_grid_without_corners_and_empty_nodes():
    rng = np.random.default_rng(6)
    theta = rng.normal(size=(500, 3))
    z = 1.5 * np.repeat(theta, 4, axis=1)
    scores = (rng.logistic(size=z.shape) < z).astype(int)
    loadings = np.repeat(np.eye(3, dtype=bool), 4, axis=0)
    found = calibrate_multidimensional(ResponseMatrix.from_dense(scores), loadings, standard_errors=None, tol=1e-3)
    assert found.status is FitStatus.CONVERGED
    assert np.abs(found.dispersion["all"] - np.eye(3)).max() < 0.25
    assert len(found.nodes) < 0.6 * 21**3


@pytest.mark.parametrize(
    ("loadings", "said"),
    [
        (np.ones((3, 2)), r"\(15, 1 to 4\)"),
        (np.ones((15, 5)), r"\(15, 1 to 4\)"),
        (np.full((15, 2), 2), "True or False"),
        (np.zeros((15, 2)), "a dimension for every item"),
    ],
)
def test_loadings_that_are_none_are_refused(loadings, said):
    with pytest.raises(CalibrationError, match=said):
        calibrate_multidimensional(ResponseMatrix.from_dense(answers(100)), loadings)


def test_the_nominal_model_tells_the_right_option_from_the_wrong_ones():
    rng = np.random.default_rng(7)
    theta = rng.normal(size=2000)
    a, c = np.array([1.0, -0.2, -0.8]), np.array([0.3, 0.2, -0.5])
    height = theta[:, None] * a + c
    prob = np.exp(height) / np.exp(height).sum(axis=1, keepdims=True)
    cut = prob.cumsum(axis=1)
    scores = (rng.random((2000, 8))[:, :, None] > cut[:, None, :]).sum(axis=2)
    found = nominal_model(ResponseMatrix.from_dense(scores), key=[0] * 8)
    assert found.status is FitStatus.CONVERGED
    assert (np.abs(found.a - a) < 4.5 * found.a_error).all()
    assert (np.abs(found.c - c) < 4.5 * found.c_error).all()
    np.testing.assert_allclose(found.option_probabilities(np.array([0.0, 1.0])).sum(axis=1), 1.0)


def test_the_nominal_model_refuses_a_key_of_another_length():
    with pytest.raises(CalibrationError, match="15 options"):
        nominal_model(ResponseMatrix.from_dense(answers(300)), key=[0, 1])


def test_bands_hold_and_reliability_is_true_where_dependence_is_modelled():
    rng = np.random.default_rng(11)
    persons, testlets = 1500, 6
    theta = rng.normal(size=persons)
    shared = np.repeat(rng.normal(size=(persons, testlets)), 4, axis=1)
    z = theta[:, None] + shared - np.tile(np.linspace(-1.2, 1.2, 4), testlets)
    data = ResponseMatrix.from_dense((rng.logistic(size=z.shape) < z).astype(int))
    labels = np.repeat([f"t{at}" for at in range(testlets)], 4).tolist()
    fit = calibrate(data, "rasch", testlets=labels)
    found = general_abilities(data, fit)

    def covered(estimates):
        return float((np.abs(estimates.theta - theta) < 1.645 * estimates.se).mean())

    error = np.sqrt(0.9 * 0.1 / persons)
    assert abs(covered(found) - 0.9) < 4 * error
    assert covered(abilities(data, calibrate(data, "rasch"))) < 0.85
    truth = float(np.corrcoef(found.theta, theta)[0, 1] ** 2)
    told = reliability(data, fit, abilities=found)[0].marginal
    assert told == pytest.approx(truth, abs=0.02)


def test_held_items_in_two_dimensions_give_another_group_its_means_and_covariance():
    rng = np.random.default_rng(8)
    dispersion = np.array([[1.5, 0.6], [0.6, 0.8]])
    theta = rng.multivariate_normal([0.4, -0.3], dispersion, size=2500)
    z = 1.2 * np.repeat(theta, 6, axis=1) - np.tile(np.linspace(-1, 1, 6), 2)
    data = ResponseMatrix.from_dense((rng.logistic(size=z.shape) < z).astype(int))
    loadings = np.repeat(np.eye(2, dtype=bool), 6, axis=0)
    held = {str(at + 1): (1.2 * loadings[at], [-np.linspace(-1, 1, 6)[at % 6]]) for at in (0, 2, 4, 7, 9, 11)}
    found = calibrate_multidimensional(data, loadings, fixed=held, tol=1e-4).require_converged()
    assert found.models[:2] == ("fixed", "2pl")
    assert found.covariance is not None
    errors = np.sqrt(np.diag(found.covariance))[-5:]
    population = np.concatenate((found.mean["all"], found.dispersion["all"][np.tril_indices(2)]))
    assert (np.abs(population - [0.4, -0.3, 1.5, 0.6, 0.8]) < 4 * errors).all()
    free = [at for at in range(12) if str(at + 1) not in held]
    assert (np.abs(found.slopes - 1.2)[loadings][free] < 4 * found.slope_errors[loadings][free]).all()
    assert found.quadrature_error < 0.1
    again = calibrate_multidimensional(data, loadings, fixed=found, standard_errors=None, tol=1e-4)
    assert again.log_likelihood == pytest.approx(found.log_likelihood, abs=0.05)


def test_a_grid_that_is_too_coarse_says_so_and_the_default_grid_is_made_finer():
    rng = np.random.default_rng(9)
    z = 3.0 * np.repeat(rng.normal(size=(400, 2)), 8, axis=1)
    data = ResponseMatrix.from_dense((rng.logistic(size=z.shape) < z).astype(int))
    loadings = np.repeat(np.eye(2, dtype=bool), 8, axis=0)
    few = calibrate_multidimensional(data, loadings, nodes_per_dimension=9, standard_errors=None, tol=1e-3)
    assert few.status is FitStatus.GRID_TOO_COARSE
    assert few.quadrature_error > 0.5
    fine = calibrate_multidimensional(data, loadings, standard_errors=None, tol=1e-3)
    assert fine.status is FitStatus.CONVERGED
    assert abs(fine.log_likelihood - few.log_likelihood) > 0.1


@pytest.mark.parametrize(
    ("fixed", "said"),
    [
        ({"zz": ([1, 0], [0.0])}, "ids of items in the data"),
        ({"1": ([0, 1], [0.0])}, "slopes on the dimensions of 1"),
        ({"1": ([1, 0], [0.0, 0.1])}, "1 intercepts"),
        ({"1": ([1, 0], [0.0])}, "an item or more on every dimension"),
    ],
)
def test_held_items_that_do_not_fit_the_dimensions_are_refused(fixed, said):
    loadings = np.repeat(np.eye(2, dtype=bool), [8, 7], axis=0)
    with pytest.raises(CalibrationError, match=said):
        calibrate_multidimensional(ResponseMatrix.from_dense(answers(100)), loadings, fixed=fixed)

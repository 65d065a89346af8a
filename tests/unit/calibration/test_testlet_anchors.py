"""Testlet models with held items, priors, asymptotes and robust errors, and their links."""

import numpy as np
import pytest

from calibration import (
    Calibration,
    FitStatus,
    ResponseMatrix,
    calibrate,
    general_abilities,
    link,
    transform_with_errors,
)
from calibration.linking.testlet_transformation import transform_testlets
from engine import ItemParameters

LABELS = ["first"] * 5 + ["second"] * 5 + [None] * 5
B = np.linspace(-1.5, 1.5, 15)


def data(persons: int, *, seed: int, mean: float = 0.0, sd: float = 1.0, shared: float = 0.8, **more) -> ResponseMatrix:
    """Answers to 15 items, ten in two testlets; c is a floor of chance, a the slope, steps thresholds of each item."""
    rng = np.random.default_rng(seed)
    effect = np.repeat(rng.normal(size=(persons, 2)) * shared, 5, axis=1)
    theta = mean + sd * rng.normal(size=(persons, 1)) + np.concatenate((effect, np.zeros((persons, 5))), axis=1)
    z = more.get("a", 1.0) * (theta - B)
    steps = np.array(more.get("steps", [0.0]))
    scores = (rng.logistic(size=z.shape)[:, :, None] < z[:, :, None] - steps).sum(axis=2)
    guessed = rng.random(z.shape) < more.get("c", 0.0)
    return ResponseMatrix.from_dense(np.where(guessed, np.maximum(scores, 1), scores))


def held(fit: Calibration, places: tuple[int, ...]) -> dict[str, ItemParameters]:
    return {fit.items[at]: fit.parameters.take(np.array([at])) for at in places}


@pytest.fixture(scope="module")
def first() -> Calibration:
    return calibrate(data(1000, seed=1), "2pl", testlets=LABELS, tol=1e-4).require_converged()


@pytest.mark.parametrize("slopes", ["proportional", "free"])
def test_items_held_at_the_truth_give_another_group_its_mean_and_spread(slopes):
    truth = ItemParameters.logistic(np.ones(15), B)
    fixed = {str(at + 1): truth.take(np.array([at])) for at in (0, 3, 5, 8, 10, 14)}
    other = data(2000, seed=2, mean=0.6, sd=1.3)
    found = calibrate(other, "2pl", testlets=LABELS, testlet_slopes=slopes, fixed=fixed, tol=1e-4).require_converged()
    assert found.population_errors is not None
    assert found.standard_errors is not None
    errors = found.population_errors["all"]
    assert abs(found.population["all"].mean - 0.6) < 4 * errors[0]
    assert abs(found.population["all"].sd - 1.3) < 4 * errors[1]
    free = np.array([at for at in range(15) if str(at + 1) not in fixed])
    assert (np.abs(found.a - 1)[free] < 4 * found.standard_errors.a[free]).all()
    assert (np.abs(found.b - B)[free] < 4 * found.standard_errors.b[free]).all()
    assert (found.standard_errors.a[[0, 3]] == 0).all()
    spread = found.testlets
    assert spread is not None
    if slopes == "proportional":
        assert all(abs(spread.sd[name] - 0.8) < 4 * spread.sd_error[name] for name in ("first", "second"))
    else:
        assert (np.abs(spread.specific_slope - 0.8)[:10] < 4 * spread.specific_slope_error[:10]).all()


def test_a_rasch_testlet_fit_with_held_items_keeps_the_logit_and_frees_the_spread():
    fixed = {str(at + 1): ItemParameters.logistic(1.0, B[at]) for at in (0, 6, 12)}
    found = calibrate(data(2000, seed=3, mean=-0.4, sd=1.4), "rasch", testlets=LABELS, fixed=fixed).require_converged()
    assert (found.a == 1).all()
    assert found.population_errors is not None
    assert abs(found.population["all"].sd - 1.4) < 4 * found.population_errors["all"][1]
    assert abs(found.population["all"].mean + 0.4) < 4 * found.population_errors["all"][0]


def test_a_calibration_held_whole_keeps_its_testlets(first: Calibration):
    again = calibrate(data(1000, seed=1), "2pl", testlets=LABELS, fixed=first, tol=1e-4).require_converged()
    assert again.free == 2
    assert again.testlets is not None
    assert first.testlets is not None
    assert again.testlets.sd == first.testlets.sd
    assert again.log_likelihood == pytest.approx(first.log_likelihood, abs=0.01)
    assert again.population["all"].mean == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    ("model", "slopes", "more", "told"),
    [
        ("3pl", "proportional", {"c": 0.2, "a": 1.6}, "c"),
        ("3pl", "free", {"c": 0.2, "a": 1.6}, "c"),
        ("gpcm", "proportional", {"steps": [-0.5, 0.5]}, "a"),
        ("grm", "free", {"steps": [-0.5, 0.5]}, "a"),
    ],
)
def test_models_of_all_families_have_priors_and_errors_within_testlets(model, slopes, more, told):
    scores = data(700, seed=4, **more)
    found = calibrate(scores, model, testlets=LABELS, testlet_slopes=slopes, priors="default", tol=1e-3)
    assert found.status is FitStatus.CONVERGED
    assert (np.diff(found.log_likelihoods) >= -1e-6).all()
    assert found.log_likelihood + found.log_prior == pytest.approx(found.log_likelihoods[-1])
    assert found.log_prior != 0
    errors = getattr(found.standard_errors, told)
    assert (errors > 0).all()
    if model == "3pl":
        assert (np.abs(found.c - 0.2) < 4 * errors).all()
        read = general_abilities(scores, found)
        assert 0.3 < read.se.mean() < 1
    elif model == "grm":
        assert (np.abs(found.a - 1) < 4.5 * errors).all()


def test_robust_errors_agree_with_the_others_where_the_model_holds(first: Calibration):
    robust = calibrate(data(1000, seed=1), "2pl", testlets=LABELS, tol=1e-4, standard_errors="sandwich")
    assert robust.standard_errors is not None
    assert first.standard_errors is not None
    ratio = robust.standard_errors.b / first.standard_errors.b
    assert ((ratio > 0.75) & (ratio < 1.35)).all()
    assert not np.allclose(ratio, 1, atol=1e-6)


def test_testlet_fits_are_linked_by_their_general_parameters(first: Calibration):
    other = calibrate(data(1000, seed=5, mean=0.6, sd=1.3), "2pl", testlets=LABELS, tol=1e-4).require_converged()
    constants = link(other, first)
    assert constants.standard_errors is not None
    for value, error, truth in zip((constants.A, constants.B), constants.standard_errors, (1.3, 0.6), strict=True):
        assert abs(value - truth) < 4 * error
    assert transform_with_errors(other, constants).covariance is not None
    moved = transform_testlets(other, constants)
    assert moved is not None
    assert other.testlets is not None
    for name in ("first", "second"):
        assert abs(moved.sd[name] - 0.8) < 4 * moved.sd_error[name]
        assert moved.sd[name] == pytest.approx(constants.A * other.testlets.sd[name])

"""Plausible values: their distribution, and that a draw depends on seed, person and number alone."""

import numpy as np
import pytest

from calibration import CalibrationError, ResponseMatrix, calibrate, plausible_values
from calibration.population.plausible_values import conditional_abilities
from calibration.population.posterior_draws import draw_from_log_posteriors
from calibration.results.calibration_result import Calibration

PERSONS = 900


@pytest.fixture(scope="module")
def data() -> ResponseMatrix:
    random = np.random.default_rng(5)
    theta = 0.7 * x() + random.normal(size=PERSONS)
    scores = (theta[:, None] - np.linspace(-1.5, 1.5, 8) + random.logistic(size=(PERSONS, 8)) > 0).astype(int)
    scores[random.random(scores.shape) < 0.1] = -1
    scores[17] = -1
    return ResponseMatrix.from_dense(scores)


@pytest.fixture(scope="module")
def fit(data: ResponseMatrix) -> Calibration:
    return calibrate(data, "2pl", regressors={"x": x()}, standard_errors=None)


def x() -> np.ndarray:
    return np.random.default_rng(6).normal(size=PERSONS)


@pytest.mark.parametrize(("mean", "sd"), [(0.03, 0.25), (0.11, 0.3), (0.0, 1.0)])
def test_draws_have_the_posteriors_distribution(mean: float, sd: float) -> None:
    """At a step of a fifth of a unit, also where that is most of the standard deviation."""
    nodes = np.arange(-7, 7.1, 0.2)
    uniform = (np.arange(20000) + 0.5)[None] / 20000
    drawn = draw_from_log_posteriors(-0.5 * ((nodes[None] - mean) / sd) ** 2, nodes, uniform)[0]
    assert drawn.mean() == pytest.approx(mean, abs=1e-3 * sd)
    assert drawn.std() == pytest.approx(sd, rel=3e-3)
    assert np.quantile(drawn, [0.05, 0.95]) == pytest.approx([mean - 1.6449 * sd, mean + 1.6449 * sd], abs=0.01 * sd)
    assert (np.diff(drawn) >= 0).all()


def test_draws_agree_with_posterior_moments(data: ResponseMatrix, fit: Calibration) -> None:
    drawn = plausible_values(data, fit, regressors={"x": x()}, draws=400, seed=1)
    mean, sd = conditional_abilities(data, fit, regressors={"x": x()})
    z = (drawn.mean(axis=1) - mean) / (sd / np.sqrt(400))
    assert abs(z.mean()) < 4 / np.sqrt(PERSONS)
    assert z.std() == pytest.approx(1, abs=0.1)
    assert (drawn.std(axis=1) / sd).mean() == pytest.approx(1, abs=0.01)


def test_person_without_responses_is_drawn_from_the_prior(data: ResponseMatrix, fit: Calibration) -> None:
    drawn = plausible_values(data, fit, regressors={"x": x()}, draws=1000, seed=1)[17]
    assert drawn.mean() == pytest.approx(fit.population.coefficients[0] * x()[17], abs=4 / np.sqrt(1000))
    assert drawn.std() == pytest.approx(1, abs=0.1)


def test_draws_do_not_depend_on_how_data_are_divided(data: ResponseMatrix, fit: Calibration) -> None:
    whole = plausible_values(data, fit, regressors={"x": x()}, draws=5, seed=9)
    more = plausible_values(data, fit, regressors={"x": x()}, draws=7, seed=9)
    assert more[:, :5].tolist() == whole.tolist()
    half = PERSONS // 2
    rows = data.person >= half
    last = ResponseMatrix(
        data.person[rows] - np.int32(half), data.item[rows], data.score[rows], PERSONS - half, data.items
    )
    again = plausible_values(last, fit, regressors={"x": x()[half:]}, draws=5, seed=9, first_person=half)
    assert again == pytest.approx(whole[half:], abs=1e-10)
    other = plausible_values(data, fit, regressors={"x": x()}, draws=5, seed=10)
    assert (other != whole).all()


def test_groups_have_their_own_priors(data: ResponseMatrix) -> None:
    group = np.where(x() > 0, "high", "low")
    fit = calibrate(data, "2pl", groups=group, standard_errors=None)
    drawn = plausible_values(data, fit, group=group, draws=20, seed=3)
    for name in ("high", "low"):
        here = drawn[group == name]
        assert here.mean() == pytest.approx(fit.population[name].mean, abs=0.05)
        assert here.std() == pytest.approx(fit.population[name].sd, abs=0.05)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"regressors": None}, "regressors: expected x, got –"),
        ({"regressors": {"z": x()}}, "regressors: expected x, got z"),
        ({"regressors": {"x": x()}, "draws": 0}, "draws: expected 1 … 1000, got 0"),
    ],
)
def test_what_does_not_fit_is_refused(
    data: ResponseMatrix, fit: Calibration, options: dict[str, object], expected: str
) -> None:
    with pytest.raises(CalibrationError, match=expected):
        plausible_values(data, fit, seed=1, **options)  # type: ignore[arg-type]

"""Latent regression: information against differences of the likelihood, coding of regressors, and what is refused."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from calibration import CalibrationError, ResponseMatrix, calibrate, code_regressors
from calibration.array_types import Floats
from calibration.marginal.e_step import e_step_tables, posterior
from calibration.marginal.em_algorithm import ParameterPoint
from calibration.marginal.in_memory_source import LocalStatistics
from calibration.marginal.model_specification import specify_model
from calibration.marginal.observed_information import complete_data_scores, complete_information
from calibration.marginal.priors import Priors
from calibration.marginal.start_values import start_values
from calibration.population.regressed_responses import regressed_responses
from calibration.results.calibration_document import calibration_document, read_document, write_document
from engine import ItemParameters

NODES = np.linspace(-9, 9, 91)


def simulated(persons: int, items: int, seed: int = 1, *, categories: int = 2, missing: float = 0.0) -> ResponseMatrix:
    random = np.random.default_rng(seed)
    x = variables(persons)["x"]
    theta = 0.6 * x + random.normal(size=persons)
    steps = np.sort(random.normal(size=(items, categories - 1)), axis=1)
    noisy = theta[:, None, None] - steps + random.logistic(size=(persons, items, 1))
    scores = (noisy > 0).sum(axis=2)
    return ResponseMatrix.from_dense(np.where(random.random(scores.shape) < missing, -1, scores))


def variables(persons: int) -> dict[str, Floats]:
    random = np.random.default_rng(99)
    return {"x": random.normal(size=persons), "y": (random.random(persons) < 0.4).astype(float)}


def at_start(
    data: ResponseMatrix, model: str, fixed: dict[str, ItemParameters], weights: Floats | None = None
) -> tuple[LocalStatistics, ParameterPoint]:
    responses, regression = regressed_responses(data, variables(data.persons), weights)
    specified = specify_model(responses.response_counts, model, fixed)
    start = start_values(specified.structure, responses.response_counts.by_category, 1, Priors())
    start = replace(start, population=start.population.regressed(regression))
    vector = start.vector + np.random.default_rng(3).normal(0, 0.1, start.vector.size)
    return responses.source(specified.structure, collapse=False), start.at_state(vector, NODES)


def gradient(source: LocalStatistics, point: ParameterPoint, step: float = 1e-5) -> Floats:
    def value(vector: Floats) -> float:
        there = point.at_state(vector, NODES)
        tables = e_step_tables(there.structure, there.natural, there.population, NODES)
        return source.expected_statistics(tables).log_likelihood

    here, one = point.vector, np.eye(point.vector.size) * step
    return np.array([(value(here + each) - value(here - each)) / (2 * step) for each in one])


def information(source: LocalStatistics, point: ParameterPoint) -> tuple[Floats, Floats]:
    tables = e_step_tables(point.structure, point.natural, point.population, NODES)
    expected = source.expected_statistics(tables)
    missing = source.missing_information(tables, complete_data_scores(point, NODES), squares=True)
    assert missing.square is not None
    return complete_information(point, expected, tables, Priors()) - missing.information, missing.square


FIXED = {"1": ItemParameters.logistic(1.2, 0.3)}


@pytest.mark.parametrize(
    ("model", "categories", "missing", "fixed"),
    [
        ("2pl", 2, 0.0, {}),
        ("2pl", 2, 0.4, FIXED),
        ("rasch", 2, 0.0, {}),
        ("grm", 3, 0.0, {}),
        ("gpcm", 3, 0.4, {}),
    ],
)
def test_information_is_the_second_derivative(
    model: str, categories: int, missing: float, fixed: dict[str, ItemParameters]
) -> None:
    data = simulated(300, 5, categories=categories, missing=missing)
    source, point = at_start(data, model, fixed, np.random.default_rng(4).uniform(0.5, 2, 300))
    found, _ = information(source, point)
    step, here = 1e-4, point.vector
    moved = [
        (gradient(source, point.at_state(here + each, NODES)) - gradient(source, point.at_state(here - each, NODES)))
        / (2 * step)
        for each in np.eye(here.size) * step
    ]
    assert found == pytest.approx(-np.array(moved), abs=0.05)


def log_likelihoods(source: LocalStatistics, point: ParameterPoint) -> tuple[Floats, Floats]:
    """Log-likelihood and weight of each person, in the order of the blocks."""
    tables = e_step_tables(point.structure, point.natural, point.population, NODES)
    blocks = (*source.part.dense, *source.part.sparse)
    return np.concatenate([posterior(block, tables)[2] for block in blocks]), np.concatenate(
        [block.weight for block in blocks]
    )


@pytest.mark.parametrize("missing", [0.0, 0.4])
def test_squares_are_products_of_scores(missing: float) -> None:
    data = simulated(200, 4, missing=missing)
    source, point = at_start(data, "2pl", FIXED, np.random.default_rng(4).uniform(0.5, 2, 200))
    step, here = 1e-5, point.vector
    scores = np.array(
        [
            log_likelihoods(source, point.at_state(here + each, NODES))[0]
            - log_likelihoods(source, point.at_state(here - each, NODES))[0]
            for each in np.eye(here.size) * step
        ]
    ) / (2 * step)
    weight = log_likelihoods(source, point)[1]
    assert information(source, point)[1] == pytest.approx((scores * weight**2) @ scores.T, abs=1e-3)


def test_objective_never_falls_and_sets_the_scale() -> None:
    data = simulated(500, 8)
    fit = calibrate(data, "2pl", regressors=variables(500)).require_converged()
    assert all(after >= before - 1e-8 for before, after in pairwise(fit.log_likelihoods[:-3]))
    regression = fit.population.regression
    assert regression is not None
    assert regression.names == ("x", "y")
    assert regression.coefficients[0] == pytest.approx(0.6, abs=4 * regression.errors[0])
    assert (regression.intercept, regression.residual_sd) == (0, 1)
    assert fit.population["all"].sd > 1


def test_shifted_regressor_moves_difficulties_alone() -> None:
    data, named = simulated(400, 6), variables(400)
    one = calibrate(data, "2pl", regressors=named, tol=1e-8)
    other = calibrate(data, "2pl", regressors=named | {"x": named["x"] + 1}, tol=1e-8)
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-6)
    assert other.population.coefficients == pytest.approx(one.population.coefficients, abs=1e-5)
    assert other.b - one.b == pytest.approx(np.full(6, one.population.coefficients[0]), abs=1e-4)


def test_fixed_items_free_intercept_and_residual() -> None:
    data, named = simulated(400, 6), variables(400)
    free = calibrate(data, "2pl", regressors=named, tol=1e-8).require_converged()
    held = calibrate(data, "2pl", regressors=named, fixed=free, tol=1e-8).require_converged()
    assert held.population.regression is not None
    assert held.population.coefficients == pytest.approx(free.population.coefficients, abs=1e-3)
    assert held.population.regression.intercept == pytest.approx(0, abs=2e-3)
    assert held.population.regression.residual_sd == pytest.approx(1, abs=2e-3)
    assert held.population.regression.intercept_error > 0


def test_labels_become_contrasts() -> None:
    coded = code_regressors({"region": ["b", "a", "", "c"], "age": [1, 2, 3, 4]}, reference={"region": "b"})
    assert coded.names == ("region[a]", "region[c]", "region[–]", "age")
    assert coded.values.tolist() == [[0, 0, 0, 1], [1, 0, 0, 2], [0, 0, 1, 3], [0, 1, 0, 4]]
    assert coded.levels == {"region": ("b", "a", "c", "–")}
    again = code_regressors({"region": ["c"], "age": [9]}, levels=coded.levels)
    assert again.values.tolist() == [[0, 1, 0, 9]]


@pytest.mark.parametrize(
    ("regressors", "expected"),
    [
        ({"x": [1.0] * 50}, "no others determine, got x"),
        ({"x": [1.0]}, r"expected \(50, k\)"),
        ({"x": [np.nan] * 50}, "none for person 1"),
        (np.full((50, 2), np.inf), "not finite"),
    ],
)
def test_unusable_regressors_are_named(regressors: object, expected: str) -> None:
    with pytest.raises(CalibrationError, match=expected):
        calibrate(simulated(50, 4), "2pl", regressors=regressors)  # type: ignore[arg-type]


def test_unknown_level_is_named() -> None:
    with pytest.raises(CalibrationError, match="region: expected a, b, got c"):
        code_regressors({"region": ["c"]}, levels={"region": ("a", "b")})


def test_groups_are_refused_with_regressors() -> None:
    with pytest.raises(CalibrationError, match="groups: expected none with regressors"):
        calibrate(simulated(50, 4), "2pl", groups=["a"] * 50, regressors=variables(50))


def test_document_keeps_the_regression(tmp_path: Path) -> None:
    data = simulated(300, 5)
    fit = calibrate(data, "2pl", regressors=variables(300))
    path = tmp_path / "fit.json"
    write_document(calibration_document(fit, data, source={}, options={}).json_values(), path)
    kept, made = read_document(path).fit.population.regression, fit.population.regression
    assert kept is not None
    assert made is not None
    assert kept.names == made.names
    assert kept.coefficients.tolist() == made.coefficients.tolist()
    assert kept.errors.tolist() == made.errors.tolist()
    assert kept.r_squared == made.r_squared

"""Known parameters come back, and standard errors cover them as often as they claim.

Bounds are four Monte-Carlo standard errors around what theory says; seeds are fixed.
"""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from calibration import Calibration, ResponseMatrix, calibrate

Floats = NDArray[np.float64]

REPLICATIONS, PERSONS, ITEMS = 60, 1000, 12
A = np.linspace(0.7, 1.6, ITEMS)
B = np.linspace(-1.5, 1.5, ITEMS)[np.array([3, 8, 0, 10, 5, 1, 11, 6, 2, 9, 4, 7])]


def answers(a: Floats | float, sd: float, met: float, seed: int) -> NDArray[np.int64]:
    rng = np.random.default_rng([20, seed])
    logits = a * (rng.normal(0, sd, (PERSONS, 1)) - B)
    scores = (rng.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(np.int64)
    return np.where(rng.random(scores.shape) < met, scores, -1)


@cache
def fits(model: str, met: float) -> tuple[Calibration, ...]:
    a, sd = (A, 1.0) if model == "2pl" else (1.0, 1.3)
    return tuple(
        calibrate(ResponseMatrix.from_dense(answers(a, sd, met, seed)), model).require_converged()
        for seed in range(REPLICATIONS)
    )


def standardised(model: str, met: float, parameter: str) -> Floats:
    """(replications, items) errors in standard errors: standard normal if both are right."""
    truth = {"a": A, "b": B}[parameter]
    errors = [fit.standard_errors for fit in fits(model, met)]
    return np.array(
        [
            (getattr(fit, parameter) - truth) / getattr(error, parameter)
            for fit, error in zip(fits(model, met), errors, strict=True)
        ]
    )


CASES = [("2pl", 1.0, "a"), ("2pl", 1.0, "b"), ("2pl", 0.6, "a"), ("2pl", 0.6, "b"), ("rasch", 1.0, "b")]


@pytest.mark.parametrize(("model", "met", "parameter"), CASES)
def test_estimates_are_centred_on_the_truth(model: str, met: float, parameter: str) -> None:
    """Per item the mean of 60 standard normals has SE 0.129; its bias in these sizes is below a tenth of an SE."""
    z = standardised(model, met, parameter)
    assert np.abs(z.mean(axis=0)).max() < 0.1 + 4 * z.std(axis=0).max() / np.sqrt(REPLICATIONS)


@pytest.mark.parametrize(("model", "met", "parameter"), CASES)
def test_95_percent_intervals_cover_95_percent(model: str, met: float, parameter: str) -> None:
    """Replications are independent and items within one are not: the SE is taken between replications."""
    covered = (np.abs(standardised(model, met, parameter)) < 1.959964).mean(axis=1)
    assert covered.mean() == pytest.approx(0.95, abs=4 * covered.std(ddof=1) / np.sqrt(REPLICATIONS))


def test_the_rasch_population_sd_comes_back_with_its_standard_error() -> None:
    z = np.array([(fit.population["all"].sd - 1.3) / (fit.population_sd_error or 0) for fit in fits("rasch", 1.0)])
    assert abs(z.mean()) < 4 / np.sqrt(REPLICATIONS)
    assert z.std(ddof=1) == pytest.approx(1, abs=4 / np.sqrt(2 * REPLICATIONS))


def test_a_large_sample_narrows_down_on_the_truth() -> None:
    """100,000 responses to each item: every error within four of its standard errors, all of them small."""
    rng = np.random.default_rng(5)
    logits = A * (rng.normal(size=(100_000, 1)) - B)
    fit = calibrate(ResponseMatrix.from_dense((rng.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(int)))
    errors = fit.require_converged().standard_errors
    assert errors is not None
    assert (np.abs(fit.a - A) < 4 * errors.a).all()
    assert (np.abs(fit.b - B) < 4 * errors.b).all()
    assert errors.b.max() < 0.03

"""Known parameters of other models, groups and populations come back, and standard errors cover them as they claim.

Bounds are four Monte-Carlo standard errors around what theory says; seeds are fixed.
"""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from calibration import Calibration, ResponseMatrix, calibrate
from calibration.marginal.em_algorithm import EMOptions, run_em
from calibration.marginal.in_memory_source import LocalStatistics
from calibration.marginal.model_specification import specify_model
from calibration.marginal.priors import Beta, Priors
from calibration.marginal.quadrature_grid import equally_spaced_grid
from calibration.marginal.response_blocks import build_blocks
from calibration.marginal.start_values import start_values
from calibration.screening.response_counts import count_responses
from engine import ItemParameters

Floats = NDArray[np.float64]

REPLICATIONS, PERSONS, ITEMS = 50, 1000, 9
A = np.array([0.8, 1.3, 1.0, 1.5, 0.9, 1.2, 0.7, 1.1, 1.4])
B = np.linspace(-1.2, 1.2, ITEMS)[[4, 0, 7, 2, 8, 5, 1, 6, 3]]
STEPS = B[:, None] + np.array([-0.8, 0.1, 0.7])
TRUTH = {
    "gpcm": ItemParameters.partial_credit(A, STEPS),
    "grm": ItemParameters.graded(A, STEPS),
    "pcm": ItemParameters.partial_credit(1.0, STEPS),
    "2pl": ItemParameters.logistic(A, B),
    "3pl": ItemParameters.logistic(A, B, 0.2),
}


def answers(model: str, theta: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """Drawn from the definitions: adjacent or cumulative logits."""
    truth = TRUTH[model]
    logits = truth.a[:, None] * (theta[:, None, None] - truth.b)
    if model == "grm":
        above = 1 / (1 + np.exp(-logits))
    else:
        odds = np.exp(np.concatenate((np.zeros((*logits.shape[:2], 1)), logits.cumsum(axis=2)), axis=2))
        share = odds / odds.sum(axis=2, keepdims=True)
        above = np.flip(np.flip(share, axis=2).cumsum(axis=2), axis=2)[:, :, 1:]
    above = truth.c[:, None] + (1 - truth.c[:, None]) * above
    return (rng.random(above.shape[:2])[:, :, None] < above).sum(axis=2)


@cache
def fits(model: str, met: float, errors: str = "observed") -> tuple[Calibration, ...]:
    found = []
    for seed in range(REPLICATIONS):
        rng = np.random.default_rng([31, seed])
        scores = answers(model, rng.normal(0, 1.3 if model == "pcm" else 1.0, PERSONS), rng)
        scores[rng.random(scores.shape) >= met] = -1
        fit = calibrate(ResponseMatrix.from_dense(scores), model, standard_errors=errors)  # type: ignore[arg-type]
        found.append(fit.require_converged())
    return tuple(found)


def standardised(model: str, met: float, letter: str, errors: str) -> Floats:
    """(replications, parameters) errors in standard errors: standard normal if both are right."""
    truth = getattr(TRUTH[model], letter).ravel()
    rows = []
    for fit in fits(model, met, errors):
        assert fit.standard_errors is not None
        rows.append((getattr(fit, letter).ravel() - truth) / getattr(fit.standard_errors, letter).ravel())
    return np.array(rows)


CASES = [
    ("gpcm", 1.0, "a", "observed"),
    ("gpcm", 0.7, "b", "observed"),
    ("grm", 1.0, "a", "observed"),
    ("grm", 0.7, "b", "observed"),
    ("pcm", 1.0, "b", "observed"),
    ("2pl", 1.0, "a", "sandwich"),
    ("2pl", 1.0, "b", "sandwich"),
]


@pytest.mark.parametrize(("model", "met", "letter", "errors"), CASES)
def test_estimates_are_centred_on_the_truth(model: str, met: float, letter: str, errors: str) -> None:
    """The bias of maximum likelihood in these sizes is below a sixth of a standard error."""
    z = standardised(model, met, letter, errors)
    assert np.abs(z.mean(axis=0)).max() < 0.17 + 4 * z.std(axis=0).max() / np.sqrt(REPLICATIONS)


@pytest.mark.parametrize(("model", "met", "letter", "errors"), CASES)
def test_95_percent_intervals_cover_95_percent(model: str, met: float, letter: str, errors: str) -> None:
    covered = (np.abs(standardised(model, met, letter, errors)) < 1.959964).mean(axis=1)
    assert covered.mean() == pytest.approx(0.95, abs=4 * covered.std(ddof=1) / np.sqrt(REPLICATIONS))


@cache
def groups(seed: int) -> Calibration:
    """A second group, 0.6 higher and 1.25 times as wide, which shares five items with the first."""
    rng = np.random.default_rng([32, seed])
    scores = answers("2pl", np.concatenate((rng.normal(size=800), rng.normal(0.6, 1.25, 800))), rng)
    scores[:800, 7:], scores[800:, :2] = -1, -1
    return calibrate(ResponseMatrix.from_dense(scores), groups=np.repeat(["A", "B"], 800)).require_converged()


@cache
def anchored(seed: int) -> Calibration:
    """Six items held, three new ones, and persons of another population."""
    rng = np.random.default_rng([33, seed])
    scores = answers("2pl", rng.normal(0.6, 1.25, 800), rng)
    held = {str(at + 1): ItemParameters.logistic(A[at], B[at]) for at in range(6)}
    return calibrate(ResponseMatrix.from_dense(scores), fixed=held).require_converged()


@pytest.mark.parametrize(("calibrations", "name"), [(groups, "B"), (anchored, "all")])
def test_a_populations_mean_and_spread_come_back_with_their_standard_errors(calibrations: Any, name: str) -> None:
    found = [calibrations(seed) for seed in range(REPLICATIONS)]
    for index, (letter, truth) in enumerate((("mean", 0.6), ("sd", 1.25))):
        z = np.array(
            [(getattr(fit.population[name], letter) - truth) / fit.population_errors[name][index] for fit in found]
        )
        assert abs(z.mean()) < 0.1 + 4 / np.sqrt(REPLICATIONS)
        assert z.std(ddof=1) == pytest.approx(1, abs=4 / np.sqrt(2 * REPLICATIONS))


def test_new_items_of_a_fixed_item_calibration_are_covered() -> None:
    z = []
    for seed in range(REPLICATIONS):
        errors = anchored(seed).standard_errors
        assert errors is not None
        z.append((anchored(seed).b[6:] - B[6:]) / errors.b[6:])
    covered = (np.abs(np.array(z)) < 1.959964).mean(axis=1)
    assert covered.mean() == pytest.approx(0.95, abs=4 * covered.std(ddof=1) / np.sqrt(REPLICATIONS))


def test_guessing_comes_back_from_a_large_sample() -> None:
    """With 20,000 persons a prior about the truth hardly matters: every error is within four standard errors."""
    rng = np.random.default_rng(34)
    scores = answers("3pl", rng.normal(size=20_000), rng)
    fit = calibrate(ResponseMatrix.from_dense(scores), "3pl", priors=Priors(c=Beta(5, 17))).require_converged()
    errors = fit.standard_errors
    assert errors is not None
    for letter, limit in (("a", 0.15), ("b", 0.4), ("c", 0.1)):
        truth, error = getattr(TRUTH["3pl"], letter).ravel(), getattr(errors, letter)
        assert (np.abs(getattr(fit, letter) - truth) < 4 * error).all()
        assert error.max() < limit


def test_3pl_fits_from_far_apart_starts_end_at_one_maximum() -> None:
    """Without priors too: no start traps an asymptote at its bound."""
    rng = np.random.default_rng(35)
    data = ResponseMatrix.from_dense(answers("3pl", rng.normal(size=2000), rng))
    structure = specify_model(count_responses(data), "3pl", {}).structure
    start, source = (
        start_values(structure, count_responses(data).by_category, 1, Priors()),
        LocalStatistics(build_blocks(data, structure)),
    )
    ends = []
    for slope, lower in ((1.0, -1.7), (2.0, -0.8), (0.6, -3.0)):
        own = start.own.copy()
        own[:, 0], own[:, 2] = slope, lower
        found = run_em(
            source.expected_statistics, replace(start, own=own), equally_spaced_grid(), Priors(), EMOptions(1e-6, 2000)
        )
        ends.append(found.objective[-1])
    assert ends == pytest.approx([ends[0]] * 3, abs=1e-3)

"""Latent regression and plausible values recover what made the data; errors cover it as often as they claim.

Bounds are four Monte-Carlo standard errors; seeds are fixed.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import pytest

from calibration import calibrate, code_regressors, jackknife, plausible_values, pool_estimates
from calibration.array_types import Floats
from calibration.population.pooled_estimates import PooledEstimates
from calibration.population.statistics import ByGroup, LinearRegression, Mean, StandardDeviation, Together
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.regressed_population import RegressionEstimates
from engine import ItemParameters

REPLICATIONS, SCHOOLS, PUPILS, ITEMS = 20, 40, 20, 12
PERSONS = SCHOOLS * PUPILS
EFFECT, SLOPE, RESIDUAL = 0.6, 0.3, 0.8
ITEM_PARAMETERS = {
    str(at + 1): ItemParameters.logistic(1.1, b) for at, b in enumerate(np.linspace(-1.5, 1.5, ITEMS).tolist())
}


class Survey(NamedTuple):
    """What one replication found."""

    regression: RegressionEstimates
    groups: PooledEstimates
    slopes: PooledEstimates


@cache
def surveys() -> tuple[Survey, ...]:
    return tuple(map(survey, range(REPLICATIONS)))


def survey(seed: int) -> Survey:
    """Persons with 12 items of known parameters: ability is .6 higher in group b, and rises by .3 with x."""
    random = np.random.default_rng([31, seed])
    group, x = np.where(random.random(PERSONS) < 0.5, "b", "a"), random.normal(size=PERSONS)
    theta = EFFECT * (group == "b") + SLOPE * x + random.normal(0, RESIDUAL, PERSONS)
    logits = 1.1 * (theta[:, None] - np.linspace(-1.5, 1.5, ITEMS))
    data = ResponseMatrix.from_dense((random.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(int))
    coded = code_regressors({"group": group, "x": x})
    fit = calibrate(data, "2pl", fixed=ITEM_PARAMETERS, regressors=coded).require_converged()
    values = plausible_values(data, fit, regressors=coded, draws=10, seed=seed)
    replicates = jackknife(np.repeat(np.arange(SCHOOLS), PUPILS))
    regression = fit.population.regression
    assert regression is not None
    return Survey(
        regression,
        pool_estimates(values, ByGroup.of(group, Together((Mean(), StandardDeviation()))), replicates=replicates),
        pool_estimates(values, LinearRegression(coded.names, coded.values), replicates=replicates),
    )


def require_standard_normal(errors: Floats) -> None:
    count = errors.size
    assert abs(errors.mean()) < 4 / np.sqrt(count)
    assert errors.std() == pytest.approx(1, abs=4 / np.sqrt(2 * count) + 0.05)


def test_coefficients_of_the_regression() -> None:
    for at, truth in enumerate((EFFECT, SLOPE)):
        found = [(each.regression.coefficients[at] - truth) / each.regression.errors[at] for each in surveys()]
        require_standard_normal(np.array(found))
    residual = [(each.regression.residual_sd - RESIDUAL) / each.regression.residual_sd_error for each in surveys()]
    require_standard_normal(np.array(residual))


def test_means_and_standard_deviations_of_groups() -> None:
    sd = np.hypot(SLOPE, RESIDUAL)
    for at, truth in enumerate((0.0, sd, EFFECT, sd)):
        found = [(each.groups.estimate[at] - truth) / each.groups.se[at] for each in surveys()]
        require_standard_normal(np.array(found))


def test_regression_on_plausible_values() -> None:
    variance = EFFECT**2 / 4 + SLOPE**2
    for at, truth in enumerate((0.0, EFFECT, SLOPE, variance / (variance + RESIDUAL**2))):
        found = [(each.slopes.estimate[at] - truth) / each.slopes.se[at] for each in surveys()]
        require_standard_normal(np.array(found))

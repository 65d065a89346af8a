"""From a calibration's covariance to the SE of an ability."""

from dataclasses import replace

import numpy as np
import pytest

from calibration import ResponseMatrix, calibrate, parameter_covariance
from engine import EAP, AdaptiveTest, Answered, MaxInformation, WithParameterError, replay, tabulate

RNG = np.random.default_rng(6)
ABILITY, PLACES = RNG.normal(size=400), np.linspace(-1.5, 1.5, 8)
DATA = ResponseMatrix.from_dense((RNG.random((400, 8)) < 1 / (1 + np.exp(PLACES - ABILITY[:, None]))).astype(int))


@pytest.mark.parametrize("model", ["rasch", "1pl", "2pl"])
def test_the_errors_of_a_fit_are_those_of_its_items(model):
    fit = calibrate(DATA, model)
    covariance = parameter_covariance(fit)
    assert covariance.ids == fit.items
    variances = np.diagonal(covariance.blocks, axis1=1, axis2=2)
    errors = fit.standard_errors
    assert variances == pytest.approx(
        np.stack([errors.a**2, errors.b**2, 0 * errors.a, 0 * errors.a], axis=1), rel=1e-12
    )
    # difficulties err together: they are measured from one sample's mean
    assert covariance.values[0, 1, 7, 1] == fit.covariance[-8, -1] != 0


def test_a_shared_slope_is_one_error():
    covariance = parameter_covariance(calibrate(DATA, "1pl"))
    assert np.ptp(covariance.values[:, 0, :, 0]) == 0 != covariance.values[0, 0, 0, 0]


@pytest.mark.parametrize("model", ["rasch", "1pl", "2pl"])
def test_an_se_takes_a_fit_on(model):
    fit = calibrate(DATA, model)
    pool = tabulate(fit.parameters, ids=fit.items)
    state = replay(AdaptiveTest(pool, EAP(), MaxInformation(), ()), [Answered(item, item % 2) for item in range(8)])
    plain, told = EAP()(pool, state), WithParameterError(EAP(), parameter_covariance(fit))(pool, state)
    assert told.theta == plain.theta
    assert 1.0005 < told.se / plain.se < 1.05


def test_a_fit_without_errors_has_none_to_give():
    assert parameter_covariance(replace(calibrate(DATA, "rasch"), covariance=None)) is None

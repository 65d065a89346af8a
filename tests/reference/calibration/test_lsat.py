"""LSAT-6 and LSAT-7 (Bock & Lieberman, 1970) against published fits, to the digits printed.

Difficulties are allowed 0.003, which is what moving from Gauss–Hermite to 61 equally spaced nodes does to them.
"""

from functools import cache

import numpy as np
import pytest

from calibration import Calibration, ResponseMatrix, calibrate

LSAT6 = """3 6 2 11 1 1 3 4 1 8 0 16 0 3 2 15 10 29 14 81 3 28 15 80 16 56 21 173 11 61 28 298"""
LSAT7 = """12 19 1 7 3 19 3 17 10 5 3 7 7 23 8 28 7 39 11 34 14 51 15 90 6 25 7 35 18 136 32 308"""
"""Frequencies of the patterns 00000, 00001, … 11111."""


def responses(frequencies: str) -> ResponseMatrix:
    patterns = [[int(bit) for bit in f"{number:05b}"] for number in range(32)]
    return ResponseMatrix.from_dense(np.repeat(patterns, [int(count) for count in frequencies.split()], axis=0))


@cache
def fit(frequencies: str, model: str) -> Calibration:
    return calibrate(responses(frequencies), model).require_converged()


def printed(values: object, digits: int) -> list[float]:
    return [round(float(value), digits) for value in np.atleast_1d(np.asarray(values, dtype=float))]


def test_lsat6_one_slope_likelihood_against_ltm() -> None:
    equal_slopes = fit(LSAT6, "1pl")
    assert printed(equal_slopes.log_likelihood, 3) == [-2466.938]
    assert printed([equal_slopes.aic, equal_slopes.bic], 3) == [4945.875, 4975.322]


def test_lsat6_one_slope_estimates_against_ltm() -> None:
    equal_slopes = fit(LSAT6, "1pl")
    assert printed(equal_slopes.a[0], 4) == [0.7551]
    assert equal_slopes.b == pytest.approx([-3.6153, -1.3224, -0.3176, -1.7301, -2.7802], abs=1e-4)


def test_lsat6_one_slope_standard_errors_against_ltm() -> None:
    errors = fit(LSAT6, "1pl").standard_errors
    assert errors is not None
    assert printed(errors.b, 4) == [0.3266, 0.1422, 0.0977, 0.1691, 0.2510]
    assert printed(errors.a[0], 4) == [0.0694]


def test_lsat6_2pl_against_ltm() -> None:
    two = fit(LSAT6, "2pl")
    assert printed(two.log_likelihood, 3) == [-2466.653]
    assert two.b == pytest.approx([-3.3597, -1.3696, -0.2799, -1.8659, -3.1236], abs=0.003)
    assert two.a == pytest.approx([0.8254, 0.7229, 0.8905, 0.6886, 0.657], abs=0.0005)


def test_lsat7_2pl_against_mirt() -> None:
    """The slopes printed there come from mirt's default tolerance, 0.0015 short of the maximum on item 3."""
    two = fit(LSAT7, "2pl")
    assert printed(two.log_likelihood, 3) == [-2658.805]
    assert two.a == pytest.approx([0.988, 1.081, 1.706, 0.765, 0.736], abs=0.0016)
    assert -two.a * two.b == pytest.approx([1.856, 0.808, 1.804, 0.486, 1.855], abs=0.0016)


def test_lsat7_2pl_slopes_against_an_independent_recomputation() -> None:
    assert printed(fit(LSAT7, "2pl").a, 4) == pytest.approx([0.9875, 1.0808, 1.7075, 0.7650, 0.7357], abs=1e-4)


def test_rasch_is_the_one_slope_model_in_another_metric_against_ltm() -> None:
    rasch, equal_slopes = fit(LSAT6, "rasch"), fit(LSAT6, "1pl")
    assert rasch.log_likelihood == pytest.approx(equal_slopes.log_likelihood, abs=1e-6)
    assert rasch.population["all"].sd == pytest.approx(0.7551, abs=5e-5)
    assert rasch.b == pytest.approx(equal_slopes.a * equal_slopes.b, abs=1e-7)

"""S-X², M2 and C2 against R's mirt."""

import numpy as np
import pytest

from calibration import Calibration, ResponseMatrix, calibrate
from calibration.fit.limited_information import limited_information
from calibration.fit.s_x2 import s_x2
from calibration.persons.posterior_abilities import tabulate_fit
from tests.reference.calibration.test_mirt_fits import pytestmark as needs_files
from tests.reference.calibration.test_mirt_fits import reference, responses

pytestmark = needs_files

FILES = {"sat12": "sat12_scored"}
MODELS = {"graded": "grm"}


def fitted(data: str, model: str) -> tuple[ResponseMatrix, Calibration]:
    answers = responses(FILES.get(data, data))
    return answers, calibrate(answers, MODELS.get(model, model.lower()), tol=1e-8).require_converged()


@pytest.mark.parametrize(
    ("data", "model", "parameters"),
    [
        ("lsat7", "2PL", 2),
        ("lsat7", "Rasch", 2),  # the difficulty and the population's variance, as mirt counts
        ("lsat7", "1PL", 2),
        ("sat12", "2PL", 2),
        ("sat12", "Rasch", 2),
        ("sat12", "1PL", 2),
        ("science", "gpcm", 4),
        ("science", "PCM", 4),
    ],
)
def test_s_x2_against_mirt(data, model, parameters):
    answers, fit = fitted(data, model)
    found = s_x2(answers, tabulate_fit(answers, fit), np.full(len(fit.items), parameters))
    expected = reference(f"fit_{data}_{model}")["S_X2"]
    assert found.df.tolist() == [row["df.S_X2"] for row in expected]
    np.testing.assert_allclose(found.statistic, [row["S_X2"] for row in expected], rtol=1e-4)
    np.testing.assert_allclose(found.p, [row["p.S_X2"] for row in expected], rtol=1e-3, atol=1e-9)


@pytest.mark.parametrize(
    ("data", "model", "name"),
    [
        ("lsat7", "2PL", "M2star"),
        ("lsat7", "1PL", "M2star"),
        ("sat12", "2PL", "M2star"),
        ("sat12", "1PL", "M2star"),
        ("D_testlet", "2PL", "M2star"),
        ("science", "graded", "C2"),
    ],
)
def test_m2_and_c2_against_mirt(data, model, name):
    answers, fit = fitted(data, model)
    found = limited_information(answers, fit, tabulate_fit(answers, fit), by_category=name == "C2")
    expected = reference(f"fit_{data}_{model}")[name]
    assert found is not None
    assert found.df == expected["df"]
    assert found.statistic == pytest.approx(expected["M2"], rel=1e-7)
    for ours, theirs in (("rmsea", "RMSEA"), ("srmsr", "SRMSR"), ("tli", "TLI"), ("cfi", "CFI")):
        assert getattr(found, ours) == pytest.approx(expected[theirs], rel=2e-5)
    assert found.rmsea_interval == pytest.approx((expected["RMSEA_5"], expected["RMSEA_95"]), abs=6e-4)


@pytest.mark.parametrize("data", ["lsat7", "sat12"])
def test_m2_of_a_rasch_model_against_an_own_program_with_the_variance_among_the_derivatives(data):
    answers, fit = fitted(data, "Rasch")
    found = limited_information(answers, fit, tabulate_fit(answers, fit), by_category=False)
    expected = reference(f"fit_{data}_Rasch")["M2_with_group_derivatives"]
    assert found is not None
    assert found.df == expected["df"]
    # the reference keeps its nodes on [−6, 6] where the standard deviation is free: the fifth digit differs
    assert found.statistic == pytest.approx(expected["M2"], rel=1e-5)

"""S-X², M2 and C2 against R's mirt."""

import numpy as np
import pytest

from calibration import Calibration, ResponseMatrix, abilities, calibrate
from calibration.fit.fit_issues import FitIssue
from calibration.fit.limited_information import limited_information
from calibration.fit.model_fit import FitVerdict, model_fit
from calibration.fit.pair_residuals import pair_residuals
from calibration.fit.person_fit import person_fit
from calibration.fit.s_x2 import s_x2
from calibration.persons.posterior_abilities import tabulate_fit
from engine.irt.response_models import information, warm_term
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


def places(names, items):
    return np.array([items.index(name) for name in names])


@pytest.mark.parametrize(("data", "model"), [("sat12", "2PL"), ("lsat7", "2PL"), ("science", "graded")])
def test_q3_and_ld_x2_against_mirt(data, model):
    answers, fit = fitted(data, model)
    found = pair_residuals(answers, tabulate_fit(answers, fit))
    expected = reference(f"fit_{data}_{model}")
    items = list(dict.fromkeys([expected["Q3_EAP"]["i"][0], *expected["Q3_EAP"]["j"]]))[: len(fit.items)]
    first, second = (places(expected["Q3_EAP"][side], items) for side in "ij")
    np.testing.assert_allclose(found.q3[first, second], expected["Q3_EAP"]["v"], atol=5e-5)
    assert found.mean_q3 == pytest.approx(expected["Q3_EAP_mean"], abs=1e-5)
    first, second = (places(expected["LD"][side], items) for side in "ij")
    np.testing.assert_allclose(found.ld_x2[first, second], expected["LD"]["X2"], rtol=1e-4)
    np.testing.assert_allclose(found.cramers_v[first, second], expected["LD"]["signed_V"], atol=1e-6)


@pytest.mark.parametrize("data", ["lsat7", "sat12"])
def test_lz_against_mirt_and_lz_star_against_snijders_formula(data):
    answers, fit = fitted(data, "2PL")
    expected = reference(f"fit_{data}_2PL")
    shown = [row["Zh"] for row in expected["personfit"]["EAP"]]
    found = person_fit(answers, fit, abilities(answers, fit).theta)
    np.testing.assert_allclose(found.lz[: len(shown)], shown, atol=1e-6)
    known = expected["lz_star_formula"]
    for name in ("ML", "MAP", "WLE"):
        theta, star = (
            np.array([np.nan if value is None else value for value in known[key]], dtype=float)
            for key in (f"theta_{name}", name)
        )
        at, correction = np.full(answers.persons, np.nan), np.zeros(answers.persons)
        at[: theta.size] = theta
        if name == "MAP":
            correction[: theta.size] = -theta
        if name == "WLE":
            warm = warm_term(fit.parameters, theta[None, :]).sum(axis=0)
            correction[: theta.size] = warm / (2 * information(fit.parameters, theta[None, :]).sum(axis=0))
        ours = person_fit(answers, fit, at, correction=correction).lz_star[: theta.size]
        np.testing.assert_allclose(ours, star, atol=1e-6)


def test_a_classic_set_that_misfits_two_dimensions_and_testlets_are_refused():
    for name, issue in (
        ("D_testlet", FitIssue.DEPENDENT_PAIRS),
        ("D_2dim", FitIssue.SECOND_DIMENSION),
    ):
        answers = responses(name)
        found = model_fit(answers, calibrate(answers, "2pl", standard_errors=None))
        assert found.verdict is FitVerdict.NO
        assert issue in {each.issue for each in found.issues}
        assert all(each.items for each in found.issues if each.issue is issue)

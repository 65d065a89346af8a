"""Latent regressions of R's mirt and TAM, read from the folder that MESUR_REFERENCE names."""

import csv
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calibration import Calibration, ResponseMatrix, calibrate, code_regressors, plausible_values, pool_estimates
from calibration.array_types import Floats
from calibration.population.plausible_values import conditional_abilities
from calibration.population.statistics import ByGroup, Mean, StandardDeviation, Together

pytestmark = pytest.mark.skipif("MESUR_REFERENCE" not in os.environ, reason="MESUR_REFERENCE is not set")


def reference(name: str) -> dict[str, Any]:
    return dict(json.loads((Path(os.environ["MESUR_REFERENCE"]) / f"{name}.json").read_text()))


@cache
def table() -> dict[str, list[str]]:
    with (Path(os.environ["MESUR_REFERENCE"]) / "data" / "D_regress.csv").open(newline="") as file:
        header, *rows = list(csv.reader(file))
    return {name: [row[at] for row in rows] for at, name in enumerate(header)}


def numbers(name: str) -> Floats:
    return np.array(table()[name], dtype=np.float64)


def responses() -> ResponseMatrix:
    items = [name for name in table() if name.startswith("i")]
    return ResponseMatrix.from_dense(np.stack([numbers(name).astype(int) for name in items], axis=1), items=items)


@cache
def fitted(model: str, *, weighted: bool = False) -> Calibration:
    coded = code_regressors({"x1": numbers("x1"), "x2": numbers("x2"), "group": table()["group"]})
    weights = numbers("weight") if weighted else None
    return calibrate(responses(), model, regressors=coded, weights=weights, tol=1e-8).require_converged()


@pytest.mark.parametrize(("model", "name"), [("2pl", "2PL"), ("rasch", "Rasch")])
def test_regression_against_mirt(model: str, name: str) -> None:
    expected, found = reference("D_regress_latent_regression")[name], fitted(model)
    assert found.log_likelihood == pytest.approx(expected["logLik"], abs=3e-3)  # TAM and mirt end the nodes at ±6
    coefficients = [expected["lr_betas"][each] for each in ("x1", "x2", "groupg2", "groupg3")]
    assert found.population.coefficients == pytest.approx(coefficients, abs=2e-5)
    regression = found.population.regression
    assert regression is not None
    assert regression.names == ("x1", "x2", "group[g2]", "group[g3]")
    assert regression.intercept == 0
    assert regression.residual_sd**2 == pytest.approx(expected["residual_variance"], abs=2e-5)


def test_standard_errors_of_items_against_mirt() -> None:
    """mirt's errors of β hardly exceed those for known abilities; ours are the second derivative of the likelihood."""
    expected, found = reference("D_regress_latent_regression")["2PL"], fitted("2pl")
    assert found.standard_errors is not None
    by_name = {(each["item"], each["name"]): each["SE"] for each in expected["SE"]}
    slopes = [by_name[item, "a1"] for item in found.items]
    assert found.standard_errors.a == pytest.approx(slopes, rel=0.02)


@pytest.mark.parametrize(("model", "name"), [("2pl", "2PL_weighted"), ("rasch", "Rasch_weighted")])
def test_weighted_regression_against_tam(model: str, name: str) -> None:
    expected, found = reference("D_regress_TAM_latent_regression")[name], fitted(model, weighted=True)
    assert found.log_likelihood == pytest.approx(expected["logLik"], abs=3e-3)  # TAM and mirt end the nodes at ±6
    coefficients = [expected["beta"][each] for each in ("x1", "x2", "groupg2", "groupg3")]
    assert found.population.coefficients == pytest.approx(coefficients, abs=2e-5)
    assert found.a * found.b == pytest.approx(expected["xsi"], abs=2e-5)
    regression = found.population.regression
    assert regression is not None
    assert regression.residual_sd**2 == pytest.approx(expected["variance"], abs=2e-5)


@pytest.mark.parametrize(("name", "weighted"), [("2PL", False), ("2PL_weighted", True)])
def test_fit_without_regressors_against_mirt(name: str, *, weighted: bool) -> None:
    expected = reference("D_regress_2PL")[name]
    weights = numbers("weight") * len(numbers("weight")) / numbers("weight").sum() if weighted else None
    found = calibrate(responses(), "2pl", weights=weights, tol=1e-8).require_converged()
    assert found.log_likelihood == pytest.approx(expected["logLik"], abs=1e-4)
    by_name = {(each["item"], each["name"]): each["value"] for each in expected["slope_intercept"]}
    assert found.a == pytest.approx([by_name[item, "a1"] for item in found.items], abs=1e-4)


def variables() -> dict[str, Any]:
    return {"x1": numbers("x1"), "x2": numbers("x2"), "group": table()["group"]}


@pytest.mark.parametrize(("name", "weighted"), [("2PL", False), ("2PL_weighted", True)])
def test_conditional_abilities_against_tam(name: str, *, weighted: bool) -> None:
    expected = reference("D_regress_TAM_latent_regression")[name]["EAP_first30"]
    theta, sd = conditional_abilities(responses(), fitted("2pl", weighted=weighted), regressors=variables())
    assert theta[:30] == pytest.approx(expected["theta"], abs=4e-5)  # TAM ends the nodes at ±6
    assert sd[:30] == pytest.approx(expected["SD"], abs=4e-5)


def test_plausible_values_against_mirt() -> None:
    """Means of groups have a Monte-Carlo error of .002 over 50 draws; mirt's own draws are normal approximations."""
    expected = reference("D_regress_latent_regression")["2PL"]
    drawn = plausible_values(responses(), fitted("2pl"), regressors=variables(), draws=50, seed=99)
    group = np.array(table()["group"])
    means = [drawn[group == name].mean() for name in ("g1", "g2", "g3")]
    assert means == pytest.approx([expected["mean_EAP_by_group"][name] for name in ("g1", "g2", "g3")], abs=0.006)
    both = Together((Mean(), StandardDeviation()))
    found = pool_estimates(drawn, ByGroup.of(table()["group"], both))
    loose = expected["plausible_values_loose"]
    assert found.estimate[[0, 2, 4, 1, 3, 5]] == pytest.approx(loose["estimate"], abs=0.012)
    assert found.se[[0, 2, 4]] == pytest.approx(loose["SE"][:3], rel=0.15)

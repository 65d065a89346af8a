"""Fits of R's mirt at TOL 1e-9 with 61 nodes, read from the folder that MESUR_REFERENCE names."""

import csv
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calibration import Calibration, ResponseMatrix, calibrate

pytestmark = pytest.mark.skipif("MESUR_REFERENCE" not in os.environ, reason="MESUR_REFERENCE is not set")

CASES = {
    "lsat6_Rasch": ("lsat6", "rasch"),
    "lsat7_Rasch": ("lsat7", "rasch"),
    "sat12_Rasch": ("sat12_scored", "rasch"),
    "lsat6_1PL_equal_slopes_var1": ("lsat6", "1pl"),
    "lsat6_2PL": ("lsat6", "2pl"),
    "lsat7_2PL": ("lsat7", "2pl"),
    "sat12_2PL": ("sat12_scored", "2pl"),
    "sat12na_2PL_missing": ("sat12_scored_na", "2pl"),
}


def reference(name: str) -> dict[str, Any]:
    text = (Path(os.environ["MESUR_REFERENCE"]) / f"{name}.json").read_text()
    return dict(json.loads(text))


def responses(name: str) -> ResponseMatrix:
    with (Path(os.environ["MESUR_REFERENCE"]) / "data" / f"{name}.csv").open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    return ResponseMatrix.from_dense(np.array([[-1 if cell == "NA" else int(cell) for cell in row] for row in rows]))


def fit(name: str) -> Calibration:
    data, model = CASES[name]
    return calibrate(responses(data), model, tol=1e-8).require_converged()


@pytest.mark.parametrize("name", CASES)
def test_fit_against_mirt(name: str) -> None:
    expected, found = reference(name), fit(name)
    assert found.log_likelihood == pytest.approx(expected["logLik"], abs=2e-5)
    assert found.a == pytest.approx([item["a"] for item in expected["IRTpars"]], rel=2e-5)
    assert found.b == pytest.approx([item["b"] for item in expected["IRTpars"]], rel=1e-4, abs=1e-5)
    if found.model == "rasch":
        assert found.population["all"].sd ** 2 == pytest.approx(expected["groupPars"][0], rel=2e-5)


@pytest.mark.parametrize("name", CASES)
def test_standard_errors_against_mirt(name: str) -> None:
    """Ours are exact sums; mirt's Oakes errors take a difference quotient, good to about five digits."""
    errors = fit(name).standard_errors
    assert errors is not None
    expected = [each["SE"] for each in reference(name)["IRTpars_SE"].values()]
    assert errors.b == pytest.approx([each["b"] for each in expected], rel=2e-4)
    if expected[0]["a"] is not None:
        assert errors.a == pytest.approx([each["a"] for each in expected], rel=2e-4)

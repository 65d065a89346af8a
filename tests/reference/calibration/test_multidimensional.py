"""Two dimensions and the nominal model against R's mirt and an independent maximisation."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from calibration import ResponseMatrix, calibrate_multidimensional, nominal_model
from tests.reference.calibration.test_mirt_fits import pytestmark as needs_files
from tests.reference.calibration.test_mirt_fits import reference

pytestmark = needs_files


def table(name: str) -> tuple[list[str], np.ndarray]:
    with (Path(os.environ["MESUR_REFERENCE"]) / "data" / f"{name}.csv").open(encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    return head, np.array([[-1 if cell in ("NA", "") else int(cell) for cell in row] for row in rows])


def test_a_confirmatory_model_of_two_dimensions_against_mirt():
    known = reference("D_2dim_confirmatory")
    items, scores = table("D_2dim")
    first = {*items[:12], items[15], items[21]}
    second = {*items[12:], items[2], items[8]}
    loadings = np.array([[item in first, item in second] for item in items])
    found = calibrate_multidimensional(ResponseMatrix.from_dense(scores, items=items), loadings).require_converged()
    assert found.log_likelihood == pytest.approx(known["logLik"], abs=1e-3)
    assert found.free == known["nest"]
    correlation = found.dispersion["all"][0, 1]
    assert correlation == pytest.approx(known["cor"], abs=5e-5)
    errors = {(row["item"], row["name"]): (row["value"], row["SE"]) for row in known["SE"]}
    assert found.correlation_errors[0, 1] == pytest.approx(errors["GROUP", "COV_21"][1], abs=1e-4)
    for at, item in enumerate(items):
        for dimension in np.flatnonzero(loadings[at]):
            slope, error = errors[item, f"a{dimension + 1}"]
            assert found.slopes[at, dimension] == pytest.approx(slope, abs=3e-4)
            assert found.slope_errors[at, dimension] == pytest.approx(error, abs=3e-4)
        intercept, error = errors[item, "d"]
        assert found.intercepts[at, 0] == pytest.approx(intercept, abs=3e-4)
        assert found.intercept_errors[at, 0] == pytest.approx(error, abs=3e-4)


def test_an_exploratory_model_of_two_dimensions_against_mirt():
    known = reference("D_2dim_exploratory")
    items, scores = table("D_2dim")
    loadings = np.ones((len(items), 2), dtype=bool)
    loadings[-1, 1] = False
    found = calibrate_multidimensional(
        ResponseMatrix.from_dense(scores, items=items), loadings, correlated=False, standard_errors=None
    )
    found.require_converged()
    assert found.log_likelihood >= known["logLik"] - 1e-4
    assert found.free == known["nest"]


def test_the_nominal_model_against_an_own_maximisation():
    known = reference("sat12raw_nominal")
    items, choices = table("sat12_raw")
    wanted = [at - 1 for at in known["items"]]
    scores = np.where(choices[:, wanted] > 0, choices[:, wanted] - 1, -1)
    data = ResponseMatrix.from_dense(scores, items=[items[at] for at in wanted])
    found = nominal_model(data, key=[option - 1 for option in known["key"]])
    assert found.log_likelihood == pytest.approx(known["logLik"], abs=1e-5)
    for name, error in (("a", "a_error"), ("c", "c_error")):
        np.testing.assert_allclose(getattr(found, name), np.array(known[name]), atol=1e-4)
        np.testing.assert_allclose(getattr(found, error), np.array(known[f"SE_{name}"]), atol=1e-3)

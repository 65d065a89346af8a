"""Testlet and bifactor models against R's mirt and an independent maximisation, on 2,000 × 30 in five testlets."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from calibration import Calibration, ResponseMatrix, calibrate
from tests.reference.calibration.test_mirt_fits import pytestmark as needs_files
from tests.reference.calibration.test_mirt_fits import reference

pytestmark = needs_files


def data_with_testlets() -> ResponseMatrix:
    with (Path(os.environ["MESUR_REFERENCE"]) / "data" / "D_testlet.csv").open(encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    return ResponseMatrix.from_dense(np.array(rows).astype(int), items=head)


def fitted(slopes: str) -> Calibration:
    data = data_with_testlets()
    labels = [item[:2] for item in data.items]
    return calibrate(data, "rasch" if slopes == "rasch" else "2pl", testlets=labels, testlet_slopes=slopes, tol=1e-5)


@pytest.mark.parametrize(
    ("slopes", "name"), [("free", "bifactor"), ("proportional", "testlet"), ("rasch", "rasch_testlet")]
)
def test_the_log_likelihood_is_the_maximum_against_an_own_maximisation(slopes, name):
    known, found = reference(f"D_testlet_{name}"), fitted(slopes)
    best = known.get("own_maximum_standardised_nodes", known["own_maximum"])
    found.require_converged()
    assert found.log_likelihood == pytest.approx(best["logLik"], abs=2e-4)


def test_slopes_and_errors_of_a_bifactor_model_against_mirt():
    known, found = reference("D_testlet_bifactor"), fitted("free")
    estimates = {(row["item"], row["name"]): (row["value"], row["SE"]) for row in known["SE"]}
    assert found.testlets is not None
    assert found.standard_errors is not None
    for at, item in enumerate(found.items):
        if item[1] == "1":
            continue  # a testlet without variance: its slopes are hardly identified
        slope, error = estimates[item, "a1"]
        assert found.a[at] == pytest.approx(slope, abs=5e-4)
        assert found.standard_errors.a[at] == pytest.approx(error, abs=5e-4)
        slope, error = estimates[item, f"a{1 + int(item[1])}"]
        assert found.testlets.specific_slope[at] == pytest.approx(abs(slope), abs=2e-3)
        assert found.testlets.specific_slope_error[at] == pytest.approx(error, abs=2e-3)


def test_testlets_of_known_spread_against_the_generating_values():
    found = fitted("proportional")
    assert found.testlets is not None
    for name, sd in zip(("t1", "t2", "t3", "t4", "t5"), (0.0, 0.4, 0.7, 1.0, 1.2), strict=True):
        if sd:
            assert abs(found.testlets.sd[name] - sd) < 4 * found.testlets.sd_error[name]
        else:
            assert found.testlets.sd[name] < 0.2

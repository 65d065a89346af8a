"""Default priors are weak, default grids exact, and Rasch scales are not linked to others unsaid."""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest

from calibration import CalibrationError, ErrorCode, ResponseMatrix, calibrate, link
from calibration.linking.anchor_report import LinkingRemark, linking_report
from calibration.marginal.priors import WEAK

FOLDER = os.environ.get("MESUR_REFERENCE", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="MESUR_REFERENCE is not set")


def reference(name: str) -> float:
    return float(json.loads((Path(FOLDER) / f"{name}.json").read_text("utf-8"))["logLik"])


def data(name: str) -> ResponseMatrix:
    with (Path(FOLDER) / "data" / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    scores = np.array([[int(cell) if cell.isdigit() else -1 for cell in row] for row in rows[1:]])
    return ResponseMatrix.from_dense(scores - scores.min(initial=1, where=scores >= 0), items=rows[0])


@pytest.mark.parametrize(
    ("name", "table", "model"),
    [("lsat6_Rasch", "lsat6", "rasch"), ("lsat7_Rasch", "lsat7", "rasch"), ("sat12_Rasch", "sat12_scored", "rasch")],
)
def test_the_log_likelihood_of_a_rasch_fit_against_mirt_and_a_finer_grid(name: str, table: str, model: str) -> None:
    fit = calibrate(data(table), model, standard_errors=None, tol=1e-9)
    assert fit.log_likelihood == pytest.approx(reference(name), abs=1e-6)
    finer = calibrate(data(table), model, standard_errors=None, tol=1e-9, grid=np.linspace(-9, 9, 181))
    assert fit.log_likelihood == pytest.approx(finer.log_likelihood, abs=1e-7)


def test_the_4pl_with_default_priors_is_not_below_its_3pl() -> None:
    three = calibrate(data("sat12_scored"), "3pl", priors="default", standard_errors=None)
    four = calibrate(data("sat12_scored"), "4pl", priors="default", standard_errors=None)
    assert WEAK.d is not None
    assert four.log_likelihood > three.log_likelihood - 0.5
    assert four.penalised
    assert not calibrate(data("lsat7"), "2pl", standard_errors=None).penalised


def test_a_rasch_fit_is_not_linked_to_a_2pl() -> None:
    rasch, two = (calibrate(data("lsat7"), model) for model in ("rasch", "2pl"))
    for new, old in ((rasch, two), (two, rasch)):
        with pytest.raises(CalibrationError) as caught:
            link(new, old)
        assert caught.value.code is ErrorCode.SLOPES_DIFFER
    constants = link(rasch, two, mixed_slopes=True)
    assert LinkingRemark.SLOPES_DIFFER in linking_report(rasch, two, constants).remarks

"""Conditional fits against R's eRm (Mair & Hatzinger, 2007), whose optimiser ends within some millionths."""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest

from calibration.conditional.conditional_likelihood import fit_conditional
from calibration.responses.response_matrix import ResponseMatrix

LSAT6 = """3 6 2 11 1 1 3 4 1 8 0 16 0 3 2 15 10 29 14 81 3 28 15 80 16 56 21 173 11 61 28 298"""
"""Frequencies of the patterns 00000, 00001, … 11111 (Bock & Lieberman, 1970)."""


def test_rasch_on_lsat6_against_erm() -> None:
    patterns = [[int(bit) for bit in f"{number:05b}"] for number in range(32)]
    scores = np.repeat(patterns, [int(count) for count in LSAT6.split()], axis=0)
    found = fit_conditional(ResponseMatrix.from_dense(scores)).require_converged()
    assert found.log_likelihood == pytest.approx(-1091.56969, abs=5e-6)
    assert found.b == pytest.approx([-1.256127964, 0.4749071475, 1.235980613, 0.1684100717, -0.623169868], abs=5e-6)
    assert found.standard_errors is not None
    errors = [0.1044056934, 0.06991706747, 0.06877769117, 0.07261944485, 0.08591741373]
    assert found.standard_errors.b == pytest.approx(errors, abs=5e-6)


@pytest.mark.skipif("MESUR_REFERENCE" not in os.environ, reason="MESUR_REFERENCE is not set")
def test_partial_credit_on_science_against_erm() -> None:
    """eRm's parameters are the sums of the difficulties up to each score, with the opposite sign and mean 0."""
    folder = Path(os.environ["MESUR_REFERENCE"])
    expected = json.loads((folder / "science_eRm_PCM_CML.json").read_text())
    with (folder / "data" / "science.csv").open(newline="") as file:
        scores = np.array([[int(cell) - 1 for cell in row] for row in list(csv.reader(file))[1:]])
    found = fit_conditional(ResponseMatrix.from_dense(scores), "pcm").require_converged()
    assert found.covariance is not None
    sums = -np.kron(np.eye(4), np.tril(np.ones((3, 3))))
    origin = sums.sum(axis=0) / sums.sum()
    turn = sums @ (np.eye(12) - origin)
    assert found.log_likelihood == pytest.approx(expected["cond_logLik"], abs=1e-6)
    assert turn @ found.b.ravel() == pytest.approx(list(expected["beta"].values()), abs=1e-4)
    errors = np.sqrt(np.diag(turn @ found.covariance @ turn.T))
    assert errors == pytest.approx(list(expected["se_beta"].values()), rel=3e-4)  # from a numeric Hessian
    gaps = [[row[f"Threshold {step}"] for step in (1, 2, 3)] for row in expected["thresholds"]]
    assert np.diff(found.b, axis=1) == pytest.approx(np.diff(np.array(gaps), axis=1), abs=1e-4)

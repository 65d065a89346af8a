"""A calibration's document: written, read back, equal; another format refused."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from calibration import Calibration, CalibrationError, ErrorCode, ResponseMatrix, calibrate, parameter_covariance
from calibration.results.calibration_document import (
    CalibrationDocument,
    calibration_document,
    document_sha256,
    read_document,
    write_document,
)


def mixed() -> ResponseMatrix:
    rng = np.random.default_rng(8)
    theta = rng.normal(size=(400, 1))
    scores = (rng.random((400, 6)) < 1 / (1 + np.exp(np.linspace(-1, 1, 6) - theta))).astype(int)
    scores[:, 5] += (scores[:, 5] == 1) & (rng.random(400) < 0.4)
    scores[:60, 0] = -1
    return ResponseMatrix.from_dense(scores, items=[f"Q{n}" for n in range(6)])


FITS: dict[str, Any] = {
    "one model": {"model": "2pl"},
    "mixed models": {"model": ["3pl", "2pl", "2pl", "rasch", "2pl", "gpcm"], "priors": "default"},
    "groups": {"model": "2pl", "groups": np.repeat(["y3", "y4"], 200)},
    "a histogram": {"model": "1pl", "population": "histogram"},
    "no standard errors": {"model": "2pl", "standard_errors": None},
    "not converged": {"model": "2pl", "max_iter": 2},
    "a conditional fit": {"model": "rasch", "method": "cml", "routing": "preset"},
}


def documented(name: str) -> tuple[CalibrationDocument, Calibration]:
    data = mixed()
    if "mixed" not in name:
        data = data.select_items(np.arange(6) < 5)
    fit = calibrate(data, **FITS[name])
    source = {"file": "data.csv", "sha256": "0" * 64, "left_out": ["Q9"], "statuses": {}}
    return calibration_document(fit, data, source=source, options={"seed": 3}, scale={"set_by": None}), fit


@pytest.mark.parametrize("name", FITS)
def test_a_document_read_back_is_the_same(name: str, tmp_path: Path) -> None:
    document, fit = documented(name)
    path = tmp_path / "fit.json"
    write_document(document.json_values(), path)
    back = read_document(path)
    assert back.json_values() == document.json_values()
    for letter in "abcd":
        assert_array_equal(getattr(back.fit, letter), getattr(fit, letter), strict=True)
    assert (back.fit.status, back.fit.remarks, back.fit.models) == (fit.status, fit.remarks, fit.models)
    assert back.fit.population == fit.population
    if fit.covariance is not None:
        assert_array_equal(back.fit.covariance, (fit.covariance + fit.covariance.T) / 2)


def test_what_is_read_back_links_and_scores_as_the_fit_does(tmp_path: Path) -> None:
    document, fit = documented("mixed models")
    write_document(document.json_values(), tmp_path / "fit.json")
    back = read_document(tmp_path / "fit.json").fit
    assert_array_equal(back.parameters.b, fit.parameters.b)
    own, read = parameter_covariance(fit), parameter_covariance(back)
    assert own is not None
    assert read is not None
    assert_array_equal(read.values, own.values)


def test_a_document_without_its_covariance_is_read_back_saying_so(tmp_path: Path) -> None:
    document, fit = documented("one model")
    path = tmp_path / "fit.json"
    write_document(document.without_covariance().json_values(), path)
    back = read_document(path)
    assert (back.covariance_left_out, back.fit.covariance, document.covariance_left_out) == (True, None, False)
    assert back.fit.standard_errors is not None
    assert fit.standard_errors is not None
    assert_array_equal(back.fit.standard_errors.b, fit.standard_errors.b)
    assert back.without_covariance().json_values() == back.json_values()
    never, _ = documented("no standard errors")
    assert not never.without_covariance().covariance_left_out


def test_a_document_has_a_line_for_each_item_and_each_row_of_the_covariance(tmp_path: Path) -> None:
    document, fit = documented("one model")
    path = tmp_path / "fit.json"
    write_document(document.json_values(), path)
    lines = path.read_text("utf-8").splitlines()
    assert sum(line.startswith(' {"id": ') for line in lines) == len(fit.items)
    assert json.loads(path.read_text("utf-8"))["data"]["persons"] == 400
    assert document_sha256(path) != document_sha256(Path(__file__))


OTHERS = {
    "another version": ('{"format": "mesur-calibration/1"}', "got 'mesur-calibration/1'"),
    "another kind": ('{"format": "mesur-link/1"}', "got 'mesur-link/1'"),
    "a list": ("[]", "got JSON of another kind"),
    "half a document": ('{"format": "mesur-calibration/2", "items": []}', "KeyError"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_such_document_is_refused(name: str, tmp_path: Path) -> None:
    text, got = OTHERS[name]
    path = tmp_path / "fit.json"
    path.write_text(text, "utf-8")
    with pytest.raises(CalibrationError) as refused:
        read_document(path)
    assert refused.value.code is ErrorCode.DOCUMENT
    assert "mesur-calibration/2" in str(refused.value)
    assert got in str(refused.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"format":\n x', "fit.json, line 2, column 2: expected JSON"),
        (b"a,b\n", "fit.json, line 1, column 1: expected JSON"),
        (
            '{"format": "â"}'.encode("latin-1"),
            "fit.json, line 1, column 13: expected JSON as mesur calibrate writes it",
        ),
    ],
)
def test_what_is_not_json_is_refused_by_line_and_column(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "fit.json").write_bytes(content)
    with pytest.raises(CalibrationError) as refused:
        read_document(tmp_path / "fit.json")
    assert said in str(refused.value)


def test_a_document_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match="expected a file of this name"):
        read_document(tmp_path / "gone.json")

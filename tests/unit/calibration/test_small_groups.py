"""Figures of groups of fewer than ten persons are given out nowhere, nor what would tell them."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from calibration import Calibration, ResponseMatrix, calibrate
from calibration.results.calibration_document import calibration_document, read_document, write_document
from calibration.results.small_groups import (
    FEWEST_PERSONS,
    SuppressionReason,
    small_groups,
    suppressed_groups,
    without_groups,
)
from reports.technical.commands.calibrate import app

SIZES = {"3": 150, "4": 140, "9": 4}


def answers(model: str = "2pl") -> tuple[ResponseMatrix, Calibration, np.ndarray]:
    draws = np.random.default_rng(4)
    group = np.repeat(list(SIZES), list(SIZES.values()))
    theta = draws.normal(size=group.size)
    scores = draws.random((group.size, 8)) < 1 / (1 + np.exp(np.linspace(-1, 1, 8) - theta[:, None]))
    data = ResponseMatrix.from_dense(scores.astype(int), items=[f"Q{at}" for at in range(8)])
    return data, calibrate(data, model, groups=group, tol=1e-4), group


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 60), min_size=2, max_size=8))
def test_what_all_less_the_shown_tells_is_of_no_small_group(persons: dict[str, int]) -> None:
    hidden = suppressed_groups(persons)
    assert set(small_groups(persons)) == {name for name, count in persons.items() if count < FEWEST_PERSONS}
    assert all(persons[name] >= FEWEST_PERSONS for name in set(persons) - set(hidden))
    if hidden and len(hidden) < len(persons):
        assert len(hidden) > 1
        assert sum(persons[name] for name in hidden) >= FEWEST_PERSONS


def test_the_smallest_other_group_is_hidden_too() -> None:
    few, other = SuppressionReason
    assert suppressed_groups(SIZES) == {"9": few, "4": other}
    assert suppressed_groups({"a": 4, "b": 9, "c": 30}) == {"a": few, "b": few}
    assert suppressed_groups({"a": 40, "b": 90}) == suppressed_groups({"all": 3}) == {}


@pytest.mark.parametrize("model", ["2pl", "rasch"])
def test_a_fit_without_a_group_keeps_the_errors_of_everything_else(model: str) -> None:
    _, fit, _ = answers(model)
    assert fit.group_persons == SIZES
    left = without_groups(fit, ("9",))
    assert list(left.population) == ["3", "4"]
    assert not any("[9]" in name for name in left.names)
    assert fit.covariance is not None
    assert left.covariance is not None
    for part in ("a", "b", "mean"):
        for one, other in zip(np.ravel(fit.rows[part]), np.ravel(left.rows[part]), strict=False):
            if one >= 0 and other >= 0:
                assert fit.names[one] == left.names[other]
                assert fit.covariance[one, one] == left.covariance[other, other]


def test_a_document_says_why_a_group_has_no_figures(tmp_path: Path) -> None:
    data, fit, _ = answers()
    document = calibration_document(fit, data, source={}, options={})
    write_document(document.json_values(), tmp_path / "fit.json")
    written = json.loads((tmp_path / "fit.json").read_text("utf-8"))
    assert written["population"]["9"] == {"mean": None, "sd": None, "suppressed": SuppressionReason.FEW_PERSONS.value}
    assert not any("[9]" in name for name in written["covariance"]["names"])
    read = read_document(tmp_path / "fit.json")
    assert (list(read.fit.population), read.small_groups) == (["3", "4"], ("9",))
    assert read.json_values()["population"] == written["population"]


@pytest.mark.parametrize(("lang", "reason"), [("en", "not shown: fewer than 10"), ("cy", "nis dangosir: llai na 10")])
def test_neither_screen_nor_page_has_the_figures(tmp_path: Path, lang: str, reason: str) -> None:
    data, fit, group = answers()
    scores = data.score.reshape(len(group), -1)
    rows = [",".join([year, *map(str, row)]) for year, row in zip(group.tolist(), scores.tolist(), strict=True)]
    path, page = tmp_path / "data.csv", tmp_path / "page.html"
    path.write_text("\n".join(["year," + ",".join(data.items), *rows]), encoding="utf-8")
    options = ["--groups", "year", "--report", str(page), "--out", str(tmp_path / "fit.json"), "--lang", lang]
    shown = CliRunner().invoke(app, [str(path), *options])
    assert f"9: {reason}" in shown.stdout
    small = fit.population["9"]
    text = page.read_text("utf-8")
    assert f"9: {reason}" in text
    assert re.search(r"<tr><th[^>]*>4</th><td[^>]*>–</td><td[^>]*>–</td>", text)
    for each in (shown.stdout, (tmp_path / "fit.json").read_text("utf-8")):
        assert f"{small.mean:.4f}" not in each
        assert f"{small.sd:.4f}" not in each

"""`mesur calibrate --nominal`: the slopes of options, and wrong options that draw the able."""

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from calibration import FitStatus
from calibration.nominal.nominal_document import read_nominal
from reports.technical.commands.calibrate import app

ITEMS = [f"Q{at}" for at in range(6)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A answers right; of item Q5 the key says B, though the able choose A."""
    draws = np.random.default_rng(6)
    theta = draws.normal(size=(800, 1, 1))
    height = np.array([1.0, -0.2, -0.8]) * theta + np.array([0.3, 0.0, 0.0]) + draws.gumbel(size=(800, 6, 3))
    rows = [",".join("ABC"[option] for option in row) for row in height.argmax(axis=2)]
    (tmp_path / "data.csv").write_text("\n".join([",".join(ITEMS), *rows]), encoding="utf-8")
    key = [f"{item},{'B' if item == 'Q5' else 'A'}" for item in ITEMS]
    (tmp_path / "key.csv").write_text("\n".join(["item,response", *key]), encoding="utf-8")
    return tmp_path


def run(folder: Path, *options: str) -> tuple[str, str]:
    result = CliRunner().invoke(app, [str(folder / "data.csv"), "--out", str(folder / "fit.json"), *options])
    return result.stdout, result.stderr


@pytest.mark.parametrize(("lang", "said"), [("en", "Q5: those who choose A are abler"), ("cy", "Q5: mae’r rhai")])
def test_a_wrong_option_that_draws_the_able_is_named(folder: Path, lang: str, said: str) -> None:
    page = folder / "page.html"
    shown, refusal = run(folder, "--key", str(folder / "key.csv"), "--nominal", "--report", str(page), "--lang", lang)
    assert said in shown, refusal
    assert "Q4: those" not in shown
    assert 'id="nominal"' in page.read_text("utf-8")


def test_scores_alone_have_no_options(folder: Path) -> None:
    text = (folder / "data.csv").read_text("utf-8")
    scores = text.replace("A", "1").replace("B", "0").replace("C", "0")
    (folder / "data.csv").write_text(scores, encoding="utf-8")
    assert "nominal: expected --key, or a column of responses as well, got scores alone" in run(folder, "--nominal")[1]


def test_the_nominal_fit_is_kept_in_the_document_and_read_again(folder: Path) -> None:
    run(folder, "--key", str(folder / "key.csv"), "--nominal")
    kept = read_nominal(folder / "fit.json")
    assert kept is not None
    found, options = kept
    assert found.items == tuple(ITEMS)
    assert options == (("A", "B", "C"),) * 6
    assert found.status is FitStatus.CONVERGED
    best = np.array(options)[np.arange(6), found.a.argmax(axis=1)]
    assert best.tolist() == ["A"] * 6
    assert (np.abs(found.a.sum(axis=1)) < 1e-9).all()
    assert (found.a_error > 0).all()
    run(folder, "--key", str(folder / "key.csv"))
    assert read_nominal(folder / "fit.json") is None

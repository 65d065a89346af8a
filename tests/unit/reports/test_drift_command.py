"""`mesur drift` counts responses by window and ability, and keeps the counts."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from delivery_api.cli import app

RUN = CliRunner(env={"MESUR_LANG": "en", "COLUMNS": "200", "NO_COLOR": "1"})
WINDOWS, PERSONS, ITEMS, DRIFTED = 5, 150, 10, 4


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sittings of six years, of which the last three know one item; a fit of the first two."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(4)
    year = np.repeat(np.arange(WINDOWS), PERSONS)
    known = (year[:, None] >= 3) & (np.arange(ITEMS) == DRIFTED)
    logits = rng.normal(0.1 * year)[:, None] - np.linspace(-1.5, 1.5, ITEMS) + 1.2 * known
    score = (rng.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(int)
    names = ",".join(f"Q{at}" for at in range(ITEMS))
    rows = [f"SECRET{at},{2027 + year[at]},{','.join(map(str, score[at]))}\n" for at in range(len(year))]
    (tmp_path / "responses.csv").write_text(f"person,year,{names}\n" + "".join(rows), "utf-8")
    (tmp_path / "first.csv").write_text(f"person,year,{names}\n" + "".join(rows[: 2 * PERSONS]), "utf-8")
    fit = ["calibrate", "first.csv", "--model", "rasch", "--ignore", "year", "--no-fit", "--out", "fit.json"]
    assert RUN.invoke(app, fit).exit_code == 0
    return tmp_path


def test_responses_are_counted_by_the_abilities_of_a_fit_and_the_counts_say_the_same(folder: Path) -> None:
    options = ("--fit", "fit.json", "--window", "year", "--counts", "counts.csv", "--out", "drift.json")
    done = RUN.invoke(app, ["drift", "responses.csv", *options])
    assert done.exit_code == 0, done.output
    found = json.loads((folder / "drift.json").read_text("utf-8"))
    assert found["windows"] == [str(2027 + at) for at in range(WINDOWS)]
    assert [each["id"] for each in found["items"] if each["alarm"]] == [f"Q{DRIFTED}"]
    counts = (folder / "counts.csv").read_text("utf-8")
    assert "SECRET" not in counts
    assert sum(int(row.split(",")[3]) for row in counts.splitlines()[1:]) == WINDOWS * PERSONS * ITEMS
    again = RUN.invoke(app, ["drift", "counts.csv", "--out", "again.json"])
    assert again.exit_code == 0, again.output
    repeated = json.loads((folder / "again.json").read_text("utf-8"))
    cusums = [{each["id"]: each["cusum_easier"] for each in told["items"]} for told in (found, repeated)]
    assert cusums[1] == {item: pytest.approx(values) for item, values in cusums[0].items()}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "responses of persons are counted with --fit FIT.json"),
        (("--counts", "counts.csv"), "counts: expected --fit as well"),
    ],
)
def test_responses_without_a_fit_are_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "responses.csv").write_text("person,item,score,window\np,Q1,1,1\n", "utf-8")
    refused = RUN.invoke(app, ["drift", "responses.csv", *options])
    assert refused.exit_code == 2
    assert told in refused.stderr

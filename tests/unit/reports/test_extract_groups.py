"""`mesur calibrate` of a trial's extract: year groups differ in ability, and are never one population."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from calibration.results.calibration_document import read_document
from reports.technical.commands.calibrate import app
from reports.technical.commands.extract_folder import UNTOLD

MEANS = {"3": -1.0, "8": 1.4}
B = np.linspace(-2, 2.4, 15)
FORMS = {"3": np.arange(10), "8": np.arange(5, 15)}


def extract_folder(place: Path, years: list[int], persons: int = 300, *, told: bool = True) -> Path:
    """An extract of two year groups, with five items in common; some persons' year group is not told."""
    rng, rows = np.random.default_rng(4), ["person,year,medium,item,score"]
    for number in range(2 * persons):
        year = "38"[number % 2]
        theta, shown = rng.normal(MEANS[year], 1.0), year if told and number % 50 else ""
        right = rng.random(10) < 1 / (1 + np.exp(B[FORMS[year]] - theta))
        medium = "welsh" if number % 3 else "english"
        rows += [f"{number + 1},{shown},{medium},q{item},{int(y)}" for item, y in zip(FORMS[year], right, strict=True)]
    place.mkdir()
    content = ("\n".join(rows) + "\n").encode()
    (place / "responses.csv").write_bytes(content)
    files = {"responses.csv": {"sha256": hashlib.sha256(content).hexdigest()}}
    manifest = {"format": "mesur-extract/1", "trial": "trial-1", "years": years, "files": files}
    (place / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return place


def run(data: Path, *options: str, code: int = 0) -> str:
    out = (data if data.is_dir() else data.parent).parent / "fit.json"
    given = [str(data), "--model", "rasch", "--no-fit", "--out", str(out), *options]
    result = CliRunner().invoke(app, [*given, "--lang", "en"])
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


@pytest.mark.parametrize("file", ["", "responses.csv"])
def test_the_year_groups_of_an_extract_are_groups_unless_others_are_named(tmp_path: Path, file: str) -> None:
    run(extract_folder(tmp_path / "extract", [3, 8]) / file)
    document = read_document(tmp_path / "fit.json")
    means = {year: each.mean for year, each in document.fit.population.items()}
    assert set(means) == {"3", "8", UNTOLD}
    assert means["8"] - means["3"] == pytest.approx(MEANS["8"] - MEANS["3"], abs=0.2)
    away = document.fit.b - B[[int(item[1:]) for item in document.fit.items]]
    low = np.array([int(item[1:]) < 5 for item in document.fit.items])
    assert abs(away[low].mean() - away[~low].mean()) < 0.2  # as one population 0.8
    assert document.options["groups"] == "year"


def test_several_year_groups_as_one_population_are_refused_with_what_to_do(tmp_path: Path) -> None:
    extract = extract_folder(tmp_path / "extract", [3, 8])
    for data in (extract, extract / "responses.csv"):
        said = run(data, "--groups", "medium", code=2)
        assert "one population for all of them biases the difficulties; got 'medium'. Use --groups year" in said
    on_workers = run(extract, "--groups", "medium", "--scheduler", "tcp://127.0.0.1:1", code=2)
    assert "got 'medium'. Use --groups year" in on_workers
    untold = extract_folder(tmp_path / "untold", [3, 8], 40, told=False)
    assert "fewer than ten persons share each" in run(untold, code=2)
    assert not (tmp_path / "fit.json").exists()
    run(extract_folder(tmp_path / "unplanned", [], 100, told=False))
    assert list(read_document(tmp_path / "fit.json").fit.population) == [UNTOLD]

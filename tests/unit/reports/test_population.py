"""`mesur population`: the table, the page in both languages, and what is refused."""

import csv
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from pyarrow import csv as csv_module
from typer.testing import CliRunner

from calibration import ResponseMatrix, calibrate
from calibration.results.calibration_document import calibration_document, write_document
from reports.technical.commands.population import app

PERSONS = 400


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A survey of 400 with regions (one of three persons), free meals, age and weights, and the fit of its items."""
    folder, random = tmp_path_factory.mktemp("survey"), np.random.default_rng(8)
    region = random.choice(["north", "south"], PERSONS)
    region[:3] = "isle"
    meals, age = random.integers(0, 2, PERSONS), random.normal(10, 1, PERSONS).round(2)
    theta = 0.6 * (region == "south") - 0.5 * meals + 0.2 * (age - 10) + random.normal(size=PERSONS)
    scores = (theta[:, None] - np.linspace(-1, 1, 8) + random.logistic(size=(PERSONS, 8)) > 0).astype(int)
    data = ResponseMatrix.from_dense(scores, items=[f"i{at}" for at in range(8)])
    fit = calibrate(data, "2pl")
    write_document(calibration_document(fit, data, source={}, options={}).json_values(), folder / "fit.json")
    weight = random.uniform(0.5, 2, PERSONS).round(3)
    with (folder / "survey.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["region", "meals", "age", "w", "r1", "r2", "r3", *data.items])
        for at in range(PERSONS):
            replicates = (weight[at] * random.integers(0, 3, 3)).round(3)
            writer.writerow([region[at], meals[at], age[at], weight[at], *replicates, *scores[at]])
    return folder


def run(survey: Path, *options: str, data: Path | None = None) -> tuple[int, str]:
    found = CliRunner().invoke(
        app,
        [
            str(data or survey / "survey.csv"),
            "--fit",
            str(survey / "fit.json"),
            "--table",
            str(survey / "table.csv"),
            *options,
        ],
        env={"MESUR_LANG": "en"},
    )
    return found.exit_code, found.output


FULL = ("--regress", "region,meals,age", "--labels", "meals", "--weights", "w", "--replicates", "r1..r3")


@pytest.mark.parametrize("language", ["en", "cy"])
def test_table_and_page(survey: Path, language: str) -> None:
    page = survey / "page.html"
    code, told = run(survey, *FULL, "--report", str(page), "--lang", language)
    assert code == 0, told
    with (survey / "table.csv").open(newline="") as file:
        rows = {(row["variable"], row["group"], row["statistic"]): row for row in csv.DictReader(file)}
    assert rows["", "", "mean"]["persons"] == "400"
    assert float(rows["region", "south", "mean"]["estimate"]) > float(rows["region", "north", "mean"]["estimate"])
    assert float(rows["meals", "1", "mean"]["se"]) > 0
    assert rows["region", "isle", "mean"] == rows["region", "isle", "mean"] | {"persons": "", "estimate": "", "se": ""}
    text = page.read_text("utf-8")
    assert ("Regression of ability" if language == "en" else "Atchweliad gallu") in text
    assert "region[south]" in text
    assert "&lt; 10" in text


def test_unconditioned_groups_and_missing_replicates_are_told(survey: Path) -> None:
    code, told = run(survey, "--regress", "meals", "--by", "region", "--ignore", "age", "--weights", "w", *IGNORED)
    assert code == 0, told
    assert "not in the regression" in told
    assert "simple random sample" in told


IGNORED = ("--ignore", "r1", "--ignore", "r2", "--ignore", "r3")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--regress", "region,nothing"), "nothing"),
        ((*FULL, "--labels", "sex"), "labels: expected region, meals, age, got sex"),
        ((*FULL, "--method", "jk9"), "method: expected jk1"),
        ((*FULL, "--draws", "0"), "draws: expected 1"),
        (("--regress", "region", "--weights", "w", *IGNORED), "meals"),
    ],
)
def test_what_does_not_fit_is_told(survey: Path, options: tuple[str, ...], expected: str) -> None:
    code, told = run(survey, *options)
    assert code == 2
    assert expected in told.replace("\n", " ")


def test_folder_gives_the_same_as_the_file(survey: Path) -> None:
    code, told = run(survey, *FULL)
    assert code == 0, told
    whole = (survey / "table.csv").read_text().splitlines()
    read = csv_module.read_csv(survey / "survey.csv")
    folder = survey / "folder"
    folder.mkdir()
    for at, first in enumerate((0, 200)):
        pq.write_table(read.slice(first, 200), folder / f"{at}.parquet")
    for refused in ("--missing=9", "--recode=Q1=2:1", "--lowest=1"):
        code, told = run(survey, *FULL, refused, data=folder)
        assert code == 2
        assert "none with a folder: recode the files first" in told.replace("\n", " ")
    code, told = run(survey, *FULL, "--lowest=0", data=folder)
    assert code == 0, told
    parts = (survey / "table.csv").read_text().splitlines()
    assert len(parts) == len(whole)
    means = [
        [line.split(",") for line in table if ",mean," in line and ",isle," not in line] for table in (whole, parts)
    ]
    for one, other in zip(*means, strict=True):
        assert one[:4] == other[:4]
        assert float(one[4]) == pytest.approx(float(other[4]), abs=1e-3)

"""`mesur norms`: file, page in both languages, table, refusals by line and column, and an exit code that says no."""

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from delivery_api.cli import app
from itembank.language import LANGUAGES
from reports.norms.norm_checks import NormFindingKind
from reports.norms.norm_document import read_norms
from reports.technical.norms import norm_messages
from tests.support.norm_population import NormPopulation

RUN = CliRunner(env={"MESUR_LANG": "en", "COLUMNS": "200", "NO_COLOR": "1"})
FIT = ["norms", "fit", "sample.csv", "--subject", "numeracy-procedural"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(persons: int, school: bool = False) -> None:
    sample, _ = NormPopulation("normal").learners(persons, seed=2)
    columns = [sample.theta.round(3), sample.year, sample.weeks.round(1), sample.age_months.astype(int)]
    heads = "theta,year,weeks,age_months"
    if school:
        columns.append(np.arange(persons) // 40)
        heads += ",school"
    lines = [",".join(map(str, row)) for row in zip(*columns, strict=True)]
    Path("sample.csv").write_text("\n".join([heads, *lines]) + "\n", "utf-8")


def test_norms_are_fitted_drawn_and_shown(folder: Path) -> None:
    write(1000, school=True)
    for language in LANGUAGES:
        fitted = RUN.invoke(app, [*FIT, "--fictional", "--report", f"{language}.html", "--lang", language])
        assert fitted.exit_code == 0, fitted.output
    norms = read_norms((folder / "norms.json").read_bytes())
    assert (norms.source.persons, norms.source.schools, norms.source.fictional) == (1000, 25, True)
    welsh, english = ((folder / f"{each}.html").read_text("utf-8") for each in LANGUAGES)
    assert "may be considered for use" in english
    assert "made up" in english
    assert "Sampl ffug" in welsh
    for page in (welsh, english):
        assert page.count("<svg") == 2
        assert page.count("<table") == 4
    shown = RUN.invoke(app, ["norms", "show", "norms.json"])
    assert shown.exit_code == 0
    rows = [line.split() for line in shown.output.splitlines() if line.strip()[:1].isdigit() and len(line.split()) == 7]
    assert [row[0] for row in rows] == [str(year) for year in range(2, 10)]
    middle = [float(row[3].replace("−", "-")) for row in rows]
    assert middle == sorted(middle)  # what stands behind a score of 100 rises with the year


def test_norms_of_too_few_are_written_and_not_to_be_used() -> None:
    write(200)
    fitted = RUN.invoke(app, FIT)
    assert fitted.exit_code == 1
    assert "learners; at least 100 are needed" in fitted.output
    assert "These norms may not be used." in fitted.output


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("0.1,5,20,x", "line 3, column age_months: expected 60, 61 … 200, got 'x'"),
        ("0.1,10,20,130", "line 3, column year: expected 2, 3 … 9, got '10'"),
        ("0.1,5.5,20,130", "line 3, column year: expected 2, 3 … 9, got '5.5'"),
        ("0.1,5,20,170", "line 3, column age_months: expected 101 … 137, got '170'"),
        ("nan,5,20,118", "line 3, column theta: expected −12.0 … 12.0, got 'nan'"),
    ],
)
def test_a_sample_is_refused_by_line_and_column(row: str, message: str) -> None:
    Path("sample.csv").write_text(f"theta,year,weeks,age_months\n0,5,20,118\n{row}\n", "utf-8")
    refused = RUN.invoke(app, FIT)
    assert refused.exit_code == 2
    assert message in refused.output
    assert not Path("norms.json").exists()


def test_what_is_no_sample_no_subject_and_no_norms_is_refused() -> None:
    Path("sample.csv").write_text("theta,year,weeks\n0,5,20\n", "utf-8")
    assert "expected a column age_months" in RUN.invoke(app, FIT).output
    write(50)
    assert "subject: expected numeracy-procedural" in RUN.invoke(app, [*FIT[:-1], "welsh"]).output
    Path("norms.json").write_text("{}", "utf-8")
    for path, said in (("norms.json", "expected norms written by mesur norms fit"), ("none.json", "got none")):
        refused = RUN.invoke(app, ["norms", "show", path])
        assert refused.exit_code == 2
        assert said in refused.output


def test_every_finding_has_a_sentence_in_both_languages() -> None:
    assert set(norm_messages.FINDINGS) == set(NormFindingKind)

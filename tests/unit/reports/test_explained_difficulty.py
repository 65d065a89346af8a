"""`mesur explain-difficulty` and `mesur bank features`: table, page, sentences in both languages, and refusals."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from calibration import FeatureTable, cross_validate, explain_difficulty, predict_difficulty
from calibration.explanation.fitted_difficulties import FittedDifficulties
from delivery_api.cli import app
from itembank.builtin_banks import builtin_bank
from itembank.commands.features import features_csv
from itembank.language import Language, Text
from reports.technical.explained_difficulty import difficulty_messages
from reports.technical.explained_difficulty.difficulty_sentences import (
    DifficultyEvidence,
    summary_sentences,
    worth_of_known,
    worth_of_new,
)

RUN = CliRunner(env={"MESUR_LANG": "en", "COLUMNS": "200", "NO_COLOR": "1"})
ASKED, ITEMS, PERSONS = 40, 55, 300


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trial of forty items with features of fifty-five, and its calibration."""
    folder = tmp_path_factory.mktemp("explained")
    rng = np.random.default_rng(5)
    carry, family = rng.integers(0, 4, ITEMS), rng.integers(0, 11, ITEMS)
    strand = rng.integers(0, 2, ITEMS)
    b = 0.6 * carry - 0.9 + 0.5 * strand + rng.normal(0, 0.2, 11)[family] + rng.normal(0, 0.3, ITEMS)
    b[2] += 3
    rows = [f"q{at},{carry[at]},{'ab'[strand[at]]},1,t{family[at]}" for at in range(ITEMS)]
    (folder / "features.csv").write_text("item,carry,strand,same,template\n" + "\n".join(rows) + "\n", "utf-8")
    theta = rng.normal(size=PERSONS)
    lines = [
        f"SECRET{person},q{item},{int(rng.random() < 1 / (1 + np.exp(b[item] - theta[person])))}"
        for person in range(PERSONS)
        for item in rng.permutation(ASKED)[:20]
    ]
    (folder / "trial.csv").write_text("person,item,score\n" + "\n".join(lines) + "\n", "utf-8")
    fit = ["calibrate", str(folder / "trial.csv"), "--model", "rasch", "--out", str(folder / "fit.json")]
    assert RUN.invoke(app, fit).exit_code == 0
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("features.csv", "trial.csv", "fit.json"):
        (tmp_path / name).write_bytes((made / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def explain(*options: str):
    return RUN.invoke(app, ["explain-difficulty", "fit.json", "features.csv", *options])


def table(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "difficulty.csv").open(encoding="utf-8", newline="") as file:
        return {row["item"]: row for row in csv.DictReader(file)}


def test_the_table_has_every_item_asked_or_not(folder: Path) -> None:
    new = "item,carry,strand,same,template\nn1,2,a,1,t99\nn2,2,a,7,t1\n"
    (folder / "new.csv").write_text(new, "utf-8")
    found = explain("--family", "template", "--predict", "new.csv", "--report", "page.html")
    assert found.exit_code == 0, found.output
    rows = table(folder)
    assert len(rows) == ITEMS + 2
    assert rows["q0"]["basis"] == "asked"
    assert int(rows["q0"]["responses"]) > 100
    assert float(rows["q0"]["lower_90"]) < float(rows["q0"]["b"]) < float(rows["q0"]["upper_90"])
    assert (rows["q50"]["basis"], rows["q50"]["b_fitted"], rows["q50"]["responses"]) == ("known_family", "", "")
    assert rows["n1"]["basis"] == "new_family"
    assert (rows["n2"]["basis"], rows["n2"]["b"]) == ("strange", "")
    assert [item for item, row in rows.items() if row["far_off"] == "1"] == ["q2"]
    page = (folder / "page.html").read_text("utf-8")
    assert "One more of carry makes an item" in page
    assert "Far off what their features say: q2" in found.output
    assert "These are the same in all items and say nothing: same." in found.output
    assert "SECRET" not in page + found.output


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_page_stands_in_both_languages(folder: Path, language: str) -> None:
    explain("--family", "template", "--report", "page.html", "--lang", language)
    page = (folder / "page.html").read_text("utf-8")
    told = ("COEFFICIENTS", "VALIDATION", "CHART", "FAR_OFF", "NEW_ITEMS", "HOLDS")
    assert all(getattr(difficulty_messages, name)[language] in page for name in told)
    assert f'<html lang="{language}">' in page
    assert "%s" not in page


def test_every_sentence_takes_as_many_values_in_both_languages() -> None:
    texts = [each for each in vars(difficulty_messages).values() if isinstance(each, Text)]
    assert len(texts) > 20
    assert [each.en for each in texts if each.en.count("%s") != each.cy.count("%s")] == []


def test_responses_are_calibrated_again_with_the_features_as_prior(folder: Path) -> None:
    found = explain("--family", "template", "--responses", "trial.csv")
    assert found.exit_code == 0, found.output
    assert "calibrated again with the features as prior" in found.output
    fitted = {item["id"]: item["b"] for item in json.loads((folder / "fit.json").read_text("utf-8"))["items"]}
    rows = table(folder)
    assert all(abs(float(rows[item]["b_fitted"]) - b) < 0.1 for item, b in fitted.items() if item != "q2")


@pytest.mark.parametrize(
    ("old", "new", "options", "english", "welsh"),
    [
        ("q3,", "q2,", (), "line 5, column item: expected one row", "llinell 5, colofn item: disgwylid un rhes"),
        ("q3,", ",", (), "line 5, column item: expected the id", "llinell 5, colofn item: disgwylid enw"),
        (",1,t", ",,t", (), "column same, item", "colofn same, eitem"),
        ("", "", ("--family", "template", "--leave", "age"), "a column 'age'", "colofn 'age'"),
        ("", "", (), "column template: expected numbers", "colofn template: disgwylid rhifau"),
        (
            "",
            "",
            ("--responses", "gone.csv", "--family", "template"),
            "gone.csv: expected a file",
            "gone.csv: disgwylid",
        ),
        (
            "",
            "",
            ("--family", "template", "--predict", "features.csv"),
            "predict: expected items",
            "predict: disgwylid",
        ),
        ("", "", ("--out", "fit.json"), "fit.json: expected a file of its own", "fit.json: disgwylid"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_written(
    folder: Path, old: str, new: str, options: tuple[str, ...], english: str, welsh: str
) -> None:
    features = folder / "features.csv"
    features.write_text(
        features.read_text("utf-8").replace(old, new, 1) if old else features.read_text("utf-8"), "utf-8"
    )
    for language, told in (("en", english), ("cy", welsh)):
        result = explain("--lang", language, *options)
        assert result.exit_code == 2
        assert told in result.stderr
    assert not (folder / "difficulty.csv").exists()


def test_the_features_of_a_bank_have_a_row_for_each_item() -> None:
    for name in ("numeracy-reasoning", "reading-en"):
        bank = builtin_bank(name)
        rows = list(csv.DictReader(features_csv(bank).splitlines()))
        assert [row["item"] for row in rows] == [item.id for item in bank.items]
        first, item = rows[0], bank.items[0]
        assert (first["template"], first["year"]) == (item.stimulus, str(item.introduced_year))
        assert {each.name: each.count for each in item.features} == {
            each.name: int(first[each.name]) for each in item.features
        }
    result = RUN.invoke(app, ["bank", "features", "reading-en"])
    assert result.output.startswith("item,template,strand,year,process,")


def made_evidence(item_sd: float, family_sd: float, items: int, families: int) -> DifficultyEvidence:
    """Difficulties with standard errors of .15, of 1,000 responses each, of items that one feature explains."""
    rng = np.random.default_rng(3)
    family, steps = np.arange(items) % families, np.arange(items) % 4
    b = steps - 1.5 + rng.normal(0, family_sd, families)[family] + item_sd * rng.normal(size=items)
    names = tuple(f"q{at}" for at in range(items))
    table = FeatureTable(names, {"steps": tuple(map(str, steps))}, tuple(f"f{each}" for each in family))
    explained = explain_difficulty(FittedDifficulties(names, b, 0.15**2 * np.eye(items)), table)
    counts = dict.fromkeys(names, 1000)
    return DifficultyEvidence(explained, predict_difficulty(explained, table), cross_validate(explained, 5), counts)


def test_a_prediction_is_worth_what_its_error_in_new_families_says() -> None:
    found = made_evidence(0.3, 0.4, 100, 25)
    one_response = 0.15**2 * 1000
    assert worth_of_new(found) == pytest.approx(one_response / (0.3**2 + 0.4**2), rel=0.4)
    assert worth_of_known(found) == pytest.approx(one_response / (0.3**2 * 1.25), rel=0.4)
    told = " ".join(summary_sentences(found, "en"))
    assert "an item of a new family is worth about" in told
    assert "a new item of a known family is worth about" in told


@pytest.mark.parametrize(
    ("language", "unknown", "worth"),
    [("en", "cannot be told from 0 with so few items (24)", "is worth"), ("cy", "chyn lleied o eitemau (24)", "werth")],
)
def test_a_variance_at_its_bound_is_not_taken_as_known(language: Language, unknown: str, worth: str) -> None:
    found = made_evidence(0.0, 0.4, 24, 6)
    assert found.explained.item_sd == 0
    told = summary_sentences(found, language)
    assert any(unknown in each for each in told)
    assert not any(each in " ".join(told) for each in ("100", "0.00"))
    assert np.isnan(worth_of_known(found))
    assert worth_of_new(found) < 1000
    assert sum(worth in each for each in told) == 1


def test_an_error_of_prediction_that_cannot_be_told_from_0_is_worth_no_number() -> None:
    assert np.isnan(worth_of_new(made_evidence(0.0, 0.0, 24, 6)))

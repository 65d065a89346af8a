import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from itembank import numeracy_bank, write_bank
from itembank.commands import app, bank

RUN = CliRunner()


def test_simulate_says_of_each_ability_whether_it_holds_and_writes_it_down(tmp_path: Path) -> None:
    result = RUN.invoke(
        app, ["--year", "2", "--simulees", "200", "--seed", "3", "--lang", "en", "--out", str(tmp_path)]
    )
    assert result.exit_code == 0, result.output
    assert "Every requirement is met." in result.stdout
    assert "Out of the bank’s reach" in result.stdout
    assert "RMSE" in result.stdout
    rows = list(csv.DictReader((tmp_path / "simulation.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 9
    assert {row["year"] for row in rows} == {"2"}
    document = json.loads((tmp_path / "simulation.json").read_text(encoding="utf-8"))
    assert document["bank"] == numeracy_bank().hash
    assert document["years"][0]["counts_met"] == 1.0


def test_simulate_speaks_welsh() -> None:
    result = RUN.invoke(app, ["--year", "5", "--simulees", "50", "--lang", "cy"])
    assert "Blwyddyn 5" in result.stdout
    assert "gogwydd" in result.stdout


def test_a_requirement_that_fails_is_exit_code_1(tmp_path: Path) -> None:
    document = json.loads(write_bank(numeracy_bank()))
    for item in document["items"]:
        item["parameters"]["b"] = 9.0
    hard = tmp_path / "hard.json"
    hard.write_text(json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False), encoding="utf-8")
    result = RUN.invoke(app, ["--bank", str(hard), "--year", "2", "--simulees", "20", "--lang", "en"])
    assert result.exit_code == 1
    assert "Not every requirement is met" in result.stdout


@pytest.mark.parametrize(
    "arguments", [["--year", "10"], ["--design", "reading"], ["--bank", "no-such-file.json"], ["--lang", "fr"]]
)
def test_bad_input_is_exit_code_2_and_writes_nothing(arguments: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = RUN.invoke(app, [*arguments, "--simulees", "5", "--out", str(out)])
    assert result.exit_code == 2
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "cy", "en"),
    [
        (
            ["--year", "12"],
            "nid oes Blwyddyn 12 yng nghynllun 'numeracy-procedural'; y rhai sydd ynddo: 2, 3, 4, 5, 6, 7, 8, 9",
            "design 'numeracy-procedural' has no Year 12; it has 2, 3, 4, 5, 6, 7, 8, 9",
        ),
        (
            ["--design", "reading"],
            "nid oes cynllun prawf 'reading' yn y banc hwn; y rhai sydd ynddo: numeracy-procedural",
            "no test design 'reading' in this bank; it holds numeracy-procedural",
        ),
        (["--bank", "gone.json"], "Nid oes ffeil o’r enw gone.json", "There is no file gone.json"),
        (["--bank", "."], "Ni ellir darllen .: EISDIR", "Cannot read .: EISDIR"),
    ],
)
def test_a_refusal_is_said_in_the_language_asked_for(arguments: list[str], cy: str, en: str) -> None:
    for language, sentence in (("cy", cy), ("en", en)):
        said = RUN.invoke(app, [*arguments, "--lang", language]).stderr
        assert " ".join(said.split()) == sentence


def test_a_bank_too_thin_for_its_counts_is_refused_in_welsh(tmp_path: Path) -> None:
    made = numeracy_bank()
    thin = replace(made, items=tuple(i for i in made.items if i.strand != "data" or i.introduced_year > 2))
    (tmp_path / "thin.json").write_bytes(write_bank(thin))
    said = RUN.invoke(app, ["--bank", str(tmp_path / "thin.json"), "--year", "2", "--lang", "cy"]).stderr
    assert "disgwylid eitemau â strand 'data' ar gyfer Blwyddyn 2: o leiaf 4, cafwyd 0" in " ".join(said.split())


def test_help_teaches() -> None:
    shown = RUN.invoke(app, ["--help"]).stdout
    assert "0.05 + 3 Monte Carlo SE" in " ".join(shown.replace("│", " ").split())


def test_a_written_bank_is_checked_shown_and_previewed(tmp_path: Path) -> None:
    made = numeracy_bank()
    assert RUN.invoke(bank, ["write", "--out", str(tmp_path)]).exit_code == 0
    written = tmp_path / f"{made.hash}.json"
    assert written.read_bytes() == write_bank(made)
    checked = RUN.invoke(bank, ["check", str(written), "--lang", "en"])
    assert "Valid bank" in checked.stdout
    assert "63" in RUN.invoke(bank, ["show", str(written)]).stdout
    page = tmp_path / "preview.html"
    assert RUN.invoke(bank, ["preview", str(written), "--out", str(page)]).exit_code == 0
    html = page.read_text(encoding="utf-8")
    assert html.count("<article>") == len(made.items)
    assert "smaller-from-larger" in html


def test_a_tampered_bank_is_named_and_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_bytes(write_bank(numeracy_bank()).replace(b"afal", b"gellyg", 1))
    result = RUN.invoke(bank, ["check", str(bad), "--lang", "en"])
    assert result.exit_code == 2
    assert "count/7: id: expected" in " ".join(result.stderr.split())

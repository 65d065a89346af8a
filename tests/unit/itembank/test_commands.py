"""Tests of the commands of the item bank."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from itembank import BankVersion, TestDesign, compile_test, numeracy_bank, read_bank, write_bank
from itembank.authoring import new_files
from itembank.builtin_banks import builtin_bank
from itembank.commands import app, bank
from itembank.design.adaptive_test_design import Setting, Strategy
from itembank.exposure.earlier_exposure import by_item, settings_of
from tests.support.small_bank import small_numeracy_bank

RUN = CliRunner()


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a bank with few items."""
    path = tmp_path_factory.mktemp("bank") / "few.json"
    path.write_bytes(write_bank(small_numeracy_bank()))
    return str(path)


def test_simulate_says_of_each_ability_whether_it_holds_and_writes_it_down(few: str, tmp_path: Path) -> None:
    result = RUN.invoke(
        app, ["--bank", few, "--year", "2", "--simulees", "200", "--seed", "3", "--lang", "en", "--out", str(tmp_path)]
    )
    assert result.exit_code == 0, result.output
    assert "Every requirement is met." in result.stdout
    assert "Out of the bank’s reach" in result.stdout
    assert "RMSE" in result.stdout
    rows = list(csv.DictReader((tmp_path / "simulation.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 9
    assert {row["year"] for row in rows} == {"2"}
    document = json.loads((tmp_path / "simulation.json").read_text(encoding="utf-8"))
    assert document["bank"] == small_numeracy_bank().hash
    assert document["years"][0]["counts_met"] == 1.0
    page = (tmp_path / "simulation.html").read_text(encoding="utf-8")
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert page.count("<svg ") == 9
    assert {"years.csv", "exposure.csv", "content.csv", "bounds.csv", "endings.csv", "supply.csv", "wanted.csv"} < {
        path.name for path in tmp_path.iterdir()
    }


def test_simulate_speaks_welsh() -> None:
    result = RUN.invoke(app, ["--year", "5", "--simulees", "50", "--lang", "cy"])
    assert "Blwyddyn 5" in result.stdout
    assert "gogwydd" in result.stdout


def test_a_requirement_that_fails_is_exit_code_1(tmp_path: Path) -> None:
    document = json.loads(write_bank(small_numeracy_bank()))
    for item in document["items"]:
        item["parameters"]["b"] = 9.0
    hard = tmp_path / "hard.json"
    hard.write_text(json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False), encoding="utf-8")
    result = RUN.invoke(app, ["--bank", str(hard), "--year", "2", "--simulees", "20", "--lang", "en"])
    assert result.exit_code == 1
    assert "Not every requirement is met" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--year", "10"],
        ["--design", "reading"],
        ["--bank", "no-such-file.json"],
        ["--lang", "fr"],
        ["--seed", f"{2**64}"],
    ],
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
        (
            ["--dependence", "0.5"],
            "numeracy-procedural: dependence: disgwylid setiau o eitemau yn ei lasbrint, neu --within strand, topic,"
            " introduced_year, template, family, context, person, difficulty, ni chafwyd dim",
            "numeracy-procedural: dependence: expected item sets in its blueprint, or --within strand, topic,"
            " introduced_year, template, family, context, person, difficulty, received nothing",
        ),
        (
            ["--within", "topic"],
            "Mae --within topic yn dweud ym mha setiau mae atebion yn dibynnu ar ei gilydd: rhowch SD yr effaith hefyd,"
            " gyda --dependence",
            "--within topic says in which sets answers depend on each other: give --dependence too, its SD",
        ),
        (
            ["--bank", "gone.json"],
            "Nid oes ffeil o’r enw gone.json, na banc: numeracy-procedural, numeracy-reasoning, reading-cy, reading-en",
            "There is no file gone.json, nor a bank: numeracy-procedural, numeracy-reasoning, reading-cy, reading-en",
        ),
        (["--parameters", "."], "Ni ellir darllen .: ffolder yw", "Cannot read .: it is a folder"),
        (
            ["--bank", "docs/adr"],
            "Nid oes eitemau yn y ffolder docs/adr: disgwylid ffeiliau .toml neu .csv.",
            "There are no items in the folder docs/adr: expected files .toml or .csv.",
        ),
    ],
)
def test_a_refusal_is_said_in_the_language_asked_for(arguments: list[str], cy: str, en: str) -> None:
    for language, sentence in (("cy", cy), ("en", en)):
        said = RUN.invoke(app, [*arguments, "--lang", language]).stderr
        assert " ".join(said.split()) == sentence


def test_a_bank_too_thin_for_its_counts_is_refused_in_welsh(tmp_path: Path) -> None:
    made = small_numeracy_bank()
    thin = replace(made, items=tuple(i for i in made.items if i.strand != "data" or i.introduced_year > 2))
    (tmp_path / "thin.json").write_bytes(write_bank(thin))
    said = RUN.invoke(app, ["--bank", str(tmp_path / "thin.json"), "--year", "2", "--lang", "cy"]).stderr
    limits = "gyda template ≤ 2, family ≤ 3"
    told = f"disgwylid eitemau â’r strand 'data' ar gyfer Blwyddyn 2, {limits}: o leiaf 4, cafwyd 0"
    assert told in " ".join(said.split())


def test_answers_may_depend_on_each_other_and_come_from_other_parameters(few: str, tmp_path: Path) -> None:
    made = small_numeracy_bank()
    harder = replace(
        made, items=tuple(replace(i, parameters=replace(i.parameters, b=i.parameters.b + 2.0)) for i in made.items)
    )
    (tmp_path / "harder.json").write_bytes(write_bank(harder))
    short = ["--bank", few, "--year", "5", "--simulees", "50", "--lang", "en", "--out", str(tmp_path)]
    bias = []
    for assumed in (
        [],
        ["--truth", str(tmp_path / "harder.json")],
        ["--dependence", "0.5", "--within", "topic"],
    ):
        RUN.invoke(app, [*short, *assumed])
        document = json.loads((tmp_path / "simulation.json").read_text(encoding="utf-8"))
        bias.append(document["years"][0]["bias"])
    assert document["dependence"] == {"attribute": "topic", "sd": 0.5, "alone": ""}
    assert bias[1] == pytest.approx(bias[0] - 2.0, abs=0.3)
    assert bias[2] != bias[0]


def test_a_truth_that_lacks_an_item_is_refused_by_name(few: str, tmp_path: Path) -> None:
    made = small_numeracy_bank()
    (tmp_path / "less.json").write_bytes(write_bank(replace(made, items=made.items[1:])))
    said = RUN.invoke(app, ["--bank", few, "--truth", str(tmp_path / "less.json"), "--year", "5", "--lang", "cy"])
    assert said.exit_code == 2
    expected = f"{made.items[0].id}: truth: disgwylid paramedrau pob eitem yn y banc, ni chafwyd dim"
    assert " ".join(said.stderr.split()) == expected


def test_what_the_bank_should_suffice_for_can_be_said(few: str) -> None:
    plain = ["--bank", few, "--year", "4", "--simulees", "20", "--lang", "en", "--target-se", "0.5"]
    more = [*plain, "--target-se", "0.45", "--max-exposure", "0.5"]
    wanted = [
        int(RUN.invoke(app, arguments).stdout.split("Items to write: ")[1].split()[0]) for arguments in (plain, more)
    ]
    assert 0 < wanted[0] < wanted[1]


def test_a_target_that_no_items_would_reach_is_not_promised() -> None:
    arguments = ["--year", "4", "--simulees", "5", "--target-se", "0.35", "--max-exposure", "0.5"]
    told = {lang: RUN.invoke(app, [*arguments, "--lang", lang]).stdout for lang in ("cy", "en")}
    assert "even ideal new items would not reach" in " ".join(told["en"].split())
    assert "na fyddai hyd yn oed eitemau newydd delfrydol yn ei gyrraedd" in " ".join(told["cy"].split())


def test_a_place_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = RUN.invoke(app, ["--year", "4", "--simulees", "5", "--lang", "en", "--out", str(tmp_path / "file")])
    assert result.exit_code == 2
    assert "Cannot write" in result.stderr


def test_help_teaches() -> None:
    shown = RUN.invoke(app, ["--help"]).stdout
    assert "0.05 + 3 Monte Carlo SE" in " ".join(shown.replace("│", " ").split())


def test_a_written_bank_is_checked_shown_and_previewed(tmp_path: Path) -> None:
    made = numeracy_bank()
    assert RUN.invoke(bank, ["write", "--out", str(tmp_path)]).exit_code == 0
    written = tmp_path / f"{made.hash}.json"
    assert written.read_bytes() == write_bank(made)
    checked = RUN.invoke(bank, ["check", str(written), "--lang", "en"])
    assert f"{len(made.items)} items and {len(made.practice)} for practice" in checked.stdout
    introduced = sum(item.introduced_year == 2 for item in made.items)
    assert str(introduced) in RUN.invoke(bank, ["show", str(written)]).stdout
    page = tmp_path / "preview.html"
    assert RUN.invoke(bank, ["preview", str(written), "--out", str(page)]).exit_code == 0
    html = page.read_text(encoding="utf-8")
    assert html.count("<article>") == len(made.all_items)
    assert html.count("FOR PRACTICE ALONE") == len(made.practice)
    assert "smaller-from-larger" in html


def test_a_tampered_bank_is_named_and_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_bytes(write_bank(numeracy_bank()).replace(b"afal", b"gellyg", 1))
    result = RUN.invoke(bank, ["check", str(bad), "--lang", "en"])
    assert result.exit_code == 2
    assert "count/7: id: expected" in " ".join(result.stderr.split())


def test_exposure_is_solved_for_each_year_and_written_into_the_bank(tmp_path: Path) -> None:
    made = small_numeracy_bank()
    (plan,) = made.designs
    control = Strategy("ConditionalEligibility", (Setting("probabilities", "@solved"),))
    years = tuple(each for each in plan.populations if each.year in (6, 9))
    waiting = replace(made, designs=(replace(plan, exposure=control, populations=years, by_year=()),))
    (tmp_path / "waiting.json").write_bytes(write_bank(waiting))
    few = ["--sittings", "50", "--iterations", "9", "--checks", "1", "--lang", "cy"]
    done = RUN.invoke(bank, ["solve", str(tmp_path / "waiting.json"), "--out", str(tmp_path / "out"), *few])
    assert done.exit_code in (0, 1), done.output
    (written,) = (each for each in (tmp_path / "out").iterdir() if not each.name.endswith(".unkept.json"))
    solved = read_bank(written.read_bytes())
    assert written.name == f"{solved.hash}.json"
    assert [(each.design, each.year) for each in solved.solved] == [(waiting.designs[0].hash, y) for y in (6, 9)]
    compile_test(solved, solved.designs[0], 9)
    assert "blwyddyn 9: y nod: pob eitem mewn " in done.stdout


def _waiting(folder: Path, made: BankVersion) -> str:
    """The path of a bank whose exposure in Years 6 and 9 waits to be solved."""
    (plan,) = made.designs
    control = Strategy("ConditionalEligibility", (Setting("probabilities", "@solved"),))
    years = tuple(each for each in plan.populations if each.year in (6, 9))
    waiting = replace(made, designs=(replace(plan, exposure=control, populations=years, by_year=()),))
    path = folder / f"{len(made.items)}.json"
    path.write_bytes(write_bank(waiting))
    return str(path)


def _solve(path: str, out: Path, *more: str) -> Result:
    few = ("--sittings", "50", "--iterations", "9", "--checks", "1", "--processes", "1", "--lang", "en")
    return RUN.invoke(bank, ["solve", path, "--out", str(out), *few, *more])


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The year groups that are solved, each at once by what it starts from; Year 9 is broken off the first time."""
    years: list[int] = []

    def solve(bank: BankVersion, design: TestDesign, year: int, *_: object, earlier: dict[str, Any]) -> Any:
        years.append(year)
        if years == [6, 9]:
            raise KeyboardInterrupt
        return settings_of(bank, design, year, earlier or {bank.items[0].item: (0.5,)}), None

    monkeypatch.setattr("itembank.exposure.years_at_once.solve_exposure", solve)
    return years


def test_a_solving_that_was_broken_off_goes_on_after_the_last_year_that_was_done(
    tmp_path: Path, asked: list[int]
) -> None:
    path = _waiting(tmp_path, small_numeracy_bank())
    assert _solve(path, tmp_path / "out").exit_code == 130
    (left,) = (tmp_path / "out").iterdir()
    kept = left.read_bytes()
    left.write_bytes(kept[:-9])
    refused = _solve(path, tmp_path / "out")
    told = f"{left.name}: file: expected year groups that `mesur bank solve` has solved, or no such file"
    assert (refused.exit_code, told in " ".join(refused.stderr.split())) == (2, True)
    left.write_bytes(kept)
    done = _solve(path, tmp_path / "out")
    assert "It goes on where it was broken off: 1 year groups are done" in done.stdout
    assert asked == [6, 9, 9]
    _solve(path, tmp_path / "whole")
    assert asked == [6, 9, 9, 6, 9]
    (written,), (unbroken,) = (tmp_path / "out").iterdir(), (tmp_path / "whole").iterdir()
    assert written.read_bytes() == unbroken.read_bytes()


def test_from_an_earlier_version_only_years_that_changed_are_solved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = small_numeracy_bank()
    others = {item.item for item in made.items}
    *_, newcomer = (item for item in numeracy_bank().items if item.introduced_year == 9 and item.item not in others)
    old = read_bank(Path(_waiting(tmp_path, made)).read_bytes())
    (design,) = old.designs
    solved = tuple(settings_of(old, design, year, {made.items[0].item: (0.5,)}) for year in (6, 9))
    (tmp_path / "before.json").write_bytes(write_bank(replace(old, solved=solved)))
    grown = _waiting(tmp_path, replace(made, items=(*made.items, newcomer)))
    done = _solve(grown, tmp_path / "out", "--from", str(tmp_path / "before.json"), "--iterations", "1")
    assert "year 6: as before: nothing has changed for it" in done.stdout
    told = r"year 9: the aim: each item in at most \S+ of the sittings; highest in the check: \S+ \(up to \S+ may be"
    assert re.search(told, done.stdout)
    # so few sittings are not enough to start from half of what is needed, and the command says what to do
    assert done.exit_code == 1
    written, unkept = sorted((tmp_path / "out").iterdir(), key=lambda file: len(file.name))
    assert f"again with --from {written}, which goes on from there." in " ".join(done.stdout.split())
    found = read_bank(written.read_bytes())
    shares = {each.year: dict(by_item(each)) for each in found.solved}
    assert shares[6] == dict(by_item(solved[0])) | {newcomer.id: (1.0,)}
    assert shares[9] != dict(by_item(solved[1])) | {newcomer.id: (1.0,)}
    asked: list[int] = []
    monkeypatch.setattr("itembank.exposure.years_at_once.solve_exposure", lambda *given, **_: asked.append(given[2]))
    # what was not kept is solved again although nothing changed since
    assert _solve(grown, tmp_path / "goes-on", "--from", str(written)).stdout.count("as before") == 1
    assert asked == [9]
    unkept.unlink()
    asked.clear()
    # what nothing changed in is taken over whole, but for a rate of another size
    assert _solve(grown, tmp_path / "again", "--from", str(written)).stdout.count("as before") == 2
    assert asked == []
    _solve(grown, tmp_path / "other", "--from", str(written), "--share", "2")
    assert asked


def test_a_bank_is_written_with_the_items_of_a_folder_added(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    for name, text in new_files("passage", ("en",), "en").items():
        (tmp_path / "mine" / name).write_text(text, "utf-8")
    arguments = ["--add", str(tmp_path / "mine"), "--out", str(tmp_path / "banks"), "--lang", "en"]
    done = RUN.invoke(bank, ["write", "reading-en", *arguments])
    assert done.exit_code == 0, done.output
    (written,) = (tmp_path / "banks").iterdir()
    made, before = read_bank(written.read_bytes()), builtin_bank("reading-en")
    assert [item.id for item in made.items[: len(before.items)]] == [item.id for item in before.items]
    assert len(made.items) == len(before.items) + 4
    assert made.solved == ()
    refused = RUN.invoke(bank, ["write", "reading-cy", *arguments])
    assert refused.exit_code == 2
    assert "are of reading-en: expected reading-cy, as in the bank" in " ".join(refused.stderr.split())


def test_a_design_with_nothing_to_solve_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bank.json").write_bytes(write_bank(small_numeracy_bank()))
    done = RUN.invoke(bank, ["solve", str(tmp_path / "bank.json"), "--out", str(tmp_path / "out"), "--lang", "en"])
    assert done.exit_code == 2
    assert "expected ConditionalEligibility with probabilities @solved" in " ".join(done.stderr.split())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["numeracy-reasoning", "reading-en"])
def test_every_bank_of_mesurs_own_is_reached_by_its_name(name: str) -> None:
    assert name in RUN.invoke(bank, ["show", name, "--lang", "en"]).stdout

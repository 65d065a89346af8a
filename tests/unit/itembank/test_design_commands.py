"""`mesur design …`, and the commands that take a design's file."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from itembank import read_bank, write_bank
from itembank.commands import app as simulate
from itembank.commands import bank
from itembank.commands.design import app
from itembank.design_files.design_reading import read_design
from itembank.design_files.design_schema import design_schema
from tests.support.sample_design import VALID_DESIGN
from tests.support.small_bank import small_numeracy_bank

RUN = CliRunner(env={"COLUMNS": "300"})


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a bank with few items."""
    path = tmp_path_factory.mktemp("bank") / "few.json"
    path.write_bytes(write_bank(small_numeracy_bank()))
    return str(path)


def written(folder: Path, text: str, name: str = "trial.toml") -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def test_check_says_of_each_year_group_what_it_is_asked_and_that_the_bank_suffices(few: str, tmp_path: Path) -> None:
    own = '[year.3]\nlength = 8\n[year.3.blueprint]\ncount = [{ strand = "data", maximum = 2 }]\n'
    file = written(tmp_path, VALID_DESIGN + own)
    result = RUN.invoke(app, ["check", file, "--bank", few, "--lang", "en"])
    assert result.exit_code == 0, result.output
    rows = [line.split("│")[1:-1] for line in result.stdout.splitlines() if line.startswith("│")]
    cells = [[cell.strip() for cell in row] for row in rows]
    assert [row[:4] for row in cells] == [
        ["3", "8", "-2.1, 1.3", "≤ 3"],
        ["4", "12", "-0.9, 1.3", "≤ 4"],
    ]
    assert [row[4] for row in cells] == ["can be kept with 82 items", "can be kept with 106 items"]
    assert "Blueprint, Year 3:\n  strand: data 0–2\n" in result.stdout
    assert "Blueprint, Year 4:\n  strand: number 5–8, measuring/data 4–12\n" in result.stdout
    assert result.stdout.endswith("OK.\n")


def test_check_tells_all_faults_by_line_in_the_language_asked_for(few: str, tmp_path: Path) -> None:
    file = written(tmp_path, VALID_DESIGN.replace('"WLE"', '"WEL"').replace("rate = 0.7", "rate = 7"))
    for language, last in (("en", f"Faults in {file}: 2."), ("cy", f"Gwallau yn {file}: 2.")):
        result = RUN.invoke(app, ["check", file, "--bank", few, "--lang", language])
        first, second, end = result.stderr.splitlines()
        assert result.exit_code == 1
        assert first.startswith(f"{file}:4:10: report: ")
        assert second.startswith(f"{file}:5:46: select.rate: ")
        assert end == last


def test_check_tells_what_the_bank_has_not(few: str, tmp_path: Path) -> None:
    file = written(tmp_path, VALID_DESIGN.replace('"number"', '"nmber"'))
    result = RUN.invoke(app, ["check", file, "--bank", few, "--lang", "en"])
    assert result.exit_code == 1
    assert result.stderr.startswith(
        f'{file}:17:16: blueprint.count[1].strand: found "nmber" as a strand, which no item'
    )


@pytest.mark.parametrize("method", ["shadow", "masks"])
def test_a_blueprint_that_a_year_group_cannot_keep_is_told_at_the_count_it_turns_on(
    few: str, tmp_path: Path, method: str
) -> None:
    text = VALID_DESIGN.replace("length = 12", "length = 90").replace("minimum = 4 ", "minimum = 1 ")
    text = text.replace("minimum = 5, maximum = 8", "minimum = 60, maximum = 80").replace('"shadow"', f'"{method}"')
    file = written(tmp_path, text.replace('["measuring", "data"]', '"data"'))
    result = RUN.invoke(app, ["check", file, "--bank", few, "--lang", "en"])
    assert result.exit_code == 1
    (first, *_) = result.stderr.splitlines()
    assert first.startswith(
        f"{file}:17:5: blueprint.count[1]: found a blueprint that Year 3 cannot keep with the items"
    )
    assert first.endswith("Write wider bounds, or bounds for that year under [year.3.blueprint].")


def test_without_a_bank_the_form_alone_is_checked_and_a_missing_ceiling_remarked_on(tmp_path: Path) -> None:
    file = written(tmp_path, "\n".join(line for line in VALID_DESIGN.splitlines() if not line.startswith("ceiling")))
    result = RUN.invoke(app, ["check", file, "--lang", "en"])
    assert result.exit_code == 0
    assert "there is no ceiling for Year 3, 4, so its learners may be asked what they have" in result.stdout
    assert "Only the form of the file was checked: give --bank" in result.stdout


def test_exposure_that_is_yet_to_be_solved_is_left_out_and_said(few: str, tmp_path: Path) -> None:
    solved = '"conditional-eligibility", probabilities = "@solved"'
    file = written(tmp_path, VALID_DESIGN.replace('"randomesque", n = 3', solved))
    result = RUN.invoke(app, ["check", file, "--bank", few, "--lang", "en"])
    assert result.exit_code == 0, result.output
    assert "The exposure of this design is not solved for the bank yet: `mesur bank solve" in result.stdout


@pytest.mark.parametrize(("content", "told"), [(None, "There is no file"), (b"\xff", "UTF-8")])
def test_a_file_that_cannot_be_had_is_exit_code_2(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "trial.toml"
    if content is not None:
        path.write_bytes(content)
    result = RUN.invoke(app, ["check", str(path), "--lang", "en"])
    assert result.exit_code == 2
    assert told in result.stderr


def test_show_prints_a_file_that_reads_to_the_design(few: str) -> None:
    result = RUN.invoke(app, ["show", few])
    assert read_design(result.stdout).design == small_numeracy_bank().designs[0]
    refused = RUN.invoke(app, ["show", few, "--design", "reading", "--lang", "en"])
    assert (refused.exit_code, "no test design 'reading'" in refused.stderr) == (2, True)


def test_schema_prints_the_schema() -> None:
    assert json.loads(RUN.invoke(app, ["schema"]).stdout) == design_schema()


def test_simulate_and_write_take_a_design_from_a_file(few: str, tmp_path: Path) -> None:
    file, out = written(tmp_path, VALID_DESIGN), tmp_path / "study"
    ran = RUN.invoke(simulate, ["--bank", few, "--design", file, "--year", "4", "--simulees", "30", "--out", str(out)])
    assert ran.exit_code in (0, 1), ran.output
    assert json.loads((out / "simulation.json").read_text("utf-8"))["design"]["name"] == "trial"
    assert RUN.invoke(bank, ["write", few, "--design", file, "--out", str(tmp_path / "banks")]).exit_code == 0
    (path,) = (tmp_path / "banks").iterdir()
    assert [each.name for each in read_bank(path.read_bytes()).designs] == ["trial", "numeracy-procedural"]


def test_a_design_with_faults_is_refused_by_all_of_them_and_nothing_is_written(few: str, tmp_path: Path) -> None:
    file, out = written(tmp_path, VALID_DESIGN.replace("rate", "rat")), tmp_path / "banks"
    refused = RUN.invoke(bank, ["write", few, "--design", file, "--out", str(out), "--lang", "en"])
    assert (refused.exit_code, out.exists()) == (2, False)
    assert refused.stderr.startswith(f"{file}:5:39: select.rat: ")


def test_solve_fills_in_what_a_design_from_a_file_leaves_to_it(few: str, tmp_path: Path) -> None:
    solved = '"conditional-eligibility", probabilities = "@solved"'
    text = VALID_DESIGN.replace("4 = {", "# 4 = {").replace('"randomesque", n = 3', solved)
    arguments = ["solve", few, "--design", written(tmp_path, text), "--out", str(tmp_path / "banks")]
    arguments += ["--sittings", "50", "--iterations", "9", "--checks", "1", "--share", "99"]
    ran = RUN.invoke(bank, arguments)
    (path,) = (tmp_path / "banks").iterdir()
    made = read_bank(path.read_bytes())
    assert made.solved_for(made.design("trial"), 3), ran.output

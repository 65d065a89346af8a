"""Tests of `mesur bank health`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from itembank import designs, write_bank
from itembank.commands import bank
from tests.support.small_bank import small_numeracy_bank

RUN = CliRunner()


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a bank with few items."""
    path = tmp_path_factory.mktemp("bank") / "few.json"
    path.write_bytes(write_bank(small_numeracy_bank()))
    return str(path)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ["Bank health: numeracy (procedural)", "Where the bank is thin", "The 2 items to write next", "Saves, of"],
        ),
        (
            "cy",
            [
                "Iechyd y banc: rhifedd",
                "Lle mae eitemau’n brin yn y banc",
                "Eitemau i’w hysgrifennu nesaf: 2",
                "Yn arbed",
            ],
        ),
    ],
)
def test_health_says_where_a_bank_is_thin_and_writes_a_page(
    few: str, language: str, said: list[str], tmp_path: Path
) -> None:
    page = tmp_path / "health.html"
    result = RUN.invoke(bank, ["health", few, "--items", "2", "--page", str(page), "--language", language])
    assert result.exit_code == 0, result.output
    assert [each for each in said if each not in result.stdout] == []
    assert "…" not in result.stdout
    assert page.read_text(encoding="utf-8").startswith(f'<!doctype html>\n<html lang="{language}">')


def test_health_as_json_is_json_alone_and_holds_what_was_found(few: str) -> None:
    result = RUN.invoke(bank, ["health", few, "--items", "1", "--json"])
    assert result.exit_code == 0, result.output
    (document,) = json.loads(result.stdout)
    assert document["bank"] == small_numeracy_bank().hash
    assert [year["year"] for year in document["years"]] == list(range(2, 10))
    (first,) = document["next"]
    assert first["said"]["cy"].startswith("Eitem o’r llinyn")
    assert first["saves"] == pytest.approx(sum(each["saves"] for each in first["savings"]))


def test_health_under_a_design_of_ones_own(few: str, tmp_path: Path) -> None:
    own = Path(designs.__file__).with_name("numeracy-procedural.toml").read_text(encoding="utf-8")
    path = tmp_path / "own.toml"
    path.write_text(own.replace('name = "numeracy-procedural"', 'name = "of-my-own"'), encoding="utf-8")
    result = RUN.invoke(bank, ["health", few, "--design", str(path), "--items", "1", "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)[0]["design"]["name"] == "of-my-own"


@pytest.mark.parametrize("arguments", [["no-such-file.json"], ["--design", "reading"], ["--max-exposure", "2"]])
def test_health_of_what_is_not_there_is_exit_code_2(few: str, arguments: list[str]) -> None:
    assert RUN.invoke(bank, ["health", *([] if arguments[0].endswith("json") else [few]), *arguments]).exit_code == 2

"""A bank of item parameters from CSV, and where it is refused."""

import json
from pathlib import Path

import pytest
import typer

from calibration.results.calibration_result import FitStatus
from calibration.sentences.sentences import status_phrase
from itembank.commands.input_files import load_parameters
from itembank.compilation.item_pool import item_parameters
from itembank.errors import InvalidBank
from itembank.health import bank_health
from itembank.language import Language
from itembank.parsing.parameters_csv import parameters_bank
from itembank.refusal_messages import refusal_message
from itembank.simulation_study import study_year


def test_columns_become_items_with_strands_and_years() -> None:
    bank = parameters_bank("id;a;b1;b2;c;strand;year\nx;1.5;0.5;;0.2;geometry;4\ny;1;-1;1;;algebra;3\n", "f.csv")
    parameters = item_parameters(bank.items)
    assert [item.introduced_year for item in bank.items] == [4, 3]
    assert [item.strand for item in bank.items] == ["geometry", "algebra"]
    assert parameters.c.tolist() == [0.2, 0.0]
    assert parameters.categories.tolist() == [2, 3]
    assert [item.most for item in bank.items] == [1, 2]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id,a,b\nx,1,zero\n", "f.csv:2:3: b: expected a number, received 'zero'"),
        ("id,a,b\nx,1,0\n\ny,-1,0\n", "f.csv:4:2: a: expected more than 0"),
        ("id,a,b,c\nx,1,0,1\n", "f.csv:2:4: c: expected 0 ≤ c < 1"),
        ("id,a,b\nx,1,0\nx,1,0\n", "f.csv:3:1: id: expected each id once"),
        ("id,a,b\nx,1\n", "f.csv:2:3: row: expected 3 cells, received 2"),
        ("id,a,b,year\nx,1,0,11\n", "f.csv:2:4: year: expected 2 to 9"),
        ("id,a,b1,b2\nx,1,,1\n", "f.csv:2:3: b1: expected a number"),
        ("id,a,b1,b2,c\nx,1,0,1,0.2\n", "f.csv:2:5: c: expected 0 for an item with several steps"),
        ("id,slope,b\nx,1,0\n", "f.csv:1:2: header: expected the columns id (or item), a, b or b1 b2"),
        ("id,a,b\n", "f.csv:2:1: items: expected at least one item"),
    ],
)
def test_mistakes_are_told_by_line_and_column(text: str, told: str) -> None:
    with pytest.raises(InvalidBank) as refused:
        parameters_bank(text, "f.csv")
    assert str(refused.value).startswith(told)


def test_parameters_alone_are_simulated_and_judged() -> None:
    rows = "".join(f"x{n},1.3,{(n % 20 - 10) / 5}\n" for n in range(40))
    bank = parameters_bank("id,a,b\n" + rows, "f.csv")
    found = study_year(bank, bank.designs[0], 2, simulees=30)
    assert [str(each.name) for each in found.requirements][2:6] == [
        "mean SE",
        "coverage",
        "highest exposure",
        "overlap",
    ]
    assert found.dependence == 0
    assert len(bank_health(bank, bank.designs[0], items=1).years) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,slope,b\nx,1,0\n", "header: disgwylid y colofnau id (neu item), a, b neu b1 b2 …, ac c, d, strand"),
        ("id,a,b,stimulus,set_sd\nx,1,0,p,-1\n", "set_sd: disgwylid 0 neu fwy, cafwyd"),
        ("id,a,b,stimulus,set_sd\nx,1,0,,1\n", "set_sd: disgwylid 0 neu ddim byd ar gyfer eitem heb"),
        ("id,a,b,stimulus,set_sd\nx,1,0,p,1\ny,1,0,p,2\n", "set_sd: disgwylid 1, fel eitemau eraill p, cafwyd"),
    ],
)
def test_mistakes_are_told_in_welsh(text: str, said: str) -> None:
    with pytest.raises(InvalidBank) as refused:
        parameters_bank(text, "f.csv")
    assert said in refusal_message(refused.value, "cy")


def test_empty_columns_and_rows_behind_the_table_are_left_out() -> None:
    plain = parameters_bank("id;a;b\nx;1;0\ny;1;0,5\n", "f.csv")
    assert parameters_bank("id;a;b;;\nx;1;0;;\ny;1;0,5;;\n;;;;;\n ;;\n", "f.csv") == plain


@pytest.mark.parametrize(("language", "said"), [("en", "got Parquet"), ("cy", "cafwyd Parquet")])
def test_parquet_is_told_as_such(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: Language, said: str
) -> None:
    (tmp_path / "f.parquet").write_bytes(b"PAR1\x15\x04\xff\xfe")
    with pytest.raises(typer.Exit):
        load_parameters(tmp_path / "f.parquet", language)
    assert said in capsys.readouterr().err


def test_decimal_commas_are_read_between_semicolons() -> None:
    bank = parameters_bank("id;a;b\nx;1,2;-0,5\ny;0.8;1\n", "items.csv")
    assert bank == parameters_bank("id,a,b\nx,1.2,-0.5\ny,0.8,1\n", "items.csv")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "items.csv:3: expected text in UTF-8"), ("cy", "items.csv:3: disgwylid testun mewn UTF-8")],
)
def test_another_encoding_is_told_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: Language, said: str
) -> None:
    (tmp_path / "items.csv").write_bytes("id,a,b\nx,1,0\nsiâp,1,0\n".encode("latin-1"))
    with pytest.raises(typer.Exit):
        load_parameters(tmp_path / "items.csv", language)
    told = "".join(capsys.readouterr().err.split())  # a console breaks lines where the path is long
    assert said.replace(" ", "") in told


def test_a_folder_is_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        load_parameters(tmp_path, "en")
    assert "it is a folder" in " ".join(capsys.readouterr().err.split())


def fit_text(**changed: object) -> str:
    both = {"a": 1.5, "c": 0.0, "d": 1.0, "kind": "adjacent"}
    items = [{"id": "x", "b": [0.5, None], **both}, {"id": "y", "b": [-1.0, 1.0], **both}]
    return json.dumps({"format": "mesur-calibration/2", "converged": True, "items": items} | changed)


def test_a_fit_and_a_column_item_are_read_as_columns_with_id_are() -> None:
    by_id = parameters_bank("id,a,b1,b2\nx,1.5,0.5,\ny,1.5,-1,1\n", "f.csv")
    assert parameters_bank("item,a,b1,b2\nx,1.5,0.5,\ny,1.5,-1,1\n", "f.csv") == by_id
    assert parameters_bank(fit_text(), "fit.json") == by_id


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "fit.json: document: expected a calibration that mesur calibrate wrote"),
        (fit_text(format="mesur-link/1"), "fit.json: format: expected a calibration"),
        (fit_text(testlets={"label": ["p", "p"]}), "fit.json: testlets: expected none: mesur calibrate --items"),
        (fit_text(converged=False, status="stopped"), "fit.json: status: expected a fit that converged"),
        (fit_text().replace("adjacent", "cumulative"), "fit.json: items: expected items of models other than grm"),
    ],
)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_fit_that_cannot_be_a_bank_is_refused_in_both_languages(text: str, told: str, language: Language) -> None:
    with pytest.raises(InvalidBank) as refused:
        parameters_bank(text, "fit.json")
    assert str(refused.value).startswith(told)
    assert ("expected" in refusal_message(refused.value, language)) == (language == "en")
    assert all(word not in refusal_message(refused.value, "cy") for word in ("that", "other than", "writes"))


@pytest.mark.parametrize("status", [each for each in FitStatus if each is not FitStatus.CONVERGED])
def test_a_fit_that_did_not_converge_tells_its_status_as_calibration_does(status: FitStatus) -> None:
    """Fault: "cafwyd 'stopped at the limit of cycles while parameters still moved'"."""
    with pytest.raises(InvalidBank) as refused:
        parameters_bank(fit_text(converged=False, status=status.name.lower(), status_said=status.value), "fit.json")
    expected = "fit.json: status: expected a fit that converged, received one that did not: "
    assert refusal_message(refused.value, "en") == f"{expected}{status.value}"
    assert refusal_message(refused.value, "cy").endswith(
        f", cafwyd un nad yw wedi gwneud hynny: {status_phrase(status, 'cy')}"
    )

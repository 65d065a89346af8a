"""`mesur calibrate`: files in, a document out, and every refusal in both languages with nothing written."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from calibration import CalibrationError, FitStatus, Remark, ResponseMatrix, calibrate
from calibration.errors import SENTENCES, ErrorCode
from calibration.sentences import welsh_sentences
from reports.technical.commands.calibrate import app
from reports.technical.technical_messages import NOT_TESTED

RUN = CliRunner(env={"MESUR_LANG": "en", "COLUMNS": "200", "NO_COLOR": "1"})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answers(persons: int = 200, items: int = 5) -> Any:
    rng = np.random.default_rng(3)
    logits = rng.normal(size=(persons, 1)) - np.linspace(-1, 1, items)
    return (rng.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(int)


def wide(scores: Any, *, person: bool = False) -> str:
    names = [f"Q{number}" for number in range(1, scores.shape[1] + 1)]
    rows = [["person", *names] if person else names]
    rows += [([f"p{number}"] if person else []) + [str(cell) for cell in row] for number, row in enumerate(scores)]
    return "\n".join(",".join(row) for row in rows) + "\n"


def long(scores: Any) -> str:
    rows = [f"{person},Q{item + 1},{scores[person, item]}" for person, item in np.ndindex(*scores.shape)]
    return "\n".join(["person,item,score", *rows]) + "\n"


def calibrated(folder: Path, text: str, *options: str) -> tuple[Any, dict[str, Any]]:
    (folder / "data.csv").write_text(text, encoding="utf-8")
    result = RUN.invoke(app, ["data.csv", "--out", "fit.json", *options])
    out = folder / "fit.json"
    return result, json.loads(out.read_text("utf-8")) if out.exists() else {}


@pytest.mark.parametrize(
    ("limit", "options", "without"),
    [("MOST_ITEMS", [], "--no-fit"), ("MOST_WITH_ERRORS", ["--no-fit"], "--standard-errors none")],
)
def test_more_items_than_pairs_can_be_held_for_are_refused(folder, monkeypatch, limit, options, without) -> None:
    monkeypatch.setattr(f"reports.technical.commands.option_checks.{limit}", 4)
    result, document = calibrated(folder, wide(answers()), *options)
    assert (result.exit_code, document) == (2, {})
    said = f"items: expected at most 4 where each is compared with each other one, got 5 ({without}"
    assert said in " ".join(result.output.split())


def test_a_wide_file_gives_parameters_errors_and_the_datas_hash(folder: Path) -> None:
    result, document = calibrated(folder, wide(answers()), "--model", "rasch")
    assert result.exit_code == 0, result.output
    assert document["format"] == "mesur-calibration/2"
    assert (document["status"], document["converged"]) == ("converged", True)
    assert [item["id"] for item in document["items"]] == ["Q1", "Q2", "Q3", "Q4", "Q5"]
    assert document["items"][0]["a"] == 1
    assert document["items"][0]["se_b"] > 0
    assert document["population"]["all"]["se_sd"] > 0
    assert len(document["data"]["sha256"]) == 64
    assert len(document["covariance"]["lower_triangle"]) == len(document["covariance"]["names"]) == 6


def test_wide_with_persons_wide_and_long_are_the_same_data(folder: Path) -> None:
    found = [calibrated(folder, text)[1] for text in (wide(answers()), wide(answers(), person=True), long(answers()))]
    assert [each["data"]["format"] for each in found] == ["wide", "wide", "long"]
    assert len({round(each["log_likelihood"], 6) for each in found}) == 1


def test_a_table_and_the_status_are_shown(folder: Path) -> None:
    shown = calibrated(folder, wide(answers()))[0].output
    assert "Difficulty b" in shown
    assert "Model 2pl: converged" in shown
    assert "Written to fit.json" in shown


def test_a_file_of_models_names_each_item_once(folder: Path) -> None:
    (folder / "models.csv").write_text("item,model\nQ1,1pl\nQ2,1pl\nQ1,2pl\n", "utf-8")
    result, document = calibrated(folder, wide(answers()), "--models", "models.csv")
    assert (result.exit_code, document) == (2, {})
    assert "models.csv: line 4, column item: expected one row for each item, got Q1 again" in result.stderr


def test_item_ids_are_shown_as_they_are(folder: Path) -> None:
    names = ["Q[b]1", "Q[/b]2", "Q:smile:3", "Q4", "Q5"]
    text = "\n".join([",".join(names), *wide(answers()).splitlines()[1:]])
    result, document = calibrated(folder, text)
    assert result.exit_code == 0
    assert [item["id"] for item in document["items"]] == names
    assert [name for name in names if name not in result.output] == []
    assert "item Q[/b]2: expected a score" in calibrated(folder, text + "\n1,x,0,1,0\n")[0].stderr


def test_the_same_is_shown_in_welsh(folder: Path) -> None:
    shown = calibrated(folder, wide(answers()), "--lang", "cy")[0].output
    assert "Anhawster b" in shown
    assert "Model 2pl: wedi cydgyfeirio" in shown


def extract(*rows: str) -> str:
    head = "person,item,score,status,response,language,position,seconds"
    told = [f"{person},Q{item + 1},{score},answered,x,cy,1,3.5" for (person, item), score in np.ndenumerate(answers())]
    return "\n".join([head, *told, *rows]) + "\n"


@pytest.mark.parametrize(
    ("options", "responses"),
    [((), 1001), (("--omitted", "missing"), 1000), (("--not-reached", "wrong"), 1002)],
)
def test_a_trials_extract_is_read_and_its_statuses_are_treated_as_asked(
    folder: Path, options: tuple[str, ...], responses: int
) -> None:
    text = extract("x,Q1,0,omitted,,cy,1,2", "x,Q2,,not reached,,cy,2,")
    document = calibrated(folder, text, *options)[1]
    assert document["data"]["responses"] == responses
    assert document["data"]["statuses"] == {"answered": 1000, "not reached": 1, "omitted": 1}


def test_constant_items_are_left_out_only_when_asked_and_are_named(folder: Path) -> None:
    scores = np.hstack((answers(), np.ones((200, 1), dtype=int)))
    refused, document = calibrated(folder, wide(scores))
    assert (refused.exit_code, document) == (2, {})
    assert "items answered always alike: Q6" in refused.output
    assert "--drop-constant" in refused.output
    assert "--drop-constant" in calibrated(folder, wide(scores), "--lang", "cy")[0].output
    result, document = calibrated(folder, wide(scores), "--drop-constant")
    assert result.exit_code == 0
    assert document["data"]["left_out"] == ["Q6"]
    assert "Left out (never answered, or always alike): Q6" in result.output


def test_a_fit_that_did_not_converge_is_written_with_its_status_and_exit_code_1(folder: Path) -> None:
    result, document = calibrated(folder, wide(answers()), "--max-iter", "2")
    assert result.exit_code == 1
    assert (document["converged"], document["status"]) == (False, "cycle_limit")
    assert document["items"][0]["se_b"] is None
    assert "This fit may not be used as it stands." in result.output


FAULTY = {
    "another header": ("who,what,how\np1,q1,1\n", "header: expected person,item,score", "pennawd: disgwylid"),
    "no score column": ("person,item,worth\n1,Q1,1\n", "got 'person,item,worth'", "cafwyd 'person,item,worth'"),
    "a mistyped column": ("person,item,score,statsu\n1,Q1,1,\n", "header: expected", "pennawd: disgwylid"),
    "no header": ("0,1,1\n1,0,1\n", "header: expected", "pennawd: disgwylid"),
    "nothing": ("", "data: expected a header and responses below it, got an empty file", "cafwyd ffeil wag"),
    "words for scores": (
        "person,Q1,Q2\n1,Yes,No\n",
        "data.csv: line 2, item Q1: expected a score of 0, 1, … or an empty cell, got 'Yes'",
        "data.csv: llinell 2, eitem Q1: disgwylid sgôr",
    ),
    "spaces alone": ("\n  \n", "got an empty file", "cafwyd ffeil wag"),
    "blank lines alone": ("\n\n", "got an empty file", "cafwyd ffeil wag"),
    "a row of two lines before the fault": (
        'person,item,score\n"a\nb",Q1,1\n1,Q2,x\n',
        "line 4, item Q2: expected a score",
        "llinell 4, eitem Q2",
    ),
    "a cell that is no score": (
        "Q1,Q2,Q3\n1,0,1\n0,2.5,1\n",
        "line 3, item Q2: expected a score of 0, 1, … or an empty cell, got '2.5'",
        "llinell 3, eitem Q2: disgwylid sgôr o 0, 1 … neu gell wag, cafwyd '2.5'",
    ),
    "a score of 2": (
        "Q1,Q2,Q3\n1,0,1\n0,2,1\n0,1,0\n1,1,1\n",
        "line 3, item Q2: expected a score of 0, 1, got 2",
        "llinell 3, eitem Q2: disgwylid sgôr o blith 0, 1, cafwyd 2",
    ),
    "a long score that is none": (
        "person,item,score\n1,Q1,1\n1,Q2,x\n",
        "line 3, item Q2: expected a score of 0, 1, …, got 'x'",
        "llinell 3, eitem Q2: disgwylid sgôr o blith 0, 1, …, cafwyd 'x'",
    ),
    "answered without a score": (
        "person,item,score,status\n1,Q1,,answered\n",
        "line 2, item Q1: expected a score of 0, 1, …, got ''",
        "llinell 2, eitem Q1: disgwylid sgôr",
    ),
    "another status": (
        "person,item,score,status\n1,Q1,1,guessed\n",
        "line 2, item Q1: expected a status of answered, omitted, not reached, got 'guessed'",
        "disgwylid statws o blith",
    ),
    "a second response": (
        "person,item,score\n1,Q1,1\n1,Q1,0\n",
        "line 3, item Q1: expected one response of a person to an item, got a second one (the first is in line 2;"
        " such in all: 1)",
        "cafwyd ail un (mae’r cyntaf yn llinell 2; nifer y rhain i gyd: 1)",
    ),
    "a person twice": (
        "person,Q1,Q2\na,1,0\na,0,1\n",
        "line 3: expected one row for each person",
        "llinell 3: disgwylid",
    ),
    "an item twice": (
        "Q1,Q1,Q2\n1,0,1\n",
        "data.csv: header: expected one column for each item, got Q1 in columns 1 and 2",
        "cafwyd Q1 yng ngholofn 1 ac eto yng ngholofn 2",
    ),
    "a short row": (
        "Q1,Q2,Q3\n1,0\n",
        "line 2: expected 3 cells, as in the header, got 2",
        "llinell 2: nifer y celloedd",
    ),
    "an empty person": ("person,item,score\n,Q1,1\n", "line 2: expected a person and an item", "llinell 2: disgwylid"),
}


@pytest.mark.parametrize("name", FAULTY)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_bad_input_is_one_clear_sentence_and_nothing_is_written(folder: Path, name: str, language: str) -> None:
    text, *said = FAULTY[name]
    result, document = calibrated(folder, text, "--lang", language)
    assert result.exit_code == 2
    assert document == {}
    assert [path.name for path in folder.iterdir()] == ["data.csv"]
    assert said[language == "cy"] in result.stderr
    assert result.stderr.lstrip().startswith("mesur: data.csv: ")
    assert {"en": "Nothing was written.", "cy": "Nid ysgrifennwyd dim."}[language] in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--model", "5pl"), "model: expected rasch, 1pl, 2pl, 3pl, 4pl, pcm, gpcm, rsm, grm, got '5pl'"),
        (("--format", "excel"), "format: expected auto, wide, long, got excel"),
        (("--lang", "fr"), "lang: expected en, cy, got 'fr'"),
        (("--nodes", "3"), "grid: expected at least 5 equally spaced"),
        (("--tol", "0"), "tol: expected > 0"),
        (("--out", "nowhere/fit.json"), "nowhere/fit.json: expected a place where a file can be written"),
        (("--omitted", "skipped"), "omitted: expected wrong, missing, got 'skipped'"),
        (("--not-reached", "wrong"), "not_reached: expected missing, since no column status says"),
        (("--dif", "sex"), "dif: expected --report as well"),
        (("--seed", "3"), "seed: expected --abilities as well"),
        (("--out", "data.csv"), "data.csv: expected a file of its own to write to"),
        (("--report", "./fit.json"), "fit.json: expected a file of its own to write to"),
    ],
)
def test_a_wrong_option_is_refused(folder: Path, options: tuple[str, ...], said: str) -> None:
    result, document = calibrated(folder, wide(answers()), *options)
    assert (result.exit_code, document) == (2, {})
    assert said in result.stderr
    assert (folder / "data.csv").read_text("utf-8") == wide(answers())


def test_a_missing_file_and_one_that_is_no_text_are_refused(folder: Path) -> None:
    assert "gone.csv: expected a file of this name, got none" in RUN.invoke(app, ["gone.csv"]).stderr
    welsh_words = RUN.invoke(app, ["gone.csv", "--lang", "cy"]).stderr
    assert "gone.csv: disgwylid ffeil o’r enw hwn, ni chafwyd yr un" in welsh_words
    (folder / "folder.csv").mkdir()
    assert "expected a folder of Parquet files, got none in it" in RUN.invoke(app, ["folder.csv"]).stderr
    (folder / "bytes.csv").write_bytes(b"Q1,Q2\n1,\x00\x01\x00\n")
    assert "bytes.csv: expected text, got something else at byte 8" in RUN.invoke(app, ["bytes.csv"]).stderr
    (folder / "latin.csv").write_bytes("Q1,Q2,é\n".encode("latin-1"))
    told = RUN.invoke(app, ["latin.csv", "--encoding", "utf-8"]).stderr
    assert "latin.csv: expected text, got something else at byte 6 (--encoding" in told


def test_an_earlier_document_outlives_a_refusal(folder: Path) -> None:
    (folder / "fit.json").write_text("{}", encoding="utf-8")
    assert calibrated(folder, "Q1,Q2,Q3\n1,0,9\n")[0].exit_code == 2
    assert (folder / "fit.json").read_text("utf-8") == "{}"


def test_help_teaches_with_an_example() -> None:
    shown = RUN.invoke(app, ["--help"]).output
    assert "mesur calibrate trial.csv --model 2pl --out fit.json" in shown
    assert "person,item,score,status" in shown


def fields(sentence: str) -> list[str]:
    return sorted(re.findall(r"%\((\w+)\)", sentence))


def test_every_sentence_has_its_welsh_with_the_same_fields() -> None:
    assert set(welsh_sentences.ERRORS) == set(SENTENCES) == set(ErrorCode)
    assert set(welsh_sentences.STATUSES) == set(FitStatus)
    assert set(welsh_sentences.REMARKS) == set(Remark)
    for code, sentence in SENTENCES.items():
        assert fields(sentence) == fields(welsh_sentences.ERRORS[code])


REACHED = (
    "reports/technical/**/*.py",
    *(f"calibration/{name}.py" for name in ("estimation", "replication", "responses/missing_responses")),
)
"""Files whose refusals a command may show."""


def phrases() -> set[str]:
    """What refusals say in words as what was expected or came, more than a list of names."""
    told = set()
    for path in (path for pattern in REACHED for path in Path(__file__).resolve().parents[3].glob(pattern)):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = node.arg if isinstance(node, ast.keyword) else ""
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                named = node.targets[0].id
            value = getattr(node, "value", None)
            if named in ("expected", "got") and isinstance(value, ast.Constant) and isinstance(value.value, str):
                told.add(value.value)
    return {each for each in told if re.search(r"[a-z]{2} (--)?[a-z]{2}", each)}


def test_what_was_given_in_words_of_the_program_is_marked_and_has_its_welsh() -> None:
    """Only what is marked is translated: the same words may be the name of somebody's item or group."""
    root = Path(__file__).resolve().parents[3]
    files = [*(root / "calibration").rglob("*.py"), *(root / "reports" / "technical").rglob("*.py")]
    marked, bare = set(), set()
    for node in (node for path in files for node in ast.walk(ast.parse(path.read_text("utf-8")))):
        match node:
            case ast.Call(func=ast.Name(id="Described"), args=[ast.Constant(value=str(words)), *_]):
                marked.add(words)
            case ast.keyword(arg="got", value=ast.Constant(value=str(words))):
                bare.add(words)
    assert len(marked) > 10
    assert marked - set(welsh_sentences.PHRASES) == bare & set(welsh_sentences.PHRASES) == set()


def test_what_a_command_expects_in_words_has_its_welsh(folder: Path) -> None:
    assert len(phrases()) > 10
    assert phrases() - set(welsh_sentences.PHRASES) == set()
    result, _ = calibrated(folder, wide(answers()), "--method", "cml", "--model", "rasch", "--population", "histogram")
    assert "population: expected none with method cml, got 'histogram'" in result.stderr
    result, _ = calibrated(folder, wide(answers()), "--seed", "3", "--lang", "cy")
    assert "seed: disgwylid --abilities hefyd" in result.stderr


def test_labels_of_persons_are_not_told_in_a_refusal() -> None:
    with pytest.raises(CalibrationError) as caught:
        calibrate(ResponseMatrix.from_dense(answers()), "rasch", method="cml", groups=["Nia"] * len(answers()))
    assert str(caught.value) == "groups: expected none with method cml, got one that is given"


def test_welsh_has_its_own_apostrophe_and_one_sign_for_the_standard_error() -> None:
    said = [
        *welsh_sentences.ERRORS.values(),
        *welsh_sentences.STATUSES.values(),
        *welsh_sentences.REMARKS.values(),
        *welsh_sentences.WORDS.values(),
    ]
    assert not [sentence for sentence in said if "'" in sentence]
    assert welsh_sentences.WORDS["SE: standard error"] == "SE: cyfeiliornad safonol"
    assert not [sentence for sentence in said if re.search(r"\bCS\b", sentence)]


@pytest.mark.parametrize(("language", "told"), [("en", "--ignore COLUMN"), ("cy", "--ignore COLOFN")])
@pytest.mark.parametrize("correct", [0, 1])
def test_a_column_of_numbers_that_is_no_item_is_refused_with_the_option_that_leaves_it_out(
    folder: Path, language: str, told: str, correct: int
) -> None:
    lines = wide(answers(30) + correct).splitlines()
    rows = [f"{line},{7 + at % 3}" for at, line in enumerate(lines[1:])]
    text = "\n".join([f"{lines[0]},oed", *rows]) + "\n"
    refused, _ = calibrated(folder, text, "--model", "pcm", "--lang", language)
    assert refused.exit_code == 2
    assert told in refused.stderr


def test_a_fit_that_was_not_tested_says_so_on_the_screen(folder: Path) -> None:
    fitted, _ = calibrated(folder, wide(answers(100)), "--model", "rasch", "--no-fit")
    assert "Whether the model fits the answers was not tested" in fitted.output
    welsh, _ = calibrated(folder, wide(answers(100)), "--model", "rasch", "--no-fit", "--lang", "cy")
    assert NOT_TESTED["cy"] in welsh.output

"""An author starts a folder, checks it, is refused a wrong key and mends it, by the commands alone."""

import io
import re
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from typer.main import get_command

from itembank.authoring import new_files, read_author_folder
from itembank.commands import bank
from itembank.language import LANGUAGES

COMMAND = get_command(bank)
FILES = {"passage": "a-glove-on-the-gate.toml", "scenario": "class-soup.toml", "items": "two-prices.csv"}


def mesur(*words: object, language: str = "en") -> tuple[int, str]:
    """The exit code of `mesur bank …`, and all it said on one line."""
    code, said = said_by(*words, "--lang", language)
    return code, " ".join(said.split())


def said_by(*words: object) -> tuple[int, str]:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = COMMAND.main([*map(str, words)], standalone_mode=False)
    return code or 0, said.getvalue()


def begun(kind: str, folder: Path) -> Path:
    """The file of a new folder, in English where it has one for each language."""
    code, told = mesur("new", kind, folder, "--in", "en" if kind == "passage" else "both")
    assert code == 0, told
    return folder / FILES[kind]


def typed(file: Path, written: str, instead: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(written) == 1, written
    file.write_text(text.replace(written, instead), "utf-8")


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("language", [*LANGUAGES, "both"])
def test_a_new_folder_holds_an_example_that_holds(tmp_path: Path, kind: str, language: str) -> None:
    folder = tmp_path / "mine"
    assert mesur("new", kind, folder, "--in", language)[0] == 0
    code, told = mesur("check", folder)
    assert code == 0, told
    assert "without a fault" in told
    spoken = {language for draft in read_author_folder(folder).banks for language in draft.languages}
    assert spoken == ({language} if language != "both" else set(LANGUAGES))
    assert ("A draft in one language" in told) == (kind != "passage" and language != "both")


def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    code, told = mesur("new", "passage", tmp_path)
    assert code == 2
    assert "is not empty" in told
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    assert mesur("new", "poem", tmp_path / "other") == (2, "expected one of passage, scenario, items; received poem")


@pytest.mark.parametrize(
    ("kind", "written", "instead", "told"),
    [
        (
            "passage",
            'key = "On the path"',
            'key = "At the shops"',
            r"toml:31: question where-found: key: expected words of the evidence.* received 'At the shops'",
        ),
        (
            "passage",
            'key = "To say thank you for the glove"',
            'key = "To keep the gate open"',
            r"question why-the-stone: key: expected To say thank you for the glove, as in holds",
        ),
        (
            "passage",
            '"somebody had painted a smiling face"',
            '"somebody had drawn a smiling face"',
            r"question why-the-stone: evidence: expected words that stand in the text",
        ),
        (
            "scenario",
            'key = "16"',
            'key = "24"',
            r"toml:39: part how-many-carrots: key: expected 16, which children / in_pot \* carrots gives",
        ),
        (
            "scenario",
            'key = "500"',
            'key = "450"',
            r"part leeks: blanks two: key: expected 500, which leeks \* 2 gives, received '450'",
        ),
        (
            "scenario",
            "children / in_pot * carrots - in_bag == 6",
            "in_bag - in_bag == 6",
            r"part one-bag: options 1: expected an option that is right, or .*in_bag == 6 does not make it right",
        ),
        (
            "scenario",
            "children / in_pot * carrots - in_bag == 14",
            "children / in_pot * carrots - in_bag < 14",
            r"part one-bag: options 3: wrong: expected no misconception, since .* makes this option right",
        ),
        (
            "items",
            ",37..41,",
            ",37..42,",
            r"csv:6: row 6: key: expected 37..41, which a \+ b gives for the first and the last",
        ),
        ("items", "20,38,,58", "20,38,,48", r"csv:12: row 8: key: expected 58, which a \+ b gives, received '48'"),
    ],
)
def test_a_wrong_key_is_refused_and_is_told_by_file_and_line(
    tmp_path: Path, kind: str, written: str, instead: str, told: str
) -> None:
    file = begun(kind, tmp_path / "mine")
    typed(file, written, instead)
    code, said = mesur("check", file.parent)
    assert code == 2
    assert re.search(told, said), said
    assert said.endswith("Faults: 1")
    typed(file, instead, written)
    assert mesur("check", file.parent)[0] == 0


def test_what_has_a_fault_is_neither_shown_nor_written(tmp_path: Path) -> None:
    file = begun("items", tmp_path / "mine")
    typed(file, "20,38,,58", "20,38,,48")
    for command in ("preview", "--out", tmp_path / "page.html"), ("write", "--out", tmp_path / "out"):
        code, said = mesur(*command, file.parent)
        assert (code, said.rpartition(" ")[2]) == (2, "1")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_every_fault_of_a_folder_is_told_at_once_in_either_language(tmp_path: Path) -> None:
    file = begun("scenario", tmp_path)
    typed(file, 'topic = "scaling"', 'topic = "scalling"')
    typed(file, 'process = "review"', 'proces = "review"')
    typed(file, "year = 4", 'year = "four"')
    code, told = mesur("check", tmp_path)
    assert code == 2
    for fault in ("toml:4: year", "part leeks: topic", "part one-bag: proces: expected one of", "Faults: 3"):
        assert fault in told
    welsh = mesur("check", tmp_path, language="cy")[1]
    assert "year: disgwylid rhif cyfan o 2 i 9, cafwyd 'four'" in welsh
    assert "Nifer y gwallau: 3" in welsh


def test_each_fault_is_one_line_however_long_so_that_an_editor_can_go_to_it(tmp_path: Path) -> None:
    file = begun("scenario", tmp_path)
    typed(file, 'topic = "scaling"', 'topic = "scalling"')
    lines = said_by("check", tmp_path, "--lang", "en")[1].splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["class-soup.toml:51", "Faults"]
    assert len(lines[0]) > 120


def test_a_folder_is_a_bank_to_every_command_that_needs_no_design(tmp_path: Path) -> None:
    folder = begun("items", tmp_path / "mine").parent
    assert mesur("preview", folder, "--out", tmp_path / "page.html")[0] == 0
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "Mae rwber yn costio 12p." in page
    assert "A rubber costs 12p." in page
    assert "subtracts-instead" in page
    code, told = mesur("write", folder, "--out", tmp_path / "out")
    assert code == 0, told
    (written,) = (tmp_path / "out").iterdir()
    assert mesur("show", written)[0] == 0
    code, told = mesur("health", folder)
    assert code == 2
    assert "at least one test design" in told


def test_a_draft_in_one_language_can_be_seen_and_does_not_go_further(tmp_path: Path) -> None:
    assert mesur("new", "scenario", tmp_path / "mine", "--in", "cy")[0] == 0
    assert mesur("preview", tmp_path / "mine", "--out", tmp_path / "page.html")[0] == 0
    page = (tmp_path / "page.html").read_text("utf-8")
    assert '<div lang="cy">' in page
    assert '<div lang="en">' not in page
    code, told = mesur("write", tmp_path / "mine", "--out", tmp_path / "out")
    assert (code, told) == (2, "A draft in one language, cy: before it is published it needs the other.")


def test_a_folder_of_nothing_or_of_two_subjects_says_so(tmp_path: Path) -> None:
    assert "There are no items" in mesur("check", tmp_path)[1]
    for language in LANGUAGES:
        for name, text in new_files("passage", (language,), "en").items():
            (tmp_path / name).write_text(text, "utf-8")
    assert mesur("check", tmp_path)[0] == 0
    assert "items of several subjects: reading-en, reading-cy" in mesur("show", tmp_path)[1]


TABLE = "topic;year;type;prompt_en;a;b;answer;key;where;wrong_1;why_1;wrong_2;why_2;after_en\r\n"


def test_a_table_as_a_spreadsheet_saves_it(tmp_path: Path) -> None:
    """With a byte order mark, semicolons and the line ends of Windows; ranges, a condition and options."""
    prompt = "What is {a} × {b}, or {b * a}?"
    row = f"tables;3;choice;{prompt};2..4;3|5;a * b;6..20;a < b;a + b;adds;a * b - a;one-short;cm\r\n"
    (tmp_path / "times.csv").write_bytes(b"\xef\xbb\xbf" + (TABLE + row).encode())
    assert read_author_folder(tmp_path).faults == ()
    (draft,) = read_author_folder(tmp_path).banks
    assert [item.item for item in draft.items] == ["times/2/3", "times/2/5", "times/3/5", "times/4/5"][
        : len(draft.items)
    ]
    assert draft.languages == ("en",)
    shown = draft.items[1]
    assert shown.prompt["en"] == "<p>What is 2 × 5, or 10?</p>"
    assert sorted(option.html.en for option in shown.response.options) == ["10\u00a0cm", "7\u00a0cm", "8\u00a0cm"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("tables;3;;{a} × 2?;4;;a * 2;9", "row 2: key: expected 8, which a * 2 gives, received '9'"),
        ("tables;3;;{c} × 2?;4;;a * 2;8", "row 2: prompt_en: expected one of a, received 'c'"),
        ("tables;3;;{a} × 2?;4;;a / 3;8", "row 2: answer: expected an expression with a value: a number of at most 12"),
        ("tables;3;;{a} × 2?;4;;a * ;8", "row 2: answer: expected an expression with a value: a number or a name"),
        ("tables;3;;{a} × 2?;0.5,5;;a * 2;8", "row 2: a: expected a number, a range such as 2..9"),
        ("tables;3;;{a} × 2?;4;;a * 2;8;;2 * a;doubles", "row 2: wrong_1: expected an answer that is wrong"),
        ("tables;3;;{a} × 2?;4;;a * 2;8;;a + 2;", "row 2: why_1: expected a wrong answer and its misconception"),
        ("tables;3;choice;{a} × 2?;4;;a * 2;8", "row 2: wrong_2: expected two wrong answers"),
        ("times;3;;{a} × 2?;4;;a * 2;8", "row 2: topic: expected one of counting"),
        (
            "averages;3;;{a} × 2?;4;;a * 2;8",
            "times.csv:2: row 2: year: expected 6 or later, as the topic averages needs, received 3",
        ),
        ("tables;3;;{a} × 2?;4;;a * 2;8;a > 5", "row 2: where: expected from 1 to 200 items from a row, received 0"),
    ],
)
def test_a_row_that_does_not_hold_tells_the_cell(tmp_path: Path, row: str, told: str) -> None:
    (tmp_path / "times.csv").write_text(TABLE + row, "utf-8")
    code, said = mesur("check", tmp_path)
    assert code == 2
    assert told in said


def test_a_misspelt_column_tells_the_one_that_is_meant(tmp_path: Path) -> None:
    (tmp_path / "times.csv").write_text("topic,year,promt_en,anser,key\ntables,3,{a}?,a,1", "utf-8")
    said = mesur("check", tmp_path)[1]
    assert "row 1: promt_en: expected the column prompt_en, received 'promt_en'" in said
    assert "row 1: anser: expected the column answer, received 'anser'" in said
    assert said.endswith("Faults: 2")

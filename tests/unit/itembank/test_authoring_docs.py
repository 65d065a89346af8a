"""The reference for authors: every example of it holds, and no type, figure, field or column is left out."""

import re
from functools import cache
from pathlib import Path

import pytest

from itembank.authoring import new_files, read_author_file
from itembank.item_tables.columns import COLUMNS
from itembank.numeracy import numeracy_topics
from itembank.reading.passage import FEATURES, MISCONCEPTIONS
from itembank.reading.passage_files import FIELDS as PASSAGE_FIELDS
from itembank.reading.passage_files import TYPES as QUESTION_TYPES
from itembank.reasoning import reasoning_topics
from itembank.reasoning.answer_parsing import TYPES as PART_TYPES
from itembank.reasoning.figure_parsing import KINDS
from itembank.reasoning.scenario_files import FIELDS as SCENARIO_FIELDS

DOCS = Path(__file__).parents[3] / "docs" / "authoring.md"
TEXT = DOCS.read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
QUESTIONS, PARTS, FIGURES = (
    [example for example in EXAMPLES if example.startswith(f"[[{kind}]]")] for kind in ("question", "part", "figure")
)


def named(example: str) -> str:
    found = re.search(r'^(?:type|kind) = "(.*?)"', example, re.MULTILINE)
    assert found
    return found[1]


@cache
def template(kind: str) -> tuple[str, str]:
    """The name of the file that a new folder begins with, and its text up to the first question or part."""
    ((name, text),) = new_files(kind, ("en",) if kind == "passage" else ("cy", "en"), "en").items()  # type: ignore[arg-type]
    return name, text


def faults(kind: str, text: str) -> list[str]:
    return [fault.sentence("en") for fault in read_author_file(template(kind)[0], text.encode()).faults]


def test_each_type_and_figure_has_its_example() -> None:
    assert sorted(map(named, QUESTIONS)) == sorted(QUESTION_TYPES)
    assert sorted(map(named, PARTS)) == sorted(PART_TYPES)
    assert sorted(map(named, FIGURES)) == sorted(KINDS)
    assert len(EXAMPLES) == len(QUESTIONS) + len(PARTS) + len(FIGURES)


def test_each_field_column_and_topic_is_told() -> None:
    topics = [topic.id for topic in (*numeracy_topics.TOPICS, *reasoning_topics.TOPICS)]
    fields = {*PASSAGE_FIELDS, *SCENARIO_FIELDS, "languages"} - {"question", "part", "figure", "numbers", "story"}
    columns = {name for name in COLUMNS if not re.fullmatch(r"(wrong|why)_[23]", name)}
    for name in (*fields, *columns, *topics, *FEATURES, *MISCONCEPTIONS):
        assert f"`{name}`" in TEXT, name
    assert all(f"[[{name}]]" in TEXT for name in ("question", "part", "figure"))


def test_the_examples_of_questions_make_a_passage() -> None:
    head = template("passage")[1].split("[[question]]")[0]
    assert faults("passage", head + "\n".join(QUESTIONS)) == []


def test_the_examples_of_parts_make_a_scenario() -> None:
    head = template("scenario")[1].split("[[part]]")[0]
    (squares,) = (figure for figure in FIGURES if named(figure) == "squares")
    assert faults("scenario", head + squares + "\n".join(PARTS)) == []


WRONG_KEYS = {
    "number": ('key = "6"', 'key = "7"', "key: expected 6"),
    "number-line": ('key = "500"', 'key = "550"', "key: expected 500"),
    "choice": ('value = "4" }', 'value = "5" }', "options 2: expected an option that is right"),
    "multiple": ("leeks == 1000", "leeks == 1001", "options 2: expected an option that is right"),
    "ordering": ('value = "1000"', 'value = "100"', "items 3: value: expected more than 250"),
    "matching": ('pair = "two"', 'pair = "more"', "rows 1: pair: expected two, whose value"),
    "gaps": ('value = "18", wrong', 'value = "4", wrong', "gap pots: options 3: wrong: expected no misconception"),
    "table": ('key = "8"', 'key = "9"', "blanks two: key: expected 8"),
    "chart": ('key = "12"', 'key = "14"', "bars 3: key: expected 12"),
    "hotspot": ("key = [0, 2]", "key = [2, 0]", "key: expected [0, 2], which [0, 0 + 2] gives"),
}
WRONG_ANSWERS = {
    "choice": ('key = "The glove"', 'key = "A shoe"', "key: expected words of the evidence"),
    "multiple": (
        'keys = ["It had a bright colour", ',
        'keys = ["It was dry", ',
        "keys: expected It had a bright colour; ",
    ),
    "order": (
        'order = ["The glove lay on the path", "It hung on the gate"',
        'order = ["It hung on the gate", "The glove lay on the path"',
        "order: expected The glove lay",
    ),
    "match": (
        '"on the path"], ["the stone at first", "on the gate"]',
        '"on the gate"], ["the stone at first", "on the path"]',
        "pairs: expected on the path; on the gate",
    ),
    "gaps": (
        '{ key = "small", wrong = ["big", "dry"] }',
        '{ key = "dry", wrong = ["big", "small"] }',
        "gaps: expected small; big, as in holds",
    ),
    "select": (
        'key = "a smiling face"\ncandidates = ["a red glove", ',
        'key = "a red glove"\ncandidates = ["a smiling face", ',
        "key: expected words of the evidence",
    ),
}


def with_key(examples: list[str], kind: str, written: str, instead: str) -> str:
    """The examples together, that of one type with another key."""
    (example,) = (each for each in examples if named(each) == kind)
    assert example.count(written) == 1
    return "\n".join(each.replace(written, instead) if each is example else each for each in examples)


@pytest.mark.parametrize("kind", WRONG_KEYS)
def test_a_wrong_key_of_a_part_is_refused_whatever_its_type(kind: str) -> None:
    written, instead, told = WRONG_KEYS[kind]
    head = template("scenario")[1].split("[[part]]")[0]
    (squares,) = (figure for figure in FIGURES if named(figure) == "squares")
    (found,) = faults("scenario", head + squares + with_key(PARTS, kind, written, instead))
    assert f"part {kind}-example: {told}" in found


@pytest.mark.parametrize("kind", WRONG_ANSWERS)
def test_a_wrong_key_of_a_question_is_refused_whatever_its_type(kind: str) -> None:
    written, instead, told = WRONG_ANSWERS[kind]
    head = template("passage")[1].split("[[question]]")[0]
    (found,) = faults("passage", head + with_key(QUESTIONS, kind, written, instead))
    assert f"question {kind}-example: {told}" in found


@pytest.mark.parametrize("figure", FIGURES, ids=named)
def test_the_example_of_a_figure_is_drawn(figure: str) -> None:
    head, *parts = template("scenario")[1].split("[[part]]")
    read = read_author_file(template("scenario")[0], (head + figure + "[[part]]" + "[[part]]".join(parts)).encode())
    assert read.faults == ()
    assert read.stimulus is not None
    assert read.stimulus.html.en.count("<svg" if named(figure) != "table" else "<table") == 1


@pytest.mark.parametrize(
    ("kind", "written", "instead", "told"),
    [
        ("pie-chart", "180]", "170]", "slices: expected slices that make 360 degrees, received 350"),
        ("pictogram", "4]", "999999]", "rows: expected from 0 to 100 symbols, received 999999"),
        (
            "bar-chart",
            "last = 20",
            "last = 200000",
            "step: expected at most 200 steps from first to last, received 100000",
        ),
    ],
)
def test_a_figure_that_could_not_be_read_off_is_refused(kind: str, written: str, instead: str, told: str) -> None:
    """A pictogram of a million symbols would be drawn for minutes."""
    head, *parts = template("scenario")[1].split("[[part]]")
    (figure,) = (each for each in FIGURES if named(each) == kind)
    (found,) = faults("scenario", "[[part]]".join([head + figure.replace(written, instead), *parts]))
    assert told in found


def test_the_example_of_a_table_makes_its_items() -> None:
    (table,) = re.findall(r"```csv\n(.*?)```", TEXT, re.DOTALL)
    read = read_author_file("sums.csv", table.encode())
    assert read.faults == ()
    assert len(read.items) == 7

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


@pytest.mark.parametrize("figure", FIGURES, ids=named)
def test_the_example_of_a_figure_is_drawn(figure: str) -> None:
    head, *parts = template("scenario")[1].split("[[part]]")
    read = read_author_file(template("scenario")[0], (head + figure + "[[part]]" + "[[part]]".join(parts)).encode())
    assert read.faults == ()
    assert read.stimulus is not None
    assert read.stimulus.html.en.count("<svg" if named(figure) != "table" else "<table") == 1


def test_the_example_of_a_table_makes_its_items() -> None:
    (table,) = re.findall(r"```csv\n(.*?)```", TEXT, re.DOTALL)
    read = read_author_file("sums.csv", table.encode())
    assert read.faults == ()
    assert len(read.items) == 7

"""The reference for authors in both languages: its examples hold and are drawn, and nothing is left out of either."""

import json
import re

import pytest

from benchmarks.authoring_pictures import DOCUMENTS, DRAWN, PICTURES, examples, template
from itembank.authoring import read_author_file
from itembank.item_tables.columns import COLUMNS
from itembank.language import LANGUAGES, Language
from itembank.numeracy import numeracy_topics
from itembank.reading.passage import FEATURES, MISCONCEPTIONS
from itembank.reading.passage_files import FIELDS as PASSAGE_FIELDS
from itembank.reading.passage_files import TYPES as QUESTION_TYPES
from itembank.reasoning import reasoning_topics
from itembank.reasoning.answer_parsing import TYPES as PART_TYPES
from itembank.reasoning.figure_parsing import KINDS
from itembank.reasoning.scenario_files import FIELDS as SCENARIO_FIELDS

TEXTS = {language: document.read_text("utf-8") for language, document in DOCUMENTS.items()}
PARTS, FIGURES = ([each.toml for each in examples("en") if each.kind == kind] for kind in ("part", "figure"))
QUESTIONS = {language: [each.toml for each in examples(language) if each.kind == "question"] for language in LANGUAGES}


def named(example: str) -> str:
    found = re.search(r'^(?:type|kind) = "(.*?)"', example, re.MULTILINE)
    assert found
    return found[1]


def faults(kind: str, text: str, language: Language = "en") -> list[str]:
    return [fault.sentence("en") for fault in read_author_file(template(kind, language)[0], text.encode()).faults]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_type_and_figure_has_its_example(language: Language) -> None:
    found = sorted((each.kind, each.type) for each in examples(language))
    known = {"question": QUESTION_TYPES, "part": PART_TYPES, "figure": KINDS}
    assert found == sorted((kind, name) for kind, names in known.items() for name in names)
    # stories are in both languages, and so are their parts and figures; passages are not
    assert [each.toml for each in examples(language) if each.kind != "question"] == [*PARTS, *FIGURES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_example_is_followed_by_its_picture_as_it_stands(language: Language) -> None:
    """Where this fails, `python -m benchmarks.authoring_pictures` draws it."""
    drawn = json.loads(DRAWN.read_text("utf-8"))
    assert {path.name for path in (PICTURES / language).iterdir()} == {each.path.name for each in examples(language)}
    for each in examples(language):
        (picture,) = re.findall(re.escape(each.toml) + r"```\n\n!\[[^\]]+\]\((.*?)\)\n", TEXTS[language])
        assert (DOCUMENTS[language].parent / picture).resolve() == each.path
        assert (each.name, drawn[f"{language}/{each.name}"]) == (each.name, each.hash)
        assert 500 < each.path.stat().st_size < 50_000


def sections(language: Language) -> list[tuple[str, str]]:
    """The level of each heading, and what stands below it."""
    found = re.split(r"^(#+) .*$", re.sub(r"^```.*?^```$", "", TEXTS[language], flags=re.M | re.S), flags=re.M)[1:]
    return list(zip(found[::2], found[1::2], strict=True))


def test_both_languages_tell_the_same() -> None:
    """The same headings, tables, lists, commands and names; what stands between is for a reader to compare."""
    welsh, english = sections("cy"), sections("en")
    assert [level for level, _ in welsh] == [level for level, _ in english]
    for (_, cy), (_, en) in zip(welsh, english, strict=True):
        for line in (r"^\|", r"^- ", r"^!\[", r"\]\(#", r"\]\([^#)]+\.md"):
            assert len(re.findall(line, cy, re.M)) == len(re.findall(line, en, re.M)), (line, en)
        typed_cy, typed_en = ({*re.findall(r"`([^`]+)`", text.replace("\n", " "))} for text in (cy, en))
        # what an author types is the same but for words of a language
        apart = {each for each in typed_cy ^ typed_en if not re.search(r"^name = value$|^enw = gwerth$|“", each)}
        assert apart == set(), en
    commands = [re.findall(r"^mesur \S+ \S+ \S+ \S+|^mesur .*?(?=  )", text, re.M) for text in TEXTS.values()]
    assert commands[0] == commands[1]
    assert len(commands[0]) == 4


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_each_field_column_and_topic_is_told(text: str) -> None:
    topics = [topic.id for topic in (*numeracy_topics.TOPICS, *reasoning_topics.TOPICS)]
    fields = {*PASSAGE_FIELDS, *SCENARIO_FIELDS, "languages"} - {"question", "part", "figure", "numbers", "story"}
    columns = {name for name in COLUMNS if not re.fullmatch(r"(wrong|why)_[23]", name)}
    for name in (*fields, *columns, *topics, *FEATURES, *MISCONCEPTIONS):
        assert f"`{name}`" in text, name
    assert all(f"[[{name}]]" in text for name in ("question", "part", "figure"))


@pytest.mark.parametrize(("kind", "items"), [("passage", 4), ("scenario", 3)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_file_stands_there_as_the_command_writes_it_and_holds(
    language: Language, kind: str, items: int
) -> None:
    name, text = template(kind, language)
    whole = re.findall(r"```toml\n(#.*?)```", TEXTS[language], re.DOTALL)
    assert whole.count(text) == 1
    read = read_author_file(name, text.encode())
    assert read.faults == ()
    assert len(read.items) == items


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_questions_make_a_passage(language: Language) -> None:
    head = template("passage", language)[1].split("[[question]]")[0]
    assert faults("passage", head + "\n".join(QUESTIONS[language]), language) == []


def test_the_examples_of_parts_make_a_scenario() -> None:
    head = template("scenario", "en")[1].split("[[part]]")[0]
    (squares,) = (figure for figure in FIGURES if named(figure) == "squares")
    assert faults("scenario", head + squares + "\n".join(PARTS)) == []


WRONG_KEYS = {
    "number": ('key = "6"', 'key = "7"', "key: expected 6"),
    "number-line": ('key = "500"', 'key = "550"', "key: expected 500"),
    "fraction": ('key = "1/4"', 'key = "3/4"', "key: expected 1/4"),
    "time": ('key = "12:15 pm"', 'key = "12:15 am"', "key: expected 12:15, which"),
    "choice": ('value = "4" }', 'value = "5" }', "options 2: expected an option that is right"),
    "multiple": ("leeks == 1000", "leeks == 1001", "options 2: expected an option that is right"),
    "ordering": ('value = "1000"', 'value = "100"', "items 3: value: expected more than 250"),
    "matching": ('pair = "two"', 'pair = "more"', "rows 1: pair: expected two = 500, which"),
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
    head = template("scenario", "en")[1].split("[[part]]")[0]
    (squares,) = (figure for figure in FIGURES if named(figure) == "squares")
    (found,) = faults("scenario", head + squares + with_key(PARTS, kind, written, instead))
    assert f"part {kind}-example: {told}" in found


@pytest.mark.parametrize("kind", WRONG_ANSWERS)
def test_a_wrong_key_of_a_question_is_refused_whatever_its_type(kind: str) -> None:
    written, instead, told = WRONG_ANSWERS[kind]
    head = template("passage", "en")[1].split("[[question]]")[0]
    (found,) = faults("passage", head + with_key(QUESTIONS["en"], kind, written, instead))
    assert f"question {kind}-example: {told}" in found


@pytest.mark.parametrize("figure", FIGURES, ids=named)
def test_the_example_of_a_figure_is_drawn(figure: str) -> None:
    head, *parts = template("scenario", "en")[1].split("[[part]]")
    read = read_author_file(
        template("scenario", "en")[0], (head + figure + "[[part]]" + "[[part]]".join(parts)).encode()
    )
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
    head, *parts = template("scenario", "en")[1].split("[[part]]")
    (figure,) = (each for each in FIGURES if named(each) == kind)
    (found,) = faults("scenario", "[[part]]".join([head + figure.replace(written, instead), *parts]))
    assert told in found


def test_the_example_of_a_table_makes_its_items() -> None:
    (table,) = re.findall(r"```csv\n(.*?)```", TEXTS["en"], re.DOTALL)
    assert f"```csv\n{table}```" in TEXTS["cy"]
    read = read_author_file("sums.csv", table.encode())
    assert read.faults == ()
    assert len(read.items) == 7

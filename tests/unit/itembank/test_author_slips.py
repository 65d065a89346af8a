"""What a new author gets wrong is refused with its line, what was expected and what to do, in the author's language."""

import pytest

from itembank.authoring import new_files, read_author_file
from itembank.errors import InvalidBank
from itembank.language import LANGUAGES, Language
from itembank.parsing.toml_table import parse_toml
from itembank.reasoning.scenario_files import scenario_of

SCENARIO = new_files("scenario", LANGUAGES, "en")["class-soup.toml"]
TABLE = "topic,year,prompt_cy,prompt_en,a,b,answer,key,after_cy,after_en\n"


def told(name: str, text: str | bytes, language: Language = "en") -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    return [fault.sentence(language) for fault in read_author_file(name, data).faults]


def slipped(text: str, written: str, instead: str) -> str:
    assert text.count(written) == 1, written
    return text.replace(written, instead)


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


@pytest.mark.parametrize(
    ("written", "instead", "fault"),
    [
        (
            "There are 24 children in the class.",
            "There are 24 children and 13 cooks.",
            ("cy = ", "story: cy: expected the numbers 6, 4, 250, 24, 13, as in en, received '6, 4, 250, 24'"),
        ),
        (
            "Mae un sosban o gawl yn ddigon i 6 phlentyn.",
            "Mae un sosban o gawl yn ddigon i 6 phlentyn, neu 6 oedolyn.",
            ("en = ", "story: en: expected the numbers 6, 6, 4, 250, 24, as in cy, received '6, 4, 250, 24'"),
        ),
        (
            'en = "Finish the table."',
            'en = "Finish the table of 3 pots."',
            (
                'ask = { cy = "Gorffenna’r',
                "part leeks: ask: cy: expected the numbers 3, as in en, received nothing",
            ),
        ),
        (
            'en = "No: 6 more carrots are needed"',
            'en = "No: 7 more carrots are needed"',
            (
                '  { cy = "Nac ydy: mae angen 6',
                "part one-bag: options 1: cy: expected the numbers 7, as in en, received '6'",
            ),
        ),
        (
            'en = "How many carrots are needed for the whole class?"',
            'en = "How many carrots are needed for {children}?"',
            (
                'ask = { cy = "Faint o foron',
                "part how-many-carrots: ask: cy: expected the numbers {children}, as in en, received nothing",
            ),
        ),
    ],
)
def test_a_scenario_tells_the_same_numbers_in_both_languages(
    written: str, instead: str, fault: tuple[str, str]
) -> None:
    text = slipped(SCENARIO, written, instead)
    at, expected = fault
    line = line_of(text, f"\n{at}") + 1
    assert told("class-soup.toml", text) == [f"class-soup.toml:{line}: {expected}"]


def test_a_scenario_of_the_package_is_held_to_the_same_numbers() -> None:
    scenario_of(parse_toml("class-soup.toml", SCENARIO))
    with pytest.raises(InvalidBank, match=r"story: cy: expected the numbers 6, 4, 250, 24, 13, as in en"):
        scenario_of(
            parse_toml("class-soup.toml", slipped(SCENARIO, "There are 24 children", "There are 24 to 13 children"))
        )


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (
            "addition,3,Faint yw {a} a 2?,What are {b} and 2?,4,4,a + 2,6,,",
            "prompt_cy: expected the numbers {b}, as in en, received '{a}'",
        ),
        (
            "addition,3,Faint yw {a} + {b}?,What is {a}?,4,4,a + b,8,,",
            "prompt_en: expected the numbers {a}, {b}, as in cy, received '{a}'",
        ),
        (
            "addition,3,Faint yw {a * 2} + 2?,What is {a + 2} + 2?,2..4,,a * 2 + 2,6..10,,",
            "prompt_cy: expected the numbers 5, 2, as in en, received '6, 2'",
        ),
        (
            "addition,3,Mae {a} cacen. Faint yw 2 arall?,There are {a} of 13 cakes. What are 2 more?,4,,a + 2,6,,",
            "prompt_cy: expected the numbers 13, 2, as in en, received '2'",
        ),
        (
            "addition,3,Faint yw {a} a 2?,What are {a} and 2?,4,,a + 2,6,o’r 10,of them",
            "after_en: expected the numbers 10, as in cy, received nothing",
        ),
    ],
)
def test_a_table_tells_the_same_numbers_in_both_languages(row: str, fault: str) -> None:
    assert told("sums.csv", TABLE + row) == [f"sums.csv:2: row 2: {fault}"]


def test_numbers_are_told_apart_however_they_are_spaced_and_the_message_is_welsh_too() -> None:
    row = "addition,6,Faint yw {a} a 20 000?,What are {a} and 20000?,14000,,a + 20000,34000,,"
    assert told("sums.csv", TABLE + row) == []
    assert told("sums.csv", TABLE + row.replace("What are {a} and 20000?", '"What are {a} and 20,000?"')) == []
    welsh = told("sums.csv", TABLE + row.replace("20 000?", "y rhif?"), "cy")
    assert welsh == ["sums.csv:2: rhes 2: prompt_cy: disgwylid y rhifau 20000, fel yn en, ni chafwyd dim"]


PASSAGE = new_files("passage", ("en",), "en")["a-glove-on-the-gate.toml"]
STRAIGHT = "straight quotes around words, \" or ', not curly ones such as “ ”"


@pytest.mark.parametrize(
    ("written", "instead", "at", "expected"),
    [
        ('title = "A Glove on the Gate"', "title = “A Glove on the Gate”", "title", STRAIGHT),
        ('title = "A Glove on the Gate"', 'title = "A Glove on the Gate”', "title", STRAIGHT),
        ('  { text = "By her bed", ', '  { text = "By her bed”, ', '  { text = "By her', STRAIGHT),
        ('text = """', "text = “””", "text =", STRAIGHT),
        ('By her bed", why', "By her bed, why", '  { text = "By her', "{ name = value, name = value }"),
        (
            'title = "A Glove on the Gate"',
            'title = "A “Glove” on the Gate',
            "title",
            "a closing quote on the same line",
        ),
        ('title = "A Glove on the Gate"', 'title "A Glove on the Gate"', "title", "= between a name and its value"),
        ('title = "A Glove on the Gate"', "title = A Glove on the Gate", "title", "words in straight quotes, a number"),
        ('title = "A Glove on the Gate"', 'title = "A "Glove" on the Gate"', "title", r"\" for a quote within words"),
        ('title = "A Glove on the Gate"', 'title = "A \\Glove"', "title", r"\\ for a backslash within words"),
        ("year = 2 ", "year = 2\nyear = 2 ", "year = 2 ", "each name once in its table"),
    ],
)
def test_broken_toml_says_at_its_line_what_to_write(written: str, instead: str, at: str, expected: str) -> None:
    text = slipped(PASSAGE, written, instead)
    line = text[: text.index(f"\n{at}") + 1].count("\n") + 1
    (fault,) = told("a-glove-on-the-gate.toml", text)
    assert fault.startswith(f"a-glove-on-the-gate.toml:{line}: file: expected {expected}"), fault
    assert_welsh("a-glove-on-the-gate.toml", text)


def test_quotes_of_several_lines_that_stay_open_are_told_where_they_open() -> None:
    head = PASSAGE.split('text = """')[0]
    line = head.count("\n") + 1
    (fault,) = told("a.toml", head + 'text = """\nOnce.\n\n[[question]]\nid = 1\n')
    assert fault.startswith(f"a.toml:{line}: file: expected a closing quote")
    (curly,) = told("a.toml", head + 'text = """\nOnce.\n”””\n')
    assert curly.startswith(f"a.toml:{line}: file: expected {STRAIGHT}")
    (open_list,) = told("a.toml", 'id = "a"\nwrong = [\n  1,\n\n')
    assert open_list == "a.toml:3: file: expected a value after =, and a ] for each [, received '1,'"


def assert_welsh(name: str, text: str | bytes) -> None:
    """No words of Python's or of TOML's reader, which speak English alone."""
    (welsh,) = told(name, text, "cy")
    english = (
        "expected",
        "received",
        "(at ",
        "Invalid",
        "Illegal",
        "Unterminated",
        "codec",
        "byte",
        "delimiter",
        "quote",
    )
    assert not [words for words in english if words in welsh], welsh


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        (
            "a.toml",
            'id = "a"\ntitle = "Tŷ bach â lle"\n'.replace("ŷ", "y").encode("cp1252"),
            "a.toml:2: file: expected text in UTF-8; save the file as UTF-8, received 'title = \"Ty bach â lle\"'",
        ),
        (
            "a.csv",
            TABLE.encode() + "addition,3,Ydy £2,\n".encode("cp1252"),
            "a.csv:2: file: expected text in UTF-8; save the file as “CSV UTF-8”, received 'addition,3,Ydy £2,'",
        ),
    ],
)
def test_another_encoding_says_how_to_save_the_file(name: str, data: bytes, fault: str) -> None:
    assert told(name, data) == [fault]
    assert_welsh(name, data)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ('addition,3,"Faint,What', "a closing quote for each opening one"),
        ('addition,3,"Faint" yw,What', 'a quote within a cell in quotes twice, ""'),
    ],
)
def test_broken_csv_says_at_its_line_what_to_write(row: str, expected: str) -> None:
    text = TABLE + 'addition,3,"Faint\nyw","What\nis",4,,a,4,,\n' + row
    (fault,) = told("a.csv", text)
    assert fault.startswith(f"a.csv:5: row 3: file: expected {expected}, received "), fault
    assert_welsh("a.csv", text)


FAMILY = new_files("items", LANGUAGES, "en")["two-prices.csv"]


@pytest.mark.parametrize(
    ("written", "instead", "fault"),
    [
        ("coins,2", "coin,2", "6: row 6: topic: expected one of counting, "),
        ("coins,2", "averages,2", "6: row 6: year: expected 6 or later, as the topic averages needs, received 2"),
        ("number,", "choise,", "6: row 6: type: expected one of number, choice, fraction, simplest-fraction,"),
        ("b - a,sub", "b -,sub", "6: row 6: wrong_1: expected an expression with a value: a number or a name"),
        (",p,p,", ",<p>,<p>,", "6: row 6: after_cy: expected no markup, received '<p>'"),
        (
            "What do the two",
            "What 3 do the two",
            "6: row 6: prompt_cy: expected the numbers 3, as in en, received nothing",
        ),
    ],
)
def test_a_fault_of_a_family_is_told_once_at_the_cell_that_the_author_wrote(
    written: str, instead: str, fault: str
) -> None:
    (found,) = told("two-prices.csv", slipped(FAMILY, written, instead))
    assert found.startswith(f"two-prices.csv:{fault}")


def test_a_fault_that_is_written_twice_is_told_twice() -> None:
    text = slipped(slipped(FAMILY, "coins,2", "coin,2"), ",,,,,20,38", "coin,,,,,20,38")
    assert [fault.partition(" expected")[0] for fault in told("two-prices.csv", text)] == [
        "two-prices.csv:6: row 6: topic:",
        "two-prices.csv:12: row 8: topic:",
    ]


def test_a_topic_too_early_for_a_scenario_names_its_year_beside_its_other_faults() -> None:
    line = line_of(SCENARIO, "\nyear = ") + 1
    early = slipped(SCENARIO, "year = 4 ", "year = 3 ")
    year = f"class-soup.toml:{line}: year: expected 4 or later, as the topic scaling needs, received 3"
    assert told("class-soup.toml", early) == [year]
    found = told("class-soup.toml", slipped(early, 'key = "16"', 'key = "24"'))
    assert found[0] == year
    assert "part how-many-carrots: key: expected 16" in found[1]
    assert "disgwylid 4 neu’n hwyrach, fel y mae’r topig scaling yn mynnu" in told("class-soup.toml", early, "cy")[0]

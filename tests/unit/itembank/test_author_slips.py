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
            "prompt_cy: expected the numbers 4, 13, 2, as in en, received '4, 2'",
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
    welsh = told("sums.csv", TABLE + row.replace("20 000?", "y rhif?"), "cy")
    assert welsh == ["sums.csv:2: rhes 2: prompt_cy: disgwylid y rhifau 14000, 20000, fel yn en, cafwyd '14000'"]

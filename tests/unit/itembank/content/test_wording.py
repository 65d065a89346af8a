"""Slips of wording that readers found in a sample, looked for in every sentence of the banks."""

import re
from collections.abc import Iterator

import pytest

from itembank import LANGUAGES, Choice, ItemVersion, Language, MultipleChoice, NumberEntry
from itembank.builtin_banks import builtin_bank
from itembank.content.shown_texts import all_texts, text_alternatives, words_beside_drawings
from itembank.presentation.practice_questions import PRACTICE

OF_NUMBERS = ("numeracy-procedural", "numeracy-reasoning")
OF_TEXTS = ("reading-cy", "reading-en")
_TIMES = "funudau|eiliadau|oriau|ddiwrnodau|ddyddiau|wythnosau|fisoedd|flynyddoedd"
_UNITS = "litr|gram|cilogram|metr|centimetr|milimetr|mililitr|cilometr|ml|g|kg|cm|mm|m|km|°C|%"
SLIPS = {
    "lenited after an adverb that asks": r"\b(pryd|ble|sut|pam) (dd\w|f(?!f)\w|g(odo|afo|erdd|ano|asgl|yrh|yme))",
    "masculine un for a noun of either gender": r"\bsawl un mae\b",
    "a unit that is not plural after mewn": rf"\bmewn ({_UNITS})(?=[.,]|$)",
    "faint o where sawl counts time": rf"\b(am|ôl) faint o ({_TIMES})\b",
    "faint yw where faint mae asks for a cost": r"\bfaint yw (cost|pris)\b",
    "petryal for a cuboid": r"\b(tanc|bocs) petryal\b",
    "cymharu i for cymharu â": r"\bi beth mae[^?]* yn cymharu",
    "lle for a place in a queue": r"\byn (yr ail|y trydydd|y pedwerydd|y pumed) le o’r\b",
}
ONE_WORD_FOR_IT = {"another word for prynhawn": r"\b([pb]|ph)nawn\b"}  # passages have the words of their dialect
_INSTRUCTION = re.compile(r"(?:^|[.?!]\s+|\n)(\w+)")
_ROWS_IN_ONE_LINE = re.compile(r"(\d[\d.]*, ){3,}\d[\d.]*\. [^.,]+: \d")
_SENTENCE = re.compile(r"^(Mae|Maen|Mi|Roedd|Roedden|Gallai|Gall|Bydd|Byddai|Does|Doedd|Dydy|Dylai)\b")
_ABOUT = re.compile(r"\b(about how|tua faint|tua sawl)\b", re.IGNORECASE)
_CARRIED = re.compile(r"\bbag weighs")
MOST_CARRIED = 25  # kg


def items_of(subject: str) -> Iterator[ItemVersion]:
    yield from builtin_bank(subject).all_items


def lines(markup: str) -> str:
    return words_beside_drawings(markup.replace("</p>", "\n")).strip()


def said(item: ItemVersion, language: Language) -> Iterator[str]:
    """What stands in an item, and what is said of its drawings."""
    for text in all_texts(item):
        yield from (lines(text[language]), *text_alternatives(text[language]))


@pytest.mark.parametrize("subject", [*OF_NUMBERS, "reading-cy"])
def test_no_slip_of_welsh_comes_back(subject: str) -> None:
    bank = builtin_bank(subject)
    slips = SLIPS | ONE_WORD_FOR_IT if subject in OF_NUMBERS else SLIPS
    told = [(item.item, words) for item in bank.all_items for words in said(item, "cy")]
    told += [(stimulus.id, lines(text.cy)) for stimulus in bank.stimuli for text in all_texts(stimulus)]
    found = [
        (where, kind) for where, words in told for kind, slip in slips.items() if re.search(slip, words, re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", [*OF_NUMBERS, *OF_TEXTS])
def test_what_to_do_is_said_once_so_that_the_question_leads(subject: str, language: Language) -> None:
    twice = [
        item.item
        for item in (*items_of(subject), *PRACTICE.values())
        for verb in item.response.label[language].split()[:1]
        if verb in _INSTRUCTION.findall(lines(item.prompt[language]))
    ]
    assert twice == []


@pytest.mark.parametrize("subject", OF_NUMBERS)
def test_who_has_to_write_the_exact_number_is_not_asked_for_about_how_many(subject: str) -> None:
    written = [item for item in items_of(subject) if isinstance(item.response, NumberEntry)]
    assert [item.item for item in written if any(_ABOUT.search(item.prompt[each]) for each in LANGUAGES)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_of_numbers_stand_below_each_other(language: Language) -> None:
    prompts = {item.item: lines(item.prompt[language]) for subject in OF_NUMBERS for item in items_of(subject)}
    assert [name for name, words in prompts.items() if _ROWS_IN_ONE_LINE.search(words)] == []


def test_days_that_are_counted_on_a_scatter_diagram_are_said_to_be_its_crosses() -> None:
    counted = [item for item in items_of("numeracy-procedural") if "On how many days" in item.prompt.en]
    assert counted
    for item in counted:
        assert item.prompt.en.startswith("<p>Each cross is one day.</p>")
        assert item.prompt.cy.startswith("<p>Mae pob croes yn dangos un diwrnod.</p>")


def test_what_is_carried_is_no_heavier_than_somebody_can_carry() -> None:
    carried = [item for item in items_of("numeracy-procedural") if _CARRIED.search(item.prompt.en)]
    assert carried
    for item in carried:
        masses = [int(each) for each in re.findall(r"(\d+)\u00a0kg", item.prompt.en)]
        assert max(*masses, int(item.rule.value)) <= MOST_CARRIED, item.item


@pytest.mark.parametrize("subject", OF_TEXTS)
def test_options_of_a_question_end_alike_and_sentences_with_a_full_stop(subject: str) -> None:
    for item in items_of(subject):
        if isinstance(item.response, Choice | MultipleChoice):
            options = [option.html[subject[-2:]].rstrip("”’") for option in item.response.options]
            ends = {option.endswith((".", "?", "!")) for option in options}
            assert len(ends) == 1, (item.item, options)
            assert ends == {True} or not any(map(_SENTENCE.search, options)), (item.item, options)

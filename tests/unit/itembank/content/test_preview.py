"""Tests of the preview page of a bank."""

from dataclasses import replace
from html import escape

import pytest

from itembank import SUBJECTS, Language
from itembank.content.content_messages import PROCESSES, RESPONSE_TYPES, STRANDS
from itembank.presentation.practice_questions import PRACTICE
from itembank.preview.answer_key_html import response_with_key
from itembank.preview.preview_page import preview_page
from tests.support.sample_bank import SCENARIO, sample_bank

BANK = sample_bank()
RIGHT = {
    "number": "Key: 7<",
    "fraction": "Key: 1/4",
    "time": "Key: 9:00 am",
    "choice": "<li class=key>b cat",
    "multiple": "<li class=key>c butterfly",
    "ordering": 'b Monday <span class="about">1</span>',
    "matching": " · no marks without all of it<",
    "gaps": " · no marks without all of it<",
    "hotspot": "<li class=key>c triangle",
    "number-line": "Key: 6",
    "table": "Key: 2, 4 · no marks without all of it",
    "chart": "Key: 5<",
    "select-text": "<li class=key>b red",
}


@pytest.mark.parametrize("item", BANK.items, ids=lambda item: item.response.type)
def test_whoever_reviews_an_item_sees_its_key(item) -> None:  # type: ignore[no-untyped-def]  # from the bank
    assert RIGHT[item.response.type] in response_with_key(item, "en")


def test_the_right_option_is_named_in_the_language_of_its_column() -> None:
    """Fault: "key" beside the right option in Welsh."""
    item = next(each for each in BANK.items if each.response.type == "choice")
    assert '<span class="about">allwedd</span>' in response_with_key(item, "cy")
    assert '<span class="about">key</span>' in response_with_key(item, "en")


def test_the_page_has_prompts_scenario_and_hints_in_both_languages() -> None:
    page = preview_page(BANK)
    for language in BANK.languages:
        assert page.count(f"<h2>{escape(SCENARIO.title[language])}</h2>") == 1
        for item in BANK.items:
            assert item.prompt[language] in page
            assert all(hint[language] in page for hint in item.hints)


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "single choice, scores 0 to 1"), ("cy", "dewis un ateb, sgôr 0 i 1")],
)
def test_what_an_item_is_stands_in_the_language_of_the_page(language: Language, told: str) -> None:
    page = preview_page(BANK, language)
    assert told in page
    for item in BANK.items:
        assert f" · {escape(STRANDS[item.strand][language])} · " in page
        assert escape(BANK.topic(item.topic).label[language]) in page


def test_a_difficulty_stands_beside_its_error() -> None:
    guessed, known = (
        BANK.items[0],
        replace(BANK.items[1], parameters=replace(BANK.items[1].parameters, provisional=False)),
    )
    page = preview_page(replace(BANK, items=(guessed, known, *BANK.items[2:])))
    assert f"difficulty {guessed.parameters.difficulty:+.2f} ± 0.50" in page
    (about,) = (line for line in page.split("<article>") if f" · {known.id} · " in line)
    assert "difficulty " in about
    assert "±" not in about.split("</p>")[0]


def test_all_that_banks_hold_has_a_name_in_both_languages() -> None:
    for subject in SUBJECTS.values():
        assert STRANDS.keys() >= set(subject.strands)
        assert PROCESSES.keys() >= set(subject.processes)
    assert RESPONSE_TYPES.keys() == RIGHT.keys() == PRACTICE.keys()

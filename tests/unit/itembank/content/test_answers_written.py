"""Fractions and clock times to write: each answered from its words in both languages, and in the form asked for."""

from fractions import Fraction
from math import gcd

import pytest

from itembank import FractionEntry, ItemVersion, TimeEntry, numeracy_bank
from itembank.content.scoring_rules import ExactNumber
from itembank.content.written_numbers import worth
from itembank.language import LANGUAGES
from itembank.numeracy.judging.template_effects import frozen_effects, judged_template
from itembank.scoring.named_misconceptions import named_misconceptions
from itembank.scoring.scoring import score
from tests.support.text_alternative_solver import Solver, by_family, computed_value, numbers, spoken_english
from tests.unit.itembank.content import test_answers_data, test_answers_measuring, test_answers_number

SOLVERS: dict[str, Solver] = {
    **test_answers_number.SOLVERS,
    **test_answers_measuring.SOLVERS,
    **test_answers_data.SOLVERS,
    "simplest": lambda t, n: n[0] / n[1],
}
DAY = 24 * 60
ITEMS = [item for item in numeracy_bank().all_items if isinstance(item.response, FractionEntry | TimeEntry)]


def rule(item: ItemVersion) -> ExactNumber:
    assert isinstance(item.rule, ExactNumber)
    return item.rule


def answered(item: ItemVersion, language: str) -> Fraction:
    text = spoken_english(item.prompt[language], language)  # type: ignore[index, arg-type]
    if text.startswith("Work out"):
        return computed_value(text)
    value = SOLVERS[judged_template(item.template)](text, numbers(text))
    return Fraction(value) % DAY if isinstance(item.response, TimeEntry) else Fraction(value)


@pytest.mark.parametrize("items", by_family(ITEMS))
def test_what_scores_is_the_answer_to_the_question(items: list[ItemVersion]) -> None:
    for item in items:
        for language in LANGUAGES:
            assert worth(rule(item).value) == answered(item, language), (item.item, language)
        assert score(item, rule(item).value) == item.most


@pytest.mark.parametrize("items", by_family(ITEMS))
def test_wrong_answers_that_are_foreseen_are_wrong_and_lead_to_their_idea(items: list[ItemVersion]) -> None:
    for item in items:
        for each in rule(item).named:
            assert score(item, each.value) == 0, item.item
            assert named_misconceptions(item, each.value) == (each.misconception,), item.item
        assert len({each.misconception for each in rule(item).named}) == len(rule(item).named) >= 2, item.item


def test_a_form_is_asked_for_in_words_and_the_key_is_in_it() -> None:
    asked = {item.item: rule(item).in_this_form for item in ITEMS}
    said = {item.item: "simplest form" in item.prompt.en for item in ITEMS}
    assert asked == said
    for item in ITEMS:
        if rule(item).in_this_form:
            top, bottom = map(int, rule(item).value.split(" ")[-1].split("/"))
            assert gcd(top, bottom) == 1, item.item
            assert not item.response.mixed or top < bottom, item.item  # type: ignore[union-attr]


def test_what_judges_said_of_the_same_question_with_options_holds_for_the_written_one() -> None:
    assert all((item.introduced_year, judged_template(item.template)) in frozen_effects() for item in ITEMS)
    assert not any(feature.name == "choice" for item in ITEMS for feature in item.features)
    assert {item.parameters.c for item in ITEMS} == {0.0}  # type: ignore[union-attr]

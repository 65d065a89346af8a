"""What stands behind wrong answers: every name has a sentence in both languages, and a reply leads to its names."""

import pytest

from itembank import BankVersion, ItemVersion, numeracy_bank, score
from itembank.builtin_banks import BUILTIN_BANKS
from itembank.content.misconception_sentences import MISCONCEPTIONS
from itembank.content.response_types import Choice
from itembank.content.scoring_rules import (
    EQUAL_IN_ANOTHER_FORM,
    ExactList,
    ExactNumber,
    ExactOrder,
    ExactSet,
    KeyedChoice,
)
from itembank.language import LANGUAGES
from itembank.presentation.explained_answers import explained_answers
from itembank.reading.passage import MISCONCEPTIONS as OF_READING
from itembank.scoring.keyed_reply import keyed_reply
from itembank.scoring.named_misconceptions import named_misconceptions
from tests.support.sample_bank import sample_bank


def names(item: ItemVersion) -> set[str]:
    match item.rule:
        case ExactNumber(named=named, in_this_form=in_this_form):
            told = {EQUAL_IN_ANOTHER_FORM} if in_this_form else set()
            return {each.misconception for each in named} - {""} | told
        case KeyedChoice(misconceptions=named) | ExactSet(misconceptions=named) | ExactList(misconceptions=named):
            return {each.name for each in named}
    return set()


def banks() -> list[BankVersion]:
    return [built() for built in BUILTIN_BANKS.values()]


def test_every_misconception_of_a_bank_is_told_in_both_languages_and_no_sentence_is_of_none() -> None:
    named = {name for bank in banks() for item in bank.all_items for name in names(item)}
    assert named | set(OF_READING) == set(MISCONCEPTIONS)
    for sentence in MISCONCEPTIONS.values():
        for words in (sentence.cy, sentence.en):
            assert words.endswith("."), words
            assert words[0].isupper() or words[0] in "π“", words
    assert [each for each in MISCONCEPTIONS.values() if each.cy == each.en] == []


def test_a_reply_leads_to_the_misconception_behind_it() -> None:
    (item,) = (each for each in numeracy_bank().items if "64 − 28" in each.prompt.en)
    assert isinstance(item.response, Choice)
    letter = {option.html.en: option.id for option in item.response.options}
    assert named_misconceptions(item, letter["44"]) == ("smaller-from-larger",)
    assert MISCONCEPTIONS["smaller-from-larger"].en.startswith("The smaller was taken from the larger")
    assert (named_misconceptions(item, letter["36"]), named_misconceptions(item, None)) == ((), ())


@pytest.mark.parametrize("bank", [*banks(), sample_bank()], ids=[*BUILTIN_BANKS, "sample"])
def test_behind_a_key_stands_no_misconception_and_each_answer_is_explained(bank: BankVersion) -> None:
    for item in bank.all_items:
        key = keyed_reply(item)
        assert (score(item, key), named_misconceptions(item, key)) == (item.most, ())
        for language in bank.languages:
            told = explained_answers(item, language)
            assert any(each.credit == "right" for each in told)
            assert all(each.html for each in told), item.item
            named = {MISCONCEPTIONS[name][language] for name in names(item) & set(MISCONCEPTIONS)}
            assert {each.why for each in told} - {""} == named


def test_the_order_of_cards_is_told_card_by_card() -> None:
    (item,) = (each for each in sample_bank().items if isinstance(each.rule, ExactOrder))
    for language in LANGUAGES:
        assert [each.place for each in explained_answers(item, language)] == [
            str(place) for place in range(1, len(keyed_reply(item) or ()) + 1)
        ]

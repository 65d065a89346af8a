"""Which items a learner who uses a screen reader is asked, and why not the others."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from itembank import (
    PRACTICE,
    BankVersion,
    Barrier,
    ExactNumber,
    ItemVersion,
    KeyedChoice,
    NumberEntry,
    Option,
    Text,
    left_out,
    numeracy_bank,
)
from itembank.builtin_banks import BUILTIN_BANKS
from itembank.compilation.screen_reader_items import REASONS, barriers
from itembank.content.response_types import Choice
from itembank.content.shown_texts import text_alternatives
from tests.support.text_alternative_solver import numbers

BANK = numeracy_bank()


def described(words: str) -> str:
    return f'<p>Look.</p><svg role="img" aria-label="{words}" viewBox="0 0 1 1"></svg>'


def entry(prompt: Text, key: str) -> ItemVersion:
    response = NumberEntry(PRACTICE["number"].response.label, Text.same(""), Text.same(""), False)
    return replace(PRACTICE["number"], prompt=prompt, response=response, rule=ExactNumber(key))


def choice(alternative: str, *options: str) -> ItemVersion:
    """A choice of which the first option is right."""
    ids = "abcd"[: len(options)]
    response = Choice(
        Text.same("Choose"), tuple(Option(id_, Text.same(html)) for id_, html in zip(ids, options, strict=True))
    )
    prompt = Text.same(described(alternative))
    return replace(PRACTICE["choice"], prompt=prompt, response=response, rule=KeyedChoice("a", ()))


@pytest.mark.parametrize(
    ("item", "found"),
    [
        (entry(Text.same("<p>7 + 5?</p>"), "12"), ()),
        (entry(Text.same(described("The pointer is at the line 12.")), "12"), (Barrier.TOLD,)),
        (entry(Text.same(described("The pointer is 2 lines above 10.")), "12"), ()),
        (entry(Text(described("un deg dau"), described("at 12")), "12"), (Barrier.TOLD,)),
        (entry(Text.same(described("12:00: 3 lines above 0; (1, 112)")), "12"), ()),
        (entry(Text(described("sgwâr"), '<svg viewBox="0 0 1 1"></svg>'), "4"), (Barrier.UNDESCRIBED,)),
        (choice("The pointer is at the line 4.", "4 kg", "5 kg"), (Barrier.TOLD,)),
        (choice("Cat: block, block. Dog: block.", "Cat", "Dog"), ()),
        (choice("The arrow points up.", "up", "down"), (Barrier.TOLD,)),
        (choice("A square.", "a <b>square</b>", "a circle"), (Barrier.TOLD,)),
    ],
)
def test_an_item_is_left_out_if_a_description_gives_its_answer_away(
    item: ItemVersion, found: tuple[Barrier, ...]
) -> None:
    assert barriers(BANK, item) == found


def test_a_place_that_the_question_names_is_left_out_and_one_that_is_worked_out_is_not() -> None:
    placed = next(item for item in BANK.items if item.item.startswith("place/"))
    assert isinstance(placed.rule, ExactNumber)
    named = replace(placed, prompt=Text.same(f"<p>Where is {placed.rule.value} on the line?</p>"))
    assert barriers(BANK, named) == (Barrier.PLACED,)
    assert barriers(BANK, replace(placed, prompt=Text.same("<p>Where is the middle?</p>"))) == ()


def test_an_item_that_is_told_in_its_stimulus_is_left_out() -> None:
    bank = BUILTIN_BANKS["numeracy-reasoning"]()
    item = next(each for each in bank.items if barriers(bank, each) == (Barrier.TOLD,))
    assert barriers(replace(bank, stimuli=tuple(replace(s, html=Text.same("")) for s in bank.stimuli)), item) == ()


@pytest.mark.parametrize(
    ("bank", "expected"), [("numeracy-procedural", 58), ("numeracy-reasoning", 3), ("reading-cy", 0), ("reading-en", 0)]
)
def test_few_items_of_the_built_in_banks_are_left_out(bank: str, expected: int) -> None:
    built = BUILTIN_BANKS[bank]()
    assert len(left_out(built, built.items)) == expected


def of_family(family: str, bank: BankVersion = BANK) -> list[ItemVersion]:
    return [item for item in bank.items if item.template == family]


def test_descriptions_leave_the_reading_to_be_done() -> None:
    """What was rewritten: values with a number on a scale, objects in rows, squares of a map."""
    asked = [
        (item, item.rule.value)
        for name in ("dial", "jug", "line", "bars2-one")
        for item in of_family(name)
        if isinstance(item.rule, ExactNumber) and not barriers(BANK, item)
    ]
    assert len(asked) > 20
    for item, key in asked:
        for language in BANK.languages:
            (told,) = text_alternatives(item.prompt[language])
            assert float(key) not in map(float, numbers(told))
    for item in of_family("grid-reference"):
        (told,) = text_alternatives(item.prompt.en)
        assert not re.search(r"\b[A-E], ?\d", told)
    for item in (*of_family("count"), *of_family("part-of")):
        assert not any(numbers(text_alternatives(item.prompt[language])[0]) for language in BANK.languages)


def test_each_reason_is_said_in_both_languages() -> None:
    assert set(REASONS) == set(Barrier)
    assert all(reason.cy != reason.en for reason in REASONS.values())

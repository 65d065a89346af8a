"""Limits of templates and families, contexts and names: what the bank says of them, and whether items suffice."""

import re
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from engine import RepeatLimit
from itembank import BankVersion, InvalidBank, ItemVersion, compile_test, numeracy_bank, read_bank, write_bank
from itembank.compilation.repeat_limits import counts_lack, items_within_limits, limits_that_cross
from itembank.content.shown_texts import words_beside_drawings
from itembank.design.adaptive_test_design import strategy
from itembank.gates import Gate, feasibility_findings
from itembank.numeracy.number import counting
from itembank.numeracy.numeracy_bank import draft_item
from itembank.numeracy.person_names import PEOPLE
from itembank.numeracy.question_contexts import context_of, person_of, question_contexts
from itembank.numeracy.question_families import question_families
from itembank.refusal_messages import refusal_message
from tests.support.small_bank import small_numeracy_bank

FEW = small_numeracy_bank()
(DESIGN,) = FEW.designs


def test_each_template_is_in_one_family_and_each_family_in_one_strand() -> None:
    bank = numeracy_bank()
    families, strands = defaultdict(set), defaultdict(set)
    for item in bank.all_items:
        families[item.template].add(item.family)
        strands[item.family].add(item.strand)
    assert all(len(held) == 1 for held in (*families.values(), *strands.values()))
    assert families.keys() == question_families().keys()  # none is named that no question has


def test_a_table_of_items_that_a_teacher_writes_is_a_family_of_its_own() -> None:
    question = next(iter(counting.items()))
    assert draft_item(question).family == "counting-pictures"
    assert draft_item(replace(question, item="two-prices/1")).family == "two-prices"


def test_a_family_is_kept_in_a_bank_and_one_without_keeps_its_spelling() -> None:
    assert read_bank(write_bank(FEW)) == FEW
    plain = replace(FEW, items=tuple(replace(item, family="") for item in FEW.items), practice=())
    assert b'"family":' not in write_bank(replace(plain, designs=()))


def test_each_context_has_questions_and_no_word_of_two_and_whoever_is_named_is_known() -> None:
    words = [word for own in question_contexts().values() for word in own]
    assert len(set(words)) == len(words)
    items = (*numeracy_bank().items, *numeracy_bank().practice)
    assert {item.context for item in items} == {"", *question_contexts()}
    assert {item.person for item in items} <= {"", *PEOPLE}
    capitals = re.compile(r"\b[A-Z][a-z]+(?=’s| and [A-Z][a-z]+ share| has | gets | gives | buys | pays )")
    named = {name for item in items for name in capitals.findall(words_beside_drawings(item.prompt.en or ""))}
    assert named - {"He", "It", "She"} <= {*PEOPLE}


def test_a_question_tells_of_the_first_context_that_it_has_a_word_of() -> None:
    told = ["Two dogs and 3 biscuits", "7 + 8 = □", "The temperature falls by 3 °C", "A bus leaves at 9:15", "A kitten"]
    assert [context_of(each) for each in told] == ["animals", "", "weather", "travel", "animals"]
    assert context_of("What is 25 °C in °F?") == "weather"
    assert context_of("Wages in a café") == "money"
    assert person_of("In the queue Omar is before Nia.") == "Omar"
    assert person_of("How many are left?") == ""


def test_the_most_that_a_sitting_can_have_is_counted_template_by_template_and_family_by_family() -> None:
    pool = compile_test(FEW, DESIGN, 4).pool
    template, family = RepeatLimit("template", 1), RepeatLimit("family", 2)
    everything = np.ones(len(pool), dtype=bool)
    by_family = defaultdict(set)
    for item in FEW.items:
        by_family[item.family].add(item.template)
    assert items_within_limits(pool, (), everything) == len(pool)
    assert items_within_limits(pool, (template,), everything) == sum(map(len, by_family.values()))
    at_most_two = sum(min(2, len(templates)) for templates in by_family.values())
    assert items_within_limits(pool, (family, template), everything) == at_most_two
    assert items_within_limits(pool, (RepeatLimit("family", 2, alone="clocks"),), everything) == sum(
        sum(item.family == name for item in FEW.items) if name == "clocks" else min(2, held)
        for name, held in ((name, sum(item.family == name for item in FEW.items)) for name in by_family)
    )


def of_one_template(strand: str, template: str) -> BankVersion:
    """The bank whose items of a strand are of one template, as if its author had written no other."""

    def kept(item: ItemVersion) -> bool:
        return item.strand != strand or item.template == template

    return replace(numeracy_bank(), items=tuple(filter(kept, numeracy_bank().items)))


def test_a_bank_whose_templates_are_too_few_is_refused_by_name_in_both_languages() -> None:
    bank = of_one_template("measuring", "clock")
    with pytest.raises(InvalidBank) as refused:
        compile_test(bank, DESIGN, 4)
    told = "at least 9 items with strand 'measuring' for Year 4, with template ≤ 1, family ≤ 2"
    assert (refused.value.field, refused.value.expected, refused.value.received) == ("supply", told, 1)
    welsh = "eitemau â’r strand 'measuring' ar gyfer Blwyddyn 4, gyda template ≤ 1, family ≤ 2: o leiaf 9"
    assert welsh in refusal_message(refused.value, "cy")
    _, (finding,) = feasibility_findings(bank, DESIGN, 4)
    assert finding.gate is Gate.FEASIBLE
    assert finding.blocks_publication
    assert told in finding.message.en


def test_the_length_is_held_against_the_limits_too() -> None:
    one_each = (strategy("RepeatLimit", attribute="strand", maximum=4), strategy("Apart", attribute="topic"))
    with pytest.raises(InvalidBank) as refused:
        compile_test(FEW, replace(DESIGN, masks=one_each, by_year=()), 4)
    assert (refused.value.expected, refused.value.received) == ("at least 30 items for Year 4, with strand ≤ 4", 12)
    assert "eitemau ar gyfer Blwyddyn 4, gyda strand ≤ 4: o leiaf 30" in refusal_message(refused.value, "cy")
    test = compile_test(FEW, DESIGN, 4)
    assert counts_lack(test, np.ones(len(test.pool), dtype=bool)) is None
    few = counts_lack(test, test.pool.attribute("strand") == "number")
    assert few is not None
    assert few.sentence == "strand 'measuring': 0 < 9 (template ≤ 1, family ≤ 2)"


def test_limits_that_cross_are_refused_and_say_what_does_not() -> None:
    assert limits_that_cross(compile_test(FEW, DESIGN, 4)) is None
    crossing = (*DESIGN.masks[:2], strategy("RepeatLimit", attribute="introduced_year", maximum=12))
    with pytest.raises(InvalidBank) as refused:
        compile_test(FEW, replace(DESIGN, masks=crossing, by_year=()), 4)
    assert refused.value.received == "introduced_year across strand"
    assert "nid oes angen trefn o’r fath ar y dull shadow" in refusal_message(refused.value, "cy")

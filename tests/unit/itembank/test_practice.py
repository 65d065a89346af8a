"""Practice items: apart from what a design gives, and enough for a practice sitting of every year group."""

from dataclasses import replace

import pytest

from engine import simulate
from itembank import (
    BankVersion,
    InvalidBank,
    ItemVersion,
    can_practise,
    compile_practice_test,
    compile_test,
    numeracy_bank,
    read_bank,
    write_bank,
)
from itembank.builtin_banks import BUILTIN_BANKS
from itembank.compilation.practice_compilation import PRACTICE_LENGTH, YEARS_BACK, practice_design
from itembank.content.item_versions import YEARS, item_version_id
from itembank.content.scoring_rules import ExactNumber
from itembank.gates import practice_finding
from itembank.versions.sister_questions import sister_questions
from tests.support.sample_bank import sample_bank


def test_a_bank_with_practice_items_is_the_same_when_it_is_written_and_read() -> None:
    bank = sample_bank()
    assert bank.practice
    assert read_bank(write_bank(bank), bank.hash) == bank
    assert replace(bank, practice=()).hash != bank.hash
    assert all(bank.item(item.id) == item for item in bank.all_items)


def test_a_design_gives_no_practice_item_and_practice_gives_no_other() -> None:
    bank = sample_bank()
    counting = compile_test(bank, bank.designs[0], 4)
    practising = compile_practice_test(bank, bank.designs[0], 4)
    assert counting.pool.ids == tuple(item.id for item in bank.items)
    assert practising.pool.ids == tuple(item.id for item in bank.practice)


def test_a_short_pool_makes_a_short_sitting_and_an_empty_one_none() -> None:
    bank = sample_bank()
    assert practice_design(bank, bank.designs[0], 5).length == len(bank.practice) < PRACTICE_LENGTH
    with pytest.raises(InvalidBank, match="practice items for Year 4"):
        compile_practice_test(replace(bank, practice=()), bank.designs[0], 4)


@pytest.mark.parametrize("subject", BUILTIN_BANKS)
def test_every_year_group_can_practise(subject: str) -> None:
    bank = BUILTIN_BANKS[subject]()
    (design,) = bank.designs
    for year in design.years:
        test = compile_practice_test(bank, design, year)
        done = simulate(test, [design.population(year).mean] * 3, seed=year)
        asked = [[bank.practice[item] for item in sitting if item >= 0] for sitting in done.items]
        length = practice_design(bank, design, year).length
        assert all(len(sitting) == len(set(sitting)) == length for sitting in asked)
        assert all(year - YEARS_BACK <= item.introduced_year <= year for sitting in asked for item in sitting)


def test_a_procedural_practice_is_ten_questions_of_about_a_dozen_new_each_year() -> None:
    bank = numeracy_bank()
    assert practice_design(bank, bank.designs[0], 2).length == PRACTICE_LENGTH
    assert all(sum(item.introduced_year == year for item in bank.practice) >= 12 for year in range(2, 10))


def test_who_is_asked_how_many_more_is_asked_of_the_larger_number() -> None:
    """A temperature alone is below zero: how many more chose horses than cats is no question where more chose cats."""
    bank = numeracy_bank()
    keyed = [(item, item.rule.value) for item in bank.all_items if isinstance(item.rule, ExactNumber)]
    assert {item.topic for item, value in keyed if value.startswith("-")} == {"temperature"}


def reworded(version: ItemVersion, **changed: object) -> ItemVersion:
    made = replace(version, **changed)  # type: ignore[arg-type]
    return replace(made, id=item_version_id(made.item, made.prompt, made.response, hints=made.hints))


def with_practice(*items: ItemVersion) -> BankVersion:
    return replace(sample_bank(), practice=items)


@pytest.mark.parametrize("subject", BUILTIN_BANKS)
def test_the_practice_items_of_the_banks_are_apart(subject: str) -> None:
    finding = practice_finding(BUILTIN_BANKS[subject]())
    assert finding.holds, finding.message.en


def test_an_item_that_counts_is_not_for_practice_whatever_is_changed_of_it() -> None:
    bank = sample_bank()
    alone = next(item for item in bank.items if item.stimulus is None)
    of_scenario = next(item for item in bank.items if item.stimulus is not None)
    fresh = bank.practice[0]
    for item, told in (
        (alone, "practice items that count as well: 1"),
        (reworded(alone, item="another-name"), "with the wording of an item that counts: "),
        (reworded(alone, prompt=fresh.prompt), "practice items that count as well: 1"),
        (reworded(of_scenario, item="another-part", prompt=fresh.prompt), "practice items that count as well: 1"),
    ):
        finding = practice_finding(with_practice(item))
        assert finding.blocks_publication
        assert told in finding.message.en
        assert item.item in finding.message.en
        assert finding.message.cy != finding.message.en


def test_what_was_used_one_way_is_not_used_the_other_way_later() -> None:
    before = sample_bank()
    taken, kept = before.items[0], before.items[1:]
    now_practice = replace(before, items=kept, practice=(*before.practice, taken))
    finding = practice_finding(now_practice, [before])
    assert finding.blocks_publication
    assert f"counted in an earlier version: 1, such as {taken.item}" in finding.message.en
    assert before.hash[:12] in finding.message.en
    shown = before.practice[0]
    now_counts = replace(before, items=(*before.items, shown), practice=before.practice[1:])
    finding = practice_finding(now_counts, [before])
    assert finding.blocks_publication
    assert f"were for practice in an earlier version: 1, such as {shown.item}" in finding.message.en
    renamed = reworded(shown, item="another-name")
    assert practice_finding(replace(now_counts, items=(*before.items, renamed)), [before]).blocks_publication
    assert not practice_finding(before, [before, replace(before, practice=())]).blocks_publication


def test_year_groups_that_cannot_practise_are_named() -> None:
    bank = sample_bank()
    later = tuple(replace(item, introduced_year=5) for item in bank.practice)
    finding = practice_finding(replace(bank, practice=later))
    assert finding.holds
    assert finding.message.en.endswith("these year groups cannot practise: 4")
    assert [can_practise(replace(bank, practice=later), year) for year in (4, 5)] == [False, True]


def test_a_bank_without_practice_items_may_be_published_and_is_remarked_on() -> None:
    finding = practice_finding(with_practice())
    assert not finding.holds
    assert not finding.blocks_publication


@pytest.mark.parametrize("subject", BUILTIN_BANKS)
def test_a_question_like_those_of_a_topic_is_never_one_that_counts(subject: str) -> None:
    bank = BUILTIN_BANKS[subject]()
    counting = {item.id for item in bank.items}
    for topic in bank.topics:
        for year in YEARS:
            sisters = sister_questions(bank, topic.id, year, 0.0)
            assert counting.isdisjoint(item.id for item in sisters)
            assert {item.id for item in sisters} == {item.id for item in bank.practice if item.topic == topic.id}
            late = [item.introduced_year > year for item in sisters]
            assert late == sorted(late)


def test_a_practice_question_that_an_assessment_asks_too_is_shown_to_nobody() -> None:
    """Neither one that counts as well, nor one on a text that questions that count are asked of."""
    bank = numeracy_bank()
    both, other = (item for item in bank.practice if item.topic == "rounding"), bank.items[0]
    first, *rest = both
    assert first not in sister_questions(replace(bank, items=(*bank.items, first)), "rounding", 9, 0.0)
    (second, *_) = rest
    on_a_text = replace(second, stimulus="fete")
    of_it = replace(bank, items=(replace(other, stimulus="fete"),), practice=(on_a_text,))
    assert sister_questions(of_it, "rounding", 9, 0.0) == ()
    assert sister_questions(replace(of_it, items=(other,)), "rounding", 9, 0.0) == (on_a_text,)

"""Practice items: apart from what a design gives, and enough for a practice sitting of every year group."""

from dataclasses import replace

import pytest

from engine import simulate
from itembank import InvalidBank, compile_practice_test, compile_test, numeracy_bank, read_bank, write_bank
from itembank.builtin_banks import BUILTIN_BANKS
from itembank.compilation.practice_compilation import PRACTICE_LENGTH, YEARS_BACK, practice_design
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

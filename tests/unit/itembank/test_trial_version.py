"""The bank version of a trial holds what its booklets ask, and compiles to a fixed form for each year group."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import Administer, LinearForm, next_action, start, step
from itembank import BankVersion, UnknownItem, check_bank, compile_test, read_bank, trial_version, write_bank
from itembank.versions.adopted_parameters import AdoptedParameters, Adoption, Basis, ParameterErrors
from tests.support.small_bank import small_numeracy_bank

BANK = small_numeracy_bank()
IDS = [item.id for item in BANK.items]
BOOKLETS = [
    {3: (IDS[0], IDS[5], IDS[2]), 4: (IDS[7], IDS[0])},
    {3: (IDS[2], IDS[0], IDS[5]), 4: (IDS[0], IDS[7])},
]


def made() -> BankVersion:
    return trial_version(BANK, BANK.designs[0], BOOKLETS)


def test_a_trials_version_has_its_items_and_topics_and_a_design_for_each_booklet_of_all_year_groups() -> None:
    bank = check_bank(made())
    assert [item.id for item in bank.items] == [IDS[0], IDS[2], IDS[5], IDS[7]]
    assert {topic.id for topic in bank.topics} == {item.topic for item in bank.items}
    assert [(design.name, design.years) for design in bank.designs] == [("booklet-01", (3, 4)), ("booklet-02", (3, 4))]
    assert (bank.practice, bank.solved) == ((), ())
    assert made().hash == read_bank(write_bank(bank)).hash


@pytest.mark.parametrize("year", [3, 4])
@pytest.mark.parametrize("number", [0, 1])
def test_a_booklet_asks_its_form_whatever_is_answered(number: int, year: int) -> None:
    bank = made()
    test, asked = compile_test(bank, bank.designs[number], year), []
    assert isinstance(test.masks[0], LinearForm)
    state = start(test)
    while isinstance(action := next_action(test, state, seed=5), Administer):
        asked.append(test.pool.ids[action.item])
        state = step(test, state, action.item, len(asked) % 2)
    assert tuple(asked) == BOOKLETS[number][year]


def test_an_item_that_the_bank_does_not_have_is_refused_by_name() -> None:
    with pytest.raises(UnknownItem, match="nothing"):
        trial_version(BANK, BANK.designs[0], [{4: ("nothing",)}])


def test_a_trial_on_an_adopted_bank_has_the_errors_of_the_items_that_it_asks() -> None:
    errors = tuple(ParameterErrors(item, Basis.RESPONSES.value, ("b1",), ((0.04,),), 250) for item in IDS[:6])
    adopted = AdoptedParameters((Adoption(BANK.hash, "f" * 64, "e" * 64, "first", 6),), errors)
    version = trial_version(replace(BANK, adopted=adopted), BANK.designs[0], BOOKLETS)
    found = check_bank(version).adopted
    assert found == replace(adopted, errors=tuple(errors[at] for at in (0, 2, 5)))
    assert read_bank(write_bank(version)).adopted == found

"""What comes with Mesur waits for nothing: each year group of each bank has a test, as the bank stands."""

from dataclasses import replace

import pytest

from itembank import InvalidBank, compile_test
from itembank.builtin_banks import BUILTIN_BANKS, builtin_bank
from itembank.exposure.frozen_exposure import settings_that_stay


@pytest.mark.parametrize("subject", BUILTIN_BANKS)
def test_every_year_group_of_a_bank_has_its_test(subject: str) -> None:
    bank = builtin_bank(subject)
    for design in bank.designs:
        for year in design.years:
            assert len(compile_test(bank, design, year).pool) == len(bank.items)


def test_a_year_group_keeps_its_exposure_when_others_get_new_questions() -> None:
    bank = builtin_bank("reading-en")
    (design,) = bank.designs
    newcomer = replace(next(item for item in bank.items if item.introduced_year == 2), id="0" * 12, item="new/question")
    grown = replace(bank, items=(*bank.items, newcomer))
    stays = settings_that_stay(grown, design, 9)
    (setting,) = stays.settings
    shares = dict(setting.value.by_item)  # type: ignore[union-attr]
    assert shares.pop(newcomer.id) == (1.0,)
    (before,) = (each for each in bank.solved if (each.design, each.year) == (design.hash, 9))
    assert shares == dict(before.settings[0].value.by_item)  # type: ignore[union-attr]
    with pytest.raises(
        InvalidBank, match="Year 2: expected to be solved anew, for its items changed, received 'new/question'"
    ):
        settings_that_stay(grown, design, 2)

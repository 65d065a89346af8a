"""What comes with Mesur waits for nothing: each year group of each bank has a test, as the bank stands."""

import pytest

from itembank import compile_test
from itembank.builtin_banks import BUILTIN_BANKS, builtin_bank


@pytest.mark.parametrize("subject", BUILTIN_BANKS)
def test_every_year_group_of_a_bank_has_its_test(subject: str) -> None:
    bank = builtin_bank(subject)
    for design in bank.designs:
        for year in design.years:
            assert len(compile_test(bank, design, year).pool) == len(bank.items)

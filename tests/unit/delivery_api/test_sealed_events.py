"""What the sealed events of a sitting show without their key: the same for all; benchmarks/study_sealed_events.py."""

from __future__ import annotations

import random

import pytest

from delivery_api.keys.encryption import Key
from itembank import BankVersion, compile_test
from itembank.builtin_banks import builtin_bank
from tests.support.sealed_sittings import SimulatedLearner, rows_left
from tests.support.small_bank import small_numeracy_bank

KEY = Key("0" * 16, "programme:2026-27", bytes(32))


@pytest.mark.parametrize("bank", [small_numeracy_bank(), builtin_bank("numeracy-reasoning")], ids=lambda b: b.subject)
def test_sittings_of_the_able_and_the_weak_leave_rows_of_the_same_number_kinds_and_lengths(bank: BankVersion) -> None:
    design, year = bank.designs[0], 5
    test = compile_test(bank, design, year)
    left = {
        tuple(rows_left(bank, design, test, year, SimulatedLearner(theta, random.Random(theta)), KEY))
        for theta in (-3.0, -1.0, 0.0, 1.0, 3.0)
    }
    (same,) = left
    assert sum(kind == "answered" for kind, _ in same) == design.for_year(year).presented_length

"""The designs and compiled tests of sittings by name: a bank's own, and the practice designs that stand beside them."""

from __future__ import annotations

from engine import AdaptiveTest
from itembank import BankVersion, InvalidBank, compile_test
from itembank.compilation.practice_compilation import PRACTICE_SUFFIX, compile_practice_test, practice_design
from itembank.design.adaptive_test_design import TestDesign
from itembank.errors import UnknownYear


def is_practice_design(name: str) -> bool:
    """Whether a design's name is that of a practice design, whose items no assessment gives."""
    return name.endswith(PRACTICE_SUFFIX)


def named_design(bank: BankVersion, name: str, year: int) -> TestDesign:
    """The design that a sitting of a year group is pinned to by name.

    Raises
    ------
    UnknownDesign, UnknownYear, InvalidBank
    """
    if is_practice_design(name):
        return practice_design(bank, bank.design(name.removesuffix(PRACTICE_SUFFIX)), year)
    return bank.design(name)


def compile_named_test(bank: BankVersion, name: str, year: int) -> AdaptiveTest:
    """Compile the test of `named_design`.

    Raises
    ------
    UnknownDesign, UnknownYear, InvalidBank
    """
    if is_practice_design(name):
        return compile_practice_test(bank, bank.design(name.removesuffix(PRACTICE_SUFFIX)), year)
    return compile_test(bank, bank.design(name), year)


def has_practice(bank: BankVersion, design: str, year: int) -> bool:
    """Whether a bank has practice items for a year group beside a design."""
    try:
        practice_design(bank, bank.design(design), year)
    except (InvalidBank, UnknownYear):
        return False
    return True

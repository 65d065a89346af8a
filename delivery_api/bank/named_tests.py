"""The designs and compiled tests of sittings by name: a bank's own, and those that stand beside them.

Beside a design stand that of its practice sittings and, where it has places for unscored items, the design without
them. A name is pinned when a sitting starts, so that nothing that changes later reaches a sitting under way.
"""

from __future__ import annotations

from engine import AdaptiveTest
from itembank import BankVersion, InvalidBank, compile_test
from itembank.compilation.practice_compilation import PRACTICE_SUFFIX, compile_practice_test, practice_design
from itembank.compilation.unseeded_compilation import UNSEEDED_SUFFIX, compile_unseeded_test, unseeded_design
from itembank.design.adaptive_test_design import TestDesign
from itembank.errors import UnknownYear


def is_practice_design(name: str) -> bool:
    """Whether a design's name is that of a practice design, whose items no assessment gives."""
    return name.endswith(PRACTICE_SUFFIX)


def is_unseeded_design(name: str) -> bool:
    """Whether a design's name is that of a design whose unscored items nobody gets."""
    return name.endswith(UNSEEDED_SUFFIX)


def own_name(name: str) -> str:
    """The name of the bank's design that another stands beside."""
    return name.removesuffix(PRACTICE_SUFFIX).removesuffix(UNSEEDED_SUFFIX)


def named_design(bank: BankVersion, name: str, year: int) -> TestDesign:
    """The design that a sitting of a year group is pinned to by name.

    Raises
    ------
    UnknownDesign, UnknownYear, InvalidBank
    """
    if is_practice_design(name):
        return practice_design(bank, bank.design(own_name(name)), year)
    if is_unseeded_design(name):
        return unseeded_design(bank.design(own_name(name)))
    return bank.design(name)


def compile_named_test(bank: BankVersion, name: str, year: int) -> AdaptiveTest:
    """Compile the test of `named_design`.

    Raises
    ------
    UnknownDesign, UnknownYear, InvalidBank
    """
    if is_practice_design(name):
        return compile_practice_test(bank, bank.design(own_name(name)), year)
    if is_unseeded_design(name):
        return compile_unseeded_test(bank, bank.design(own_name(name)), year)
    return compile_test(bank, bank.design(name), year)


def has_practice(bank: BankVersion, design: str, year: int) -> bool:
    """Whether a bank has practice items for a year group beside a design."""
    try:
        practice_design(bank, bank.design(design), year)
    except (InvalidBank, UnknownYear):
        return False
    return True

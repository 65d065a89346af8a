"""The test of a sitting without unscored items, although its design has places for them."""

from dataclasses import replace
from typing import Any

from engine import AdaptiveTest
from itembank.compilation.design_compilation import compile_test
from itembank.design.adaptive_test_design import Strategy, TestDesign
from itembank.versions.bank_version import BankVersion

UNSEEDED_SUFFIX = "-unseeded"
"""Ends the name of a design without unscored items, after that of the design that it stands beside."""


def has_seeding(design: TestDesign, year: int) -> bool:
    """Whether sittings of a year group have places for unscored items.

    Raises
    ------
    UnknownYear
    """
    seeding = design.for_year(year).seeding
    return seeding is not None and bool(_positions(seeding))


def unseeded_design(design: TestDesign) -> TestDesign:
    """The design with no place for an unscored item; the unscored items are still not asked as scored ones.

    So its sittings have the questions, estimates and reports of a sitting with unscored items, to the bit.
    """
    return replace(
        design,
        name=f"{design.name}{UNSEEDED_SUFFIX}",
        seeding=_emptied(design.seeding),
        by_year=tuple(replace(each, seeding=_emptied(each.seeding)) for each in design.by_year),
    )


def compile_unseeded_test(bank: BankVersion, design: TestDesign, year: int) -> AdaptiveTest:
    """Compile the test of `unseeded_design`; solved settings are those of the design itself.

    Raises
    ------
    UnknownYear, InvalidBank
    """
    test = compile_test(bank, design, year)
    seeding: Any = test.seeding  # the protocol of a seeding does not name its positions
    return test if seeding is None else replace(test, seeding=replace(seeding, positions=()))


def _emptied(seeding: Strategy | None) -> Strategy | None:
    if seeding is None:
        return None
    kept = (replace(each, value=()) if each.name == "positions" else each for each in seeding.settings)
    return replace(seeding, settings=tuple(kept))


def _positions(seeding: Strategy) -> Any:  # noqa: ANN401 - the value of a setting
    return next((each.value for each in seeding.settings if each.name == "positions"), ())

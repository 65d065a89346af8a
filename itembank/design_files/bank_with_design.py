"""A bank with one of its designs replaced or added."""

from dataclasses import replace

from itembank.design.adaptive_test_design import SOLVED, Setting, Strategy, TestDesign
from itembank.validity.bank_validity import check_bank
from itembank.versions.bank_version import BankVersion


def with_design(bank: BankVersion, design: TestDesign) -> BankVersion:
    """The bank with a design put first, replacing one of the same name; the other designs keep their solved settings.

    Raises
    ------
    InvalidBank : the design is not valid for the bank
    """
    designs = (design, *(each for each in bank.designs if each.name != design.name))
    kept = {each.hash for each in designs}
    solved = tuple(each for each in bank.solved if each.design in kept)
    return check_bank(replace(bank, designs=designs, solved=solved))


def lacks_solved_exposure(bank: BankVersion, design: TestDesign) -> bool:
    """Whether a design needs solved exposure parameters that the bank lacks."""
    return any(
        _needs_solving(design.for_year(year).exposure) and not bank.solved_for(design, year) for year in design.years
    )


def without_exposure(design: TestDesign) -> TestDesign:
    """The design without exposure control, for checks that do not depend on it."""
    return replace(design, exposure=None, by_year=tuple(replace(own, exposure=None) for own in design.by_year))


def _needs_solving(exposure: Strategy | None) -> bool:
    settings: tuple[Setting, ...] = exposure.settings if exposure is not None else ()
    return any(setting.value == SOLVED for setting in settings)

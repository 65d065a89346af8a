"""What a new bank version does to scores, precision, exposure and ceilings, by design and year group."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from itembank import BankVersion, InvalidBank
from itembank.comparison.score_difference import ScoreDifference, score_difference


@dataclass(frozen=True, slots=True)
class YearEffect:
    """One year group under one design.

    Parameters
    ----------
    found : what the simulation found; None where the design cannot be compiled yet
    refusal : why not
    """

    design: str
    year: int
    found: ScoreDifference | None
    refusal: InvalidBank | None = None


def design_years(bank: BankVersion) -> tuple[tuple[str, int], ...]:
    """Each design and year group of a bank."""
    return tuple((design.name, year) for design in bank.designs for year in design.years)


def simulated_effects(
    old: BankVersion, new: BankVersion, *, simulees: int, seed: int = 1, on_year: Callable[[], None] = lambda: None
) -> tuple[YearEffect, ...]:
    """Simulate every year group of every design under both versions.

    Parameters
    ----------
    simulees : for each year group; none are simulated at 0
    """
    return tuple(_effects(old, new, simulees, seed, on_year)) if simulees else ()


def _effects(
    old: BankVersion, new: BankVersion, simulees: int, seed: int, on_year: Callable[[], None]
) -> Iterator[YearEffect]:
    for design, year in design_years(new):
        try:
            found = score_difference(old, new, design, year, simulees=simulees, seed=seed)
            yield YearEffect(design, year, found)
        except InvalidBank as refusal:
            yield YearEffect(design, year, None, refusal)
        on_year()

"""The results of a bank health analysis.

Their field names are the keys of ``mesur bank health --json``.
"""

from dataclasses import dataclass

from engine import Normal
from itembank.design.adaptive_test_design import TestDesign
from itembank.gates.gate_finding import Gate
from itembank.health.ability_cells import AbilityCell
from itembank.health.item_requests import ItemRequest
from itembank.versions.bank_version import BankVersion


@dataclass(frozen=True)
class AbilityPrecision:
    """Attainable standard errors in one ability cell.

    Parameters
    ----------
    low, high : ends of the cell, logits
    learners : share of the year group in the cell, 0 to 1
    se : smallest SE of sittings under the exposure limit, logits
    best_se : smallest SE of a single sitting without an exposure limit, logits
    ideal_se : SE of an unlimited bank of such items, each at its maximum information, logits
    se_after : as ``se``, once the recommended items are written
    """

    low: float
    high: float
    learners: float
    se: float
    best_se: float
    ideal_se: float
    se_after: float


@dataclass(frozen=True)
class AccessiblePart:
    """An accessible part of the bank: its number of items, and the year's mean of the best SE from these alone."""

    gate: Gate
    items: int
    best_se: float


@dataclass(frozen=True)
class YearHealth:
    """The bank's health for one year group.

    Parameters
    ----------
    items : number of eligible items
    length : number of items in a sitting
    rate : exposure limit at any one ability, 0 to 1
    abilities : attainable SEs in each ability cell, from −2 to 2 SD or slightly beyond
    cells : item supply in the same cells, strand by strand
    parts : the accessible parts of the bank
    """

    year: int
    population: Normal
    items: int
    length: int
    rate: float
    abilities: tuple[AbilityPrecision, ...]
    cells: tuple[AbilityCell, ...]
    parts: tuple[AccessiblePart, ...]

    def mean(self, name: str) -> float:
        """Mean over the year's learners of one of the SEs in `AbilityPrecision`, given by field name."""
        return sum(at.learners * float(getattr(at, name)) for at in self.abilities)


@dataclass(frozen=True)
class YearSaving:
    """Reduction in a year's SE from one recommendation, given that all earlier ones are written.

    Parameters
    ----------
    saves : reduction in the year's mean SE, logits
    theta : ability where the SE falls most, logits
    before, after : SE at that ability, logits
    """

    year: int
    saves: float
    theta: float
    before: float
    after: float


@dataclass(frozen=True)
class NextItem:
    """One recommendation of what to write next.

    Parameters
    ----------
    topics : for each part, topics of its strand with the fewest items of its difficulty, fewest first
    savings : reduction in SE for each year group that benefits, largest first
    """

    request: ItemRequest
    topics: tuple[tuple[str, ...], ...]
    savings: tuple[YearSaving, ...]

    @property
    def saves(self) -> float:
        """Reduction in the mean SE, summed over years, logits."""
        return sum(saving.saves for saving in self.savings)


@dataclass(frozen=True)
class BankHealth:
    """The health of a bank under one design.

    Parameters
    ----------
    thin_cells : cells in which one more item would reduce the SE, largest reduction first
    next_items : recommendations, in order
    """

    bank: BankVersion
    design: TestDesign
    years: tuple[YearHealth, ...]
    thin_cells: tuple[AbilityCell, ...]
    next_items: tuple[NextItem, ...]

    @property
    def strands(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cell.strand for year in self.years for cell in year.cells))

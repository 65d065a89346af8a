"""What a bank's health is found to be."""

from dataclasses import dataclass

from engine import Normal
from itembank.design.adaptive_test_design import TestDesign
from itembank.gates.gate_finding import Gate
from itembank.health.ability_cells import Cell
from itembank.health.item_requests import Request
from itembank.versions.bank_version import BankVersion


@dataclass(frozen=True)
class Surety:
    """How surely the abilities of half a logit can be measured.

    Parameters
    ----------
    low, high : of the abilities, logits
    learners : share of the year group
    se : the smallest SE of sittings in which no item is asked too often, logits
    best_se : the smallest SE of a single sitting, however often its items are asked
    ideal_se : the SE of an unlimited bank of such items, each as informative as it can be
    se_after : as ``se``, once what is listed to be written next is there
    """

    low: float
    high: float
    learners: float
    se: float
    best_se: float
    ideal_se: float
    se_after: float


@dataclass(frozen=True)
class PartOfBank:
    """An accessible part of the bank: how many items, and the year's mean of the best SE of sittings of these."""

    gate: Gate
    items: int
    best_se: float


@dataclass(frozen=True)
class YearHealth:
    """A year group before the bank.

    Parameters
    ----------
    items : how many it may be asked
    length : of its sittings
    rate : the largest share of the sittings of an ability that an item should be in
    abilities : from −2 to 2 SD or a little beyond
    cells : the same abilities strand by strand
    parts : the accessible parts of the bank
    """

    year: int
    population: Normal
    items: int
    length: int
    rate: float
    abilities: tuple[Surety, ...]
    cells: tuple[Cell, ...]
    parts: tuple[PartOfBank, ...]

    def mean(self, name: str) -> float:
        """The mean over the year's learners of one of the SEs in `Surety`."""
        return sum(at.learners * float(getattr(at, name)) for at in self.abilities)


@dataclass(frozen=True)
class Saving:
    """What something to be written takes off a year's SE, once all that stands before it is written.

    Parameters
    ----------
    saves : off the mean SE of the year, logits
    theta : where it helps most
    before, after : SE there
    """

    year: int
    saves: float
    theta: float
    before: float
    after: float


@dataclass(frozen=True)
class NextItem:
    """What to write next.

    Parameters
    ----------
    topics : for each part, topics of its strand that are short of items so hard, the shortest first
    savings : for each year that it helps, the one that it helps most first
    """

    request: Request
    topics: tuple[tuple[str, ...], ...]
    savings: tuple[Saving, ...]

    @property
    def saves(self) -> float:
        """Off the mean SE, all years together, logits."""
        return sum(saving.saves for saving in self.savings)


@dataclass(frozen=True)
class BankHealth:
    """Where a bank is thin, what it costs, and what to write next.

    Parameters
    ----------
    thin : the cells in which one more item would save most, most first
    wanted : what to write next, in order
    """

    bank: BankVersion
    design: TestDesign
    years: tuple[YearHealth, ...]
    thin: tuple[Cell, ...]
    wanted: tuple[NextItem, ...]

    @property
    def strands(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cell.strand for year in self.years for cell in year.cells))

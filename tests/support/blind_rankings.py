"""Procedural items ranked blind, and how far a difficulty agrees with the ranks (docs/item-bank.md, "Judged blind").

`blind_rankings.csv` has four sets a year, drawn at random over the topics, half of them introduced in that year. A
judge, who saw neither difficulty nor year nor name of an item, said twice what percentage of the year's children would
be right. Sets 1 and 2 were used to build the difficulty model, sets 3 and 4 were not.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from itembank import ItemVersion, numeracy_bank

BUILT, JUDGED = (1, 2), (3, 4)
Difficulty = Callable[[ItemVersion], float]


@dataclass(frozen=True)
class RankedItem:
    """An item of a year's set with the percentages that were said of it."""

    set: int
    year: int
    item: ItemVersion
    first: float
    second: float

    @property
    def eased(self) -> float:
        """The mean of both percentages."""
        return (self.first + self.second) / 2

    @property
    def is_new(self) -> bool:
        """Whether the item is introduced in the year that it was ranked for."""
        return self.item.introduced_year == self.year


def ranked_items() -> tuple[RankedItem, ...]:
    """The ranked items that the bank still has, by name, so that an edited sentence does not matter."""
    known = {item.item: item for item in numeracy_bank().items}
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            RankedItem(int(row["set"]), int(row["year"]), known[row["item"]], float(row["first"]), float(row["second"]))
            for row in csv.DictReader(file)
            if row["item"] in known
        )


def provisional_difficulty(item: ItemVersion) -> float:
    """The difficulty b that the bank has."""
    return item.parameters.difficulty


def agreement(ranked: Sequence[RankedItem], difficulty: Difficulty = provisional_difficulty) -> float:
    """Spearman's rank correlation of difficulty with the percentage that was said to be wrong."""
    found = spearmanr([difficulty(each.item) for each in ranked], [-each.eased for each in ranked])
    return float(found.statistic)


def set_agreements(ranked: Sequence[RankedItem], difficulty: Difficulty = provisional_difficulty) -> np.ndarray:
    """`agreement` in each set of each year."""
    cells = sorted({(each.set, each.year) for each in ranked})
    return np.array(
        [agreement([each for each in ranked if (each.set, each.year) == cell], difficulty) for cell in cells]
    )

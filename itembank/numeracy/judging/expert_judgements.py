"""What judges said of procedural items, from ``expert_judgements.csv`` (docs/item-bank.md, "Judged blind").

A row is a judged facility: the percentage of a year group's children that a judge expects to be right, said without
knowing the item's difficulty, year or name. A set has items of every year group that were drawn together.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

HELD_OUT = frozenset({6})
"""Sets that difficulties are judged by and so are not estimated from."""


@dataclass(frozen=True)
class Judgement:
    """A judged facility.

    Parameters
    ----------
    set : number of the set
    year : year group of which the children are
    occasion : 1, or 2 where the judge said it a second time
    item : name of the item
    percent : of the year group that will be right, in the eyes of the judge
    """

    set: int
    year: int
    judge: str
    occasion: int
    item: str
    percent: float


@cache
def expert_judgements() -> tuple[Judgement, ...]:
    """Every judgement, also of items that the bank has no more."""
    text = (files("itembank.numeracy.judging") / "expert_judgements.csv").read_text("utf-8")
    return tuple(
        Judgement(
            int(row["set"]),
            int(row["year"]),
            row["judge"],
            int(row["occasion"]),
            row["item"],
            float(row["percent"]),
        )
        for row in csv.DictReader(text.splitlines())
    )


def building_judgements() -> tuple[Judgement, ...]:
    """The judgements that difficulties are estimated from."""
    return tuple(each for each in expert_judgements() if each.set not in HELD_OUT)

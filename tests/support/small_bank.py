"""A part of the demonstration bank, for what does not turn on its size: a whole one takes a second to read."""

from dataclasses import replace
from functools import cache

from itembank import BankVersion, ItemVersion, numeracy_bank

_OF_YEAR_2 = {"number": 30, "measuring": 18, "data": 10}
_OF_LATER_YEARS = {"number": 12, "measuring": 8, "data": 4}


@cache
def few_items() -> BankVersion:
    """Enough for the counts of every year group's sittings; spread over the families of each strand and year."""
    taken: list[ItemVersion] = []
    for year in range(2, 10):
        for strand, n in (_OF_YEAR_2 if year == 2 else _OF_LATER_YEARS).items():
            own = [item for item in numeracy_bank().items if (item.strand, item.introduced_year) == (strand, year)]
            taken += [own[place * len(own) // n] for place in range(n)]
    return replace(numeracy_bank(), items=tuple(taken))

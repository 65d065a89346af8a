"""A subset of the numeracy bank, for tests that do not depend on its size: reading all of it takes a second."""

from dataclasses import replace
from functools import cache

from itembank import BankVersion, FractionEntry, ItemVersion, TimeEntry, numeracy_bank

Written = FractionEntry | TimeEntry

_OF_YEAR_2 = {"number": 30, "measuring": 18, "data": 10}
_OF_LATER_YEARS = {"number": 12, "measuring": 8, "data": 4}


@cache
def small_numeracy_bank(*, written: bool = True) -> BankVersion:
    """Enough items for every year group's blueprint, spread over the families of each strand and year.

    Parameters
    ----------
    written : whether some ask for a fraction or a clock time to be written
    """
    items = [item for item in numeracy_bank().items if written or not isinstance(item.response, Written)]
    taken: list[ItemVersion] = []
    for year in range(2, 10):
        for strand, n in (_OF_YEAR_2 if year == 2 else _OF_LATER_YEARS).items():
            of_stratum = [item for item in items if (item.strand, item.introduced_year) == (strand, year)]
            taken += [of_stratum[index * len(of_stratum) // n] for index in range(n)]
    return replace(numeracy_bank(), items=tuple(taken))

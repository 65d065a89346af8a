from collections.abc import Callable, Iterable

from itembank.numeracy.draft import Draft
from itembank.numeracy.number import (
    addition,
    coins,
    counting,
    decimals,
    dividing,
    fractions,
    managing_money,
    missing_numbers,
    multiplying,
    operations,
    percentages,
    place_value,
    powers,
    ratio,
    rounding,
    spending,
    subtraction,
    tables,
)

FAMILIES: tuple[Callable[[], Iterable[Draft]], ...] = (
    counting.items,
    place_value.items,
    rounding.items,
    addition.items,
    subtraction.items,
    missing_numbers.items,
    tables.items,
    multiplying.items,
    dividing.items,
    fractions.items,
    decimals.items,
    percentages.items,
    ratio.items,
    powers.items,
    operations.items,
    coins.items,
    spending.items,
    managing_money.items,
)
"""Every generator, in the order of the bank."""

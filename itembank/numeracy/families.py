from collections.abc import Callable, Iterable

from itembank.numeracy.draft import Draft
from itembank.numeracy.number import addition, missing_numbers, subtraction, tables

FAMILIES: tuple[Callable[[], Iterable[Draft]], ...] = (
    addition.items,
    subtraction.items,
    missing_numbers.items,
    tables.items,
)
"""Every generator, in the order of the bank."""

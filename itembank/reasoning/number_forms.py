"""How an author writes a number, a fraction or a clock time as a key, and how it is shown what it should be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from itembank.content.written_numbers import DAY, worth
from itembank.expressions import Value, exact_number
from itembank.numeracy.number_formatting import clock
from itembank.reasoning.scenario import WriteFraction, WriteTime


@dataclass(frozen=True)
class NumberForm:
    """How a key is read, and how a value is shown as one."""

    read: Callable[[str], Fraction]
    show: Callable[[Value], str]


def shown_value(value: Value) -> str:
    """A value as an author would write it: a decimal, or a fraction where no decimal ends."""
    if not isinstance(value, Fraction):
        return "true" if value is True else "false" if value is False else ", ".join(map(shown_value, value))
    if value.denominator == 1:
        return str(value.numerator)
    whole = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{whole:f}" if Fraction(whole) == value else f"{value.numerator}/{value.denominator}"


def _shown_fraction(value: Value) -> str:
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else shown_value(value)


def _shown_time(value: Value) -> str:
    """Minutes after midnight as a time of day."""
    if isinstance(value, Fraction) and value.denominator == 1 and 0 <= value < DAY:
        return clock(value.numerator)
    return shown_value(value)


DECIMAL = NumberForm(exact_number, shown_value)
FORMS: Mapping[type, NumberForm] = {
    WriteFraction: NumberForm(worth, _shown_fraction),
    WriteTime: NumberForm(worth, _shown_time),
}
"""The forms of the answers that are not written as a decimal."""

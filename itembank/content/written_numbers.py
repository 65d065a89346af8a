"""Fractions and clock times in the spelling in which a rule has them: what they are worth, and equal ones."""

import re
from decimal import Decimal
from fractions import Fraction

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?: ([ap])m)?")
HALF_DAY = 12 * 60
DAY = 2 * HALF_DAY
"""Minutes of half a day and of a whole one."""


def worth(written: str | Decimal) -> Fraction:
    """What a decimal, a fraction or a clock time is worth; a time is minutes after midnight.

    Raises
    ------
    ValueError : it is none of them
    """
    if isinstance(written, Decimal):
        return Fraction(written)
    if time := _TIME.fullmatch(written):
        hours = int(time[1]) % 12 if time[3] else int(time[1])
        return Fraction(60 * hours + int(time[2]) + (HALF_DAY if time[3] == "p" else 0))
    whole, _, part = written.rpartition(" ")
    return Fraction(whole or 0) + Fraction(part)


def another_form(fraction: str) -> str:
    """An equal fraction in another form: 6/8 for 3/4, 7/4 for 1 3/4, 3/1 for 3."""
    whole, _, part = fraction.rpartition(" ")
    top, _, bottom = part.partition("/")
    if whole or not bottom:
        value = worth(fraction)
        return f"{value.numerator}/{value.denominator}"
    return f"{2 * int(top)}/{2 * int(bottom)}"

"""Prompts and units with numbers in the places of their names."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from html import escape

from itembank.content.pounds_and_pence import POUND, with_pence
from itembank.expressions import InvalidExpression, evaluated
from itembank.numeracy.number_formatting import decimal

Numbers = Mapping[str, Fraction]

MOST_DIGITS = 12
"""Most digits of a number that a learner sees or writes."""

_PLACE = re.compile(r"\{([^{}]*)\}")


def filled(template: str, numbers: Numbers) -> str:
    """A template as HTML, with numbers as printed in schools in the place of {a} or of an expression {a * 2}.

    After a pound sign a number has no figure after its point, or two: £12.50.

    Raises
    ------
    InvalidExpression
    """
    pieces = _PLACE.split(template)
    if stray := next((piece for piece in pieces[::2] if "{" in piece or "}" in piece), None):
        raise InvalidExpression(expected="each { with its }", received=stray)
    return "".join(
        _shown(shown_digits(number_of(piece, numbers)), pieces[place - 1]) if place % 2 else escape(piece, quote=False)
        for place, piece in enumerate(pieces)
    )


def _shown(digits: str, before: str) -> str:
    return decimal(with_pence(digits) if before.endswith(POUND) else digits)


def number_of(expression: str, numbers: Numbers) -> Fraction:
    """The number that an expression gives.

    Raises
    ------
    InvalidExpression : it gives none
    """
    value = evaluated(expression, _written(numbers))
    if not isinstance(value, Fraction):
        raise InvalidExpression(expected="an expression that gives a number", received=expression)
    return value


def holds(condition: str, numbers: Numbers) -> bool:
    """Whether a condition such as ``a > b`` is true.

    Raises
    ------
    InvalidExpression : it is no condition
    """
    value = evaluated(condition, _written(numbers))
    if not isinstance(value, bool):
        raise InvalidExpression(expected="a comparison such as a > b", received=condition)
    return value


def _written(numbers: Numbers) -> Mapping[str, str]:
    return {name: shown_digits(value) for name, value in numbers.items()}


def shown_digits(value: Fraction) -> str:
    """The decimal digits of a number.

    Raises
    ------
    InvalidExpression : its decimal does not end, or has too many digits
    """
    digits = Decimal(value.numerator) / Decimal(value.denominator)
    plain = f"{digits:f}"
    if Fraction(digits) != value or len(plain) > MOST_DIGITS + 2:
        raise InvalidExpression(expected=f"a number of at most {MOST_DIGITS} digits", received=f"{value}")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain

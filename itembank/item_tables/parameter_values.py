"""The numbers that a cell stands for: one, a range, or several."""

import re
from fractions import Fraction

from itembank.errors import NOTHING, Described
from itembank.expressions import InvalidExpression, exact_number

MAX_VALUES = 200
"""Most numbers that a cell may stand for."""

_NUMBER = r"-?\d{1,12}(?:\.\d{1,6})?"
_RANGE = re.compile(rf"({_NUMBER})\s*\.\.\s*({_NUMBER})(?:\s+step\s+({_NUMBER}))?")
_EXPECTED = "a number, a range such as 2..9 or 10..50 step 10, or several such as 3|5|8"


def parameter_values(cell: str) -> tuple[Fraction, ...]:
    """The numbers of a cell, such as "7", "2..9", "10..50 step 10" or "3|5|8".

    Raises
    ------
    InvalidExpression
    """
    cell = cell.replace("−", "-").strip()
    if found := _RANGE.fullmatch(cell):
        return _range(*(Fraction(each or "1") for each in found.groups()))
    try:
        values = tuple(exact_number(each) for each in cell.split("|"))
    except InvalidExpression as error:
        raise InvalidExpression(expected=_EXPECTED, received=cell or NOTHING) from error
    return _few(values)


def _range(first: Fraction, last: Fraction, step: Fraction) -> tuple[Fraction, ...]:
    if step <= 0 or last < first:
        raise InvalidExpression(expected="a range from the smaller to the greater", received=f"{first}..{last}")
    count = int((last - first) / step) + 1
    if count > MAX_VALUES:
        raise InvalidExpression(expected=f"at most {MAX_VALUES} numbers", received=count)
    return tuple(first + step * place for place in range(count))


def _few(values: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    if len(values) > MAX_VALUES:
        raise InvalidExpression(expected=f"at most {MAX_VALUES} numbers", received=len(values))
    if len(set(values)) < len(values):
        raise InvalidExpression(expected="numbers that differ", received=Described("the same twice"))
    return values

"""The functions that an expression may name."""

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from itembank.errors import NOTHING
from itembank.expressions.expression_errors import InvalidExpression

Numbers = tuple[Fraction, ...]


def _of_list(name: str, apply: Callable[[Numbers], Fraction]) -> Callable[[Sequence[object]], Fraction]:
    """A function of the numbers of a list, or of its arguments."""

    def called(arguments: Sequence[object]) -> Fraction:
        listed = arguments[0] if len(arguments) == 1 and isinstance(arguments[0], tuple) else tuple(arguments)
        numbers = tuple(each for each in listed if isinstance(each, Fraction))
        if not numbers or len(numbers) != len(listed):
            raise InvalidExpression(expected=f"numbers for {name}()", received=_shown(arguments))
        return apply(numbers)

    return called


def _of_one(name: str, apply: Callable[[Fraction], Fraction]) -> Callable[[Sequence[object]], Fraction]:
    """A function of one number."""

    def called(arguments: Sequence[object]) -> Fraction:
        if len(arguments) != 1 or not isinstance(arguments[0], Fraction):
            raise InvalidExpression(expected=f"one number for {name}()", received=_shown(arguments))
        return apply(arguments[0])

    return called


def _shown(arguments: Sequence[object]) -> str:
    return ", ".join(map(str, arguments)) or NOTHING


FUNCTIONS: Mapping[str, Callable[[Sequence[object]], Fraction]] = {
    "min": _of_list("min", min),
    "max": _of_list("max", max),
    "sum": _of_list("sum", lambda numbers: sum(numbers, Fraction(0))),
    "mean": _of_list("mean", lambda numbers: sum(numbers, Fraction(0)) / len(numbers)),
    "median": _of_list("median", lambda numbers: Fraction(statistics.median(numbers))),
    "len": _of_list("len", lambda numbers: Fraction(len(numbers))),
    "abs": _of_one("abs", abs),
    "ceil": _of_one("ceil", lambda number: Fraction(math.ceil(number))),
    "floor": _of_one("floor", lambda number: Fraction(math.floor(number))),
}

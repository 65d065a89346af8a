"""The value of an expression over named numbers, in exact fractions: a parser of its own, which runs no code."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from itembank.errors import Described
from itembank.expressions.expression_errors import InvalidExpression
from itembank.expressions.functions import FUNCTIONS
from itembank.expressions.tokens import MAX_LENGTH, Token, tokens

__all__ = ["MAX_LENGTH", "Number", "Value", "evaluated", "exact_number"]

Number = int | float | str
Value = Fraction | bool | tuple[Fraction, ...]

_TIME = re.compile(r"(\d{1,2}):(\d\d)")
_DECIMAL = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_END = Described("the end")
_A_NUMBER, _A_LIST, _A_COMPARISON = Described("a number"), Described("a list"), Described("a comparison")
_MOST_BITS = 400
_MOST_POWER = 30
_DEEPEST = 40

_TRUTHS = {"True": True, "False": False}
_COMPARED: Mapping[str, Callable[[Value, Value], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,  # of two numbers, which `_compared` asks for
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def evaluated(expression: str, numbers: Mapping[str, Number | tuple[Number, ...]]) -> Value:
    """The value of an expression such as ``rows * in_row - had``.

    It may have + - * / % **, comparisons, ``and``, ``or``, brackets, the place of a number in a list, as in
    ``heights[0]``, and the functions of `FUNCTIONS`.

    Parameters
    ----------
    numbers : numbers by name, or lists of them; a time of day such as "13:05" is minutes after midnight

    Raises
    ------
    InvalidExpression
    """
    return _Reader(tokens(expression), numbers).whole()


def exact_number(number: Number) -> Fraction:
    """A number as a fraction; minutes after midnight for a time of day.

    Raises
    ------
    InvalidExpression : it is neither
    """
    written = str(number).strip()
    if time := _TIME.fullmatch(written):
        return Fraction(int(time[1]) * 60 + int(time[2]))
    if isinstance(number, str) and not _DECIMAL.fullmatch(written):
        raise InvalidExpression(expected='a number, or a time such as "13:05"', received=number)
    try:
        return _kept(Fraction(written))
    except (ValueError, OverflowError) as error:  # infinity, which TOML can spell
        raise InvalidExpression(expected='a number, or a time such as "13:05"', received=written) from error


def _kept(value: Fraction) -> Fraction:
    """The value, unless it has more digits than a child could be asked for."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
        raise InvalidExpression(expected="a number of fewer digits", received=Described("more than a hundred"))
    return value


class _Reader:
    """Reads tokens from left to right by the usual precedence and computes as it goes."""

    def __init__(self, found: Sequence[Token], numbers: Mapping[str, Number | tuple[Number, ...]]) -> None:
        self.found = found
        self.numbers = numbers
        self.at = 0
        self.depth = 0

    def whole(self) -> Value:
        value = self._either()
        if self._next.kind != "end":
            raise InvalidExpression(expected="a sign such as + or * between two values", received=self._next.text)
        return value

    @property
    def _next(self) -> Token:
        return self.found[self.at]

    def _take(self, *texts: str) -> str:
        """The next token if it is one of these signs or words, which is then read; else ""."""
        text = self._next.text if self._next.kind in ("sign", "name") else ""
        if text and text in texts:
            self.at += 1
            return text
        return ""

    def _require(self, sign: str) -> None:
        if not self._take(sign):
            raise InvalidExpression(expected=f"a {sign}", received=self._next.text or _END)

    def _either(self) -> Value:
        value = self._both()
        while self._take("or"):
            value = any((_truth(value), _truth(self._both())))
        return value

    def _both(self) -> Value:
        value = self._compared()
        while self._take("and"):
            value = all((_truth(value), _truth(self._compared())))
        return value

    def _compared(self) -> Value:
        left = self._sum()
        signs = tuple(_COMPARED)
        if self._next.text not in signs:
            return left
        holds = True
        while sign := self._take(*signs):
            right = self._sum()
            if sign not in ("==", "!="):
                _number(left), _number(right)
            holds = _COMPARED[sign](left, right) and holds
            left = right
        return holds

    def _sum(self) -> Value:
        value = self._product()
        while sign := self._take("+", "-"):
            other = _number(self._product())
            value = _kept(_number(value) + other if sign == "+" else _number(value) - other)
        return value

    def _product(self) -> Value:
        value = self._signed()
        while sign := self._take("*", "/", "%"):
            value = _kept(_multiplied(sign, _number(value), _number(self._signed())))
        return value

    def _signed(self) -> Value:
        minuses = 0
        while sign := self._take("-", "+"):
            minuses += sign == "-"
        value = self._power()
        return -_number(value) if minuses % 2 else value

    def _power(self) -> Value:
        base = self._placed()
        if not self._take("**"):
            return base
        minus = bool(self._take("-"))
        exponent = _number(self._placed())
        return _kept(_raised(_number(base), -exponent if minus else exponent))

    def _placed(self) -> Value:
        value = self._single()
        while self._take("["):
            place = _number(self._nested())
            self._require("]")
            value = _at(value, place)
        return value

    def _nested(self) -> Value:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise InvalidExpression(expected=f"brackets at most {_DEEPEST} deep", received=Described("deeper ones"))
        value = self._either()
        self.depth -= 1
        return value

    def _single(self) -> Value:
        token = self._next
        if token.kind == "number":
            self.at += 1
            return Fraction(token.text)
        if token.kind == "name" and token.text not in ("and", "or"):
            self.at += 1
            return self._named(token.text)
        if self._take("("):
            value = self._nested()
            self._require(")")
            return value
        raise InvalidExpression(expected="a number or a name", received=token.text or _END)

    def _named(self, name: str) -> Value:
        if name in FUNCTIONS and self._take("("):
            arguments = [self._nested()]
            while self._take(","):
                arguments.append(self._nested())
            self._require(")")
            return _kept(FUNCTIONS[name](arguments))
        if name in _TRUTHS and name not in self.numbers:
            return _TRUTHS[name]
        if name not in self.numbers:
            expected = f"one of {', '.join(self.numbers)}" if self.numbers else "no names, since no numbers are given"
            raise InvalidExpression(expected, name)
        number = self.numbers[name]
        return tuple(map(exact_number, number)) if isinstance(number, tuple) else exact_number(number)


def _number(value: Value) -> Fraction:
    if not isinstance(value, Fraction):
        raise InvalidExpression(expected="a number", received=_A_LIST if isinstance(value, tuple) else _A_COMPARISON)
    return value


def _truth(value: Value) -> bool:
    if not isinstance(value, bool):
        raise InvalidExpression(expected="a comparison beside and, or", received=_A_NUMBER)
    return value


def _multiplied(sign: str, left: Fraction, right: Fraction) -> Fraction:
    if sign == "*":
        return left * right
    if not right:
        raise InvalidExpression(expected="a divisor other than 0", received="0")
    return left / right if sign == "/" else left % right


def _raised(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) > _MOST_POWER or (not base and exponent < 0):
        raise InvalidExpression(expected=f"a whole power of at most {_MOST_POWER}", received=str(exponent))
    return Fraction(base ** int(exponent))


def _at(listed: Value, place: Fraction) -> Fraction:
    if not isinstance(listed, tuple):
        raise InvalidExpression(expected="a list before [", received=_A_NUMBER)
    if place.denominator != 1 or not 0 <= place < len(listed):
        raise InvalidExpression(expected=f"a place from 0 to {len(listed) - 1}", received=str(place))
    return listed[int(place)]

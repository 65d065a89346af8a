"""Expressions of authors have the value that Python's arithmetic gives them, and nothing else is ever run."""

import re
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itembank.expressions import InvalidExpression, evaluated

NUMBERS = {"a": 7, "b": "2.5", "heights": (3, 9, 4), "start": "13:05"}
EXACT = {"a": Fraction(7), "b": Fraction(5, 2)}

LEAVES = st.sampled_from(["a", "b", "3", "10", "0"])
SUMS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "%"]), inner).map(" ".join),
        inner.map("({})".format),
        inner.map("-{}".format),
    ),
    max_leaves=8,
)


def by_python(expression: str) -> Fraction:
    """The value that Python gives where each figure is a fraction before its own arithmetic runs."""
    return eval(re.sub(r"\d+", r"F(\g<0>)", expression), {"F": Fraction, **EXACT})


@given(SUMS)
def test_arithmetic_is_that_of_python_in_exact_fractions(expression: str) -> None:
    try:
        expected = by_python(expression)
    except ZeroDivisionError:
        with pytest.raises(InvalidExpression, match="a divisor other than 0"):
            evaluated(expression, NUMBERS)
        return
    assert evaluated(expression, NUMBERS) == expected


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("heights[1] - heights[0]", 6),
        ("sum(heights) / len(heights)", Fraction(16, 3)),
        ("median(heights) == 4 and max(heights) > mean(heights)", True),
        ("1 < a <= 7", True),
        ("1 < a < 7 or False", False),
        ("start + 25", 810),
        ("2 ** 3 * 10 ** -1", Fraction(4, 5)),
        ("-a ** 2", -49),
        ("ceil(b) + floor(b) + abs(-1)", 6),
        ("a × 2 − 4 ÷ 2", 12),
    ],
)
def test_what_else_authors_write(expression: str, value: object) -> None:
    assert evaluated(expression, NUMBERS) == value


VALUELESS = """a + | a b | c | (a | a) | heights[9] | a[0] | 2 ** 99 | 9 ** 30 ** 9 | a and b | min() | abs(a, b) | 1e9
__import__('os') | a.real | lambda: a | 'x' * 9 | heights + 1 | heights < 3
10 ** 30 * 10 ** 30 * 10 ** 30 * 10 ** 30 * 10"""


@pytest.mark.parametrize("expression", ["", "(" * 80 + "a" + ")" * 80, "a" * 600, *re.split(r" \| |\n", VALUELESS)])
def test_what_has_no_value_is_refused(expression: str) -> None:
    with pytest.raises(InvalidExpression):
        evaluated(expression, NUMBERS)


@given(st.text(alphabet="ab0123.+-*/%()[]<>=, andorminfx_", max_size=30))
def test_any_text_has_a_value_or_a_refusal(expression: str) -> None:
    with suppress(InvalidExpression):
        assert isinstance(evaluated(expression, NUMBERS), Fraction | bool | tuple)

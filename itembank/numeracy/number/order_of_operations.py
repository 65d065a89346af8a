"""Items on the order of operations."""

import re
from collections.abc import Iterator, Mapping

from itembank.numeracy.even_sampling import even_sample
from itembank.numeracy.number_formatting import MINUS, power, whole_number
from itembank.numeracy.question_draft import (
    QuestionDraft,
    choice_question,
    displayed_calculation,
    distractors,
    make_prompt,
    number_question,
)


def items() -> Iterator[QuestionDraft]:
    """Order of operations, Years 8 and 9."""
    yield _chosen(8, "5 + 4 × 6", "29", {"left-to-right": "54", "adds-all": "15", "last-first-added": "34"})
    yield _chosen(
        8,
        f"18 {MINUS} (7 + 3) ÷ 2",
        "13",
        {"left-to-right": "4", "ignores-the-brackets": "12.5", "subtracts-before-dividing": "5.5"},
        third_step=1,
    )
    yield _plain(8, f"40 {MINUS} 3 × (12 {MINUS} 5)", 19, second_step=1, third_step=1, subtraction=1)
    yield _chosen(
        9,
        f"3 + 2 × {power(5, 2)}",
        "53",
        {"multiplies-before-the-power": "103", "left-to-right": "625", "doubles-for-the-power": "23"},
        third_step=1,
        recalled_rule=1,
    )
    yield _plain(
        9, f"({power(6, 2)} {MINUS} 4) ÷ 8 + 7 × 3", 25, second_step=1, third_step=1, division=1, recalled_rule=1
    )
    yield from (_sum_first(8, *row) for row in even_sample(4, range(6, 20), range(3, 9), range(4, 10), where=_unlike))
    yield from (_taken(8, *row) for row in even_sample(3, range(50, 99), range(4, 9), range(3, 8), where=_unlike))
    yield from (_bracket(8, *row) for row in even_sample(3, range(3, 9), range(12, 20), range(4, 11), where=_unlike))
    yield from (_two_products(8, *row) for row in ((8, 7, 5, 6), (9, 6, 4, 8), (12, 5, 7, 3)))
    yield from (_power(9, *row) for row in even_sample(3, range(5, 20), range(2, 6), range(3, 8), where=_unlike))
    yield from (_squared_bracket(9, *row) for row in ((9, 4, 7), (11, 5, 4), (8, 3, 15)))
    yield from (_quotient(9, *row) for row in ((7, 1, 8, 5), (9, 3, 6, 4), (5, 1, 4, 9)))


def practice() -> Iterator[QuestionDraft]:
    """Order of operations, Years 8 and 9, for practice alone."""
    yield _sum_first(8, 9, 4, 7)
    yield _bracket(8, 6, 17, 9)
    yield _power(9, 7, 3, 4)


def _unlike(*numbers: int) -> bool:
    return len(set(numbers)) == len(numbers)


def _chosen(year: int, expression: str, key: str, wrong: Mapping[str, str | int], **features: int) -> QuestionDraft:
    prompt = make_prompt("Cyfrifa:", "Work out:", displayed_calculation(expression))
    shown = distractors(key, wrong)
    return choice_question(_named(expression, key), "operations", year, prompt, key, shown, second_step=1, **features)


def _plain(year: int, expression: str, answer: int, **features: int) -> QuestionDraft:
    prompt = make_prompt("Cyfrifa:", "Work out:", displayed_calculation(expression))
    return number_question(_named(expression, str(answer)), "operations", year, prompt, answer, **features)


_FIRST = ("5 + 4 × 6", f"18 {MINUS} (7 + 3) ÷ 2", f"40 {MINUS} 3 × (12 {MINUS} 5)", f"3 + 2 × {power(5, 2)}")


def _named(expression: str, answer: str) -> str:
    """The item id: the first items of the family are named by their answers, the others by the expression."""
    if expression in _FIRST or expression.endswith("÷ 8 + 7 × 3"):
        return f"operations/{answer}"
    bare = re.sub(r"<[^>]*>", "", expression.replace("</mn><mrow>", "^").replace("</mo></mrow><mn>2", "</mo>^2"))
    return f"operations/{bare.replace(' ', '')}"


def _sum_first(year: int, a: int, b: int, c: int) -> QuestionDraft:
    wrong = {"left-to-right": (a + b) * c, "adds-all": a + b + c, "last-first-added": b * (a + c)}
    return _chosen(year, f"{a} + {b} × {c}", whole_number(a + b * c), wrong)


def _taken(year: int, a: int, b: int, c: int) -> QuestionDraft:
    wrong = {"left-to-right": (a - b) * c, "adds-instead": a + b * c, "subtracts-all": a - b - c}
    return _chosen(year, f"{a} {MINUS} {b} × {c}", whole_number(a - b * c), wrong, subtraction=1)


def _bracket(year: int, a: int, b: int, c: int) -> QuestionDraft:
    return _plain(year, f"{a} × ({b} {MINUS} {c})", a * (b - c), second_step=1, subtraction=1)


def _two_products(year: int, a: int, b: int, c: int, d: int) -> QuestionDraft:
    wrong = {"left-to-right": (a * b - c) * d, "adds-instead": a * b + c * d, "brackets-put-in": a * (b - c) * d}
    return _chosen(
        year, f"{a} × {b} {MINUS} {c} × {d}", whole_number(a * b - c * d), wrong, third_step=1, subtraction=1
    )


def _power(year: int, a: int, b: int, c: int) -> QuestionDraft:
    key = whole_number(a + b * c * c)
    wrong = {
        "multiplies-before-the-power": a + (b * c) ** 2,
        "left-to-right": ((a + b) * c) ** 2,
        "doubles-for-the-power": a + b * c * 2,
    }
    return _chosen(year, f"{a} + {b} × {power(c, 2)}", key, wrong, third_step=1, recalled_rule=1)


def _squared_bracket(year: int, a: int, b: int, c: int) -> QuestionDraft:
    """The square of a bracket; a distractor squares each part."""
    shown = (
        f"<math><msup><mrow><mo>(</mo><mn>{a}</mn><mo>{MINUS}</mo><mn>{b}</mn><mo>)</mo></mrow><mn>2</mn></msup></math>"
    )
    key = whole_number((a - b) ** 2 + c)
    wrong = {
        "squares-each-part": a * a - b * b + c,
        "doubles-for-the-power": 2 * (a - b) + c,
        "adds-before-the-power": (a - b + c) ** 2,
    }
    return _chosen(year, f"{shown} + {c}", key, wrong, third_step=1, recalled_rule=1, subtraction=1)


def _quotient(year: int, a: int, b: int, d: int, c: int) -> QuestionDraft:
    answer = (a * a - b) // d + c
    features = {"second_step": 1, "third_step": 1, "division": 1, "recalled_rule": 1}
    return _plain(year, f"({power(a, 2)} {MINUS} {b}) ÷ {d} + {c}", answer, **features)

"""Items on squares, roots, powers of 10 and standard form."""

from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.number_formatting import MINUS, decimal, power, whole_number
from itembank.numeracy.question_draft import (
    QuestionDraft,
    choice_question,
    displayed_calculation,
    distractors,
    make_prompt,
    number_question,
    ordering_question,
)

_ORDINARY = (("3.4", 5), ("6.2", 3), ("1.08", 4), ("7.5", 6), ("9.03", 5))
_STANDARD_SMALL = (("0.00045", "4.5", 4), ("0.0072", "7.2", 3), ("0.000018", "1.8", 5), ("0.063", "6.3", 2))
_STANDARD_LARGE = ((560_000, "5.6", 5), (7_300_000, "7.3", 6), (41_000, "4.1", 4))
_PRODUCTS = ((3, 4, 2, 3), (4, 5, 2, 2), (2, 3, 3, 6), (1, 4, 7, 5))
_SQUARED_SUMS = ((7, 5, 3), (7, 6, 4), (7, 10, 7), (7, 8, 5))


def items() -> Iterator[QuestionDraft]:
    """Squares, roots, powers of 10 and standard form, Years 6 to 9."""
    yield from (_square(6, n) for n in (7, 9, 6, 12, 11))
    yield from (_root(6, n) for n in (81, 49, 144, 64))
    yield from (_squares(*row) for row in _SQUARED_SUMS)
    yield from (_square(7, n) for n in (15, 20))
    yield from (_power_of_ten(8, exponent) for exponent in (4, 3, 6, 5))
    yield from (_cube(8, n) for n in (2, 3, 4, 5))
    yield _tens_ordered(8, (power(5, 2), "50", power(10, 2), power(10, 3), "5000"))
    yield _tens_ordered(8, (power(2, 3), "9", power(4, 2), "24", power(3, 3)))
    yield _tens_ordered(8, (power(10, 2), "200", power(20, 2), power(10, 3)))
    yield from (_ordinary(9, *row) for row in _ORDINARY)
    yield from (_standard(9, *row) for row in _STANDARD_SMALL)
    yield from (_standard_large(9, *row) for row in _STANDARD_LARGE)
    yield from (_standard_product(9, *row) for row in _PRODUCTS)


def practice() -> Iterator[QuestionDraft]:
    """Powers and standard form, Years 6 to 9, for practice alone."""
    yield _square(6, 8)
    yield _cube(8, 6)
    yield _ordinary(9, "2.7", 4)
    yield _standard(9, "0.0036", "3.6", 3)


def _work_out(expression: str) -> Text:
    return make_prompt("Cyfrifa:", "Work out:", displayed_calculation(expression))


def _square(year: int, n: int) -> QuestionDraft:
    key = whole_number(n * n)
    wrong = {"doubles": 2 * n, "writes-the-power-as-a-digit": int(f"{n}2"), "one-lot-too-many": n * n + n}
    return choice_question(
        f"square/{n}", "powers", year, _work_out(power(n, 2)), key, distractors(key, wrong), hard_table=int(n % 10 > 5)
    )


def _root(year: int, n: int) -> QuestionDraft:
    shown = f"<math><msqrt><mn>{n}</mn></msqrt></math>"
    return number_question(f"root/{n}", "powers", year, _work_out(shown), int(n**0.5), hard_table=1)


def _squares(year: int, a: int, b: int) -> QuestionDraft:
    """A difference of squares is not the square of the difference."""
    prompt = _work_out(f"{power(a, 2)} {MINUS} {power(b, 2)}")
    key = whole_number(a * a - b * b)
    wrong = {"squares-the-difference": (a - b) ** 2, "doubles": 2 * a - 2 * b, "adds-the-squares": a * a + b * b}
    features = {"second_step": 1, "subtraction": 1, "recalled_rule": 1}
    return choice_question(
        f"squares-difference/{a}-{b}", "powers", year, prompt, key, distractors(key, wrong), **features
    )


def _power_of_ten(year: int, exponent: int) -> QuestionDraft:
    key = whole_number(10**exponent)
    wrong = {
        "multiplies-base-and-power": 10 * exponent,
        "one-zero-too-few": 10 ** (exponent - 1),
        "one-zero-too-many": 10 ** (exponent + 1),
    }
    prompt = _work_out(power(10, exponent))
    return choice_question(f"ten/{exponent}", "powers", year, prompt, key, distractors(key, wrong))


def _cube(year: int, n: int) -> QuestionDraft:
    key = whole_number(n**3)
    wrong = {
        "multiplies-base-and-power": 3 * n,
        "squares-for-cubes": n * n,
        "writes-the-power-as-a-digit": int(f"{n}3"),
    }
    return choice_question(
        f"cube/{n}", "powers", year, _work_out(power(n, 3)), key, distractors(key, wrong), second_step=1
    )


def _tens_ordered(year: int, ordered: tuple[str, ...]) -> QuestionDraft:
    prompt = make_prompt(
        "Rho’r rhain mewn trefn.\nRho’r un lleiaf yn gyntaf.", "Put these in order.\nPut the smallest first."
    )
    item = "order-powers" if "5000" in ordered else f"order-powers/{ordered[1]}"
    return ordering_question(item, "powers", year, prompt, ordered, second_step=1)


def _ordinary(year: int, front: str, exponent: int) -> QuestionDraft:
    shown = f"{front} × {power(10, exponent)}"
    prompt = make_prompt(f"Ysgrifenna {shown} fel rhif cyffredin.", f"Write {shown} as an ordinary number.")
    answer = round(float(front) * 10**exponent)
    return number_question(f"standard/{front}e{exponent}", "powers", year, prompt, answer, recalled_rule=1)


def _standard(year: int, shown: str, front: str, places: int) -> QuestionDraft:
    prompt = make_prompt(f"Pa un yw {shown} mewn ffurf safonol?", f"Which is {shown} in standard form?")
    wrong = {
        "counts-the-zeros": f"{front} × {power(10, 1 - places)}",
        "drops-the-sign": f"{front} × {power(10, places)}",
        "front-not-between-1-and-10": f"{front.replace('.', '')} × {power(10, -places - 1)}",
    }
    key = f"{front} × {power(10, -places)}"
    item = "standard-small" if places == 4 else f"standard-small/{shown}"
    return choice_question(item, "powers", year, prompt, key, distractors(key, wrong), recalled_rule=1, second_step=1)


def _standard_large(year: int, n: int, front: str, exponent: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Pa un yw {whole_number(n)} mewn ffurf safonol?", f"Which is {whole_number(n)} in standard form?"
    )
    wrong = {
        "counts-the-zeros": f"{front} × {power(10, exponent - 1)}",
        "front-not-between-1-and-10": f"{front.replace('.', '')} × {power(10, exponent - 1)}",
        "counts-all-the-digits": f"{front} × {power(10, exponent + 1)}",
    }
    key = f"{front} × {power(10, exponent)}"
    return choice_question(f"standard-large/{n}", "powers", year, prompt, key, distractors(key, wrong), recalled_rule=1)


def _standard_product(year: int, a: int, m: int, b: int, n: int) -> QuestionDraft:
    shown = f"({a} × {power(10, m)}) × ({b} × {power(10, n)})"
    key = f"{decimal(str(a * b))} × {power(10, m + n)}"
    wrong = {
        "multiplies-the-powers": f"{a * b} × {power(10, m * n)}",
        "adds-the-fronts": f"{a + b} × {power(10, m + n)}",
        "multiplies-the-tens": f"{a * b} × {power(100, m + n)}",
    }
    item = "standard-product" if (a, m) == (3, 4) else f"standard-product/{a}e{m}x{b}e{n}"
    features = {"recalled_rule": 1, "second_step": 1, "third_step": 1}
    return choice_question(item, "powers", year, _work_out(shown), key, distractors(key, wrong), **features)

"""Items on the missing number of a calculation."""

from collections.abc import Iterator
from decimal import Decimal

from itembank.language import Text
from itembank.numeracy.even_sampling import even_sample
from itembank.numeracy.number_formatting import MINUS, whole_number
from itembank.numeracy.question_draft import (
    QuestionDraft,
    choice_question,
    displayed_calculation,
    distractors,
    make_prompt,
    number_question,
)
from itembank.numeracy.written_arithmetic import addition_features, borrows, subtraction_features

BOX = "□"
_DECIMALS = (("8.4", "15"), ("3.75", "9.2"), ("0.68", "1.5"), ("14.9", "30"), ("6.05", "7.4"), ("2.36", "10"))


def items() -> Iterator[QuestionDraft]:
    """The missing number of a calculation, Years 2 to 8; the equals sign means that both sides are equal."""
    yield _addend(2, 5, 4)
    yield from (_addend(2, *row) for row in ((8, 6), (7, 13), (20, 7), (9, 9)))
    yield from (
        _addend(3, *row) for row in even_sample(4, range(23, 60), range(12, 38), where=lambda a, b: a + b < 100)
    )
    yield from (_addend(4, *row) for row in even_sample(3, range(145, 600), range(35, 98)))
    yield _minuend(4, 95, 35)
    yield from (_minuend(2, *row) for row in ((12, 4), (16, 7), (19, 6)))
    yield from (_minuend(3, *row) for row in even_sample(3, range(45, 98), range(13, 40)))
    yield from (_minuend(5, *row) for row in even_sample(3, range(420, 960), range(125, 380)))
    yield from (_subtrahend(*row) for row in _subtrahends())
    yield _both_sides(3, 8, 4, 5)
    yield from (
        _both_sides(3, *row) for row in even_sample(3, range(9, 30), range(6, 15), range(4, 13), where=_balances)
    )
    yield from (
        _both_sides(4, *row) for row in even_sample(2, range(35, 90), range(16, 40), range(12, 33), where=_balances)
    )
    yield from (_factor(*row) for row in _factors())
    yield from (_divided(*row) for row in ((4, 24, 4), (5, 56, 8), (5, 63, 7), (6, 84, 12), (6, 96, 16)))
    yield from (_two_steps(*row) for row in _TWO_STEPS)
    yield _decimal(8, "12.6", "20")
    yield from (_decimal(8, *row) for row in _DECIMALS)


def practice() -> Iterator[QuestionDraft]:
    """The missing number, Years 3 to 7, for practice alone."""
    yield _addend(3, 34, 27)
    yield _minuend(5, 530, 185)
    yield _two_steps(7, 11, 8, 85)


_TWO_STEPS = ((6, 4, 7, 43), (6, 6, 5, 59), (7, 8, 9, 81), (7, 12, 15, 75), (7, 5, 18, 93), (7, 9, 24, 150))


def _balances(a: int, b: int, c: int) -> bool:
    return len({a, b, c, a + b - c}) == 4 and a + b - c > 1


def _subtrahends() -> list[tuple[int, int, int]]:
    small = [(2, 14, 9), (2, 17, 11), (2, 20, 8)]
    middle = [(3, a, b) for a, b in even_sample(2, range(43, 95), range(15, 30))]
    large = [(4, a, b) for a, b in even_sample(2, range(250, 800), range(60, 190))]
    return small + middle + large + [(5, 1000, 645), (5, 805, 367), (6, 10_000, 6350), (6, 5020, 1785)]


def _factors() -> list[tuple[int, int, int]]:
    """Facts from the tables taught by each year: 2, 5, 10; then 3, 4; then 6; then all."""
    return [(2, 5, 3), (2, 2, 8), (3, 4, 7), (3, 3, 9), (4, 6, 7), (4, 6, 9), (5, 8, 6), (5, 7, 9), (5, 9, 8)]


def _which(expression: str) -> Text:
    return make_prompt("Pa rif sydd ar goll?", "Which number is missing?", displayed_calculation(expression))


def _addend(year: int, known: int, missing: int) -> QuestionDraft:
    prompt = _which(f"{known} + {BOX} = {known + missing}")
    features = addition_features(known, missing)
    return number_question(
        f"missing-addend/{known}", "missing-numbers", year, prompt, missing, unknown_not_last=1, **features
    )


def _minuend(year: int, minuend: int, taken: int) -> QuestionDraft:
    left = minuend - taken
    prompt = _which(f"{BOX} {MINUS} {taken} = {left}")
    features = subtraction_features(minuend, taken)
    return number_question(
        f"missing-minuend/{taken}", "missing-numbers", year, prompt, minuend, unknown_not_last=1, **features
    )


def _subtrahend(year: int, start: int, left: int) -> QuestionDraft:
    """A missing subtrahend; with options if a column borrows, since the errors are then known."""
    prompt = _which(f"{whole_number(start)} {MINUS} {BOX} = {whole_number(left)}")
    item, key = f"missing-subtrahend/{start}-{left}", whole_number(start - left)
    features = {"unknown_not_last": 1, **subtraction_features(start, left)}
    if year > 3 and borrows(start, left):
        smaller = sum(abs(int(a) - int(b)) * 10**k for k, (a, b) in enumerate(_columns(start, left)))
        wrong = {"adds-instead": start + left, "smaller-from-larger": smaller, "one-ten-too-many": start - left + 10}
        return choice_question(item, "missing-numbers", year, prompt, key, distractors(key, wrong), **features)
    return number_question(item, "missing-numbers", year, prompt, start - left, **features)


def _columns(a: int, b: int) -> Iterator[tuple[str, str]]:
    return zip(reversed(str(a)), reversed(str(b).rjust(len(str(a)), "0")), strict=True)


def _both_sides(year: int, a: int, b: int, c: int) -> QuestionDraft:
    prompt = _which(f"{a} + {b} = {BOX} + {c}")
    key = whole_number(a + b - c)
    wrong = {"equals-means-do-it-now": a + b, "adds-all-the-numbers": a + b + c, "copies-a-number": b}
    return choice_question(
        f"missing-balance/{a}+{b}",
        "missing-numbers",
        year,
        prompt,
        key,
        distractors(key, wrong),
        unknown_not_last=1,
        second_step=1,
        tempting_answer=1,
    )


def _factor(year: int, known: int, missing: int) -> QuestionDraft:
    prompt = _which(f"{known} × {BOX} = {known * missing}")
    features = {"hard_table": int(min(known, missing) >= 6), "division": 1, "unknown_not_last": 1}
    return number_question(f"missing-factor/{known}x{missing}", "missing-numbers", year, prompt, missing, **features)


def _divided(year: int, total: int, quotient: int) -> QuestionDraft:
    prompt = _which(f"{total} ÷ {BOX} = {quotient}")
    features = {"division": 1, "unknown_not_last": 1, "hard_table": int(quotient > 5)}
    return number_question(f"missing-divisor/{total}by", "missing-numbers", year, prompt, total // quotient, **features)


def _two_steps(year: int, factor: int, added: int, total: int) -> QuestionDraft:
    """A missing number in two steps; distractors undo them in the wrong order or in part."""
    answer = (total - added) // factor
    prompt = _which(f"{factor} × {BOX} + {added} = {total}")
    wrong = {"stops-after-the-first-step": total - added, "adds-instead": total + added, "ignores-the-factor": added}
    features = {"unknown_not_last": 1, "second_step": 1, "division": 1, "subtraction": 1}
    key = whole_number(answer)
    item = f"missing-inside/{factor}x+{added}"
    return choice_question(item, "missing-numbers", year, prompt, key, distractors(key, wrong), **features)


def _decimal(year: int, known: str, total: str) -> QuestionDraft:
    missing = Decimal(total) - Decimal(known)
    prompt = _which(f"{BOX} + {known} = {total}")
    return number_question(
        "missing-decimal/" + known,
        "missing-numbers",
        year,
        prompt,
        missing,
        unknown_not_last=1,
        subtraction=1,
        borrow=1,
        decimal_lengths=1,
        borrow_across_zero=int("." not in total),
    )

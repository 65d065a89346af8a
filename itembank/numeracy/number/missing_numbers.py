from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.arithmetic import addition_features, subtraction_features
from itembank.numeracy.draft import Draft, ask, choice, number, sum_line
from itembank.numeracy.figures import MINUS, whole

BOX = "□"


def items() -> Iterator[Draft]:
    """The number that is missing, Years 2 to 8: an equals sign says that both sides are worth the same."""
    yield _addend(2, 5, 4)
    yield _minuend(4, 95, 35)
    yield _both_sides(3, 8, 4, 5)
    yield _decimal(8, "12.6", "20", "7.4")


def _which(expression: str) -> Text:
    return ask("Pa rif sydd ar goll?", "Which number is missing?", sum_line(expression))


def _addend(year: int, known: int, missing: int) -> Draft:
    prompt = _which(f"{known} + {BOX} = {known + missing}")
    features = addition_features(known, missing)
    return number(f"missing-addend/{known}", "missing-numbers", year, prompt, missing, unknown_not_last=1, **features)


def _minuend(year: int, whole_number: int, taken: int) -> Draft:
    left = whole_number - taken
    prompt = _which(f"{BOX} {MINUS} {taken} = {left}")
    features = subtraction_features(whole_number, taken)
    return number(
        f"missing-minuend/{taken}", "missing-numbers", year, prompt, whole_number, unknown_not_last=1, **features
    )


def _both_sides(year: int, a: int, b: int, c: int) -> Draft:
    prompt = _which(f"{a} + {b} = {BOX} + {c}")
    wrong = {
        "equals-means-do-it-now": whole(a + b),
        "adds-all-the-numbers": whole(a + b + c),
        "copies-a-number": str(b),
    }
    return choice(
        f"missing-balance/{a}+{b}",
        "missing-numbers",
        year,
        prompt,
        whole(a + b - c),
        wrong,
        unknown_not_last=1,
        second_step=1,
    )


def _decimal(year: int, known: str, total: str, missing: str) -> Draft:
    prompt = _which(f"{BOX} + {known} = {total}")
    return number(
        "missing-decimal/" + known,
        "missing-numbers",
        year,
        prompt,
        missing,
        unknown_not_last=1,
        subtraction=1,
        borrow=1,
        decimal_lengths=1,
        borrow_across_zero=1,
    )

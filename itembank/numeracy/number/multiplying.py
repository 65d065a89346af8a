from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.arithmetic import tens_as_ones
from itembank.numeracy.draft import Draft, ask, choice, number, sum_line
from itembank.numeracy.figures import whole
from itembank.numeracy.nouns import CHAIR, count
from itembank.numeracy.welsh import Noun

_PLAIN = ((4, 23, 4), (5, 124, 6))
_CHOSEN = ((6, 23, 14),)


def items() -> Iterator[Draft]:
    """Multiplying beyond the tables, Years 4 to 6."""
    yield from (_plain(*row) for row in _PLAIN)
    yield from (_chosen(*row) for row in _CHOSEN)
    yield _rows(4, 36, 5, CHAIR)


def _work_out(a: int, b: int) -> Text:
    return ask("Cyfrifa:", "Work out:", sum_line(f"{whole(a)} × {whole(b)}"))


def _features(a: int, b: int) -> dict[str, int]:
    """Digits beyond a two-digit number by one digit, carries in the ones column, a table from 6 up."""
    digits = len(str(a).rstrip("0")) + len(str(b).rstrip("0"))
    ones = a % 10 * (b % 10)
    return {
        "extra_digit": max(0, digits - 3),
        "carry": int(ones >= 10),
        "hard_table": int(min(a % 10, b % 10) >= 6),
        "second_step": int(b > 10 and b % 10 > 0),
    }


def _plain(year: int, a: int, b: int) -> Draft:
    return number(f"multiply/{a}x{b}", "multiplying", year, _work_out(a, b), a * b, **_features(a, b))


def _chosen(year: int, a: int, b: int) -> Draft:
    wrong = {
        "tens-digit-as-ones": whole(tens_as_ones(a, b)),
        "multiplies-matching-digits-only": whole((a // 10) * (b // 10) * 100 + (a % 10) * (b % 10)),
        "adds-one-lot-too-many": whole(a * (b + 1)),
    }
    return choice(
        f"multiply-choice/{a}x{b}", "multiplying", year, _work_out(a, b), whole(a * b), wrong, **_features(a, b)
    )


def _rows(year: int, each: int, rows: int, noun: Noun) -> Draft:
    things = count(each, noun)
    prompt = ask(
        f"Mae {rows} rhes yn y neuadd.\nMae {things.cy} ym mhob rhes.\nSawl {noun.singular} sydd yn y neuadd i gyd?",
        f"There are {rows} rows in the hall.\nThere are {things.en} in every row.\n"
        f"How many {noun.english_plural} are in the hall altogether?",
    )
    return number(f"multiply-rows/{each}", "multiplying", year, prompt, each * rows, **_features(each, rows))

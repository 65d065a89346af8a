"""Items on multiplication beyond the tables."""

from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.counted_nouns import BOOK, CHAIR, ROW, TICKET, count
from itembank.numeracy.even_sampling import even_sample
from itembank.numeracy.number_formatting import decimal, whole_number
from itembank.numeracy.question_draft import (
    QuestionDraft,
    choice_question,
    displayed_calculation,
    distractors,
    make_prompt,
    number_question,
)
from itembank.numeracy.written_arithmetic import tens_as_ones
from itembank.welsh_mutations import Noun

_DECIMALS = (("3.4", 6), ("2.7", 8), ("0.65", 4), ("1.26", 5), ("4.08", 3), ("7.5", 9), ("12.4", 7), ("0.9", 12))


def items() -> Iterator[QuestionDraft]:
    """Multiplying beyond the tables, Years 4 to 7."""
    yield _plain(4, 23, 4)
    yield _plain(5, 124, 6)
    yield from (_plain(4, *row) for row in even_sample(4, range(13, 49), range(3, 7), where=_carries))
    yield from (
        _split(4, *row) for row in even_sample(4, range(14, 39), range(3, 7), where=_carries, beside=((23, 4), (14, 6)))
    )
    yield from (_plain(5, *row) for row in even_sample(5, range(113, 390), range(3, 10), where=_carries))
    yield from (_split(5, *row) for row in even_sample(4, range(26, 89), range(6, 10), where=_carries))
    yield _chosen(6, 23, 14)
    yield from (_chosen(6, *row) for row in even_sample(4, range(31, 89), range(12, 49), where=_two_digits))
    yield from (_plain(6, *row) for row in even_sample(4, range(115, 390), range(12, 39), where=_two_digits))
    yield from (_plain(6, *row) for row in ((15, 30), (40, 60), (25, 24)))
    yield _rows(4, 36, 5, CHAIR)
    yield from (_rows(4, *row) for row in ((28, 6, CHAIR), (24, 3, CHAIR)))
    yield from (_shelves(5, *row) for row in even_sample(3, range(32, 68), range(6, 10), (BOOK,)))
    yield from (_tickets(6, *row) for row in even_sample(2, range(124, 320), range(12, 26), (TICKET,)))
    yield from (_decimal(7, *row) for row in _DECIMALS)


def practice() -> Iterator[QuestionDraft]:
    """Multiplying beyond the tables, Years 4 to 7, for practice alone."""
    yield from (_plain(*row) for row in ((4, 27, 3), (5, 146, 7), (6, 214, 23)))
    yield _decimal(7, "2.3", 6)


def _carries(a: int, b: int) -> bool:
    return a % 10 * b > 9


def _two_digits(a: int, b: int) -> bool:
    return a % 10 > 1 and b % 10 > 1 and a > b


def _work_out(a: int | str, b: int) -> Text:
    return make_prompt(
        "Cyfrifa:",
        "Work out:",
        displayed_calculation(f"{a if isinstance(a, str) else whole_number(a)} × {whole_number(b)}"),
    )


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


def _plain(year: int, a: int, b: int) -> QuestionDraft:
    return number_question(f"multiply/{a}x{b}", "multiplying", year, _work_out(a, b), a * b, **_features(a, b))


def _chosen(year: int, a: int, b: int) -> QuestionDraft:
    key = whole_number(a * b)
    wrong = {
        "tens-digit-as-ones": tens_as_ones(a, b),
        "multiplies-matching-digits-only": (a // 10) * (b // 10) * 100 + (a % 10) * (b % 10),
        "adds-one-lot-too-many": a * (b + 1),
    }
    item = f"multiply-choice/{a}x{b}"
    return choice_question(item, "multiplying", year, _work_out(a, b), key, distractors(key, wrong), **_features(a, b))


def _split(year: int, a: int, b: int) -> QuestionDraft:
    """Distractors of a two-digit by one-digit product: carry forgotten or written out, or tens not multiplied."""
    key, ones = whole_number(a * b), a % 10 * b
    wrong = {
        "no-carry": a // 10 * b * 10 + ones % 10,
        "carry-written-in-full": int(f"{a // 10 * b}{ones}"),
        "multiplies-the-ones-only": a // 10 * 10 + ones,
        "adds-one-lot-too-many": a * (b + 1),
    }
    item = f"multiply-split/{a}x{b}"
    return choice_question(item, "multiplying", year, _work_out(a, b), key, distractors(key, wrong), **_features(a, b))


def _rows(year: int, each: int, rows: int, noun: Noun) -> QuestionDraft:
    things, lines = count(each, noun), count(rows, ROW)
    prompt = make_prompt(
        f"Mae {lines.cy} yn y neuadd.\nMae {things.cy} ym mhob rhes.\nSawl {noun.singular} sydd yn y neuadd i gyd?",
        f"There are {lines.en} in the hall.\nThere are {things.en} in every row.\n"
        f"How many {noun.english_plural} are in the hall altogether?",
    )
    return number_question(f"multiply-rows/{each}", "multiplying", year, prompt, each * rows, **_features(each, rows))


def _shelves(year: int, each: int, shelves: int, noun: Noun) -> QuestionDraft:
    things = count(each, noun)
    prompt = make_prompt(
        f"Mae {shelves} silff mewn llyfrgell.\nMae {things.cy} ar bob silff.\nSawl {noun.singular} sydd i gyd?",
        f"There are {shelves} shelves in a library.\nThere are {things.en} on each shelf.\n"
        f"How many {noun.english_plural} are there altogether?",
    )
    return number_question(
        f"multiply-shelves/{each}", "multiplying", year, prompt, each * shelves, **_features(each, shelves)
    )


def _tickets(year: int, each: int, nights: int, noun: Noun) -> QuestionDraft:
    things = count(each, noun)
    prompt = make_prompt(
        f"Mae sioe’n cael ei chynnal {nights} o weithiau.\nMae {things.cy} i bob sioe.\n"
        f"Sawl {noun.singular} sydd i gyd?",
        f"A show is on {nights} times.\nThere are {things.en} for each show.\n"
        f"How many {noun.english_plural} are there altogether?",
    )
    return number_question(
        f"multiply-nights/{each}", "multiplying", year, prompt, each * nights, **_features(each, nights)
    )


def _decimal(year: int, a: str, b: int) -> QuestionDraft:
    """A product with a decimal: multiply without the point, then replace it."""
    places = len(a.partition(".")[2])
    product = int(a.replace(".", "")) * b
    key = decimal(f"{product / 10**places:.{places}f}".rstrip("0").rstrip("."))
    wrong = {
        "forgets-the-point": whole_number(product),
        "point-one-place-too-far": decimal(f"{product / 10 ** (places + 1):.{places + 1}f}".rstrip("0")),
        "multiplies-the-parts-apart": f"{int(a.partition('.')[0]) * b}.{int(a.partition('.')[2]) * b}",
    }
    item = f"multiply-decimal/{a}x{b}"
    return choice_question(
        item, "multiplying", year, _work_out(a, b), key, distractors(key, wrong), second_step=1, carry=1
    )

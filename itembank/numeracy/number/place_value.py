"""Items on place value."""

from collections.abc import Iterator, Sequence
from itertools import permutations

from itembank.numeracy.drawing.base_ten_blocks import tens_and_ones
from itembank.numeracy.drawing.number_line import number_line
from itembank.numeracy.even_sampling import even_sample
from itembank.numeracy.number_formatting import whole_number
from itembank.numeracy.question_draft import (
    QuestionDraft,
    choice_question,
    displayed_calculation,
    distractors,
    make_prompt,
    number_question,
    ordering_question,
)
from itembank.welsh_mutations import welsh_and, welsh_than

_BLOCKS = (34, 27, 52, 45, 60, 13)
_PARTS = ((2, 46, 10), (2, 83, 10), (2, 29, 10), (3, 275, 10), (3, 608, 100), (4, 3742, 100), (4, 5096, 1000))
_VALUES = (
    (4, 2534, 100),
    (5, 48_216, 1000),
    (3, 724, 100),
    (3, 385, 10),
    (3, 916, 100),
    (4, 7168, 1000),
    (4, 3925, 10),
    (4, 8471, 100),
    (5, 63_854, 10_000),
    (5, 92_571, 1000),
    (5, 15_734, 100),
    (6, 384_617, 10_000),
    (6, 729_518, 100_000),
    (6, 651_943, 1000),
)
_EXPANDED = (
    (3, 300, 7),
    (3, 500, 40),
    (3, 800, 2),
    (4, 4000, 60),
    (4, 7000, 5),
    (4, 2000, 300),
    (5, 30_000, 500),
    (5, 60_000, 70),
    (6, 400_000, 9000),
    (6, 700_000, 80),
)
_ORDERED = (
    (3, (307, 370, 703, 730)),
    (4, (4089, 4098, 4809, 4890)),
    (5, (50_612, 51_026, 56_012, 60_125)),
    (6, (245_800, 254_008, 425_080, 452_008)),
)
_DIGITS = ((3, "258"), (3, "460"), (3, "917"), (4, "1350"), (4, "7264"), (5, "20841"), (5, "93671"), (6, "508249"))
_LINES = (
    (3, 0, 100, 10, 50, 70),
    (4, 200, 400, 20, 100, 260),
    (3, 0, 1000, 100, 500, 300),
    (3, 100, 200, 10, 50, 180),
    (3, 0, 500, 50, 100, 350),
    (4, 0, 10_000, 1000, 5000, 7000),
    (4, 1000, 2000, 100, 500, 1400),
    (4, 5000, 6000, 200, 1000, 5600),
    (5, 0, 100_000, 10_000, 50_000, 80_000),
    (5, 20_000, 30_000, 1000, 5000, 27_000),
    (5, 40_000, 50_000, 2000, 10_000, 44_000),
    (6, 0, 1_000_000, 100_000, 500_000, 600_000),
    (6, 300_000, 400_000, 20_000, 100_000, 380_000),
)
_STEPS = (
    (3, 10, 396),
    (3, 100, 452),
    (4, 100, 3950),
    (4, 10, 2795),
    (5, 100, 60_940),
    (5, 10_000, 73_208),
    (6, 1000, 299_600),
    (6, 10_000, 495_000),
)
_STEPS_DOWN = (
    (3, 10, 504),
    (3, 100, 738),
    (4, 100, 6040),
    (4, 1000, 8215),
    (5, 1000, 40_300),
    (5, 100, 51_060),
    (6, 10_000, 605_000),
    (6, 1000, 820_450),
)


def items() -> Iterator[QuestionDraft]:
    """Place value, Years 2 to 6."""
    yield from (_blocks(2, n) for n in _BLOCKS)
    yield from (_parts(*row) for row in _PARTS)
    yield from (_tens_digit(2, n) for n in (57, 84, 39, 62))
    yield from (_value(*row) for row in _VALUES)
    yield from (_expanded(*row) for row in _EXPANDED)
    yield from (_ordered(*row) for row in _ORDERED)
    yield from (_ordered(year, _arranged(digits)) for year, digits in _DIGITS)
    yield from (_line(*row) for row in _LINES)
    yield _more(5, 1000, 49_500)
    yield from (_more(*row) for row in _STEPS)
    yield from (_less(*row) for row in _STEPS_DOWN)
    yield from (_half_way(*row) for row in ((3, 300, 400), (4, 2600, 2700), (5, 40_000, 50_000), (6, 350_000, 360_000)))
    yield from (_tens_in(*row) for row in even_sample(4, (3,), range(130, 990, 10), where=lambda _, n: n % 100 > 0))


def practice() -> Iterator[QuestionDraft]:
    """Place value, Year 3, for practice alone."""
    yield _more(3, 10, 295)


def _blocks(year: int, n: int) -> QuestionDraft:
    prompt = make_prompt("Pa rif mae’r blociau’n ei ddangos?", "Which number do the blocks show?", tens_and_ones(n))
    return number_question(f"blocks/{n}", "place-value", year, prompt, n, direct=1)


def _parts(year: int, n: int, place: int) -> QuestionDraft:
    """The remainder of n below the digits down to ``place``, which form a number themselves."""
    known = n // place * place
    prompt = make_prompt(
        "Pa rif sydd ar goll?",
        "Which number is missing?",
        displayed_calculation(f"{whole_number(n)} = {whole_number(known)} + □"),
    )
    return number_question(f"parts/{n}", "place-value", year, prompt, n - known, extra_digit=len(str(place)) - 2)


def _tens_digit(year: int, n: int) -> QuestionDraft:
    digit = n // 10
    prompt = make_prompt(
        f"Beth yw gwerth y digid {digit} yn y rhif {n}?", f"What is the digit {digit} worth in the number {n}?"
    )
    wrong = {"digit-at-face-value": str(digit), "reads-all-the-digits": str(n), "reads-the-other-digit": str(n % 10)}
    return choice_question(f"digit-value/{n}", "place-value", year, prompt, str(10 * digit), wrong)


def _value(year: int, n: int, place: int) -> QuestionDraft:
    digit = n // place % 10
    prompt = make_prompt(
        f"Beth yw gwerth y digid {digit} yn y rhif {whole_number(n)}?",
        f"What is the digit {digit} worth in the number {whole_number(n)}?",
    )
    key = whole_number(digit * place)
    wrong = {
        "digit-at-face-value": digit,
        "place-too-small": digit * place // 10,
        "place-too-large": digit * place * 10,
        "reads-to-the-end": n % (place * 10),
    }
    if digit * place * 10 > 10 ** len(str(n)):  # beyond what the year has met
        del wrong["place-too-large"]
    features = {"extra_digit": max(0, len(str(place)) - 3)}
    return choice_question(f"digit-value/{n}", "place-value", year, prompt, key, distractors(key, wrong), **features)


def _expanded(year: int, first: int, second: int) -> QuestionDraft:
    key = whole_number(first + second)
    prompt = make_prompt(
        "Cyfrifa:", "Work out:", displayed_calculation(f"{whole_number(first)} + {whole_number(second)}")
    )
    front, rest = str(first).rstrip("0"), str(second)
    wrong = {
        "zero-dropped": int(front + rest),
        "zero-moved": first + second // 10 if second % 10 == 0 else first + second * 10,
        "adds-the-digits": first + int(front) * (second // int(rest[0])),
        "digit-in-the-wrong-place": first + int(rest[0]) * first // int(front) // 10,
    }
    return choice_question(f"expanded/{first}+{second}", "place-value", year, prompt, key, distractors(key, wrong))


def _arranged(digits: str) -> list[int]:
    """Four numbers of the same digits, no zero first, from the lowest up."""
    numbers = sorted(int("".join(order)) for order in permutations(digits) if order[0] != "0")
    return [numbers[place * (len(numbers) - 1) // 3] for place in range(4)]


def _ordered(year: int, numbers: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(
        "Rho’r rhifau mewn trefn.\nRho’r rhif lleiaf yn gyntaf.",
        "Put the numbers in order.\nPut the smallest number first.",
    )
    return ordering_question(f"order/{numbers[0]}", "place-value", year, prompt, [whole_number(n) for n in numbers])


def _line(year: int, first: int, last: int, step: int, labelled: int, marked: int) -> QuestionDraft:
    figure = number_line(first, last, step, labelled, marked)
    prompt = make_prompt("Pa rif mae’r saeth yn ei ddangos?", "Which number does the arrow show?", figure)
    features = {"scale_step": 1, "step_value": 1}
    return number_question(f"line/{first}-{marked}", "place-value", year, prompt, marked, direct=1, **features)


def _more(year: int, step: int, n: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Pa rif sydd {whole_number(step)} yn fwy {welsh_than(n)} {whole_number(n)}?",
        f"Which number is {whole_number(step)} more than {whole_number(n)}?",
    )
    return number_question(f"more/{n}", "place-value", year, prompt, n + step, carry=int(n // step % 10 == 9))


def _less(year: int, step: int, n: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Pa rif sydd {whole_number(step)} yn llai {welsh_than(n)} {whole_number(n)}?",
        f"Which number is {whole_number(step)} less than {whole_number(n)}?",
    )
    return number_question(
        f"less/{n}", "place-value", year, prompt, n - step, subtraction=1, borrow=int(n // step % 10 == 0)
    )


def _half_way(year: int, low: int, high: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Pa rif sydd hanner ffordd rhwng {whole_number(low)} {welsh_and(high)} {whole_number(high)}?",
        f"Which number is half-way between {whole_number(low)} and {whole_number(high)}?",
    )
    return number_question(f"half-way/{low}", "place-value", year, prompt, (low + high) // 2, second_step=1)


def _tens_in(year: int, n: int) -> QuestionDraft:
    prompt = make_prompt(f"Sawl 10 sydd yn {n}?", f"How many 10s are in {n}?")
    key = str(n // 10)
    wrong = {"reads-the-tens-digit": n // 10 % 10, "reads-the-hundreds-digit": n // 100, "reads-from-the-tens": n % 100}
    return choice_question(f"tens-in/{n}", "place-value", year, prompt, key, distractors(key, wrong))

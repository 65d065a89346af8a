"""Items on counting and ordering to 100."""

from collections.abc import Iterator, Sequence

from itembank.numeracy.counted_nouns import APPLE, BUTTON, FLOWER, STAR
from itembank.numeracy.drawing.counted_objects import object_rows
from itembank.numeracy.drawing.number_line import number_line
from itembank.numeracy.even_sampling import even_sample
from itembank.numeracy.question_draft import (
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
    ordering_question,
)
from itembank.numeracy.welsh_mutations import Noun, welsh_than

_COUNTED = (
    ((4, 3), APPLE),
    ((5, 4), FLOWER),
    ((5, 5, 2), STAR),
    ((6, 6, 6), BUTTON),
    ((3, 3), BUTTON),
    ((5, 5), APPLE),
    ((5, 5, 1), FLOWER),
    ((6, 6, 2), APPLE),
    ((5, 5, 5), STAR),
    ((6, 6, 4), FLOWER),
    ((5, 5, 5, 5), BUTTON),
)
_ORDERED = (
    (3, 6, 9),
    (8, 11, 15),
    (27, 70, 72),
    (34, 39, 43, 93),
    (2, 5, 7, 10),
    (9, 12, 19, 20),
    (16, 60, 61),
    (45, 48, 54, 84),
    (58, 65, 68, 86),
    (19, 90, 91, 99),
)
_PATTERNS = ((5, 15), (2, 8), (10, 30), (5, 45), (2, 21), (10, 17), (-2, 18), (-10, 90), (-5, 60))
_LINES = ((20, 1, 5, 7), (20, 1, 5, 12), (20, 1, 5, 18), (10, 1, 1, 6), (50, 5, 10, 35), (50, 5, 10, 15))


def items() -> Iterator[QuestionDraft]:
    """Counting and ordering to 100, Year 2."""
    yield from (_counted(*row) for row in _COUNTED)
    yield from (_ordered(row) for row in _ORDERED)
    yield from (_more(*row) for row in ((10, 34), *even_sample(5, (1, 10), range(18, 90), where=_not_round)))
    yield from (_less(*row) for row in even_sample(5, (10, 1), range(21, 100), where=_not_round))
    yield from (_next(start, step) for step, start in _PATTERNS)
    yield _largest(83)
    yield from (_largest(n) for n in (65, 74, 92))
    yield from (_smallest(n) for n in (27, 46, 38))
    yield from (_line(*row) for row in _LINES)


def practice() -> Iterator[QuestionDraft]:
    """Counting and ordering to 100, Year 2, for practice alone."""
    yield _more(10, 27)
    yield _next(40, 5)
    yield _ordered((14, 40, 41))
    yield _largest(76)


def _not_round(step: int, n: int) -> bool:
    return n % 10 > 0 and n + step < 100 and (step == 10 or n % 10 in (1, 9))


def _counted(counts: Sequence[int], noun: Noun) -> QuestionDraft:
    prompt = make_prompt(
        f"Sawl {noun.singular} sydd yn y llun?",
        f"How many {noun.english_plural} are in the picture?",
        object_rows(counts, noun),
    )
    total = sum(counts)
    return number_question(f"count/{total}", "counting", 2, prompt, total, direct=1, within_ten=int(total <= 10))


def _ordered(numbers: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(
        "Rho’r rhifau mewn trefn.\nRho’r rhif lleiaf yn gyntaf.",
        "Put the numbers in order.\nPut the smallest number first.",
    )
    features = {"within_ten": int(max(numbers) <= 10), "direct": int(max(numbers) <= 20)}
    return ordering_question(
        f"order/{numbers[0]}-{numbers[-1]}", "counting", 2, prompt, [str(n) for n in numbers], **features
    )


def _more(step: int, n: int) -> QuestionDraft:
    prompt = make_prompt(f"Pa rif sydd {step} yn fwy {welsh_than(n)} {n}?", f"Which number is {step} more than {n}?")
    return number_question(f"more/{step}-{n}", "counting", 2, prompt, n + step, carry=int(n % 10 + step % 10 > 9))


def _less(step: int, n: int) -> QuestionDraft:
    prompt = make_prompt(f"Pa rif sydd {step} yn llai {welsh_than(n)} {n}?", f"Which number is {step} less than {n}?")
    return number_question(f"less/{step}-{n}", "counting", 2, prompt, n - step, subtraction=1)


def _next(start: int, step: int) -> QuestionDraft:
    pattern = [start + place * step for place in range(4)]
    listed = ", ".join(map(str, pattern))
    prompt = make_prompt(
        f"Edrycha ar y patrwm: {listed}, …\nPa rif sy’n dod nesaf?",
        f"Look at the pattern: {listed}, …\nWhich number comes next?",
    )
    name = f"pattern/{step}" if start == 15 else f"pattern/{step}from{start}"
    return number_question(name, "counting", 2, prompt, pattern[-1] + step, subtraction=int(step < 0))


def _largest(key: int) -> QuestionDraft:
    prompt = make_prompt("Pa un yw’r rhif mwyaf?", "Which is the largest number?")
    wrong = {
        "reverses-the-digits": key % 10 * 10 + key // 10,
        "second-largest": key - 2,
        "any-nine-is-large": 19,
    }
    return choice_question(f"largest/{key}", "counting", 2, prompt, str(key), distractors(str(key), wrong), direct=1)


def _smallest(key: int) -> QuestionDraft:
    prompt = make_prompt("Pa un yw’r rhif lleiaf?", "Which is the smallest number?")
    wrong = {
        "reverses-the-digits": key % 10 * 10 + key // 10,
        "any-zero-is-small": 90,
        "second-smallest": key + 2,
    }
    return choice_question(f"smallest/{key}", "counting", 2, prompt, str(key), distractors(str(key), wrong), direct=1)


def _line(last: int, step: int, labelled: int, marked: int) -> QuestionDraft:
    figure = number_line(0, last, step, labelled, marked)
    prompt = make_prompt("Pa rif mae’r saeth yn ei ddangos?", "Which number does the arrow show?", figure)
    features = {"scale_step": int(step > 1), "step_value": int(step > 1), "within_ten": int(last <= 10)}
    return number_question(f"line/{last}-{marked}", "counting", 2, prompt, marked, direct=1, **features)

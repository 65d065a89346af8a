"""Items with several correct options: sums, multiples, factors, primes and equal fractions."""

from collections.abc import Iterator, Sequence

from itembank.language import Text
from itembank.numeracy.number_formatting import fraction
from itembank.numeracy.question_draft import QuestionDraft, make_prompt
from itembank.numeracy.question_interactions import multiple_response_question

_MAKES = ((2, 10, (3, 7), (4, 5, 8)), (2, 20, (12, 8), (11, 6, 10)), (3, 100, (35, 65), (45, 75, 60)))
_MULTIPLES = (
    (2, 5, (15, 40), (52, 23, 51)),
    (2, 10, (30, 80), (13, 45, 11)),
    (3, 3, (12, 27), (13, 23, 20)),
    (3, 4, (16, 28), (14, 34, 42)),
    (4, 6, (18, 42), (16, 26, 33)),
    (5, 8, (32, 56), (38, 28, 18)),
    (5, 9, (45, 72), (49, 39, 29)),
)
_FACTORS = ((5, 24, (6, 8), (5, 9, 48)), (5, 30, (5, 6), (4, 8, 60)), (6, 36, (9, 12), (8, 10, 72)))
_PRIMES = ((6, (17, 23), (21, 27, 15)), (6, (29, 31), (33, 39, 49)), (7, (41, 47), (51, 57, 63)))
_HALVES = (
    (4, (1, 2), ((2, 4), (5, 10)), ((2, 3), (1, 4), (5, 6))),
    (5, (1, 4), ((2, 8), (5, 20)), ((4, 1), (2, 5), (4, 8))),
    (6, (2, 3), ((4, 6), (10, 15)), ((3, 4), (4, 9), (6, 4))),
)


def items() -> Iterator[QuestionDraft]:
    """Two numbers with a property: a sum, multiples, factors, primes or equal fractions, Years 2 to 7."""
    yield from (_makes(*row) for row in _MAKES)
    yield from (_multiples(*row) for row in _MULTIPLES)
    yield from (_factors(*row) for row in _FACTORS)
    yield from (_primes(*row) for row in _PRIMES)
    yield from (_equal(*row) for row in _HALVES)


def _named(name: str, numbers: Sequence[int]) -> list[tuple[str, str]]:
    return [(name, str(n)) for n in numbers]


def _makes(year: int, total: int, keys: tuple[int, int], others: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(f"Pa ddau rif sy’n gwneud {total} gyda’i gilydd?", f"Which two numbers make {total} together?")
    wrong = _named("near-the-total", others)
    features = {"within_ten": int(total == 10), "extra_digit": int(total == 100)}
    return multiple_response_question(
        f"makes/{total}", "addition", year, prompt, list(map(str, keys)), wrong, True, **features
    )


def _multiples(year: int, of: int, keys: tuple[int, int], others: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(f"Pa rifau sydd yn nhabl {of}?", f"Which numbers are in the {of} times table?")
    wrong = _named("digit-for-multiple", others)
    features = {"hard_table": int(of > 5)}
    return multiple_response_question(
        f"multiples/{of}", "tables", year, prompt, list(map(str, keys)), wrong, **features
    )


def _factors(year: int, of: int, keys: tuple[int, int], others: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(f"Pa rifau sy’n ffactorau o {of}?", f"Which numbers are factors of {of}?")
    wrong = [("leaves-a-remainder", str(others[0])), ("leaves-a-remainder", str(others[1]))]
    wrong.append(("multiple-for-factor", str(others[2])))
    return multiple_response_question(
        f"factors/{of}", "multiplying", year, prompt, list(map(str, keys)), wrong, division=1
    )


def _primes(year: int, keys: tuple[int, int], others: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt("Pa rifau sy’n rhifau cysefin?", "Which numbers are prime numbers?")
    wrong = _named("odd-for-prime", others)
    item = f"primes/{keys[0]}-{keys[1]}"
    return multiple_response_question(
        item, "dividing", year, prompt, list(map(str, keys)), wrong, recalled_rule=1, division=1
    )


def _equal(
    year: int, to: tuple[int, int], keys: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]
) -> QuestionDraft:
    said = fraction(*to)
    prompt = make_prompt(f"Pa ffracsiynau sy’n hafal i {said}?", f"Which fractions are equal to {said}?")
    wrong: list[tuple[str, str | Text]] = [("shares-a-digit", fraction(*other)) for other in others]
    shown = [fraction(*key) for key in keys]
    return multiple_response_question(f"equals/{to[0]}over{to[1]}", "fractions", year, prompt, shown, wrong)

from collections.abc import Iterator, Sequence

from itembank.numeracy.draft import Draft, ask, choice, number, ordering
from itembank.numeracy.drawing.number_line import number_line
from itembank.numeracy.drawing.objects import rows
from itembank.numeracy.nouns import APPLE, BUTTON, FLOWER, STAR
from itembank.numeracy.welsh import Noun, than

_COUNTED = (((4, 3), APPLE), ((5, 4), FLOWER), ((5, 5, 2), STAR), ((6, 6, 6), BUTTON))
_ORDERED = ((3, 6, 9), (8, 11, 15), (27, 70, 72), (34, 39, 43, 93))


def items() -> Iterator[Draft]:
    """Counting and ordering to 100, Year 2."""
    yield from (_counted(*row) for row in _COUNTED)
    yield from (_ordered(row) for row in _ORDERED)
    yield _more(10, 34)
    yield _next((15, 20, 25, 30), 5)
    yield _largest((38, 81, 19), 83)
    yield _line(20, 7)


def _counted(counts: Sequence[int], noun: Noun) -> Draft:
    prompt = ask(
        f"Sawl {noun.singular} sydd yn y llun?",
        f"How many {noun.english_plural} are in the picture?",
        rows(counts, noun),
    )
    total = sum(counts)
    return number(f"count/{total}", "counting", 2, prompt, total, direct=1, within_ten=int(total <= 10))


def _ordered(numbers: Sequence[int]) -> Draft:
    prompt = ask(
        "Rho’r rhifau mewn trefn.\nRho’r rhif lleiaf yn gyntaf.",
        "Put the numbers in order.\nPut the smallest number first.",
    )
    features = {"within_ten": int(max(numbers) <= 10), "direct": int(max(numbers) <= 20)}
    return ordering(f"order/{numbers[0]}-{numbers[-1]}", "counting", 2, prompt, [str(n) for n in numbers], **features)


def _more(step: int, n: int) -> Draft:
    prompt = ask(f"Pa rif sydd {step} yn fwy {than(n)} {n}?", f"Which number is {step} more than {n}?")
    return number(f"more/{step}-{n}", "counting", 2, prompt, n + step)


def _next(pattern: Sequence[int], step: int) -> Draft:
    listed = ", ".join(map(str, pattern))
    prompt = ask(
        f"Edrycha ar y patrwm: {listed}, …\nPa rif sy’n dod nesaf?",
        f"Look at the pattern: {listed}, …\nWhich number comes next?",
    )
    return number(f"pattern/{step}", "counting", 2, prompt, pattern[-1] + step)


def _largest(others: Sequence[int], key: int) -> Draft:
    prompt = ask("Pa un yw’r rhif mwyaf?", "Which is the largest number?")
    names = ("looks-at-the-ones-only", "second-largest", "any-nine-is-large")
    wrong = dict(zip(names, map(str, others), strict=True))
    return choice(f"largest/{key}", "counting", 2, prompt, str(key), wrong, direct=1)


def _line(last: int, marked: int) -> Draft:
    prompt = ask(
        "Pa rif mae’r saeth yn ei ddangos?", "Which number does the arrow show?", number_line(0, last, 1, 5, marked)
    )
    return number(f"line/{last}-{marked}", "counting", 2, prompt, marked, direct=1)

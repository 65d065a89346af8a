from collections.abc import Iterator, Sequence

from itembank.language import Text
from itembank.numeracy.draft import Draft, ask, choice, number, ordering, sum_line
from itembank.numeracy.drawing.blocks import tens_and_ones
from itembank.numeracy.drawing.number_line import number_line
from itembank.numeracy.figures import whole
from itembank.numeracy.welsh import than

_VALUES = ((4, 2534, 100), (5, 48_216, 1000))
_ORDERED = (
    (3, (307, 370, 703, 730)),
    (4, (4089, 4098, 4809, 4890)),
    (5, (50_612, 51_026, 56_012, 60_125)),
    (6, (245_800, 254_008, 425_080, 452_008)),
)


def items() -> Iterator[Draft]:
    """What digits are worth, Years 2 to 6."""
    yield _blocks(2, 34)
    yield _parts(2, 46)
    yield _tens_digit(2, 57)
    yield from (_value(*row) for row in _VALUES)
    yield from (_ordered(*row) for row in _ORDERED)
    yield _line(3, 0, 100, 10, 50, 70)
    yield _line(4, 200, 400, 20, 100, 260)
    yield _more(5, 1000, 49_500)


def _blocks(year: int, n: int) -> Draft:
    prompt = ask("Pa rif mae’r blociau’n ei ddangos?", "Which number do the blocks show?", tens_and_ones(n))
    return number(f"blocks/{n}", "place-value", year, prompt, n, direct=1)


def _parts(year: int, n: int) -> Draft:
    place = 10 ** (len(str(n)) - 1)
    largest = n // place * place
    prompt = ask("Pa rif sydd ar goll?", "Which number is missing?", sum_line(f"{n} = {largest} + □"))
    return number(f"parts/{n}", "place-value", year, prompt, n - largest)


def _worth(digit: int, n: int) -> Text:
    return ask(
        f"Beth yw gwerth y digid {digit} yn y rhif {whole(n)}?",
        f"What is the digit {digit} worth in the number {whole(n)}?",
    )


def _tens_digit(year: int, n: int) -> Draft:
    digit = n // 10
    prompt = ask(
        f"Beth yw gwerth y digid {digit} yn y rhif {n}?", f"What is the digit {digit} worth in the number {n}?"
    )
    wrong = {"digit-at-face-value": str(digit), "reads-all-the-digits": str(n), "reads-the-other-digit": str(n % 10)}
    return choice(f"digit-value/{n}", "place-value", year, prompt, str(10 * digit), wrong)


def _value(year: int, n: int, place: int) -> Draft:
    digit = n // place % 10
    prompt = _worth(digit, n)
    wrong = {"digit-at-face-value": whole(digit), "place-too-small": whole(digit * place // 10)}
    wrong["place-too-large"] = whole(digit * place * 10)
    return choice(f"digit-value/{n}", "place-value", year, prompt, whole(digit * place), wrong)


def _ordered(year: int, numbers: Sequence[int]) -> Draft:
    prompt = ask(
        "Rho’r rhifau mewn trefn.\nRho’r rhif lleiaf yn gyntaf.",
        "Put the numbers in order.\nPut the smallest number first.",
    )
    return ordering(f"order/{numbers[0]}", "place-value", year, prompt, [whole(n) for n in numbers])


def _line(year: int, first: int, last: int, step: int, labelled: int, marked: int) -> Draft:
    figure = number_line(first, last, step, labelled, marked)
    prompt = ask("Pa rif mae’r saeth yn ei ddangos?", "Which number does the arrow show?", figure)
    return number(f"line/{first}-{marked}", "place-value", year, prompt, marked, scale_step=1, direct=1)


def _more(year: int, step: int, n: int) -> Draft:
    prompt = ask(
        f"Pa rif sydd {whole(step)} yn fwy {than(n)} {whole(n)}?",
        f"Which number is {whole(step)} more than {whole(n)}?",
    )
    return number(f"more/{n}", "place-value", year, prompt, n + step, carry=1)

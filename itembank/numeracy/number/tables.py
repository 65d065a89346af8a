from collections.abc import Iterator

from itembank.numeracy.arithmetic import table_features
from itembank.numeracy.draft import Draft, ask, choice, number, sum_line
from itembank.numeracy.drawing.objects import rows
from itembank.numeracy.figures import whole
from itembank.numeracy.nouns import APPLE, CHILD, STAR, count
from itembank.numeracy.welsh import Noun

_FACTS = ((2, 4, 5), (3, 7, 3), (4, 7, 6), (5, 8, 7))
_DIVISIONS = ((4, 42, 6),)
_TENS = ((3, 24, 10),)


def items() -> Iterator[Draft]:
    """Times tables, to multiply and to divide, Years 2 to 5."""
    yield from (_fact(*row) for row in _FACTS)
    yield from (_division(*row) for row in _DIVISIONS)
    yield from (_by_ten(*row) for row in _TENS)
    yield _array(2, 3, 5, STAR)
    yield _shared(2, 12, 2, APPLE)


def _fact(year: int, a: int, b: int) -> Draft:
    prompt = ask("Cyfrifa:", "Work out:", sum_line(f"{a} × {b}"))
    return number(f"times/{a}x{b}", "tables", year, prompt, a * b, **table_features(a, b))


def _division(year: int, total: int, divisor: int) -> Draft:
    prompt = ask("Cyfrifa:", "Work out:", sum_line(f"{total} ÷ {divisor}"))
    features = table_features(divisor, total // divisor)
    return number(f"divide/{total}by{divisor}", "tables", year, prompt, total // divisor, division=1, **features)


def _by_ten(year: int, n: int, power: int) -> Draft:
    prompt = ask("Cyfrifa:", "Work out:", sum_line(f"{n} × {power}"))
    wrong = {
        "one-lot-too-many": whole((n + 1) * power),
        "adds-instead": whole(n + power),
        "zero-inserted-in-the-middle": whole(n // 10 * power * 10 + n % 10),
    }
    return choice(f"times-ten/{n}x{power}", "tables", year, prompt, whole(n * power), wrong)


def _array(year: int, down: int, across: int, noun: Noun) -> Draft:
    prompt = ask(
        f"Mae {down} rhes yma, a {across} ym mhob rhes.\nSawl {noun.singular} sydd yma i gyd?",
        f"There are {down} rows here, with {across} in each row.\nHow many {noun.english_plural} are there altogether?",
        rows((across,) * down, noun),
    )
    return number(f"times-rows/{down}x{across}", "tables", year, prompt, down * across)


def _shared(year: int, total: int, people: int, noun: Noun) -> Draft:
    things, sharers = count(total, noun), count(people, CHILD)
    prompt = ask(
        f"Mae {sharers.cy} yn rhannu {things.cy} yn gyfartal.\nSawl un mae pob plentyn yn ei gael?",
        f"{sharers.en} share {things.en} equally.\nHow many does each child get?",
    )
    return number(f"share/{total}by{people}", "tables", year, prompt, total // people, division=1)

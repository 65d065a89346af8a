from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.arithmetic import (
    borrowed_without_paying,
    borrows_across_zero,
    smaller_from_larger,
    subtraction_features,
)
from itembank.numeracy.draft import Draft, ask, choice, number, sum_line
from itembank.numeracy.figures import MINUS, whole
from itembank.numeracy.nouns import BISCUIT, CAR, TICKET, count
from itembank.numeracy.welsh import Noun, and_

_PLAIN = ((2, 9, 4), (2, 18, 5), (3, 85, 42), (5, 702, 345))
_CHOSEN = ((3, 64, 28), (4, 243, 58), (5, 402, 157))
_TAKEN = ((2, "Dylan", 7, 2, BISCUIT),)
_DIFFERENCES = ((2, 15, 8, CAR),)


def items() -> Iterator[Draft]:
    """Subtracting whole numbers, Years 2 to 6."""
    yield from (_plain(*row) for row in _PLAIN)
    yield from (_chosen(*row) for row in _CHOSEN)
    yield from (_taken(*row) for row in _TAKEN)
    yield _sold(6, 1000, 680, TICKET)
    yield from (_difference(*row) for row in _DIFFERENCES)


def _work_out(a: int, b: int) -> Text:
    return ask("Cyfrifa:", "Work out:", sum_line(f"{whole(a)} {MINUS} {whole(b)}"))


def _plain(year: int, a: int, b: int) -> Draft:
    return number(f"subtract/{a}-{b}", "subtraction", year, _work_out(a, b), a - b, **subtraction_features(a, b))


def _chosen(year: int, a: int, b: int) -> Draft:
    wrong = {
        "smaller-from-larger": whole(smaller_from_larger(a, b)),
        **_borrowing(a, b),
        "added-instead": whole(a + b),
    }
    return choice(
        f"subtract-choice/{a}-{b}",
        "subtraction",
        year,
        _work_out(a, b),
        whole(a - b),
        wrong,
        **subtraction_features(a, b),
    )


def _borrowing(a: int, b: int) -> dict[str, str]:
    if borrows_across_zero(a, b):
        return {"borrow-skips-the-zero": whole(a - b + 10)}
    return {"borrow-without-decrement": whole(borrowed_without_paying(a, b))}


def _taken(year: int, name: str, had: int, given: int, noun: Noun) -> Draft:
    things = count(had, noun)
    prompt = ask(
        f"Mae gan {name} {things.cy}.\nMae {name} yn rhoi {whole(given)} i ffrindiau.\nSawl un sydd ar ôl?",
        f"{name} has {things.en}.\n{name} gives {whole(given)} to friends.\nHow many are left?",
    )
    return number(
        f"subtract-story/{name}", "subtraction", year, prompt, had - given, **subtraction_features(had, given)
    )


def _sold(year: int, printed: int, sold: int, noun: Noun) -> Draft:
    things = count(printed, noun)
    prompt = ask(
        f"Mae {things.cy} ar gyfer cyngerdd.\nMae {whole(sold)} wedi’u gwerthu.\nSawl {noun.singular} sydd ar ôl?",
        f"There are {things.en} for a concert.\n{whole(sold)} are sold.\nHow many {noun.english_plural} are left?",
    )
    features = subtraction_features(printed, sold)
    return number(f"subtract-sold/{printed}", "subtraction", year, prompt, printed - sold, **features)


def _difference(year: int, more: int, fewer: int, noun: Noun) -> Draft:
    one, other = count(more, noun), count(fewer, noun)
    prompt = ask(
        f"Mae {one.cy} yn y maes parcio mawr {and_(fewer)} {other.cy} yn y maes parcio bach.\nBeth yw’r gwahaniaeth?",
        f"There are {one.en} in the large car park and {other.en} in the small car park.\nWhat is the difference?",
    )
    return number(
        f"subtract-difference/{more}", "subtraction", year, prompt, more - fewer, **subtraction_features(more, fewer)
    )

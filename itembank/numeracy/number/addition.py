from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.arithmetic import addition_features, carry_written_in_full, without_carrying
from itembank.numeracy.draft import Draft, ask, choice, number, sum_line
from itembank.numeracy.figures import whole
from itembank.numeracy.nouns import BOOK, CARD, SHELL, count
from itembank.numeracy.welsh import Noun, and_

_PLAIN = ((2, 3, 4), (2, 6, 7), (2, 24, 4), (2, 34, 10), (3, 56, 27), (4, 368, 57), (5, 647, 285))
_CHOSEN = ((3, 47, 38), (4, 425, 176))
_STORIES = ((2, "Elin", 5, 4, SHELL), (3, "Nia", 38, 24, CARD))
_TOTALS = ((4, 175, 208, BOOK),)


def items() -> Iterator[Draft]:
    """Adding whole numbers, Years 2 to 5."""
    yield from (_plain(*row) for row in _PLAIN)
    yield from (_chosen(*row) for row in _CHOSEN)
    yield from (_story(*row) for row in _STORIES)
    yield from (_total(*row) for row in _TOTALS)


def _work_out(a: int, b: int) -> Text:
    return ask("Cyfrifa:", "Work out:", sum_line(f"{whole(a)} + {whole(b)}"))


def _plain(year: int, a: int, b: int) -> Draft:
    return number(f"add/{a}+{b}", "addition", year, _work_out(a, b), a + b, **addition_features(a, b))


def _chosen(year: int, a: int, b: int) -> Draft:
    wrong = {
        "no-carry": whole(without_carrying(a, b)),
        "carry-written-in-full": whole(carry_written_in_full(a, b)),
        "one-ten-too-many": whole(a + b + 10),
    }
    return choice(
        f"add-choice/{a}+{b}", "addition", year, _work_out(a, b), whole(a + b), wrong, **addition_features(a, b)
    )


def _story(year: int, name: str, had: int, more: int, noun: Noun) -> Draft:
    things = count(had, noun)
    prompt = ask(
        f"Mae gan {name} {things.cy}.\nMae {name} yn cael {more} arall.\nSawl un sydd gan {name} i gyd?",
        f"{name} has {things.en}.\n{name} gets {more} more.\nHow many does {name} have altogether?",
    )
    return number(f"add-story/{name}", "addition", year, prompt, had + more, **addition_features(had, more))


def _total(year: int, first: int, second: int, noun: Noun) -> Draft:
    one, other = count(first, noun), count(second, noun)
    prompt = ask(
        f"Mae {one.cy} mewn un ystafell {and_(second)} {other.cy} mewn ystafell arall.\nBeth yw’r cyfanswm?",
        f"There are {one.en} in one room and {other.en} in another room.\nHow many are there altogether?",
    )
    return number(f"add-total/{first}", "addition", year, prompt, first + second, **addition_features(first, second))

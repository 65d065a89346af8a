"""Items on subtracting whole numbers."""

from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.counted_nouns import BISCUIT, BOOK, CAR, CARD, SHELL, STICKER, TICKET, count
from itembank.numeracy.even_sampling import even_sample
from itembank.numeracy.number_formatting import MINUS, whole_number
from itembank.numeracy.person_names import CHILDREN
from itembank.numeracy.question_draft import (
    QuestionDraft,
    choice_question,
    displayed_calculation,
    distractors,
    make_prompt,
    number_question,
)
from itembank.numeracy.written_arithmetic import (
    borrowed_without_paying,
    borrows,
    borrows_across_zero,
    smaller_from_larger,
    subtraction_features,
)
from itembank.welsh_mutations import Noun, welsh_and

_PLAIN = ((2, 9, 4), (2, 18, 5), (3, 85, 42), (5, 702, 345))
_CHOSEN = ((3, 64, 28), (4, 243, 58), (5, 402, 157))


def items() -> Iterator[QuestionDraft]:
    """Subtracting whole numbers, Years 2 to 6."""
    yield from (_plain(*row) for row in (*_PLAIN, *_year_2(), *_year_3(6), *_year_4(4), *_year_5(4)))
    yield from (_chosen(*row) for row in (*_CHOSEN, *_year_3(10)[6:], *_year_4(7)[4:], *_year_5(7)[4:]))
    # a bare number that is heard has a masculine noun: "2 i ffrindiau" is said "dau i ffrindiau"
    yield _taken(2, "Dylan", 7, 2, STICKER, "Dylan")
    yield from (
        _taken(2, *row) for row in even_sample(4, CHILDREN, range(8, 20), range(3, 8), (STICKER, BISCUIT, SHELL))
    )
    yield from (_taken(3, *row) for row in even_sample(3, CHILDREN, range(42, 90), range(15, 38), (CARD, STICKER)))
    yield _sold(6, 1000, 680, TICKET)
    yield from (_sold(4, *row) for row in even_sample(2, range(200, 500, 50), range(134, 190), (TICKET, BOOK)))
    yield from (_sold(5, *row) for row in even_sample(2, range(500, 950, 50), range(237, 480), (TICKET, BOOK)))
    yield _difference(2, 15, 8, CAR)
    yield from (_difference(2, *row) for row in ((17, 9, CAR), (20, 13, CAR), (14, 6, CAR)))
    yield from (_off_and_on(2, *row) for row in ((14, 5, 3), (18, 6, 2), (13, 4, 7), (16, 9, 5), (19, 8, 4)))
    yield from (_difference(3, *row) for row in even_sample(2, range(52, 98), range(25, 48), (CAR,)))
    yield from (_plain(6, *row) for row in ((10_000, 3750), (8000, 2360), (50_400, 7250), (6003, 1458)))


def practice() -> Iterator[QuestionDraft]:
    """Subtracting whole numbers, Years 2 to 5, for practice alone."""
    yield from (_plain(*row) for row in ((2, 17, 6), (3, 73, 48), (4, 352, 67), (5, 514, 278)))
    yield _off_and_on(2, 15, 7, 6)


def _year_2() -> list[tuple[int, int, int]]:
    """Differences within 20, and tens or ones taken from a number of two digits."""
    within_20 = even_sample(
        6, range(6, 21), range(2, 10), where=lambda a, b: a > b + 1, beside=((9, 4), (18, 5), (15, 8), (7, 2))
    )
    ones = even_sample(3, range(25, 90), range(2, 7), where=lambda a, b: a % 10 > b)
    tens = even_sample(2, range(33, 96), (10, 20), where=lambda a, _: a % 10 > 0)
    return [(2, a, b) for a, b in (*within_20, *ones, *tens)]


def _year_3(n: int) -> list[tuple[int, int, int]]:
    rows = even_sample(n, range(41, 99), range(13, 68), where=lambda a, b: a > b + 5 and borrows(a, b) == 1)
    return [(3, a, b) for a, b in rows]


def _year_4(n: int) -> list[tuple[int, int, int]]:
    rows = even_sample(n, range(135, 890), range(26, 98), where=lambda a, b: borrows(a, b) > 0 and b % 10 > 0)
    return [(4, a, b) for a, b in rows]


def _year_5(n: int) -> list[tuple[int, int, int]]:
    rows = even_sample(n, range(403, 960), range(146, 690), where=lambda a, b: a > b + 60 and borrows(a, b) == 2)
    return [(5, a, b) for a, b in rows]


def _work_out(a: int, b: int) -> Text:
    return make_prompt("Cyfrifa:", "Work out:", displayed_calculation(f"{whole_number(a)} {MINUS} {whole_number(b)}"))


def _plain(year: int, a: int, b: int) -> QuestionDraft:
    return number_question(
        f"subtract/{a}-{b}", "subtraction", year, _work_out(a, b), a - b, **subtraction_features(a, b)
    )


def _chosen(year: int, a: int, b: int) -> QuestionDraft:
    key = whole_number(a - b)
    wrong = {
        "smaller-from-larger": smaller_from_larger(a, b),
        **_borrowing(a, b),
        "added-instead": a + b,
    }
    features = subtraction_features(a, b)
    return choice_question(
        f"subtract-choice/{a}-{b}", "subtraction", year, _work_out(a, b), key, distractors(key, wrong), **features
    )


def _borrowing(a: int, b: int) -> dict[str, int]:
    if borrows_across_zero(a, b):
        return {"borrow-skips-the-zero": a - b + 10}
    return {"borrow-without-decrement": borrowed_without_paying(a, b)}


def _taken(year: int, name: str, had: int, given: int, noun: Noun, known_as: str = "") -> QuestionDraft:
    things = count(had, noun)
    prompt = make_prompt(
        f"Mae gan {name} {things.cy}.\nMae {name} yn rhoi {whole_number(given)} i ffrindiau.\nSawl un sydd ar ôl?",
        f"{name} has {things.en}.\n{name} gives {whole_number(given)} to friends.\nHow many are left?",
    )
    item = f"subtract-story/{known_as or f'{had}-{given}'}"
    return number_question(item, "subtraction", year, prompt, had - given, **subtraction_features(had, given))


def _sold(year: int, printed: int, sold: int, noun: Noun) -> QuestionDraft:
    things = count(printed, noun)
    place = {TICKET: Text("ar gyfer cyngerdd", "for a concert"), BOOK: Text("mewn sêl lyfrau", "in a book sale")}[noun]
    prompt = make_prompt(
        f"Mae {things.cy} {place.cy}.\nMae {whole_number(sold)} wedi’u gwerthu.\nSawl {noun.singular} sydd ar ôl?",
        f"There are {things.en} {place.en}.\n{whole_number(sold)} are sold.\nHow many {noun.english_plural} are left?",
    )
    features = subtraction_features(printed, sold)
    return number_question(f"subtract-sold/{printed}", "subtraction", year, prompt, printed - sold, **features)


def _difference(year: int, more: int, fewer: int, noun: Noun) -> QuestionDraft:
    one, other = count(more, noun), count(fewer, noun)
    prompt = make_prompt(
        f"Mae {one.cy} yn y maes parcio mawr.\nMae {other.cy} yn y maes parcio bach.\nBeth yw’r gwahaniaeth?",
        f"There are {one.en} in the large car park.\nThere are {other.en} in the small car park.\n"
        "What is the difference?",
    )
    return number_question(
        f"subtract-difference/{more}", "subtraction", year, prompt, more - fewer, **subtraction_features(more, fewer)
    )


def _off_and_on(year: int, start: int, off: int, on: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae {start} o blant ar fws.\nMae {off} yn mynd oddi ar y bws {welsh_and(on)} {on} yn mynd arno.\n"
        "Faint o blant sydd ar y bws wedyn?",
        f"{start} children are on a bus.\n{off} get off and {on} get on.\nHow many children are on the bus then?",
    )
    features = {"second_step": 1, "subtraction": 1}
    return number_question(f"bus/{start}-{off}+{on}", "subtraction", year, prompt, start - off + on, **features)

"""Items on adding whole numbers."""

from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.counted_nouns import BOOK, CARD, FLOWER, SHELL, STICKER, count
from itembank.numeracy.even_sampling import even_sample
from itembank.numeracy.number_formatting import whole_number
from itembank.numeracy.person_names import CHILDREN
from itembank.numeracy.question_draft import (
    QuestionDraft,
    choice_question,
    displayed_calculation,
    distractors,
    make_prompt,
    number_question,
)
from itembank.numeracy.written_arithmetic import addition_features, carries, carry_written_in_full, without_carrying
from itembank.welsh_mutations import Noun, welsh_and

_PLAIN = ((2, 3, 4), (2, 6, 7), (2, 24, 4), (2, 34, 10), (3, 56, 27), (4, 368, 57), (5, 647, 285))
_LARGEST = {3: 1000, 4: 10_000, 5: 100_000}
_CHOSEN = ((3, 47, 38), (4, 425, 176))


def items() -> Iterator[QuestionDraft]:
    """Adding whole numbers, Years 2 to 6."""
    yield from (_plain(*row) for row in (*_PLAIN, *_year_2(), *_year_3(6), *_year_4(4), *_year_5(3)))
    yield from (_chosen(*row) for row in (*_CHOSEN, *_year_3(10)[6:], *_year_4(7)[4:], *_year_5(6)[3:]))
    # a bare number that is heard has a masculine noun: "4 arall" is said "pedwar arall"
    yield _story(2, "Elin", 5, 4, FLOWER, "Elin")
    yield _story(3, "Nia", 38, 24, CARD, "Nia")
    yield from (
        _story(2, *row) for row in even_sample(4, CHILDREN, range(3, 15), range(2, 8), (STICKER, SHELL, FLOWER))
    )
    yield from (
        _story(3, *row) for row in even_sample(3, CHILDREN, range(24, 58), range(15, 39), (STICKER, CARD, SHELL))
    )
    yield _total(4, 175, 208, BOOK)
    yield from (_total(4, *row) for row in even_sample(2, range(126, 480), range(38, 96), (BOOK,)))
    yield from (_total(5, *row) for row in even_sample(3, range(236, 680), range(154, 310), (BOOK,)))
    yield from (_doubled(2, n) for n in (3, 4, 5, 6, 8, 10))
    yield from (_plain(6, *row) for row in even_sample(3, range(12_460, 68_000, 70), range(1385, 9700, 90)))


def practice() -> Iterator[QuestionDraft]:
    """Adding whole numbers, Years 2 to 5, for practice alone."""
    yield from (_plain(*row) for row in ((2, 12, 6), (3, 46, 38), (4, 275, 48), (5, 467, 358)))
    yield _story(2, "Cai", 9, 4, FLOWER)
    yield _doubled(2, 7)


def _year_2() -> list[tuple[int, int, int]]:
    """Within 20, and tens or ones added to a number of two digits, as the year knows them."""
    within_20 = even_sample(5, range(3, 10), range(2, 10), where=lambda a, b: a > b, beside=((6, 7), (3, 4)))
    ones = even_sample(3, range(20, 90, 10), range(2, 9))
    tens = even_sample(2, range(23, 89), (10, 20), where=lambda a, b: a % 10 > 0 and a + b < 100, beside=((34, 10),))
    no_carry = even_sample(2, range(31, 88), range(2, 7), where=lambda a, b: 1 < a % 10 < 10 - b)
    return [(2, a, b) for a, b in (*within_20, *ones, *tens, *no_carry)]


def _year_3(n: int) -> list[tuple[int, int, int]]:
    rows = even_sample(n, range(23, 79), range(14, 69), where=lambda a, b: a > b and a + b < 100 and carries(a, b) == 1)
    return [(3, a, b) for a, b in rows]


def _year_4(n: int) -> list[tuple[int, int, int]]:
    rows = even_sample(n, range(134, 890), range(24, 98), where=lambda a, b: carries(a, b) > 0 and b % 10 > 1)
    return [(4, a, b) for a, b in rows]


def _year_5(n: int) -> list[tuple[int, int, int]]:
    rows = even_sample(n, range(265, 790), range(146, 560), where=lambda a, b: a > b and carries(a, b) > 1)
    return [(5, a, b) for a, b in rows]


def _work_out(a: int, b: int) -> Text:
    return make_prompt("Cyfrifa:", "Work out:", displayed_calculation(f"{whole_number(a)} + {whole_number(b)}"))


def _plain(year: int, a: int, b: int) -> QuestionDraft:
    return number_question(f"add/{a}+{b}", "addition", year, _work_out(a, b), a + b, **addition_features(a, b))


def _chosen(year: int, a: int, b: int) -> QuestionDraft:
    key = whole_number(a + b)
    wrong = {
        "no-carry": without_carrying(a, b),
        "carry-written-in-full": carry_written_in_full(a, b),
        "one-ten-too-many": a + b + 10,
        "one-carry-forgotten": a + b - 10,
    }
    if wrong["carry-written-in-full"] > _LARGEST[year]:
        del wrong["carry-written-in-full"]
    features = addition_features(a, b)
    return choice_question(
        f"add-choice/{a}+{b}", "addition", year, _work_out(a, b), key, distractors(key, wrong), **features
    )


def _story(year: int, name: str, had: int, more: int, noun: Noun, known_as: str = "") -> QuestionDraft:
    things = count(had, noun)
    prompt = make_prompt(
        f"Mae gan {name} {things.cy}.\nMae {name} yn cael {more} arall.\nSawl un sydd gan {name} i gyd?",
        f"{name} has {things.en}.\n{name} gets {more} more.\nHow many does {name} have altogether?",
    )
    item = f"add-story/{known_as or f'{had}+{more}'}"
    return number_question(item, "addition", year, prompt, had + more, **addition_features(had, more))


def _total(year: int, first: int, second: int, noun: Noun) -> QuestionDraft:
    one, other = count(first, noun), count(second, noun)
    prompt = make_prompt(
        f"Mae {one.cy} mewn un ystafell {welsh_and(second)} {other.cy} mewn ystafell arall.\nBeth yw’r cyfanswm?",
        f"There are {one.en} in one room and {other.en} in another room.\nHow many are there altogether?",
    )
    return number_question(
        f"add-total/{first}", "addition", year, prompt, first + second, **addition_features(first, second)
    )


def _doubled(year: int, n: int) -> QuestionDraft:
    prompt = make_prompt(f"Beth yw dwbl {n}?", f"What is double {n}?")
    features = {"carry": int(2 * n > 10 and n != 10), "within_ten": int(2 * n <= 10)}
    return number_question(f"double/{n}", "addition", year, prompt, 2 * n, **features)

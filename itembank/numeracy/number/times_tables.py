"""Items on the times tables."""

from collections.abc import Iterator

from itembank.numeracy.counted_nouns import (
    APPLE,
    BISCUIT,
    BUTTON,
    CARD,
    CHILD,
    FLOWER,
    PACK,
    ROW,
    SHELL,
    STAR,
    STICKER,
    count,
)
from itembank.numeracy.drawing.counted_objects import object_rows
from itembank.numeracy.even_sampling import even_sample
from itembank.numeracy.number_formatting import whole_number
from itembank.numeracy.question_draft import (
    QuestionDraft,
    choice_question,
    displayed_calculation,
    distractors,
    make_prompt,
    number_question,
)
from itembank.numeracy.written_arithmetic import table_features
from itembank.welsh_mutations import Noun, soft, welsh_and

_FACTS = (
    (2, ((4, 5), (6, 2), (9, 10), (7, 5), (8, 2), (3, 10), (9, 5))),
    (3, ((7, 3), (4, 6), (8, 4), (9, 3), (4, 4), (3, 6), (9, 4))),
    (4, ((7, 6), (6, 6), (9, 6), (6, 8), (7, 4))),
    (5, ((8, 7), (9, 9), (7, 7), (8, 9), (8, 8), (7, 9))),
)
_DIVISIONS = (
    (2, ((14, 2), (30, 5), (70, 10), (45, 5), (18, 2))),
    (3, ((21, 3), (28, 4), (36, 4), (24, 3), (18, 3))),
    (4, ((42, 6), (54, 6), (48, 6), (32, 4), (27, 3))),
    (5, ((56, 7), (72, 8), (63, 9), (81, 9), (49, 7), (64, 8))),
)
_ARRAYS = ((3, 5, STAR), (4, 2, BUTTON), (2, 6, APPLE), (5, 4, FLOWER), (5, 6, BUTTON))
_SHARES = (
    (2, 12, 2, APPLE),
    (2, 20, 5, BISCUIT),
    (2, 16, 2, STICKER),
    (2, 40, 10, CARD),
    (3, 24, 4, SHELL),
    (3, 27, 3, STICKER),
    (4, 36, 6, CARD),
)

_GIVEN = (
    ("Mali", 5, 4, 6, STICKER),
    ("Kofi", 10, 3, 7, CARD),
    ("Nia", 2, 8, 5, BISCUIT),
    ("Omar", 5, 6, 8, CARD),
    ("Efa", 10, 5, 9, STICKER),
)


def items() -> Iterator[QuestionDraft]:
    """Times tables, to multiply and to divide, Years 2 to 5."""
    yield from (_fact(year, *row) for year, facts in _FACTS for row in facts)
    yield from (_division(year, *row) for year, divisions in _DIVISIONS for row in divisions)
    yield from (_by_ten(3, n, 10) for n in (24, 37, 68, 90))
    yield from (_by_ten(4, n, 100) for n in (36, 52, 80))
    yield from (_down_by_ten(*row) for row in ((4, 850, 10), (4, 2300, 100), (4, 470, 10), (5, 60_500, 100)))
    yield from (_array(2, *row) for row in _ARRAYS)
    yield from (_shared(*row) for row in _SHARES)
    yield from (_packs(*row) for row in _packed())
    yield from (_packs_left(2, *row) for row in _GIVEN)


def practice() -> Iterator[QuestionDraft]:
    """Times tables, Years 2 to 4, for practice alone."""
    yield from (_fact(*row) for row in ((2, 6, 10), (3, 8, 3)))
    yield _shared(2, 14, 2, APPLE)
    yield _packs_left(2, "Ioan", 10, 2, 4, STICKER)
    yield _by_ten(3, 53, 10)
    yield _down_by_ten(4, 620, 10)


def _packed() -> list[tuple[int, int, int, Noun]]:
    """Numbers in several packs, from tables that the year has been taught."""
    three = even_sample(4, (3, 4), range(4, 10), (STICKER, CARD), beside=((4, 7, STICKER),))
    five = even_sample(3, (7, 8, 9), range(6, 10), (CARD, BISCUIT))
    facts = [(2, 5, 6, STICKER), (2, 10, 4, CARD), (2, 2, 7, BISCUIT)]
    return facts + [(3, *row) for row in three] + [(5, *row) for row in five]


def _fact(year: int, a: int, b: int) -> QuestionDraft:
    prompt = make_prompt("Cyfrifa:", "Work out:", displayed_calculation(f"{a} × {b}"))
    return number_question(f"times/{a}x{b}", "tables", year, prompt, a * b, **table_features(a, b))


def _division(year: int, total: int, divisor: int) -> QuestionDraft:
    prompt = make_prompt("Cyfrifa:", "Work out:", displayed_calculation(f"{total} ÷ {divisor}"))
    features = table_features(divisor, total // divisor)
    return number_question(
        f"divide/{total}by{divisor}", "tables", year, prompt, total // divisor, division=1, **features
    )


def _by_ten(year: int, n: int, power: int) -> QuestionDraft:
    prompt = make_prompt("Cyfrifa:", "Work out:", displayed_calculation(f"{n} × {power}"))
    key = whole_number(n * power)
    wrong = {
        "one-lot-too-many": (n + 1) * power,
        "adds-instead": n + power,
        "zero-inserted-in-the-middle": n // 10 * power * 10 + n % 10,
        "one-zero-too-few": n * power // 10,
    }
    return choice_question(f"times-ten/{n}x{power}", "tables", year, prompt, key, distractors(key, wrong))


def _down_by_ten(year: int, n: int, power: int) -> QuestionDraft:
    prompt = make_prompt("Cyfrifa:", "Work out:", displayed_calculation(f"{whole_number(n)} ÷ {power}"))
    key = whole_number(n // power)
    wrong = {
        "one-zero-too-many": n * 10 // power,
        "one-zero-too-few": n // power // 10 or 1,
        "subtracts-instead": n - power,
    }
    return choice_question(f"divide-ten/{n}by{power}", "tables", year, prompt, key, distractors(key, wrong), division=1)


def _array(year: int, down: int, across: int, noun: Noun) -> QuestionDraft:
    lines = count(down, ROW)
    prompt = make_prompt(
        f"Mae {lines.cy} yma, {welsh_and(across)} {across} ym mhob rhes.\nSawl {noun.singular} sydd yma i gyd?",
        f"There are {lines.en} here, with {across} in each row.\nHow many {noun.english_plural} are there altogether?",
        object_rows((across,) * down, noun),
    )
    return number_question(f"times-rows/{down}x{across}", "tables", year, prompt, down * across)


def _shared(year: int, total: int, people: int, noun: Noun) -> QuestionDraft:
    things, sharers = count(total, noun), count(people, CHILD)
    prompt = make_prompt(
        f"Mae {sharers.cy} yn rhannu {things.cy} yn gyfartal.\nFaint o {soft(noun.plural)} mae pob plentyn yn eu cael?",
        f"{sharers.en} share {things.en} equally.\nHow many {noun.english_plural} does each child get?",
    )
    features = table_features(people, total // people)
    return number_question(f"share/{total}by{people}", "tables", year, prompt, total // people, division=1, **features)


def _packs(year: int, each: int, packs: int, noun: Noun) -> QuestionDraft:
    things, several = count(each, noun), count(packs, PACK)
    prompt = make_prompt(
        f"Mae {things.cy} mewn pecyn.\nMae {several.cy}.\nSawl {noun.singular} sydd i gyd?",
        f"There are {things.en} in a pack.\nThere are {several.en}.\nHow many {noun.english_plural} are there "
        "altogether?",
    )
    return number_question(f"packs/{each}x{packs}", "tables", year, prompt, each * packs, **table_features(each, packs))


def _packs_left(year: int, name: str, each: int, packs: int, given: int, noun: Noun) -> QuestionDraft:
    several, gone = count(packs, PACK), count(given, noun)
    things = count(each, noun)
    prompt = make_prompt(
        f"Mae gan {name} {several.cy}, {welsh_and(each)} {things.cy} ym mhob un.\n"
        f"Mae {name} yn rhoi {gone.cy} i ffrind.\nSawl {noun.singular} sydd ar ôl?",
        f"{name} has {several.en} of {things.en}.\n{name} gives {gone.en} to a friend.\n"
        f"How many {noun.english_plural} are left?",
    )
    features = {"second_step": 1, "subtraction": 1}
    return number_question(
        f"packs-left/{packs}x{each}-{given}", "tables", year, prompt, packs * each - given, **features
    )

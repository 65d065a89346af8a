"""Items that match calculations, fractions and powers with their values."""

from collections.abc import Iterator

from itembank.numeracy.number_formatting import fraction, power
from itembank.numeracy.question_draft import QuestionDraft, make_prompt
from itembank.numeracy.question_interactions import matching_question

_SUMS = (
    (2, "addition", ("7 + 3", "6 + 8", "9 + 9")),
    (2, "addition", ("20 + 5", "34 + 10", "50 + 2")),
    (3, "tables", ("4 × 6", "7 × 3", "8 × 4")),
    (4, "tables", ("6 × 7", "9 × 6", "8 × 6", "6 × 6")),
)
_EQUALS = (
    (5, ((1, 2), "0.5"), ((1, 4), "0.25"), ((1, 10), "0.1")),
    (6, ((3, 4), "75%"), ((1, 5), "20%"), ((3, 10), "30%"), ((2, 5), "40%")),
    (6, ((1, 4), "25%"), ((4, 5), "80%"), ((7, 10), "70%"), ((1, 20), "5%")),
    (7, ((1, 8), "0.125"), ((9, 20), "0.45"), ((3, 5), "0.6"), ((1, 50), "0.02")),
)
_POWERS = ((8, (2, 3), (3, 2), (4, 3), (2, 5)), (8, (5, 2), (10, 3), (3, 3), (2, 4)))


def items() -> Iterator[QuestionDraft]:
    """Calculations, fractions and powers matched with equal values, Years 2 to 8."""
    yield from (_sums(*row) for row in _SUMS)
    yield from (_fractions(year, *pairs) for year, *pairs in _EQUALS)
    yield from (_powers(year, *pairs) for year, *pairs in _POWERS)


def _worth(sum_: str) -> str:
    one, sign, other = sum_.split(" ")
    return str(int(one) + int(other) if sign == "+" else int(one) * int(other))


def _sums(year: int, topic: str, sums: tuple[str, ...]) -> QuestionDraft:
    prompt = make_prompt("Cysyllta bob cyfrifiad â’i ateb.", "Match each calculation with its answer.")
    pairs = [(each, _worth(each)) for each in sums]
    return matching_question(f"pair/{sums[0].replace(' ', '')}", topic, year, prompt, pairs)


def _fractions(year: int, *pairs: tuple[tuple[int, int], str]) -> QuestionDraft:
    percent = pairs[0][1].endswith("%")
    prompt = make_prompt(
        f"Cysyllta bob ffracsiwn â’r {'ganran' if percent else 'degolyn'} sy’n hafal iddo.",
        f"Match each fraction with the {'percentage' if percent else 'decimal'} that is equal to it.",
    )
    item = f"pair-fractions/{pairs[0][0][0]}over{pairs[0][0][1]}"
    shown = [(fraction(*value), equal) for value, equal in pairs]
    return matching_question(item, "fractions", year, prompt, shown, unit_conversion=1)


def _powers(year: int, *pairs: tuple[int, int]) -> QuestionDraft:
    prompt = make_prompt("Cysyllta bob pŵer â’i werth.", "Match each power with its value.")
    shown = [(power(*pair), str(pair[0] ** pair[1])) for pair in pairs]
    return matching_question(
        f"pair-powers/{pairs[0][0]}to{pairs[0][1]}", "powers", year, prompt, shown, recalled_rule=1
    )

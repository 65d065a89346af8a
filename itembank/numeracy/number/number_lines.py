"""Items answered by placing a marker on a number line."""

from collections.abc import Iterator
from decimal import Decimal

from itembank.language import Text
from itembank.numeracy.number_formatting import decimal, fraction
from itembank.numeracy.question_draft import QuestionDraft, make_prompt
from itembank.numeracy.question_interactions import NumberLineRange, number_line_question

_TO_20: NumberLineRange = ("0", "20", "1", ("0", "10", "20"))
_TO_100: NumberLineRange = ("0", "100", "5", ("0", "50", "100"))
_TO_1000: NumberLineRange = ("0", "1000", "50", ("0", "500", "1000"))
_TO_10_000: NumberLineRange = ("0", "10000", "500", ("0", "5000", "10000"))
_ONE: NumberLineRange = ("0", "1", "0.05", ("0", "0.5", "1"))
_TWO_TO_3: NumberLineRange = ("2", "3", "0.05", ("2", "2.5", "3"))
_WHOLE = (
    *((2, "counting", _TO_20, n) for n in (14, 6, 17, 9)),
    *((3, "place-value", _TO_100, n) for n in (35, 80, 65)),
    *((4, "place-value", _TO_1000, n) for n in (250, 700, 850)),
    *((5, "place-value", _TO_10_000, n) for n in (3500, 8000, 6500)),
)
_DECIMALS = ((6, _ONE, "0.35"), (6, _ONE, "0.8"), (6, _TWO_TO_3, "2.15"), (7, _TWO_TO_3, "2.85"), (7, _ONE, "0.05"))
_FRACTIONS = ((4, 1, 4), (4, 3, 4), (5, 1, 10), (5, 7, 10), (6, 2, 5), (6, 4, 5), (7, 3, 20), (7, 17, 20))


def items() -> Iterator[QuestionDraft]:
    """A marker put in its place on a number line, Years 2 to 7."""
    yield from (_whole(*row) for row in _WHOLE)
    yield from (_decimal(*row) for row in _DECIMALS)
    yield from (_fraction(*row) for row in _FRACTIONS)


def _asked(shown: str) -> Text:
    return make_prompt(f"Ble mae {shown} ar y llinell rif?", f"Where is {shown} on the number line?")


def _whole(year: int, topic: str, line: NumberLineRange, n: int) -> QuestionDraft:
    """Whole numbers on a line; wrong places are counted back from the highest number, or one tick too far."""
    high, step = int(line[1]), int(line[2])
    tick = 1 if step == 1 else 2 * step
    wrong = {"counts-from-the-right": str(high - n), "one-step-too-far": str(n + tick)}
    features = {"direct": 1, "scale_step": int(step > 1)}
    return number_line_question(
        f"place/{high}-{n}", topic, year, _asked(decimal(str(n))), line, str(n), wrong, **features
    )


def _decimal(year: int, line: NumberLineRange, value: str) -> QuestionDraft:
    low, high = Decimal(line[0]), Decimal(line[1])
    exact = Decimal(value)
    wrong = {
        "hundredths-as-tenths": str(low + (exact - low) * 10) if low + (exact - low) * 10 <= high else str(high),
        "counts-from-the-right": str(low + high - exact),
    }
    features = {"direct": 1, "scale_step": 1, "between_marks": int(len(value) > 3)}
    return number_line_question(f"place/{value}", "decimals", year, _asked(value), line, value, wrong, **features)


def _fraction(year: int, top: int, bottom: int) -> QuestionDraft:
    """The denominator read as a place, as 1/4 at 0.4, or the numerator as tenths."""
    value = f"{top / bottom:g}"
    wrong = {
        "fraction-not-shaded": f"{1 - top / bottom:g}",
        "denominator-as-decimal": f"0.{bottom % 10}" if bottom % 10 else "0.1",
        "numerator-as-decimal": f"0.{top % 10}",
    }
    features = {"scale_step": 1, "second_step": int(top > 1)}
    item = f"place/{top}over{bottom}"
    return number_line_question(
        item, "fractions", year, _asked(fraction(top, bottom)), _ONE, value, _distinct(wrong), **features
    )


def _distinct(wrong: dict[str, str]) -> dict[str, str]:
    """Misconceptions with distinct places; the first name of a place is kept."""
    places: dict[str, str] = {}
    for name, place in wrong.items():
        places.setdefault(place, name)
    return {name: place for place, name in places.items()}

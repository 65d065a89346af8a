"""Items on rounding."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from itembank.language import Text
from itembank.numeracy.even_sampling import even_sample
from itembank.numeracy.number_formatting import decimal, whole_number
from itembank.numeracy.question_draft import QuestionDraft, choice_question, distractors, make_prompt

_WHOLE = ((3, 67, 10), (4, 1748, 100), (5, 37_620, 1000))
_PLACES = ((7, "7.368", 1), (7, "4.253", 1), (7, "12.871", 1), (7, "0.646", 1), (7, "3.4726", 2), (7, "8.0651", 2))
_SIGNIFICANT = ("0.04728", "0.3862", "0.05149", "0.007263", "0.6174", "0.08539", "0.002948")


def items() -> Iterator[QuestionDraft]:
    """Rounding, Years 3 to 8."""
    yield from (_nearest(*row) for row in _WHOLE)
    yield from (_nearest(3, n, 10) for n in _between(7, range(11, 98), 10))
    yield from (_nearest(4, n, 100) for n in _between(5, range(1101, 9900), 100))
    yield from (_nearest(4, n, 10) for n in _between(4, range(203, 990), 10))
    yield from (_nearest(5, n, 1000) for n in _between(6, range(10_110, 98_900, 10), 1000))
    yield from (_nearest(6, n, 10_000) for n in _between(4, range(110_400, 980_000, 100), 10_000))
    yield from (_to_whole(6, value) for value in ("8.47", "3.62", "17.28", "45.73", "9.54"))
    yield from (_to_places(*row) for row in _PLACES)
    yield from (_significant(8, value) for value in _SIGNIFICANT)


def practice() -> Iterator[QuestionDraft]:
    """Rounding, Years 3 to 8, for practice alone."""
    yield from (_nearest(*row) for row in ((3, 43, 10), (4, 2638, 100), (5, 52_640, 1000)))
    yield _to_places(7, "5.637", 1)
    yield _significant(8, "0.02934")


def _between(n: int, numbers: range, place: int) -> list[int]:
    """Numbers that are neither round nor half-way."""
    return [
        row[0]
        for row in even_sample(
            n, numbers, where=lambda n: n % place not in (0, place // 2) and n % (place // 10 or 1) == 0
        )
    ]


def _nearest(year: int, n: int, place: int) -> QuestionDraft:
    rounded = _rounded(n, place)
    key = whole_number(rounded)
    wrong = {
        "rounds-the-wrong-way": rounded + place if rounded < n else rounded - place,
        "keeps-the-other-digits": n + place if rounded > n else n - n % (place // 10 or 1) + place // 10,
        "rounds-to-the-wrong-place": _rounded(n, place * 10),
    }
    prompt = make_prompt(
        f"Talgrynna {whole_number(n)} i’r {whole_number(place)} agosaf.",
        f"Round {whole_number(n)} to the nearest {whole_number(place)}.",
    )
    return choice_question(f"round/{n}", "rounding", year, prompt, key, distractors(key, wrong))


def _rounded(n: int, place: int) -> int:
    return (n + place // 2) // place * place


def _to_whole(year: int, value: str) -> QuestionDraft:
    exact = Decimal(value)
    key = decimal(exact.quantize(Decimal(1), ROUND_HALF_UP))
    up, down = exact.quantize(Decimal(1), ROUND_CEILING), exact.quantize(Decimal(1), ROUND_FLOOR)
    wrong = {
        "rounds-up-always": decimal(up),
        "rounds-down-always": decimal(down),
        "rounds-to-the-wrong-place": decimal(exact.quantize(Decimal("0.1"), ROUND_HALF_UP)),
        "rounds-digit-by-digit-to-ten": whole_number(_rounded(int(up), 10)),
    }
    prompt = make_prompt(f"Talgrynna {value} i’r rhif cyfan agosaf.", f"Round {value} to the nearest whole number.")
    return choice_question(f"round/{value}", "rounding", year, prompt, key, distractors(key, wrong))


_SAID = {1: Text("1 lle degol", "1 decimal place"), 2: Text("2 le degol", "2 decimal places")}


def _to_places(year: int, value: str, places: int) -> QuestionDraft:
    exact, unit = Decimal(value), Decimal(1).scaleb(-places)
    key = exact.quantize(unit, ROUND_HALF_UP)
    other = exact.quantize(unit, ROUND_FLOOR if key > exact else ROUND_CEILING)
    wrong = {
        "rounds-the-wrong-way": decimal(other),
        "rounds-to-the-wrong-place": decimal(exact.quantize(unit.scaleb(-1), ROUND_HALF_UP)),
        "counts-all-the-digits": decimal(exact.quantize(unit.scaleb(1), ROUND_HALF_UP)),
    }
    said = _SAID[places]
    prompt = make_prompt(f"Talgrynna {value} i {said.cy}.", f"Round {value} to {said.en}.")
    return choice_question(f"round/{value}", "rounding", year, prompt, decimal(key), wrong)


def _significant(year: int, value: str) -> QuestionDraft:
    exact = Decimal(value)
    unit = Decimal(1).scaleb(exact.adjusted() - 1)
    key = decimal(exact.quantize(unit, ROUND_HALF_UP))
    other = ROUND_FLOOR if Decimal(key) > exact else ROUND_CEILING
    wrong = {
        "counts-decimal-places": decimal(exact.quantize(Decimal("0.01"), ROUND_HALF_UP)),
        "rounds-to-the-wrong-place": decimal(exact.quantize(unit.scaleb(-1), ROUND_HALF_UP)),
        "rounds-the-wrong-way": decimal(exact.quantize(unit, other)),
    }
    prompt = make_prompt(f"Talgrynna {value} i 2 ffigur ystyrlon.", f"Round {value} to 2 significant figures.")
    return choice_question(f"round/{value}", "rounding", year, prompt, key, distractors(key, wrong), recalled_rule=1)

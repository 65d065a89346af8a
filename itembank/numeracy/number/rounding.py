from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from itembank.language import Text
from itembank.numeracy.draft import Draft, ask, choice
from itembank.numeracy.figures import decimal, whole

_WHOLE = ((3, 67, 10), (4, 1748, 100), (5, 37_620, 1000))


def items() -> Iterator[Draft]:
    """Rounding, Years 3 to 8."""
    yield from (_nearest(*row) for row in _WHOLE)
    yield _to_whole(6, "8.47")
    yield _to_places(7, "7.368", 1)
    yield _significant(8)


def _nearest(year: int, n: int, place: int) -> Draft:
    rounded = _rounded(n, place)
    wrong = {
        "rounds-the-wrong-way": whole(rounded + place if rounded < n else rounded - place),
        "keeps-the-other-digits": whole(n + place if rounded > n else n - n % (place // 10 or 1) + place // 10),
        "rounds-to-the-wrong-place": whole(_rounded(n, place * 10)),
    }
    prompt = ask(f"Talgrynna {whole(n)} i’r {whole(place)} agosaf.", f"Round {whole(n)} to the nearest {whole(place)}.")
    return choice(f"round/{n}", "rounding", year, prompt, whole(rounded), wrong)


def _rounded(n: int, place: int) -> int:
    return (n + place // 2) // place * place


def _to_whole(year: int, value: str) -> Draft:
    wrong = {"rounds-up-always": "9", "rounds-to-the-wrong-place": "8.5", "rounds-digit-by-digit-to-ten": "10"}
    prompt = ask(f"Talgrynna {value} i’r rhif cyfan agosaf.", f"Round {value} to the nearest whole number.")
    return choice(f"round/{value}", "rounding", year, prompt, "8", wrong)


_PLACES = {1: Text("1 lle degol", "1 decimal place"), 2: Text("2 le degol", "2 decimal places")}


def _to_places(year: int, value: str, places: int) -> Draft:
    exact, unit = Decimal(value), Decimal(1).scaleb(-places)
    key = exact.quantize(unit, ROUND_HALF_UP)
    other = exact.quantize(unit, ROUND_FLOOR if key > exact else ROUND_CEILING)
    wrong = {
        "rounds-the-wrong-way": decimal(other),
        "rounds-to-the-wrong-place": decimal(exact.quantize(unit.scaleb(-1), ROUND_HALF_UP)),
        "counts-all-the-digits": decimal(exact.quantize(unit.scaleb(1), ROUND_HALF_UP)),
    }
    said = _PLACES[places]
    prompt = ask(f"Talgrynna {value} i {said.cy}.", f"Round {value} to {said.en}.")
    return choice(f"round/{value}", "rounding", year, prompt, decimal(key), wrong)


def _significant(year: int) -> Draft:
    prompt = ask("Talgrynna 0.04728 i 2 ffigur ystyrlon.", "Round 0.04728 to 2 significant figures.")
    wrong = {"counts-decimal-places": "0.05", "rounds-to-the-wrong-place": "0.0473", "rounds-the-wrong-way": "0.048"}
    return choice("round/0.04728", "rounding", year, prompt, "0.047", wrong, recalled_rule=1)

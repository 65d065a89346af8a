"""Whether the label of an option and its value say the same: a number, an amount of money or a time of day."""

import re
from fractions import Fraction

_NUMBER = re.compile(
    r"(?P<pounds>£?)(?P<minus>[-−]?)(?P<whole>\d{1,3}(?:[,\s]\d{3})+|\d+)(?:\.(?P<part>\d+))?(?:\s?(?:%|[^\W\d]+[²³]?))?"
)
_FRACTION = re.compile(r"(\d+)/([1-9]\d*)")
_TIME = re.compile(r"(\d{1,2}):([0-5]\d)")
_PENCE = 100


def label_agrees(label: str, value: Fraction) -> bool:
    """Whether a label may stand for a value. One that says anything beside one number, or says it in words, may.

    Pounds may be reckoned in pounds or in pence, and a number may be rounded to the decimals that it has. A time of day
    is minutes after midnight.
    """
    text = label.strip()
    if time := _TIME.fullmatch(text):
        return value == 60 * int(time[1]) + int(time[2])
    if fraction := _FRACTION.fullmatch(text):
        return value == Fraction(int(fraction[1]), int(fraction[2]))
    number = _NUMBER.fullmatch(text)
    return number is None or _is_rounded(number, value)


def _is_rounded(number: re.Match[str], value: Fraction) -> bool:
    decimals = number["part"] or ""
    whole = Fraction(int(re.sub(r"\D", "", number["whole"]) + decimals), 10 ** len(decimals))
    told = -whole if number["minus"] else whole
    units = (1, _PENCE) if number["pounds"] else (1, Fraction(1, _PENCE))
    least = Fraction(1, 2 * 10 ** len(decimals)) if decimals else Fraction(0)
    return any(abs(told * unit - value) <= least * unit for unit in units)

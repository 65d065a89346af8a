"""Whether the label of an option and its value say the same: a number, an amount of money or a time of day."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from itembank.scoring.unit_names import names_of

_NUMBER = re.compile(
    r"(?P<pounds>£?)(?P<minus>[-−]?)(?P<whole>\d{1,3}(?:[,\s]\d{3})+|\d+)(?:\.(?P<part>\d+))?(?:\s?(?P<unit>%|[^\W\d]+[²³]?))?"
)
_FRACTION = re.compile(r"(\d+)/([1-9]\d*)")
_TIME = re.compile(r"(\d{1,2}):([0-5]\d)")
_PENCE = 100
_DURATION = re.compile(r"(?P<hours>\d+) (?:hours?|awr)(?: (?:and |a )?(?P<minutes>\d+) (?:minutes?|munud))?")
_MINUTES = names_of("minutes")


def label_agrees(label: str, value: Fraction) -> bool:
    """Whether a label may stand for a value. One that says anything beside one number, or says it in words, may.

    Pounds may be reckoned in pounds or in pence, and a number may be rounded to the decimals that it has. A time of day
    is minutes after midnight.
    """
    text = label.strip()
    if exact := _time_or_fraction(text):
        return value == exact[1]
    number = _NUMBER.fullmatch(text)
    return number is None or _is_rounded(number, value)


def mislabelled(labels: Sequence[str], values: Sequence[Fraction]) -> tuple[int, ...]:
    """The places of labels that say another number than their value, where the labels of a part are of one kind.

    The values may be in another unit than the labels, fall where these rise, or be of another quantity: cards in order
    of how near they are to 500 are no such numbers. So a label is wrong only if most of the others, multiplied by one
    factor, are their values, or if the labels are the values in another order.
    """
    told = [_counted(label) for label in labels]
    if None in told or len({unit for unit, _ in filter(None, told)}) != 1:
        return ()
    numbers = [number for _, number in filter(None, told)]

    def unlike(factor: Fraction) -> tuple[int, ...]:
        pairs = enumerate(zip(labels, numbers, values, strict=True))
        return tuple(at for at, (label, number, value) in pairs if not _agrees(label, number, value / factor))

    fewest = min(map(unlike, _factors(numbers, values)), key=len)
    if 2 * len(fewest) < len(labels):
        return fewest
    return unlike(Fraction(1)) if sorted(numbers) == sorted(values) else ()


def _factors(numbers: Sequence[Fraction], values: Sequence[Fraction]) -> Iterator[Fraction]:
    """What labels may be multiplied by to give their values, the likeliest first."""
    yield Fraction(1)
    yield Fraction(-1)
    yield from (value / number for number, value in zip(numbers, values, strict=True) if number and value)


def _agrees(label: str, number: Fraction, value: Fraction) -> bool:
    return number == value or (_DURATION.fullmatch(label.strip()) is None and label_agrees(label, value))


def _counted(label: str) -> tuple[str, Fraction] | None:
    """The unit of a label, and its number in it; None if it says anything else."""
    text = label.strip()
    if exact := _time_or_fraction(text):
        return exact
    if duration := _DURATION.fullmatch(text):
        return min(_MINUTES), Fraction(60 * int(duration["hours"]) + int(duration["minutes"] or 0))
    number = _NUMBER.fullmatch(text)
    return None if number is None else (min(names_of(number["pounds"] or number["unit"] or "")), _told(number))


def _time_or_fraction(text: str) -> tuple[str, Fraction] | None:
    """The unit and the number of a time of day or a fraction."""
    if time := _TIME.fullmatch(text):
        return "time", Fraction(60 * int(time[1]) + int(time[2]))
    if fraction := _FRACTION.fullmatch(text):
        return "", Fraction(int(fraction[1]), int(fraction[2]))
    return None


def _is_rounded(number: re.Match[str], value: Fraction) -> bool:
    decimals = number["part"] or ""
    told = _told(number)
    units = (1, _PENCE) if number["pounds"] else (1, Fraction(1, _PENCE))
    least = Fraction(1, 2 * 10 ** len(decimals)) if decimals else Fraction(0)
    return any(abs(told * unit - value) <= least * unit for unit in units)


def _told(number: re.Match[str]) -> Fraction:
    decimals = number["part"] or ""
    whole = Fraction(int(re.sub(r"\D", "", number["whole"]) + decimals), 10 ** len(decimals))
    return -whole if number["minus"] else whole

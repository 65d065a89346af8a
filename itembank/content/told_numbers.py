"""The numbers that a text tells; they are the same in both languages."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from itembank.errors import NOTHING
from itembank.language import Language, Text

_THOUSANDS = re.compile("(?<=\\d)[ ,\u00a0\u2009\u202f](?=\\d{3}(?!\\d))")
_NUMBER = re.compile(r"\d+(?:[.:]\d+)*")
_PLACE = re.compile(r"\{[^{}]*\}")
_CALCULATION = re.compile(rf"(?:{_PLACE.pattern}|\d[\d.]*)\s*[-−–÷/]\s*(?:{_PLACE.pattern}|\d[\d.]*)")
"""Of sums and products the order does not matter."""

_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Untold:
    """What one language of a text lacks of the other.

    Parameters
    ----------
    language : the one that lacks it
    expected, received : the numbers of the other language, in words, and its own
    """

    language: Language
    expected: str
    received: str


def told_numbers(words: str) -> tuple[str, ...]:
    """The numbers in figures, in the order of the text: 24, 13:05, 0.25; thousands without what parts them."""
    return tuple(_NUMBER.findall(_THOUSANDS.sub("", words)))


def placed_names(words: str) -> tuple[str, ...]:
    """The names that stand for numbers, each once: {a} and {b} of "{a} + {b * 2}"."""
    names = (name for place in _PLACE.findall(words) for name in _NAME.findall(place))
    return tuple(dict.fromkeys(f"{{{name}}}" for name in names))


def calculations(words: str) -> tuple[str, ...]:
    """The differences and quotients in figures, or in the names of numbers: "{a} - {b}" of "Faint yw {a} - {b}?"."""
    return tuple(" ".join(found.split()) for found in _CALCULATION.findall(_THOUSANDS.sub("", words)))


def untold_calculation(text: Text) -> Untold | None:
    """A difference or quotient that stands in one language and the other way round in the other."""
    return _untold(text, calculations)


def without_places(words: str) -> str:
    """A text without what stands in braces."""
    return _PLACE.sub("", words)


def untold_number(text: Text) -> Untold | None:
    """A number that stands in one language and not in the other, or there more often."""
    return _untold(text, told_numbers)


def untold_name(text: Text) -> Untold | None:
    """A name in braces that stands in one language and not in the other."""
    return _untold(text, placed_names)


def _untold(text: Text, found: Callable[[str], tuple[str, ...]]) -> Untold | None:
    return _lacking("cy", found(text.cy), "en", found(text.en)) or _lacking("en", found(text.en), "cy", found(text.cy))


def _lacking(language: Language, told: tuple[str, ...], other: Language, wanted: tuple[str, ...]) -> Untold | None:
    if not Counter(wanted) - Counter(told):
        return None
    return Untold(language, f"the numbers {', '.join(wanted)}, as in {other}", ", ".join(told) or NOTHING)

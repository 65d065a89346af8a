"""Names in Welsh order, and their initials: ch, dd, ff, ll, ph, rh and th are letters of their own, ng only within."""

from __future__ import annotations

import re
import unicodedata

_ALPHABET = (
    "a", "b", "c", "ch", "d", "dd", "e", "f", "ff", "g", "ng", "h", "i", "j", "k", "l", "ll", "m",
    "n", "o", "p", "ph", "q", "r", "rh", "s", "t", "th", "u", "v", "w", "x", "y", "z",
)  # fmt: skip
_DIGRAPHS = frozenset(letter for letter in _ALPHABET if len(letter) == 2)
_RANKS = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}
# no Welsh name begins with ng, save where it is mutated: one that does, such as Nguyen, begins with n
_LETTER = re.compile(r"^n(?=g)|" + "|".join(sorted(_ALPHABET, key=len, reverse=True)) + "|.", re.DOTALL)
_OTHER = 100
"""Added to the code point of what is no letter of the alphabet, which so comes after all that are."""

Order = list[tuple[int, ...]]
"""A sort key: the words of a name, the surname first, each by the places of its letters in the alphabet."""


def surname_first(name: str) -> Order:
    """Return the sort key of a name: its words from last to first, without accents, capitals and punctuation.

    One order holds for readers of both languages, so that a list looks the same to both: Lewis before Llwyd, Price
    before Phillips.
    """
    words = (re.sub(r"[\W_]", "", _plain(word)) for word in reversed(name.split()))
    return [tuple(_RANKS.get(letter, _OTHER + ord(letter[0])) for letter in _LETTER.findall(word)) for word in words]


def initial(word: str) -> str:
    """Return the first letter of a word as it is written there: Ll of Llwyd, Ŵ of Ŵan."""
    composed = unicodedata.normalize("NFC", word)
    return composed[:2] if _plain(composed[:2]) in _DIGRAPHS - {"ng"} else composed[:1]


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))

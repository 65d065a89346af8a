"""The Unique Pupil Number: thirteen characters, the first a check letter over the other twelve.

Letter, local authority (3 digits), school (4), year of issue (2), serial (3); a temporary number ends in a letter. It
contains the school that issued it, not the one the learner attends. Source: Department for Education, *Unique pupil
numbers: guide for schools and local authorities*; the check letter's weights as in the Government Data Standards
Catalogue 2.0.
"""

from __future__ import annotations

import re
from operator import mul

ALPHABET = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""The 23 check letters; I, O and S are not used."""

_SHAPE = re.compile(r"[A-Z][0-9]{11}[0-9A-Z]")
_VALUES = {character: index for index, character in enumerate(ALPHABET)} | {str(digit): digit for digit in range(10)}


_WEIGHTS = range(2, 14)


def _codes(text: str) -> frozenset[int]:
    spans = ((int(first), int(last or first)) for first, _, last in (part.partition("-") for part in text.split()))
    return frozenset(code for first, last in spans for code in range(first, last + 1))


WELSH_AUTHORITIES = _codes("660-681")
"""The codes of the 22 local authorities of Wales."""

ENGLISH_AUTHORITIES = _codes(
    "201-213 301-320 330-336 340-344 350-359 370-373 380-384 390-394 420 800-803 805-808 810-813 815-816 820-823"
    " 825-826 830-831 835-841 845-846 850-852 855-857 860-861 865-896 908-909 916 919 921 925-926 928-929 931 933"
    " 935-943"
)
"""The codes of England's local authorities, former ones too: a learner who moves to Wales keeps their UPN."""

AUTHORITIES = WELSH_AUTHORITIES | ENGLISH_AUTHORITIES


def check_letter(characters: str) -> str:
    """The check letter of the last twelve characters: Σ weight × value, weights 2 to 13, modulo 23.

    Raises
    ------
    ValueError : a character that a UPN cannot have
    """
    try:
        total = sum(map(mul, [_VALUES[character] for character in characters], _WEIGHTS))
    except KeyError:
        msg = f"expected digits and letters of {ALPHABET}"
        raise ValueError(msg) from None
    return ALPHABET[total % 23]


def looks_like_a_upn(text: str) -> bool:
    """Whether a text has a UPN's shape: a letter, eleven digits, a digit or a letter."""
    return _SHAPE.fullmatch(normalised(text)) is not None


def is_upn(text: str) -> bool:
    """Whether a text is a UPN by shape, known authority and check letter; case and outer spaces are ignored."""
    upn = normalised(text)
    if not _SHAPE.fullmatch(upn) or upn[0] not in _VALUES or upn[-1] not in _VALUES:
        return False
    return int(upn[1:4]) in AUTHORITIES and check_letter(upn[1:]) == upn[0]


def normalised(text: str) -> str:
    """A UPN in capitals, without outer spaces."""
    return text.strip().upper()

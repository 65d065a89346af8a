"""Welsh mutations, and the forms of nouns after numerals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

_SOFT = (("ll", "l"), ("rh", "r"), ("p", "b"), ("t", "d"), ("c", "g"), ("b", "f"), ("d", "dd"), ("g", ""), ("m", "f"))
_ASPIRATE = (("p", "ph"), ("t", "th"), ("c", "ch"))
_NASAL = (("p", "mh"), ("t", "nh"), ("c", "ngh"), ("b", "m"), ("d", "n"), ("g", "ng"))
_NEVER = ("ch", "th", "ph", "dd", "ff", "ng")  # single letters of the alphabet that do not mutate
_TIME_WORDS = ("diwrnod", "blwydd", "blynedd")  # the nasal after 5, 7, 8, 9 and 10 is theirs alone

LARGEST_SINGULAR = 10


def soft(word: str) -> str:
    """Treiglad meddal: pêl → bêl, llyfr → lyfr, gardd → ardd."""
    return _mutated(word, _SOFT)


def aspirate(word: str) -> str:
    """Treiglad llaes: ci → chi, punt → phunt."""
    return _mutated(word, _ASPIRATE)


def nasal(word: str) -> str:
    """Treiglad trwynol: diwrnod → niwrnod, blynedd → mlynedd."""
    return _mutated(word, _NASAL)


def _mutated(word: str, changes: tuple[tuple[str, str], ...]) -> str:
    if word.startswith(_NEVER):
        return word
    for radical, changed in changes:
        if word.startswith(radical):
            return changed + word.removeprefix(radical)
    return word


@dataclass(frozen=True)
class Noun:
    """A Welsh noun with its English translation; its gender determines the mutation after some numerals."""

    singular: str
    plural: str
    feminine: bool
    english: str
    english_plural: str


def after_numeral(n: int, noun: Noun) -> str:
    """The form of a noun after a number, without the number: 2 → "lyfr", 23 → "o lyfrau".

    Up to ten the noun is singular, mutated by the numeral and its gender; above ten it is "o" and the soft-mutated
    plural. None of the nouns used here has the irregular forms of "blwyddyn".
    """
    if n == 0 or n > LARGEST_SINGULAR:
        return f"o {soft(noun.plural)}"
    if noun.singular in _TIME_WORDS and n in (5, 7, 8, 9, 10):
        return nasal(noun.singular)
    return _FORMS[_mutation(n, noun.feminine)](noun.singular)


def _mutation(n: int, feminine: bool) -> str:
    by_gender = {1: ("none", "soft but ll, rh"), 2: ("soft", "soft"), 3: ("aspirate", "none"), 6: ("aspirate",) * 2}
    return by_gender.get(n, ("none", "none"))[feminine]


def _soft_but_ll_rh(word: str) -> str:
    return word if word.startswith(("ll", "rh")) else soft(word)


_FORMS: Mapping[str, Callable[[str], str]] = {
    "none": str,
    "soft": soft,
    "soft but ll, rh": _soft_but_ll_rh,
    "aspirate": aspirate,
}


def welsh_and(n: int) -> str:
    """Welsh "and": "a", or "ac" before a number that begins with a vowel: 5 a 3, 5 ac 8."""
    return "ac" if _vowel_first(n) else "a"


def welsh_than(n: int) -> str:
    """Welsh "than": "na", or "nag" before a number that begins with a vowel: mwy na 30, mwy nag 80."""
    return "nag" if _vowel_first(n) else "na"


def _vowel_first(n: int) -> bool:
    """Whether the number's first word is "un" or "wyth"; "cant", "mil" and "miliwn" have no "un" before them."""
    group = _leading_group(n)
    if n >= LARGEST_SINGULAR**3 and group == 1:
        return False
    return str(group).startswith("8") or group == 1 or 11 <= group <= 19


def _leading_group(n: int) -> int:
    """The number before the first "mil" or "miliwn": 18 500 → 18."""
    while n >= LARGEST_SINGULAR**3:
        n //= LARGEST_SINGULAR**3
    return n

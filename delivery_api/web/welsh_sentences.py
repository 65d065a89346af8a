"""Welsh sentences whose "a", "â", "na" and "gyda" suit the number that follows: rhwng 78 a 82, rhwng 78 ac 86."""

import gettext
import re

from itembank.welsh_mutations import welsh_and

_BEFORE_VOWELS = {"a": "ac", "â": "ag", "na": "nag", "gyda": "gydag"}
_BEFORE_A_NUMBER = re.compile(r"\b(a|â|na|gyda) (?=(\d+))")


def suited_to_numbers(text: str) -> str:
    """The text with the form of each of the words that its number asks for: "na 80" is "nag 80" (wyth deg)."""
    return _BEFORE_A_NUMBER.sub(
        lambda found: f"{_BEFORE_VOWELS[found[1]] if welsh_and(int(found[2])) == 'ac' else found[1]} ", text
    )


class WelshSentence(str):
    """A sentence of the catalogue: what `%` puts into it decides the form of the word before."""

    __slots__ = ()

    def __mod__(self, values: object) -> str:
        return suited_to_numbers(super().__mod__(values))


class WelshTranslations(gettext.GNUTranslations):
    """Translations whose sentences are `WelshSentence`."""

    def gettext(self, message: str) -> str:
        return WelshSentence(super().gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return WelshSentence(super().ngettext(msgid1, msgid2, n))

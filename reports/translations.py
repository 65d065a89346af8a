"""The protocol by which reports translate sentences, and dates in the reader's language."""

from datetime import date
from typing import Protocol

from babel.dates import format_date


class Translations(Protocol):
    """The interface of ``gettext.NullTranslations``; msgids are whole English sentences with named placeholders."""

    def gettext(self, message: str, /) -> str: ...
    def ngettext(self, msgid1: str, msgid2: str, n: int, /) -> str: ...


def long_date(day: date, language: str) -> str:
    """A date in the format of the language: 1 March 2026, 1 Mawrth 2026."""
    return format_date(day, "d MMMM y", locale=language)

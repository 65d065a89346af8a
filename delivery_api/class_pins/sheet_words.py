"""The sentences beside a PIN that a class reads from the wall or from a slip."""

from __future__ import annotations

from dataclasses import dataclass

from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import LANGUAGES, Language


@dataclass(frozen=True)
class SheetWords:
    """The sentences in one language, as a child reads them.

    Attributes
    ----------
    title : what to do
    steps : how, one after another
    code : what the QR code is
    """

    language: Language
    title: str
    steps: tuple[str, ...]
    code: str


def sheet_words(address: str, first: Language | None = None) -> tuple[SheetWords, ...]:
    """The sentences in both languages: a class reads them together, whoever made the sheet.

    Parameters
    ----------
    address : of the page of PINs, as somebody types it
    first : the language of the school, or of the learner whose slip it is; Welsh where there is none
    """
    return tuple(_in(language, address) for language in sorted(LANGUAGES, key=lambda each: each != first))


def _in(language: Language, address: str) -> SheetWords:
    say = translations(language)
    steps = (
        say.gettext("Go to %(address)s, or point a camera at the square.") % {"address": address},
        say.gettext("Write this PIN, if it is not there yet."),
        say.gettext("Choose your own name."),
    )
    code = say.gettext("QR code: it opens the page with the PIN")
    return SheetWords(language, say.gettext("Come in like this"), steps, code)

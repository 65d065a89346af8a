"""Reads the message catalogues of sentences in Welsh and English."""

from __future__ import annotations

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from delivery_api.web.reader_language import LANGUAGES, Language
from delivery_api.web.welsh_sentences import WelshTranslations

LOCALE_FOLDER = Path(__file__).parent / "locale"


def catalogue_path(language: Language) -> Path:
    """Return the path of a language's .po file."""
    return LOCALE_FOLDER / language / "LC_MESSAGES" / "mesur.po"


def read_catalogue(language: Language) -> Catalog:
    """Read the catalogue of a language from its .po file."""
    return read_po_file(catalogue_path(language), language)


def read_po_file(path: Path, language: Language) -> Catalog:
    """Read a .po file."""
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@cache
def translations(language: Language) -> gettext.NullTranslations:
    """Return the translations of a language: ``gettext`` and ``ngettext``, with whole English sentences as keys.

    They are read from the .po file and compiled in memory, so that no build step is needed after a change.

    Raises
    ------
    ValueError
        The language is neither ``cy`` nor ``en``.
    """
    if language not in LANGUAGES:
        message = f"language: expected one of {LANGUAGES}, got {language!r}"
        raise ValueError(message)
    return compile_catalogue(read_catalogue(language))


def compile_catalogue(catalogue: Catalog) -> gettext.NullTranslations:
    """Compile a catalogue into translations."""
    file = BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    return (WelshTranslations if str(catalogue.locale) == "cy" else gettext.GNUTranslations)(file)

"""Updates the message catalogues from the sentences in templates and code.

    .venv/bin/python -m delivery_api.web.catalogue_extraction

New sentences are added (the English text is filled in), removed ones are dropped. Every sentence without a Welsh
translation is printed; tests/meta/test_catalogue.py fails until it is written.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from delivery_api.web.message_catalogue import catalogue_path, read_catalogue
from delivery_api.web.reader_language import LANGUAGES, Language

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("delivery_api", "reports")
METHODS = [("**/templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
OPTIONS = {
    "**/templates/**.html": {
        "trimmed": "true",
        "newstyle_gettext": "true",
        "silent": "false",
        "extensions": "jinja2.ext.do",
    }
}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "gettext": None,
    "ngettext": (1, 2),
    "_": None,
    "DataDeclaration": (2,),
    "FileDeclaration": (2,),
    "InvalidSettings": (2,),
    "InvalidRegisters": (2,),
    "IncompleteText": (2,),
    "LogUnreadable": (2,),
    "VoiceFailed": (2,),
    "AssetsMissing": (2,),
    "ForeseenFault": (2,),
}

# Babel's own table has five forms and none for zero; these are CLDR's six.
WELSH_PLURAL_FORMS = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5);"

# Headers with times and authors, which would change at every run.
VOLATILE_HEADERS = re.compile(
    rb'^"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team'
    rb"|Generated-By):.*\n",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Sentence:
    """A msgid, its English plural if any, and the files that contain it."""

    msgid: str
    plural: str | None
    files: tuple[str, ...]


def extract_sentences(root: Path = ROOT) -> dict[str, Sentence]:
    """Return every sentence of templates and Python code by msgid, in alphabetical order."""
    found: dict[str, Sentence] = {}
    for file, message in _extracted(root):
        msgid, plural = message if isinstance(message, tuple) else (message, None)
        known = found.get(msgid, Sentence(msgid, None, ()))
        found[msgid] = Sentence(msgid, plural or known.plural, tuple(sorted({*known.files, file})))
    return dict(sorted(found.items()))


def _extracted(root: Path) -> Iterator[tuple[str, str | tuple[str, str]]]:
    for package in PACKAGES:
        folder = root / package
        for file, _, message, _, _ in extract_from_dir(folder, METHODS, OPTIONS, keywords=KEYWORDS):
            yield f"{package}/{file}", message  # type: ignore[misc]


def merge_catalogue(language: Language, sentences: dict[str, Sentence]) -> Catalog:
    """Return the catalogue of a language with exactly these sentences, keeping existing translations."""
    old = read_catalogue(language) if catalogue_path(language).exists() else Catalog()
    new = Catalog(locale=language, header_comment="# What Mesur says.", fuzzy=False)
    if language == "cy":
        new.mime_headers = [("Plural-Forms", WELSH_PLURAL_FORMS)]
    for sentence in sentences.values():
        new.add(
            (sentence.msgid, sentence.plural) if sentence.plural else sentence.msgid,
            string=_translation(language, sentence, old.get(sentence.msgid)),
            locations=[(file, 0) for file in sentence.files],
        )
    return new


def _translation(language: Language, sentence: Sentence, old: Message | None) -> str | tuple[str, ...] | None:
    if old is not None and isinstance(old.string, (tuple, list)) == bool(sentence.plural) and old.string:
        return old.string if isinstance(old.string, str) else tuple(old.string)
    if language == "en":
        return (sentence.msgid, sentence.plural) if sentence.plural else sentence.msgid
    return None


def update_catalogues() -> dict[Language, list[str]]:
    """Write both catalogues. Return the untranslated sentences by language."""
    sentences = extract_sentences()
    untranslated: dict[Language, list[str]] = {}
    for language in LANGUAGES:
        catalogue = merge_catalogue(language, sentences)
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        content = BytesIO()
        write_po(content, catalogue, width=120, sort_output=True, include_lineno=False)
        path.write_bytes(VOLATILE_HEADERS.sub(b"", content.getvalue()))
        untranslated[language] = [str(message.id) for message in catalogue if message.id and not is_translated(message)]
    return untranslated


def is_translated(message: Message) -> bool:
    """Return whether every plural form of a message is translated."""
    forms = [message.string] if isinstance(message.string, str) else message.string or ()
    return bool(forms) and all(forms)


if __name__ == "__main__":
    for language, missing in update_catalogues().items():
        for msgid in missing:
            sys.stdout.write(f"{language}: no translation yet of: {msgid}\n")

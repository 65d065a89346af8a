"""Brings the catalogues up to date with the sentences in templates and code.

    .venv/bin/python -m delivery_api.web.catalogue_extraction

New sentences are added (English fills itself in), changed and removed ones are dropped. Every sentence that has no
Welsh yet is printed; tests/meta/test_catalogue.py fails until it is written.
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
KEYWORDS: dict[str, tuple[int, ...] | None] = {"gettext": None, "ngettext": (1, 2), "_": None}

# Babel's own table has five forms and none for zero; these are CLDR's six.
WELSH_PLURAL_FORMS = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5);"

# Headers that say when and by whom: git knows better, and they would change at every run.
VOLATILE_HEADERS = re.compile(
    rb'^"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team'
    rb"|Generated-By):.*\n",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Sentence:
    """A msgid, its English plural if it counts something, and the files that say it."""

    msgid: str
    plural: str | None
    files: tuple[str, ...]


def extract_sentences(root: Path = ROOT) -> dict[str, Sentence]:
    """Every sentence that templates and Python code say, by msgid, in the order of the English alphabet."""
    found: dict[str, Sentence] = {}
    for file, message in _extracted(root):
        msgid, plural = message if isinstance(message, tuple) else (message, None)
        seen = found.get(msgid, Sentence(msgid, None, ()))
        found[msgid] = Sentence(msgid, plural or seen.plural, tuple(sorted({*seen.files, file})))
    return dict(sorted(found.items()))


def _extracted(root: Path) -> Iterator[tuple[str, str | tuple[str, str]]]:
    for package in PACKAGES:
        folder = root / package
        for file, _, message, _, _ in extract_from_dir(folder, METHODS, OPTIONS, keywords=KEYWORDS):
            yield f"{package}/{file}", message  # type: ignore[misc]


def merge_catalogue(language: Language, said: dict[str, Sentence]) -> Catalog:
    """The catalogue of a language with exactly the sentences that are said, keeping what is already translated."""
    old = read_catalogue(language) if catalogue_path(language).exists() else Catalog()
    new = Catalog(locale=language, header_comment="# What Mesur says.", fuzzy=False)
    if language == "cy":
        new.mime_headers = [("Plural-Forms", WELSH_PLURAL_FORMS)]
    for sentence in said.values():
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
    """Write both catalogues; give the sentences of each language that still have no words."""
    said = extract_sentences()
    wanting: dict[Language, list[str]] = {}
    for language in LANGUAGES:
        catalogue = merge_catalogue(language, said)
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        written = BytesIO()
        write_po(written, catalogue, width=120, sort_output=True, include_lineno=False)
        path.write_bytes(VOLATILE_HEADERS.sub(b"", written.getvalue()))
        wanting[language] = [str(message.id) for message in catalogue if message.id and not is_translated(message)]
    return wanting


def is_translated(message: Message) -> bool:
    """Whether every form of a message is written."""
    forms = [message.string] if isinstance(message.string, str) else message.string or ()
    return bool(forms) and all(forms)


if __name__ == "__main__":
    for language, missing in update_catalogues().items():
        for msgid in missing:
            sys.stdout.write(f"{language}: no words yet for: {msgid}\n")

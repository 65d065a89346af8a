"""What may hold something of a person although no id leads there: listed in a bundle, with reason and day."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import NullTranslations
from typing import Any

from sqlalchemy import MetaData

from delivery_api.privacy.declaration_messages import rules_sentence
from delivery_api.storage.data_declaration import DataDeclaration, NamedInText
from delivery_api.web.message_catalogue import translations

LANGUAGES = ("cy", "en")


def unlinked_tables(tables: MetaData) -> Iterator[dict[str, Any]]:
    """Yield the tables in which a text or a hash could name a person."""
    for name, table in sorted(tables.tables.items()):
        declared: DataDeclaration = table.info["declaration"]
        if isinstance(declared.person, NamedInText):
            yield {
                "what": name,
                "holds": {language: translations(language).gettext(declared.why) for language in LANGUAGES},
                "goes": {language: rules_sentence(declared, translations(language)) for language in LANGUAGES},
            }


def unlinked_files() -> Iterator[dict[str, Any]]:
    """Yield the kinds of file that hold something of people under no id."""
    for name, describe in _FILES.items():
        words = {language: describe(translations(language)) for language in LANGUAGES}
        yield {
            "what": name,
            "holds": {language: holds for language, (holds, _) in words.items()},
            "goes": {language: goes for language, (_, goes) in words.items()},
        }


def _extracts(say: NullTranslations) -> tuple[str, str]:
    return (
        say.gettext("what was answered in a trial, under numbers that lead to nobody"),
        say.gettext("18 months after the trial was completed"),
    )


def _backups(say: NullTranslations) -> tuple[str, str]:
    return (
        say.gettext("copies of the database, which are used for nothing but to restore it"),
        say.gettext("when their time is over, as configured"),
    )


def _browser(say: NullTranslations) -> tuple[str, str]:
    return (
        say.gettext("answers that your own browser could not send yet"),
        say.gettext("as soon as they are sent"),
    )


_FILES = {"extracts": _extracts, "backups": _backups, "browser storage": _browser}

"""What may hold something of a person although no id leads there: listed in a bundle, with reason and day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import MetaData

from delivery_api.privacy.declaration_messages import rules_sentence
from delivery_api.privacy.declared_files import DECLARED_FILES, FileKind
from delivery_api.privacy.file_messages import file_kind_phrase, file_rule_phrase
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
    """Yield every kind of file, but for the ledger, whose entries about a person are found by id."""
    for declared in DECLARED_FILES:
        if declared.kind is not FileKind.LEDGER:
            yield {
                "what": declared.kind.value,
                "holds": {each: file_kind_phrase(declared.kind, translations(each)) for each in LANGUAGES},
                "goes": {each: file_rule_phrase(declared.rule, translations(each)) for each in LANGUAGES},
            }

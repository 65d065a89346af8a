"""What a page of a bundle shows is told in words of the reader's language."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest
from sqlalchemy import LargeBinary

from delivery_api.lifecycle.schema import metadata
from delivery_api.privacy.person_rows import located_tables
from delivery_api.privacy.rights.bundle_words import ACTS, COLUMNS, act_words, column_word
from delivery_api.sittings.record import event_types
from delivery_api.web.message_catalogue import translations

NOT_SHOWN = {"id", "case", "sequence", "number", "digest", "key_id", "breach", "by", "reply", "key"}
"""Names that the page leaves out: ids, numbers of rows, keys, and what is not the person's own."""


def shown() -> set[str]:
    columns = {
        column.name
        for table in located_tables(metadata)
        for column in table.columns
        if not isinstance(column.type, LargeBinary) and not column.name.endswith("_key")
    }
    events = [each for each in vars(event_types).values() if isinstance(each, type) and is_dataclass(each)]
    return (columns | {field.name for event in events for field in fields(event)}) - NOT_SHOWN


def test_every_name_that_a_page_of_a_bundle_can_show_has_a_word() -> None:
    assert shown() - set(COLUMNS) == set()


@pytest.mark.parametrize("language", ["cy", "en"])
def test_no_word_is_a_name_of_the_database(language: str) -> None:
    say = translations(language)
    words = [column_word(name, say) for name in COLUMNS] + [act_words(act, say) for act in ACTS]
    assert [word for word in words if "_" in word or not word] == []


def test_an_act_is_told_with_whatever_follows_it_in_the_audit() -> None:
    welsh = translations("cy")
    for action, words in (
        ("saw feedback (pdf)", "edrych ar adborth"),
        ("moved a sitting to disapplied", "newid pa mor bell yw asesiad"),
        ("rights case (access): opened", "gweithio ar gais"),
        ("breach: reported", "gweithio ar achos o dorri diogelwch"),
    ):
        assert act_words(action, welsh) == words
    assert act_words("an act of a later release", welsh) == "an act of a later release"

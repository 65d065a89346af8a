"""Every Welsh word that anyone reads is in aspell's dictionary or in the reviewed list beside this file.

A word of the list was read by a person and found right: names, places, terms, and forms that an old dictionary lacks.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

import itembank
from delivery_api.commands.translated_help import WELSH
from delivery_api.web.message_catalogue import read_catalogue, read_po_file
from itembank.builtin_banks import BUILTIN_BANKS
from itembank.language import Text
from setup import welsh_dictionary
from tests.conftest import MISSING

REVIEWED = Path(__file__).with_name("welsh_words.txt")
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
NOT_WORDS = re.compile(r"<[^>]*>|\{[^}]*\}|%\(\w+\)[a-z]|%[-+.\d]*[a-z]|&\w+;|`[^`]*`|--[\w-]+|https?://\S+|\w+\.\w+")
SHORTENED = re.compile(r"^d'|'(?:n|r|i|u|w|m|th|ch)$")  # a’n, i’r, o’i: the second word leans on the first
LEAST = 4000  # different words; fewer would mean that this test no longer finds the texts


def texts() -> Iterator[str]:
    """Every Welsh text: the banks', the catalogues', and those that commands say."""
    for bank in BUILTIN_BANKS.values():
        yield from _within(bank())
    for message in filter(
        lambda message: message.id, read_po_file(WELSH, "cy")
    ):  # what is typed is as it is in the English
        typed = set(WORD.findall(message.id))
        yield WORD.sub(lambda word: "" if word[0] in typed else word[0], message.string.replace("’", "'"))  # noqa: B023
    for message in read_catalogue("cy"):
        if message.id:
            yield from [message.string] if isinstance(message.string, str) else message.string
    for module in pkgutil.walk_packages(itembank.__path__, "itembank."):
        if not module.name.endswith("__main__"):
            yield from _within(
                [each for name, each in vars(importlib.import_module(module.name)).items() if name.isupper()]
            )


def _within(thing: object) -> Iterator[str]:
    if isinstance(thing, Text):
        yield thing.cy
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            yield from _within(getattr(thing, field.name))
    elif isinstance(thing, dict):
        yield from _within(list(thing.values()))
    elif isinstance(thing, tuple | list):
        for each in thing:
            yield from _within(each)


def words() -> dict[str, str]:
    """Each word, and a text that has it."""
    found: dict[str, str] = {}
    for text in texts():
        for word in WORD.findall(NOT_WORDS.sub(" ", text).replace("’", "'")):
            found.setdefault(SHORTENED.sub("", word), text)
    return found


@pytest.fixture(scope="module")
def unknown() -> dict[str, str]:
    """The words that the dictionary has neither as they stand nor in small letters, and where they stand."""
    if not welsh_dictionary.is_available():
        pytest.skip(f"{MISSING}aspell with Welsh (Debian: aspell, aspell-cy)")
    found = words()
    assert len(found) >= LEAST
    strange = welsh_dictionary.unknown_words(list(found))
    small = welsh_dictionary.unknown_words([word.lower() for word in strange])
    return {word: found[word] for word in strange if word.lower() in small}


def reviewed() -> list[str]:
    return [line for line in REVIEWED.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def test_every_welsh_word_is_in_the_dictionary_or_was_reviewed(unknown: dict[str, str]) -> None:
    known = {word.lower() for word in reviewed()}
    assert {word: text for word, text in unknown.items() if word.lower() not in known} == {}


def test_a_word_spelt_wrongly_is_found(unknown: dict[str, str]) -> None:
    assert welsh_dictionary.unknown_words(["ysgolion", "ysgolon", "plentyn", "plentin"]) == {"ysgolon", "plentin"}


def test_the_list_has_each_word_once_and_none_that_nobody_says(unknown: dict[str, str]) -> None:
    listed = [word.lower() for word in reviewed()]
    assert sorted(word for word in set(listed) if listed.count(word) > 1) == []
    assert sorted(set(listed) - {word.lower() for word in unknown}) == []

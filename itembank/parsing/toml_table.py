"""A TOML table whose values are read with type checks; each error names the file, the place, and what was expected."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources.abc import Traversable
from typing import TypeVar

from itembank.content.told_numbers import untold_calculation, untold_name, untold_number
from itembank.errors import NOTHING, InvalidBank
from itembank.language import LANGUAGES, Language, Text

Word = TypeVar("Word", bound=str)
Value = TypeVar("Value")

STAND_IN = "?"
"""What stands for words that are missing or wrong where faults are collected."""

BOTH_LANGUAGES = '{ cy = "…", en = "…" }, words in both languages'


@dataclass(frozen=True)
class TomlTable:
    """A table with its file and its place in the file, for error messages.

    Every reader raises `InvalidBank` if the value is missing or of another type. Where ``faults`` is a list, readers of
    single values add to it and go on with a stand-in, so that a file tells all its faults at once; what was read is
    then of use only if no fault was added.

    Parameters
    ----------
    faults : faults found so far; None if the first one is raised
    languages : languages in which each text must have words; in a draft of one language its words stand for both
    """

    file: str
    place: str
    data: Mapping[str, object]
    faults: list[InvalidBank] | None = field(default=None, compare=False)
    languages: tuple[Language, ...] = LANGUAGES

    def error(self, received: object, name: str, expected: str) -> InvalidBank:
        """The error to raise for a field."""
        return InvalidBank(self.file, f"{self.place}{name}", expected, received)

    def refuse(self, received: object, name: str, expected: str, instead: Value) -> Value:
        """Raise the error of a field, or add it to the faults and return a stand-in."""
        fault = self.error(received, name, expected)
        if self.faults is None:
            raise fault
        self.faults.append(fault)
        return instead

    def require_only(self, *known: str) -> None:
        """Refuse any field not in ``known``, such as a misspelt one."""
        for name in self.data:
            if name not in known:
                self.refuse(name, name, f"one of {', '.join(known)}", None)

    def has(self, name: str) -> bool:
        return name in self.data

    def string(self, name: str, default: str | None = None) -> str:
        value = self.data.get(name, default)
        if not isinstance(value, str) or not (value.strip() or value == default):
            received = NOTHING if value is None else value
            return self.refuse(received, name, "words in quotation marks", STAND_IN)
        return value

    def one_of(self, name: str, known: tuple[Word, ...]) -> Word:
        if not known:
            raise self.error(self.data.get(name), name, "at least one place to fill")
        if not isinstance(self.data.get(name), str):
            self.string(name)
            return known[0]
        value = self.data[name]
        for each in known:
            if each == value:
                return each
        return self.refuse(value, name, f"one of {', '.join(known)}", known[0])

    def integer(self, name: str, low: int, high: int, default: int | None = None) -> int:
        value = self.data.get(name, default)
        if type(value) is not int or not low <= value <= high:
            received = NOTHING if value is None else value
            return self.refuse(received, name, f"a whole number from {low} to {high}", low)
        return value

    def boolean(self, name: str) -> bool:
        value = self.data.get(name, False)
        if not isinstance(value, bool):
            return self.refuse(value, name, "true or false", False)
        return value

    def list_items(self, name: str, least: int = 0) -> list[object]:
        value = self.data.get(name, [])
        if not isinstance(value, list) or len(value) < least:
            expected = f"a list of {least} or more" if least else "a list"
            return self.refuse(value or NOTHING, name, expected, value if isinstance(value, list) else [])
        return value

    def strings(self, name: str, least: int = 0) -> tuple[str, ...]:
        return tuple(self._string(name, value) for value in self.list_items(name, least))

    def _string(self, name: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            return self.refuse(value, name, "words in quotation marks", STAND_IN)
        return value

    def point(self, name: str) -> tuple[int, int]:
        """Two integers: across and up."""
        return self.pair(name, self.data.get(name, NOTHING))

    def pair(self, name: str, value: object) -> tuple[int, int]:
        if isinstance(value, list) and len(value) == 2:
            across, up = value
            if type(across) is int and type(up) is int:
                return across, up
        return self.refuse(value, name, "two whole numbers, [across, up]", (0, 0))

    def table(self, name: str) -> "TomlTable":
        return self.nested(name, self.data.get(name, NOTHING))

    def nested(self, name: str, value: object, like: str = "") -> "TomlTable":
        expected = f"a table such as {like}" if like else "a table"
        data = value if isinstance(value, dict) else self.refuse(value, name, expected, {})
        return replace(self, place=f"{self.place}{name}: ", data=data)

    def tables(self, name: str, least: int = 0, like: str = "") -> "tuple[TomlTable, ...]":
        """A list of tables; each one's place is its id or, if it has none, its number from 1.

        Parameters
        ----------
        like : what one looks like, for who writes something else
        """
        listed = self.list_items(name, least)
        made = (self.nested(f"{name} {table_id(value, place)}", value, like) for place, value in enumerate(listed, 1))
        return tuple(table for table, value in zip(made, listed, strict=True) if isinstance(value, dict))

    def each(self, name: str, read: "Callable[[TomlTable], Value]", least: int = 0) -> tuple[Value, ...]:
        """What ``read`` makes of a list of tables; where faults are collected, tables with a fault are left out."""
        made = (self._sound(read, table) for table in self.tables(name, least))
        return tuple(value for sound, value in made if sound and value is not None)

    def _sound(self, read: "Callable[[TomlTable], Value]", table: "TomlTable") -> tuple[bool, Value | None]:
        if self.faults is None:
            return True, read(table)
        before = len(self.faults)
        try:
            value = read(table)
        except InvalidBank as fault:
            if len(self.faults) == before:  # otherwise it may follow from a stand-in
                self.faults.append(fault)
            return False, None
        return len(self.faults) == before, value

    def text(self, name: str) -> Text:
        """Text in both languages, { cy = "…", en = "…" }; in a draft of one language also words alone."""
        value = self.data.get(name, NOTHING)
        if isinstance(value, str) and self.has(name) and len(self.languages) == 1:
            return Text.same(self.string(name).strip())
        return self._both(name, value)

    def optional_text(self, name: str) -> Text:
        """Text that may be missing (then empty), the same for both languages, or one for each."""
        value = self.data.get(name, "")
        return Text.same(value) if isinstance(value, str) else self._both(name, value)

    def _both(self, name: str, value: object) -> Text:
        if not isinstance(value, dict):
            return self.refuse(value, name, BOTH_LANGUAGES, Text.same(STAND_IN))
        return self.nested(name, value).bilingual()

    def bilingual(self) -> Text:
        """The text of this table: ``cy`` and ``en``, or ``same`` if both languages share it."""
        if self.has("same"):
            if any(self.has(language) for language in LANGUAGES):
                self.refuse(sorted(self.data), "same", "either same, or cy and en", None)
            return Text.same(self.string("same"))
        needed = [language for language in LANGUAGES if language in self.languages or self.has(language)]
        told = {language: self.string(language).strip() for language in needed}
        return self._agreeing(Text(*(told.get(language, told[needed[-1]]) for language in LANGUAGES)))

    def _agreeing(self, text: Text) -> Text:
        """The text, refused where its languages tell different numbers: then the key can fit only one of them."""
        untold = untold_name(text) or untold_number(text) or untold_calculation(text)
        if untold is None:
            return text
        return self.refuse(untold.received, untold.language, untold.expected, text)


def table_id(value: object, place: int) -> object:
    """What a table of a list is called in messages: its id, or its number."""
    return value.get("id", place) if isinstance(value, dict) else place


def read_toml(file: Traversable) -> TomlTable:
    """Read a file as one table.

    Raises
    ------
    InvalidBank : the file is not TOML or not UTF-8
    """
    try:
        return parse_toml(file.name, file.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise InvalidBank(file.name, "file", "TOML in UTF-8", str(error)) from error


def parse_toml(name: str, text: str) -> TomlTable:
    """Read the text of a file as one table.

    Raises
    ------
    InvalidBank : the text is not TOML
    """
    try:
        return TomlTable(name, "", tomllib.loads(text))
    except (ValueError, RecursionError) as error:  # a number of too many digits is no TOMLDecodeError
        raise InvalidBank(name, "file", "TOML in UTF-8", str(error)) from error

"""A TOML table whose values are read with type checks; each error names the file, the place, and what was expected."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import TypeVar

from itembank.errors import InvalidBank
from itembank.language import LANGUAGES, Text

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True)
class TomlTable:
    """A table with its file and its place in the file, for error messages.

    Every reader raises `InvalidBank` if the value is missing or of another type.
    """

    file: str
    place: str
    data: Mapping[str, object]

    def error(self, received: object, name: str, expected: str) -> InvalidBank:
        """The error to raise for a field."""
        return InvalidBank(self.file, f"{self.place}{name}", expected, received)

    def require_only(self, *known: str) -> None:
        """Refuse any field not in ``known``, such as a misspelt one."""
        for name in self.data:
            if name not in known:
                raise self.error(name, name, f"one of {', '.join(known)}")

    def has(self, name: str) -> bool:
        return name in self.data

    def string(self, name: str, default: str | None = None) -> str:
        value = self.data.get(name, default)
        if not isinstance(value, str) or not (value.strip() or value == default):
            raise self.error("nothing" if value is None else value, name, "words in quotation marks")
        return value

    def one_of(self, name: str, known: tuple[Word, ...]) -> Word:
        value = self.string(name)
        for each in known:
            if each == value:
                return each
        raise self.error(value, name, f"one of {', '.join(known)}")

    def integer(self, name: str, low: int, high: int, default: int | None = None) -> int:
        value = self.data.get(name, default)
        if type(value) is not int or not low <= value <= high:
            raise self.error("nothing" if value is None else value, name, f"a whole number from {low} to {high}")
        return value

    def boolean(self, name: str) -> bool:
        value = self.data.get(name, False)
        if not isinstance(value, bool):
            raise self.error(value, name, "true or false")
        return value

    def list_items(self, name: str, least: int = 0) -> list[object]:
        value = self.data.get(name, [])
        if not isinstance(value, list) or len(value) < least:
            raise self.error(value or "nothing", name, f"a list of {least} or more" if least else "a list")
        return value

    def strings(self, name: str, least: int = 0) -> tuple[str, ...]:
        return tuple(self._string(name, value) for value in self.list_items(name, least))

    def _string(self, name: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.error(value, name, "words in quotation marks")
        return value

    def point(self, name: str) -> tuple[int, int]:
        """Two integers: across and up."""
        return self.pair(name, self.data.get(name, "nothing"))

    def pair(self, name: str, value: object) -> tuple[int, int]:
        if isinstance(value, list) and len(value) == 2:
            across, up = value
            if type(across) is int and type(up) is int:
                return across, up
        raise self.error(value, name, "two whole numbers, [across, up]")

    def table(self, name: str) -> "TomlTable":
        return self.nested(name, self.data.get(name, "nothing"))

    def nested(self, name: str, value: object) -> "TomlTable":
        if not isinstance(value, dict):
            raise self.error(value, name, "a table")
        return TomlTable(self.file, f"{self.place}{name}: ", value)

    def tables(self, name: str, least: int = 0) -> "tuple[TomlTable, ...]":
        """A list of tables; each one's place is its id or, if it has none, its number from 1."""
        listed = self.list_items(name, least)
        return tuple(self.nested(f"{name} {_table_id(value, place)}", value) for place, value in enumerate(listed, 1))

    def text(self, name: str) -> Text:
        """Text in both languages, { cy = "…", en = "…" }."""
        return self.nested(name, self.data.get(name, "nothing")).bilingual()

    def optional_text(self, name: str) -> Text:
        """Text that may be missing (then empty), the same for both languages, or one for each."""
        value = self.data.get(name, "")
        return Text.same(value) if isinstance(value, str) else self.nested(name, value).bilingual()

    def bilingual(self) -> Text:
        """The text of this table: ``cy`` and ``en``, or ``same`` if both languages share it."""
        if self.has("same"):
            if any(self.has(language) for language in LANGUAGES):
                raise self.error(sorted(self.data), "same", "either same, or cy and en")
            return Text.same(self.string("same"))
        return Text(self.string("cy").strip(), self.string("en").strip())


def _table_id(value: object, place: int) -> object:
    return value.get("id", place) if isinstance(value, dict) else place


def read_toml(file: Traversable) -> TomlTable:
    """Read a file as one table.

    Raises
    ------
    InvalidBank : the file is not TOML or not UTF-8
    """
    try:
        return TomlTable(file.name, "", tomllib.loads(file.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidBank(file.name, "file", "TOML in UTF-8", str(error)) from error

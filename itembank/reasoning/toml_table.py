"""A table of a TOML file, read with types; a refusal names file, place, what was expected and what came."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import TypeVar

from itembank.errors import InvalidBank
from itembank.language import LANGUAGES, Text

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True)
class Authored:
    """A table and where it stands."""

    file: str
    place: str
    data: Mapping[str, object]

    def refused(self, received: object, name: str, expected: str) -> InvalidBank:
        """The refusal of a field."""
        return InvalidBank(self.file, f"{self.place}{name}", expected, received)

    def only(self, *known: str) -> None:
        """No field but these: a misspelt one is told."""
        for name in self.data:
            if name not in known:
                raise self.refused(name, name, f"one of {', '.join(known)}")

    def has(self, name: str) -> bool:
        return name in self.data

    def words(self, name: str, otherwise: str | None = None) -> str:
        value = self.data.get(name, otherwise)
        if not isinstance(value, str) or not (value.strip() or value == otherwise):
            raise self.refused("nothing" if value is None else value, name, "words in quotation marks")
        return value

    def one_of(self, name: str, known: tuple[Word, ...]) -> Word:
        value = self.words(name)
        for each in known:
            if each == value:
                return each
        raise self.refused(value, name, f"one of {', '.join(known)}")

    def whole(self, name: str, low: int, high: int, otherwise: int | None = None) -> int:
        value = self.data.get(name, otherwise)
        if type(value) is not int or not low <= value <= high:
            raise self.refused("nothing" if value is None else value, name, f"a whole number from {low} to {high}")
        return value

    def flag(self, name: str) -> bool:
        value = self.data.get(name, False)
        if not isinstance(value, bool):
            raise self.refused(value, name, "true or false")
        return value

    def list_of(self, name: str, least: int = 0) -> list[object]:
        value = self.data.get(name, [])
        if not isinstance(value, list) or len(value) < least:
            raise self.refused(value or "nothing", name, f"a list of {least} or more" if least else "a list")
        return value

    def list_of_words(self, name: str, least: int = 0) -> tuple[str, ...]:
        return tuple(self._word(name, value) for value in self.list_of(name, least))

    def _word(self, name: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.refused(value, name, "words in quotation marks")
        return value

    def place_at(self, name: str) -> tuple[int, int]:
        """Two whole numbers: how far across, how far up."""
        return self.pair(name, self.data.get(name, "nothing"))

    def pair(self, name: str, value: object) -> tuple[int, int]:
        if isinstance(value, list) and len(value) == 2:
            across, up = value
            if type(across) is int and type(up) is int:
                return across, up
        raise self.refused(value, name, "two whole numbers, [across, up]")

    def table(self, name: str) -> "Authored":
        return self.nested(name, self.data.get(name, "nothing"))

    def nested(self, name: str, value: object) -> "Authored":
        if not isinstance(value, dict):
            raise self.refused(value, name, "a table")
        return Authored(self.file, f"{self.place}{name}: ", value)

    def tables(self, name: str, least: int = 0) -> "tuple[Authored, ...]":
        """A list of tables, each placed by its id or, where it has none, by its number."""
        listed = self.list_of(name, least)
        return tuple(self.nested(f"{name} {_called(value, place)}", value) for place, value in enumerate(listed, 1))

    def text(self, name: str) -> Text:
        """Words in both languages, { cy = "…", en = "…" }."""
        return self.nested(name, self.data.get(name, "nothing")).both()

    def optional_text(self, name: str) -> Text:
        """Nothing, the same words for both languages, or each its own."""
        value = self.data.get(name, "")
        return Text.same(value) if isinstance(value, str) else self.nested(name, value).both()

    def both(self) -> Text:
        """The words of this table: ``cy`` and ``en``, or ``same`` where they do not differ."""
        if self.has("same"):
            if any(self.has(language) for language in LANGUAGES):
                raise self.refused(sorted(self.data), "same", "either same, or cy and en")
            return Text.same(self.words("same"))
        return Text(self.words("cy").strip(), self.words("en").strip())


def _called(value: object, place: int) -> object:
    return value.get("id", place) if isinstance(value, dict) else place


def read_authored(file: Traversable) -> Authored:
    """The table of a whole file.

    Raises
    ------
    InvalidBank : no TOML, or not in UTF-8
    """
    try:
        return Authored(file.name, "", tomllib.loads(file.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidBank(file.name, "file", "TOML in UTF-8", str(error)) from error

"""Reads passages from their TOML files."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

from itembank.errors import InvalidBank
from itembank.language import Language
from itembank.reading.passage import (
    DIALECTS,
    FEATURES,
    KINDS,
    MISCONCEPTIONS,
    PROCESSES,
    Answer,
    ChooseOne,
    ChooseSeveral,
    Distractor,
    FillGaps,
    Gap,
    Match,
    Passage,
    PutInOrder,
    Question,
    SelectText,
)

Word = TypeVar("Word", bound=str)

TYPES = ("choice", "multiple", "order", "match", "gaps", "select")


def passages(language: Language) -> tuple[Passage, ...]:
    """Read the passages of a language, sorted by year and id.

    Raises
    ------
    InvalidBank : naming the file, the question and the field
    """
    folder = files("itembank.reading") / "passages" / language
    read = [passage(file) for file in folder.iterdir() if file.name.endswith(".toml")]
    return tuple(sorted(read, key=lambda one: (one.year, one.id)))


def passage(file: Traversable) -> Passage:
    """Read a passage from its file, whose name is the passage's id.

    Raises
    ------
    InvalidBank
    """
    table = _Table(file.name, "", _parsed(file))
    table.require_only("id", "title", "kind", "form", "year", "practice", "dialect", "text", "question")
    if (named := table.text("id")) != file.name.removesuffix(".toml"):
        raise InvalidBank(table.file, table.at("id"), "the file's name", named)
    return Passage(
        named,
        table.text("title"),
        table.one_of("kind", KINDS),
        table.text("form"),
        table.year(),
        table.text("text").strip(),
        tuple(map(_question, table.tables("question"))),
        table.yes_or_no("practice"),
        table.one_of("dialect", DIALECTS) if "dialect" in table.data else None,
    )


def _parsed(file: Traversable) -> Mapping[str, object]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidBank(file.name, "file", "TOML in UTF-8", str(error)) from error


@dataclass(frozen=True)
class _Table:
    """A TOML table whose values are read with type checks; each error names the file and the place."""

    file: str
    place: str
    data: Mapping[str, object]

    def at(self, name: str) -> str:
        return f"{self.place}{name}"

    def require_only(self, *known: str) -> None:
        for name in self.data:
            if name not in known:
                raise InvalidBank(self.file, self.at(name), f"one of {', '.join(known)}", name)

    def text(self, name: str) -> str:
        value = self.data.get(name, "nothing")
        if name not in self.data or not isinstance(value, str) or not value.strip():
            raise InvalidBank(self.file, self.at(name), "words", value)
        return value

    def year(self) -> int:
        value = self.data.get("year", "nothing")
        if type(value) is not int or not 2 <= value <= 9:
            raise InvalidBank(self.file, self.at("year"), "2 to 9", value)
        return value

    def yes_or_no(self, name: str) -> bool:
        """The value; False where it is absent."""
        value = self.data.get(name, False)
        if not isinstance(value, bool):
            raise InvalidBank(self.file, self.at(name), "true or false", value)
        return value

    def one_of(self, name: str, known: tuple[Word, ...]) -> Word:
        value = self.text(name)
        for each in known:
            if each == value:
                return each
        raise InvalidBank(self.file, self.at(name), f"one of {', '.join(known)}", value)

    def texts(self, name: str) -> tuple[str, ...]:
        values = self.data.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise InvalidBank(self.file, self.at(name), "a list of text", values)
        return tuple(values)

    def tables(self, name: str) -> "tuple[_Table, ...]":
        values = self.data.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise InvalidBank(self.file, self.at(name), "a list of tables", values)
        return tuple(
            _Table(self.file, f"{self.place}{name} {value.get('id', place)}: ", value)
            for place, value in enumerate(values, 1)
        )


def _question(table: _Table) -> Question:
    features = table.texts("features")
    for feature in features:
        if feature not in FEATURES:
            raise InvalidBank(table.file, table.at("features"), f"one of {', '.join(FEATURES)}", feature)
    return Question(
        table.text("id"), table.one_of("process", PROCESSES), table.text("prompt"), _answer(table), features
    )


def _answer(table: _Table) -> Answer:
    match table.one_of("type", TYPES):
        case "choice":
            _only(table, "key", "wrong")
            return ChooseOne(table.text("key"), _wrong(table))
        case "multiple":
            _only(table, "keys", "wrong")
            return ChooseSeveral(table.texts("keys"), _wrong(table))
        case "order":
            _only(table, "order")
            return PutInOrder(table.texts("order"))
        case "match":
            _only(table, "pairs", "extra")
            return Match(_pairs(table), table.texts("extra"))
        case "gaps":
            _only(table, "sentence", "gaps")
            return FillGaps(table.text("sentence"), tuple(map(_gap, table.tables("gaps"))))
        case _:
            _only(table, "key", "candidates")
            return SelectText(table.text("key"), table.texts("candidates"))


def _only(table: _Table, *fields: str) -> None:
    table.require_only("id", "process", "type", "prompt", "features", *fields)


def _wrong(table: _Table) -> tuple[Distractor, ...]:
    return tuple(Distractor(each.text("text"), each.one_of("why", MISCONCEPTIONS)) for each in table.tables("wrong"))


def _gap(table: _Table) -> Gap:
    table.require_only("key", "wrong")
    return Gap(table.text("key"), table.texts("wrong"))


def _pairs(table: _Table) -> tuple[tuple[str, str], ...]:
    pairs = table.data.get("pairs", [])
    if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
        raise InvalidBank(table.file, table.at("pairs"), "a list of pairs of text", pairs)
    return tuple((left, right) for left, right in pairs)


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(side, str) and side.strip() for side in pair)

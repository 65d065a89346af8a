"""A bank read back from its JSON."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from itembank.bank import FORMAT, BankVersion, Solved, write_bank
from itembank.design import ByItem, Items, Population, Scalar, Setting, SettingValue, Strategy, TestDesign
from itembank.errors import InvalidBank
from itembank.items import Feature, ItemVersion, Parameters
from itembank.language import Text
from itembank.responses import Choice, NumberEntry, Option, Ordering, Response
from itembank.rules import ExactNumber, ExactOrder, KeyedChoice, Misconception, Rule
from itembank.topics import Topic
from itembank.validity import check_bank

_BANK = "bank"


def read_bank(data: bytes, expected_hash: str | None = None) -> BankVersion:
    """The bank that `write_bank` wrote, checked in full.

    Parameters
    ----------
    expected_hash : SHA-256 the bank is known by; with it, any change of the bytes is refused

    Raises
    ------
    InvalidBank : naming the item and the field
    """
    document = _Record("bank", "document", _parsed(data))
    if (named := document.text("format")) != FORMAT:
        raise InvalidBank(_BANK, "format", FORMAT, named)
    bank = check_bank(
        BankVersion(
            document.text("subject"),
            tuple(_item(record) for record in document.records("items", named_by="item")),
            tuple(_topic(record) for record in document.records("topics", named_by="id")),
            tuple(_design(record) for record in document.records("designs", named_by="name")),
            tuple(_solved(record) for record in document.records("solved")) if "solved" in document.data else (),
        )
    )
    if write_bank(bank) != data:
        raise InvalidBank(_BANK, "document", "canonical JSON with no other fields", "another spelling of it")
    if expected_hash not in (None, bank.hash):
        raise InvalidBank(_BANK, "hash", str(expected_hash), bank.hash)
    return bank


def _parsed(data: bytes) -> Mapping[str, object]:
    try:
        document = json.loads(data)
    except ValueError as error:
        raise InvalidBank(_BANK, "document", "JSON in UTF-8", str(error)) from error
    if not isinstance(document, dict):
        raise InvalidBank(_BANK, "document", "a JSON object", type(document).__name__)
    return document


@dataclass(frozen=True)
class _Record:
    """A JSON object whose fields are read with their types; a refusal names ``item`` and the path."""

    item: str
    path: str
    data: Mapping[str, object]

    def _field(self, name: str, expected: str, fits: Callable[[object], bool]) -> object:
        value = self.data.get(name)
        if not fits(value):
            received = value if name in self.data else "nothing"
            raise InvalidBank(self.item, self._name(name), expected, received)
        return value

    def _name(self, name: str) -> str:
        return name if self.path == "document" else f"{self.path}.{name}"

    def text(self, name: str) -> str:
        return str(self._field(name, "text", lambda value: isinstance(value, str)))

    def integer(self, name: str) -> int:
        value = self._field(name, "a whole number", lambda value: type(value) is int)
        return value if isinstance(value, int) else 0

    def real(self, name: str) -> float:
        value = self._field(name, "a number", lambda value: type(value) in (int, float))
        return float(value) if isinstance(value, int | float) else 0.0

    def flag(self, name: str) -> bool:
        return self._field(name, "true or false", lambda value: isinstance(value, bool)) is True

    def record(self, name: str) -> "_Record":
        value = self._field(name, "an object", lambda value: isinstance(value, dict))
        return _Record(self.item, self._name(name), value if isinstance(value, dict) else {})

    def both(self, name: str) -> Text:
        record = self.record(name)
        return Text(record.text("cy"), record.text("en"))

    def list(self, name: str) -> list[object]:
        value = self._field(name, "a list", lambda value: isinstance(value, list))
        return value if isinstance(value, list) else []

    def texts(self, name: str) -> tuple[str, ...]:
        values = self.list(name)
        if not all(isinstance(value, str) for value in values):
            raise InvalidBank(self.item, self._name(name), "a list of text", values)
        return tuple(str(value) for value in values)

    def records(self, name: str, named_by: str | None = None) -> "tuple[_Record, ...]":
        return tuple(self._element(name, place, value, named_by) for place, value in enumerate(self.list(name)))

    def _element(self, name: str, place: int, value: object, named_by: str | None) -> "_Record":
        path = self._name(f"{name}[{place}]")
        if not isinstance(value, dict):
            raise InvalidBank(self.item, path, "an object", value)
        if named_by is None:
            return _Record(self.item, path, value)
        return _Record(str(value.get(named_by, path)), "document", value)


def _item(record: _Record) -> ItemVersion:
    return ItemVersion(
        record.text("id"),
        record.text("item"),
        record.text("strand"),
        record.text("topic"),
        record.integer("introduced_year"),
        record.both("prompt"),
        _response(record.record("response")),
        _rule(record.record("rule")),
        tuple(Feature(feature.text("name"), feature.integer("count")) for feature in record.records("features")),
        _parameters(record.record("parameters")),
    )


def _parameters(record: _Record) -> Parameters:
    a, b, c, d = (record.real(name) for name in ("a", "b", "c", "d"))
    return Parameters(a, b, c, d, record.flag("provisional"))


def _options(record: _Record, name: str) -> tuple[Option, ...]:
    return tuple(Option(option.text("id"), option.both("html")) for option in record.records(name))


def _response(record: _Record) -> Response:
    label = record.both("label")
    match record.text("type"):
        case "number":
            return NumberEntry(label, record.both("before"), record.both("after"), record.flag("decimal"))
        case "choice":
            return Choice(label, _options(record, "options"))
        case "ordering":
            return Ordering(label, _options(record, "items"))
        case other:
            raise InvalidBank(record.item, "response.type", "number, choice or ordering", other)


def _rule(record: _Record) -> Rule:
    match record.text("type"):
        case "exact-number":
            return ExactNumber(record.text("value"))
        case "keyed-choice":
            named = record.records("misconceptions")
            return KeyedChoice(
                record.text("key"), tuple(Misconception(each.text("option"), each.text("name")) for each in named)
            )
        case "exact-order":
            return ExactOrder(record.texts("order"))
        case other:
            raise InvalidBank(record.item, "rule.type", "exact-number, keyed-choice or exact-order", other)


def _topic(record: _Record) -> Topic:
    return Topic(
        record.text("id"),
        record.text("strand"),
        record.integer("introduced_year"),
        record.both("label"),
        record.both("can"),
        record.both("practise"),
    )


def _design(record: _Record) -> TestDesign:
    return TestDesign(
        record.text("name"),
        record.integer("length"),
        _strategy(record.record("estimate")),
        _strategy(record.record("report")),
        _strategy(record.record("select")),
        tuple(_strategy(each) for each in record.records("stop")),
        tuple(_strategy(each) for each in record.records("masks")),
        tuple(_population(each) for each in record.records("populations")),
        *(_strategy(record.record(slot)) if slot in record.data else None for slot in _OPTIONAL_SLOTS),
    )


_OPTIONAL_SLOTS = ("blueprint", "exposure", "seeding")


def _population(record: _Record) -> Population:
    return Population(record.integer("year"), record.real("mean"), record.real("sd"))


def _strategy(record: _Record) -> Strategy:
    return Strategy(record.text("name"), _settings(record))


def _settings(record: _Record) -> tuple[Setting, ...]:
    return tuple(_setting(each) for each in record.records("settings"))


def _setting(record: _Record) -> Setting:
    return Setting(record.text("name"), _setting_value(record, "value", record.data.get("value")))


def _setting_value(record: _Record, name: str, value: object) -> SettingValue:
    if isinstance(value, list):
        return tuple(_setting_value(record, f"{name}[{place}]", element) for place, element in enumerate(value))
    if isinstance(value, dict):
        return _setting_object(_Record(record.item, f"{record.path}.{name}", value))
    return _scalar(record, name, value)


def _setting_object(record: _Record) -> Strategy | Items | ByItem:
    if "items" in record.data:
        return Items(record.texts("items"))
    return _by_item(record) if "by_item" in record.data else _strategy(record)


def _scalar(record: _Record, name: str, value: object) -> Scalar:
    if isinstance(value, str) or _is_number(value):
        return value
    raise InvalidBank(record.item, f"{record.path}.{name}", "text, a number, a strategy or a list of them", value)


def _by_item(record: _Record) -> ByItem:
    return ByItem(tuple(_pair(record, place, pair) for place, pair in enumerate(record.list("by_item"))))


def _pair(record: _Record, place: int, pair: object) -> tuple[str, float | tuple[float, ...]]:
    match pair:
        case [str(item), list(values)] if (numbers := _numbers(values)) is not None:
            return item, numbers
        case [str(item), value] if (numbers := _numbers([value])) is not None:
            return item, numbers[0]
    expected = "the id of an item and its number or numbers"
    raise InvalidBank(record.item, f"{record.path}.by_item[{place}]", expected, pair)


def _numbers(values: list[object]) -> tuple[float, ...] | None:
    numbers = tuple(value for value in values if _is_number(value))
    return numbers if len(numbers) == len(values) else None


def _is_number(value: object) -> TypeGuard[int | float]:
    """JSON as Python reads it may hold NaN and infinities, which canonical JSON has not."""
    return type(value) is int or (isinstance(value, float) and math.isfinite(value))


def _solved(record: _Record) -> Solved:
    return Solved(record.text("design"), record.integer("year"), _settings(record))

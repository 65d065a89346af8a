"""Banks parsed from their JSON."""

import json
import math
from collections.abc import Mapping
from typing import TypeGuard

from itembank.canonical_json import sha256
from itembank.content.item_versions import Feature, ItemVersion, LogisticParameters, PartialCreditParameters
from itembank.content.stimulus import Stimulus
from itembank.content.topics import Topic
from itembank.design.adaptive_test_design import (
    USUAL_MAX_SE,
    ItemIds,
    Population,
    Scalar,
    Setting,
    SettingValue,
    Strategy,
    TestDesign,
    ValuesByItem,
    YearOverrides,
)
from itembank.errors import Described, InvalidBank
from itembank.language import LANGUAGES, Language
from itembank.parsing.adopted_parsing import parse_adopted
from itembank.parsing.json_record import JsonRecord
from itembank.parsing.response_parsing import parse_response
from itembank.parsing.rule_parsing import parse_rule
from itembank.validity.bank_validity import check_bank
from itembank.versions.bank_version import FIRST_FORMAT, FORMAT, BankVersion, SolvedSettings, write_bank

_BANK = "bank"


def read_bank(data: bytes, expected_hash: str | None = None) -> BankVersion:
    """Parse and check a bank written by `write_bank`.

    Parameters
    ----------
    data : canonical JSON
    expected_hash : SHA-256 of the bank; if given, any change of the bytes is refused

    Raises
    ------
    InvalidBank : names the item and the field
    """
    if expected_hash not in (None, found_hash := sha256(data)):
        raise InvalidBank(_BANK, "hash", str(expected_hash), found_hash)
    document = JsonRecord("bank", "document", _parsed(data))
    named = document.text("format")
    if named not in (FIRST_FORMAT, FORMAT):
        raise InvalidBank(_BANK, "format", FORMAT, named)
    bank = check_bank(
        BankVersion(
            document.text("subject"),
            tuple(_item(record) for record in document.records("items", named_by="item")),
            tuple(_topic(record) for record in document.records("topics", named_by="id")),
            tuple(_design(record) for record in document.records("designs", named_by="name")),
            tuple(_solved(record) for record in document.records("solved", default=())),
            _languages(document),
            tuple(_stimulus(record) for record in document.records("stimuli", named_by="id", default=())),
            named,
            tuple(_item(record) for record in document.records("practice", named_by="item", default=())),
            parse_adopted(document.record("adopted")) if "adopted" in document.data else None,
        )
    )
    if write_bank(bank) != data:
        raise InvalidBank(_BANK, "document", "canonical JSON with no other fields", Described("another spelling of it"))
    return bank


def _parsed(data: bytes) -> Mapping[str, object]:
    try:
        document = json.loads(data)
    except ValueError as error:
        raise InvalidBank(_BANK, "document", "JSON in UTF-8", Described("other text")) from error
    if not isinstance(document, dict):
        raise InvalidBank(_BANK, "document", "a JSON object", type(document).__name__)
    return document


def _item(record: JsonRecord) -> ItemVersion:
    return ItemVersion(
        record.text("id"),
        record.text("item"),
        record.text("strand"),
        record.text("topic"),
        record.integer("introduced_year"),
        record.bilingual_text("prompt"),
        parse_response(record.record("response")),
        parse_rule(record.record("rule")),
        tuple(Feature(feature.text("name"), feature.integer("count")) for feature in record.records("features")),
        _parameters(record.record("parameters")),
        record.integer("most") if "most" in record.data else 1,
        record.text("process") if "process" in record.data else "",
        record.text("stimulus") if "stimulus" in record.data else None,
        tuple(record.bilingual_texts("hints")) if "hints" in record.data else (),
        *(record.text(name) if name in record.data else "" for name in ("family", "context", "person")),
    )


def _parameters(record: JsonRecord) -> LogisticParameters | PartialCreditParameters:
    if "type" in record.data:
        record.one_of("type", (PartialCreditParameters.type,))
        floors = record.numbers("floors") if "floors" in record.data else ()
        return PartialCreditParameters(record.number("a"), record.numbers("b"), record.boolean("provisional"), floors)
    a, b, c, d = (record.number(name) for name in ("a", "b", "c", "d"))
    return LogisticParameters(a, b, c, d, record.boolean("provisional"))


def _languages(document: JsonRecord) -> tuple[Language, ...]:
    if "languages" not in document.data:
        return LANGUAGES
    named = document.texts("languages")
    found = tuple(language for language in LANGUAGES if language in named)
    if found != named or not named:
        raise InvalidBank(_BANK, "languages", "one of cy, en", list(named))
    return found


def _stimulus(record: JsonRecord) -> Stimulus:
    return Stimulus(record.text("id"), record.bilingual_text("title"), record.bilingual_text("html"))


def _topic(record: JsonRecord) -> Topic:
    return Topic(
        record.text("id"),
        record.text("strand"),
        record.integer("introduced_year"),
        record.bilingual_text("label"),
        record.bilingual_text("can"),
        record.bilingual_text("practise"),
    )


def _design(record: JsonRecord) -> TestDesign:
    def optional(slot: str) -> Strategy | None:
        return _strategy(record.record(slot)) if slot in record.data else None

    return TestDesign(
        record.text("name"),
        record.integer("length"),
        _strategy(record.record("estimate")),
        _strategy(record.record("report")),
        _strategy(record.record("select")),
        tuple(_strategy(each) for each in record.records("stop")),
        tuple(_strategy(each) for each in record.records("masks")),
        tuple(_population(each) for each in record.records("populations")),
        blueprint=optional("blueprint"),
        exposure=optional("exposure"),
        seeding=optional("seeding"),
        by_year=tuple(_for_year(each) for each in record.records("by_year", default=())),
        dependence=record.number("dependence") if "dependence" in record.data else 0.0,
        max_se=record.number("max_se") if "max_se" in record.data else USUAL_MAX_SE,
    )


def _for_year(record: JsonRecord) -> YearOverrides:
    def slot(name: str) -> Strategy | None:
        return _strategy(record.record(name)) if name in record.data else None

    def several(name: str) -> tuple[Strategy, ...] | None:
        return tuple(map(_strategy, record.records(name))) if name in record.data else None

    return YearOverrides(
        record.integer("year"),
        record.integer("length") if "length" in record.data else None,
        estimate=slot("estimate"),
        report=slot("report"),
        select=slot("select"),
        stop=several("stop"),
        masks=several("masks"),
        blueprint=slot("blueprint"),
        exposure=slot("exposure"),
        seeding=slot("seeding"),
        max_se=record.number("max_se") if "max_se" in record.data else None,
        without=record.texts("without") if "without" in record.data else (),
    )


def _population(record: JsonRecord) -> Population:
    return Population(record.integer("year"), record.number("mean"), record.number("sd"))


def _strategy(record: JsonRecord) -> Strategy:
    return Strategy(record.text("name"), _settings(record))


def _settings(record: JsonRecord) -> tuple[Setting, ...]:
    return tuple(_setting(each) for each in record.records("settings"))


def _setting(record: JsonRecord) -> Setting:
    return Setting(record.text("name"), _setting_value(record, "value", record.data.get("value")))


def _setting_value(record: JsonRecord, name: str, value: object) -> SettingValue:
    if isinstance(value, list):
        return tuple(_setting_value(record, f"{name}[{place}]", element) for place, element in enumerate(value))
    if isinstance(value, dict):
        return _setting_object(JsonRecord(record.item, f"{record.path}.{name}", value))
    return _scalar(record, name, value)


def _setting_object(record: JsonRecord) -> Strategy | ItemIds | ValuesByItem:
    if "items" in record.data:
        return ItemIds(record.texts("items"))
    return _by_item(record) if "by_item" in record.data else _strategy(record)


def _scalar(record: JsonRecord, name: str, value: object) -> Scalar:
    if isinstance(value, str) or _is_number(value):
        return value
    raise InvalidBank(record.item, f"{record.path}.{name}", "text, a number, a strategy or a list of them", value)


def _by_item(record: JsonRecord) -> ValuesByItem:
    return ValuesByItem(tuple(_pair(record, place, pair) for place, pair in enumerate(record.list("by_item"))))


def _pair(record: JsonRecord, place: int, pair: object) -> tuple[str, float | tuple[float, ...]]:
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
    """Whether a value is a finite number: Python also reads NaN and infinities, which canonical JSON excludes."""
    return type(value) is int or (isinstance(value, float) and math.isfinite(value))


def _solved(record: JsonRecord) -> SolvedSettings:
    return SolvedSettings(record.text("design"), record.integer("year"), _settings(record))

"""Tests of bank versions: writing, parsing and hashes."""

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from itembank import InvalidBank, UnknownDesign, UnknownItem, UnknownYear, read_bank, write_bank
from itembank.errors import ItemBankError
from itembank.numeracy.numeracy_bank import SUBJECT, numeracy_bank
from itembank.refusal_messages import refusal_message, welsh_expectation
from tests.support.small_bank import small_numeracy_bank

BANK = small_numeracy_bank()
DATA = write_bank(BANK)
GOLDEN = "6a3a26e597d94939c2a0c4d0e6a5f9d05895d444fb959de0bef6cccd6ef15d96"


def test_the_demonstration_bank_is_the_one_this_release_is_known_by() -> None:
    """Changes of content are meant: then this hash and the changelog change with them."""
    assert numeracy_bank().hash == GOLDEN


def test_a_bank_read_back_is_the_same_bank_and_the_same_bytes() -> None:
    assert read_bank(DATA) == BANK
    assert write_bank(read_bank(DATA)) == DATA
    assert read_bank(DATA, BANK.hash).hash == BANK.hash


@pytest.mark.parametrize(
    "error",
    [InvalidBank("i", "key", "a number", "x"), UnknownItem("i"), UnknownDesign("d", ("e",)), UnknownYear("d", 1, ())],
)
def test_a_fault_that_another_process_finds_arrives_as_it_was(error: ItemBankError) -> None:
    arrived = pickle.loads(pickle.dumps(error))
    assert (type(arrived), str(arrived), vars(arrived)) == (type(error), str(error), vars(error))


def test_a_bank_finds_its_items_topics_and_designs() -> None:
    item = BANK.items[17]
    assert BANK.item(item.id) is item
    assert BANK.topic(item.topic).strand == item.strand
    assert BANK.design(SUBJECT).population(5).mean == 0.0


def test_what_a_bank_does_not_hold_is_named() -> None:
    with pytest.raises(UnknownItem, match="no-such-item"):
        BANK.item("no-such-item")
    with pytest.raises(UnknownDesign, match=r"reading.*numeracy-procedural"):
        BANK.design("reading")
    with pytest.raises(UnknownYear, match="Year 10"):
        BANK.design(SUBJECT).population(10)


Change = Callable[[dict[str, Any]], None]


def assert_said_in_welsh(refused: InvalidBank) -> None:
    welsh = welsh_expectation(refused.expected)
    assert welsh, refused.expected
    begins = f"{refused.item}: {refused.field}: disgwylid {welsh}, "
    assert refusal_message(refused, "cy").startswith((f"{begins}cafwyd ", f"{begins}ni chafwyd dim"))
    assert refusal_message(refused, "en") == str(refused)


def first(response_type: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda document: next(item for item in document["items"] if item["response"]["type"] == response_type)


def set_in(response_type: str, path: str, value: object) -> Change:
    def change(document: dict[str, Any]) -> None:
        place = first(response_type)(document)
        *way, last = path.split(".")
        for step in way:
            place = place[step]
        place[last] = value

    return change


def dropped(response_type: str, field: str) -> Change:
    return lambda document: first(response_type)(document).pop(field)


def repeated(document: dict[str, Any]) -> None:
    document["items"].append(document["items"][0])


def of_design(field: str, value: object) -> Change:
    return lambda document: document["designs"][0].update({field: value})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (set_in("number", "parameters.a", 0), "parameters.a"),
        (set_in("number", "parameters.a", "1"), "parameters.a"),
        (set_in("number", "parameters.c", 1.0), "parameters.c"),
        (set_in("number", "parameters.d", 0.0), "parameters.d"),
        (set_in("number", "parameters.provisional", 1), "parameters.provisional"),
        (set_in("number", "introduced_year", 1), "introduced_year"),
        (set_in("number", "introduced_year", 2.5), "introduced_year"),
        (set_in("number", "strand", "geometry"), "strand"),
        (set_in("number", "topic", "astronomy"), "topic"),
        (set_in("number", "prompt.cy", " "), "prompt.cy"),
        (set_in("number", "prompt.en", "<script>1</script>"), "prompt.en"),
        (set_in("number", "prompt.en", '<p style="color:red">1</p>'), "prompt.en"),
        (set_in("number", "prompt.en", "Another question"), "id"),
        (set_in("number", "id", "aaaaaaaaaaaa"), "id"),
        (set_in("number", "rule.value", "many"), "rule.value"),
        (set_in("number", "rule", {"type": "exact-order", "order": []}), "rule"),
        (set_in("number", "rule.type", "wishful"), "rule.type"),
        (set_in("choice", "rule.key", "z"), "rule.key"),
        (set_in("choice", "rule.misconceptions", []), "rule.misconceptions"),
        (set_in("choice", "response.options", []), "response"),
        (set_in("ordering", "rule.order", ["a"]), "rule.order"),
        (set_in("ordering", "response.type", "essay"), "response.type"),
        (dropped("number", "features"), "features"),
    ],
)
def test_an_invalid_field_is_refused_with_the_name_of_its_item(change: Change, field: str) -> None:
    document = json.loads(DATA)
    change(document)
    with pytest.raises(InvalidBank) as refusal:
        read_bank(json.dumps(document).encode())
    assert refusal.value.field == field
    assert refusal.value.item in {item.item for item in BANK.items}
    assert refusal.value.item in str(refusal.value)
    assert_said_in_welsh(refusal.value)


@pytest.mark.parametrize(
    ("change", "item", "field"),
    [
        (repeated, "bank", "items"),
        (lambda document: document.update(format="mesur-bank-0"), "bank", "format"),
        (lambda document: document.update(items=[]), "bank", "items"),
        (lambda document: document.update(items=[7]), "bank", "items[0]"),
        (lambda document: document.update(subject=" "), "bank", "subject"),
        (lambda document: document.update(extra=1), "bank", "document"),
        (lambda document: document["topics"][0]["can"].update(cy=""), "counting", "can.cy"),
        (of_design("length", 0), SUBJECT, "length"),
        (of_design("report", {"name": "Guess", "settings": []}), SUBJECT, "report"),
        (of_design("populations", []), SUBJECT, "populations"),
        (of_design("populations", [{"year": 2, "mean": 0.0, "sd": 0.0}]), SUBJECT, "populations.sd"),
    ],
)
def test_what_is_wrong_with_a_bank_a_topic_or_a_design_is_named(change: Change, item: str, field: str) -> None:
    document = json.loads(DATA)
    change(document)
    with pytest.raises(InvalidBank) as refusal:
        read_bank(json.dumps(document).encode())
    assert (refusal.value.item, refusal.value.field) == (item, field)
    assert_said_in_welsh(refusal.value)


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", json.dumps(json.loads(DATA), indent=1).encode()])
def test_what_is_not_canonical_json_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidBank, match="bank: document"):
        read_bank(data)


def test_a_change_that_is_valid_in_itself_is_found_by_the_hash() -> None:
    item = BANK.items[0]
    harder = replace(item, parameters=replace(item.parameters, b=9.0))
    tampered = write_bank(replace(BANK, items=(harder, *BANK.items[1:])))
    assert read_bank(tampered).item(item.id).parameters.b == 9.0
    with pytest.raises(InvalidBank, match="hash"):
        read_bank(tampered, BANK.hash)


def test_a_mended_key_keeps_the_id_and_a_changed_wording_does_not() -> None:
    document = json.loads(DATA)
    item = first("number")(document)
    item["rule"]["value"] = "8"
    mended = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert read_bank(mended).item(item["id"]).rule != BANK.item(item["id"]).rule


def test_a_design_is_named_by_what_it_says() -> None:
    design = BANK.design(SUBJECT)
    assert len(design.hash) == 64
    assert replace(design, length=31).hash != design.hash

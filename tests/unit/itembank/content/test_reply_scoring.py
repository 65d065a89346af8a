"""Tests of reply parsing and scoring."""

from decimal import Decimal

import pytest

from itembank import InvalidReply, ItemVersion, NumberEntry, ReplyProblem, check_reply, numeracy_bank, score
from itembank.builtin_banks import BUILTIN_BANKS
from itembank.language import LANGUAGES
from itembank.scoring.number_parsing import parse_number
from itembank.scoring.unit_names import names_of

BY_NAME = {item.item: item for item in numeracy_bank().items}
POUNDS = BY_NAME["total/245+370"]  # £ 6.15
LARGE = BY_NAME["more/49500"]  # 50500
LENGTH = BY_NAME["ruler/7"]  # 7 cm
LITRES = BY_NAME["jug/3litres"]
MINUTES = BY_NAME["lesson/10-0"]
PENCE = BY_NAME["coins/8"]  # 8 p
AREA = BY_NAME["squares/8"]  # 8 cm²
DEGREES = BY_NAME["coldest-morning/-8"]  # −8 °C
CHOSEN = BY_NAME["add-choice/47+38"]
ORDERED = BY_NAME["order/307"]


@pytest.mark.parametrize(
    ("item", "reply"),
    [
        (LARGE, "50500"),
        (LARGE, "50 500"),
        (LARGE, "50,500"),
        (LARGE, "50\u2009500"),
        (LARGE, "50\u202f500"),
        (LARGE, "50\u00a0500"),
        (LARGE, " 50500 "),
        (LARGE, "50500.0"),
        (LARGE, "050500"),
        (POUNDS, "6.15"),
        (POUNDS, "£6.15"),
        (POUNDS, "£ 6.15"),
        (POUNDS, "6.150"),
        (LENGTH, "7"),
        (LENGTH, "7cm"),
        (LENGTH, "7 CM"),
        (LENGTH, "7."),
        (LENGTH, "7 centimetres"),
        (LENGTH, "7 centimetr"),
        (LENGTH, "7 cms"),
        (MINUTES, "45 mins"),
        (MINUTES, "45 minutes"),
        (MINUTES, "45 munud"),
        (MINUTES, "45munud"),
        (PENCE, "8p"),
        (PENCE, "8 pence"),
        (PENCE, "8 ceiniog"),
        (AREA, "8 cm2"),
        (AREA, "8 cm^2"),
        (AREA, "8 square cm"),
        (AREA, "8 cm sgwâr"),
        (DEGREES, "-8°"),
        (DEGREES, "−8 C"),
        (DEGREES, "-8 degrees"),
        (POUNDS, "6.15 pounds"),
        (LITRES, "3 l"),
        (LITRES, "3l"),
        (LITRES, "3 litr"),
        (LITRES, "3 litres"),
    ],
)
def test_a_right_number_is_right_however_a_child_writes_it(item: ItemVersion, reply: str) -> None:
    assert score(item, reply) == 1


@pytest.mark.parametrize(
    ("reply", "number"),
    [
        ("3,5", "3.5"),
        ("−3,50", "-3.5"),
        ("£3,50", "3.5"),
        ("0,125", "0.125"),
        (",5", "0.5"),
        ("1 000,5", "1000.5"),
        ("1000,500", "1000.5"),
        ("3,500", "3500"),
        ("13,500", "13500"),
        ("1,234,567.8", "1234567.8"),
    ],
)
def test_a_comma_is_a_decimal_one_where_it_can_be_nothing_else(reply: str, number: str) -> None:
    assert parse_number(reply, ("£",)) == Decimal(number)


@pytest.mark.parametrize("reply", ["70", "0.7", "-7", "−7", "7.5", "07.01", ".7"])
def test_a_wrong_number_is_wrong_not_refused(reply: str) -> None:
    assert score(LENGTH, reply) == 0


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ("1,000,5", "not_a_number"),
        ("1.000,5", "not_a_number"),
        ("7,", "not_a_number"),
        ("", "empty"),
        ("   ", "empty"),
        ("9" * 41, "too_long"),
        ("saith", "not_a_number"),
        ("seven", "not_a_number"),
        ("cm", "not_a_number"),
        (".", "not_a_number"),
        ("-", "not_a_number"),
        ("1 2", "not_a_number"),
        ("10,50,0", "not_a_number"),
        ("1/2", "not_a_number"),
        ("8:30", "not_a_number"),
        ("٧", "not_a_number"),
        ("7 mm", "other_unit"),
        ("7 Milimetr", "other_unit"),
        ("7kg", "other_unit"),
        ("£7", "other_unit"),
        ("7 pens", "unknown_unit"),
        ("7,500000", "not_a_number"),
    ],
)
def test_what_is_no_number_is_refused_with_its_code(reply: str, code: str) -> None:
    with pytest.raises(InvalidReply) as refusal:
        check_reply(LENGTH, reply)
    assert refusal.value.code == code
    with pytest.raises(InvalidReply):
        score(LENGTH, reply)


@pytest.mark.parametrize(
    ("item", "reply"),
    [(PENCE, "0.08"), (PENCE, "£0.08"), (PENCE, "0,08"), (POUNDS, "615p"), (AREA, "8 cm"), (MINUTES, "0.75 h")],
)
def test_a_number_of_another_unit_is_told_before_it_is_marked(item: ItemVersion, reply: str) -> None:
    with pytest.raises(InvalidReply) as refusal:
        score(item, reply)
    assert refusal.value.code == "other_unit"


@pytest.mark.parametrize("reply", ["80", "0.8", "7", "8.5", "800 pence"])
def test_a_wrong_number_of_pence_is_wrong(reply: str) -> None:
    assert score(PENCE, reply) == 0


def test_every_unit_beside_a_box_has_its_name_in_both_languages() -> None:
    """A child may write the unit as a word: each that a built-in bank shows, but those that have no other name."""
    shown = {
        side[language].strip()
        for build in BUILTIN_BANKS.values()
        for item in build().all_items
        if isinstance(item.response, NumberEntry)
        for side in (item.response.before, item.response.after)
        for language in LANGUAGES
    }
    assert {unit for unit in shown if unit and len(names_of(unit)) == 1} == {"kWh"}


@pytest.mark.parametrize("written", ["chentimetr", "gentimetr", "centimetrau", "o gentimetrau", "o centimetrau"])
def test_a_unit_may_be_written_as_it_stands_behind_a_number_in_welsh(written: str) -> None:
    """Fault: "6 chentimetr" and "40 o funudau" were refused."""
    assert written in names_of("cm")
    assert {"cheiniog", "o geiniogau", "o funudau", "bunnoedd", "radd"} <= set().union(
        *map(names_of, ("p", "min", "£", "°"))
    )


def test_only_the_keyed_option_scores() -> None:
    scores = {option.html.en: score(CHOSEN, option.id) for option in CHOSEN.response.options}  # type: ignore[union-attr]
    assert scores == {"85": 1, "75": 0, "715": 0, "95": 0}


def test_only_the_whole_order_scores() -> None:
    order = [card.id for card in sorted(ORDERED.response.items, key=lambda card: int(card.html.en))]  # type: ignore[union-attr]
    assert score(ORDERED, order) == 1
    assert score(ORDERED, tuple(order)) == 1
    assert score(ORDERED, [order[1], order[0], *order[2:]]) == 0


@pytest.mark.parametrize(
    ("item", "reply", "code"),
    [
        (CHOSEN, "z", "unknown_option"),
        (CHOSEN, "85", "unknown_option"),
        (CHOSEN, ["a"], "wrong_type"),
        (LENGTH, ["7"], "wrong_type"),
        (LENGTH, 7, "wrong_type"),
        (ORDERED, "abcd", "wrong_type"),
        (ORDERED, [1, 2, 3, 4], "wrong_type"),
        (ORDERED, ["a", "b"], "wrong_length"),
        (ORDERED, ["a", "b", "c", "z"], "unknown_option"),
        (ORDERED, ["a", "b", "c", "c"], "repeated_option"),
    ],
)
def test_a_reply_of_the_wrong_form_is_refused_with_its_code(item: ItemVersion, reply: object, code: str) -> None:
    with pytest.raises(InvalidReply) as refusal:
        check_reply(item, reply)  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert refusal.value.code in set(ReplyProblem)


@pytest.mark.parametrize("item", [LENGTH, CHOSEN, ORDERED])
def test_an_omitted_item_is_accepted_and_scores_0(item: ItemVersion) -> None:
    check_reply(item, None)
    assert score(item, None) == 0

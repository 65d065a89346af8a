"""Fractions and clock times as children write them: what is read, what is told, and what is right in which form."""

from dataclasses import replace

import pytest

from itembank import (
    PRACTICE,
    AnticipatedNumber,
    ExactNumber,
    FractionEntry,
    InvalidBank,
    InvalidReply,
    ItemVersion,
    TimeEntry,
    score,
)
from itembank.content.response_types import ClockHours
from itembank.content.written_numbers import worth
from itembank.parsing.json_record import JsonRecord
from itembank.parsing.response_parsing import parse_response
from itembank.parsing.rule_parsing import parse_rule
from itembank.presentation.explained_answers import explained_answers
from itembank.preview.answer_key_html import response_with_key
from itembank.scoring.fractions_and_times import parse_fraction, parse_time
from itembank.scoring.named_misconceptions import named_misconceptions
from itembank.validity.rule_validity import check_rule

STOPS = AnticipatedNumber("9/12", 0, "stops-too-early")


def fraction_item(rule: ExactNumber, *, mixed: bool = False) -> ItemVersion:
    practice = PRACTICE["fraction"]
    return replace(practice, response=FractionEntry(practice.response.label, mixed), rule=rule)


def time_item(rule: ExactNumber, clock: ClockHours) -> ItemVersion:
    practice = PRACTICE["time"]
    return replace(practice, response=TimeEntry(practice.response.label, clock), rule=rule)


@pytest.mark.parametrize(
    ("written", "mixed", "read"),
    [
        ("3/4", False, "3/4"),
        (" 03 / 04 ", False, "3/4"),
        ("3⁄4", False, "3/4"),
        ("6/8", False, "6/8"),
        ("0/4", False, "0/4"),
        ("3/4", True, "3/4"),
        ("1 3/4", True, "1 3/4"),
        ("0 3/4", True, "3/4"),
        ("7/4", True, "7/4"),
        ("2", True, "2"),
        ("0", True, "0"),
    ],
)
def test_a_fraction_is_read_however_it_is_written(written: str, mixed: bool, read: str) -> None:
    assert parse_fraction(written, mixed=mixed) == read


@pytest.mark.parametrize(
    ("written", "clock", "read"),
    [
        ("9:05", "12", "9:05"),
        ("9:5", "12", "9:05"),
        ("09.05", "12", "9:05"),
        ("12:00", "12", "12:00"),
        ("9:05 PM", "am-pm", "9:05 pm"),
        ("9.05p.m.", "am-pm", "9:05 pm"),
        ("9:05", "24", "09:05"),
        ("0:5", "24", "00:05"),
        ("21 : 05", "24", "21:05"),
    ],
)
def test_a_time_is_read_however_it_is_written(written: str, clock: ClockHours, read: str) -> None:
    assert parse_time(written, clock) == read


@pytest.mark.parametrize(
    ("written", "mixed", "code"),
    [
        ("", False, "empty"),
        (" / ", False, "empty"),
        ("3/", False, "half_filled"),
        ("/4", False, "half_filled"),
        ("1 /4", True, "half_filled"),
        ("1 3/", True, "half_filled"),
        ("3/0", False, "zero_denominator"),
        ("3", False, "not_whole"),
        ("1 3/4", False, "not_whole"),
        ("1.5/2", False, "not_whole"),
        ("-3/4", False, "not_whole"),
        ("three/4", False, "not_whole"),
        ("3/4/", False, "not_whole"),
        ("1/1000000", False, "not_whole"),
    ],
)
def test_what_is_no_fraction_is_told_and_not_scored(written: str, mixed: bool, code: str) -> None:
    with pytest.raises(InvalidReply) as refusal:
        parse_fraction(written, mixed=mixed)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("written", "clock", "code"),
    [
        (":", "12", "empty"),
        ("9:", "12", "half_filled"),
        (":05", "24", "half_filled"),
        ("9:05", "am-pm", "half_filled"),
        ("9: pm", "am-pm", "half_filled"),
        ("pm", "am-pm", "half_filled"),
        ("nine:05", "12", "not_whole"),
        ("9:005", "12", "not_whole"),
        ("25:70", "24", "not_on_24_hour_clock"),
        ("24:00", "24", "not_on_24_hour_clock"),
        ("9:05 pm", "24", "not_on_24_hour_clock"),
        ("13:05", "12", "not_on_12_hour_clock"),
        ("0:05 am", "am-pm", "not_on_12_hour_clock"),
        ("9:60", "12", "not_on_12_hour_clock"),
        ("9:05 pm", "12", "not_whole"),
        ("9:05.", "12", "not_whole"),
    ],
)
def test_what_is_no_time_of_the_clock_is_told_and_not_scored(written: str, clock: ClockHours, code: str) -> None:
    with pytest.raises(InvalidReply) as refusal:
        parse_time(written, clock)
    assert refusal.value.code == code


def test_times_are_worth_their_minutes_after_midnight() -> None:
    times = ("12:05 am", "9:05 am", "12:05 pm", "9:05 pm", "09:05", "9:05")
    assert [worth(time) for time in times] == [5, 545, 725, 1265, 545, 545]


def test_an_equal_fraction_is_right_where_no_form_is_asked_for() -> None:
    item = fraction_item(ExactNumber("7/4", (AnticipatedNumber("3/6", 0, "adds-instead"),)), mixed=True)
    assert [score(item, reply) for reply in ("7/4", "1 3/4", "14/8", "1 6/8", "4/7", None)] == [1, 1, 1, 1, 0, 0]
    assert named_misconceptions(item, "1/2") == ("adds-instead",)
    assert named_misconceptions(item, "14/8") == ()


def test_an_equal_fraction_in_another_form_is_wrong_where_a_form_is_asked_for_and_says_why() -> None:
    item = fraction_item(ExactNumber("3/4", (STOPS,), in_this_form=True))
    assert [score(item, reply) for reply in ("3/4", "6/8", "9/12", "4/3")] == [1, 0, 0, 0]
    told = [named_misconceptions(item, reply) for reply in ("3/4", "6/8", "9/12", "4/3")]
    assert told == [(), ("equal-in-another-form",), ("stops-too-early",), ()]
    mixed = fraction_item(ExactNumber("2 3/4", (), in_this_form=True), mixed=True)
    assert [named_misconceptions(mixed, reply) for reply in ("2 3/4", "11/4")] == [(), ("equal-in-another-form",)]


def test_staff_see_fractions_as_fractions_and_why_an_equal_one_is_wrong() -> None:
    item = fraction_item(ExactNumber("2 3/4", (), in_this_form=True), mixed=True)
    right, other = explained_answers(item, "en")
    assert right.html == "2<math><mfrac><mn>3</mn><mn>4</mn></mfrac></math>"
    assert other.html == "<math><mfrac><mn>11</mn><mn>4</mn></mfrac></math>"
    assert other.why == "The answer is equal to the right one, but not in the form that was asked for."
    assert "Key: 2 3/4 · in this form only" in response_with_key(item, "en")
    assert "am / pm" in response_with_key(PRACTICE["time"], "cy")


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (fraction_item(ExactNumber("03/4")), "rule.value"),
        (fraction_item(ExactNumber("1 3/4")), "rule.value"),
        (fraction_item(ExactNumber("3/4", (AnticipatedNumber("3/0", 0, "x"),))), "rule.named"),
        (fraction_item(ExactNumber("3/4", (AnticipatedNumber("6/8", 0, "x"),))), "rule.named"),
        (time_item(ExactNumber("9:05"), "24"), "rule.value"),
        (time_item(ExactNumber("9:05"), "am-pm"), "rule.value"),
        (time_item(ExactNumber("9:05", (), in_this_form=True), "12"), "rule.in_this_form"),
    ],
)
def test_a_key_that_nobody_can_enter_is_refused(item: ItemVersion, field: str) -> None:
    with pytest.raises(InvalidBank) as refusal:
        check_rule(item)
    assert refusal.value.field == field


def test_a_bank_keeps_them() -> None:
    label = {"cy": "Dy ateb", "en": "Your answer"}
    for kind, told in (("fraction", {"mixed": True}), ("time", {"clock": "am-pm"}), ("time", {"clock": "24"})):
        response = parse_response(JsonRecord("x", "response", {"type": kind, "label": label, **told}))
        assert {name: getattr(response, name) for name in told} == told
    rule = {"type": "exact-number", "value": "3/4", "in_this_form": True}
    assert parse_rule(JsonRecord("x", "rule", rule)) == ExactNumber("3/4", (), in_this_form=True)

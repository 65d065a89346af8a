"""Which tools an item allows, and why not the others."""

from __future__ import annotations

import pytest

from itembank import PRACTICE, SUBJECTS, TOOLS, AskedItem, allowed_tools, numeracy_bank
from itembank.builtin_banks import BUILTIN_BANKS
from itembank.presentation.item_tools import RULES, refusals


@pytest.mark.parametrize("name", ["numeracy-procedural", "numeracy-reasoning", "reading-cy"])
def test_no_item_allows_a_tool_that_would_do_what_it_measures(name: str) -> None:
    bank = BUILTIN_BANKS[name]()
    for item in bank.items:
        allowed = allowed_tools(AskedItem(bank.subject, item, bank.stimulus_of(item)), TOOLS)
        assert {"line_reader", "scratchpad"} <= set(allowed)
        assert ("calculator" in allowed) is (bank.subject == "numeracy-reasoning")
        assert ("highlighter" in allowed) is (item.stimulus is not None)
        options = item.response.type in ("choice", "multiple")
        assert ("answer_masking" in allowed) is ("answer_elimination" in allowed) is options


def of_family(family: str) -> list[AskedItem]:
    bank = numeracy_bank()
    return [AskedItem(bank.subject, item) for item in bank.items if item.template == family]


@pytest.mark.parametrize("family", ["squares", "grid-reference", "coordinates"])
def test_a_ruler_is_for_drawings_to_scale(family: str) -> None:
    assert all(allowed_tools(asked, ["ruler"]) for asked in of_family(family))


@pytest.mark.parametrize(("family", "why"), [("ruler", "measured"), ("perimeter", "to scale"), ("add", "to scale")])
def test_no_ruler_where_reading_one_is_measured_and_where_nothing_is_to_scale(family: str, why: str) -> None:
    found = [refusals(asked, "ruler") for asked in of_family(family)]
    assert found
    assert all(why in each[-1].en for each in found)


def test_a_ruler_is_for_the_map_of_a_scenario() -> None:
    bank = BUILTIN_BANKS["numeracy-reasoning"]()
    asked = [AskedItem(bank.subject, item, bank.stimulus_of(item)) for item in bank.items]
    told = {each.item.template for each in asked if allowed_tools(each, ["ruler"])}
    assert {"garden-dog", "treasure-map", "park-hunt", "lifeboat"} <= told
    assert not told & {"bean-bed", "fish-tank", "travel-survey"}


@pytest.mark.parametrize(
    ("family", "allows"),
    [("line", False), ("place", False), ("count", False), ("thermometer", True)],
)
def test_a_number_line_is_not_for_reading_one(family: str, allows: bool) -> None:
    found = [bool(allowed_tools(asked, ["number_line"])) for asked in of_family(family)]
    assert set(found) == {allows}


def test_a_number_line_orders_nothing() -> None:
    bank = numeracy_bank()
    asked = [AskedItem(bank.subject, item) for item in bank.items if item.response.type == "ordering"]
    assert not any(allowed_tools(each, ["number_line"]) for each in asked)


def test_only_what_the_learner_is_given_is_allowed_in_the_order_of_all_tools() -> None:
    given = {"scratchpad": "yes", "line_reader": "yes", "text_size": "5", "calculator": "yes"}
    assert allowed_tools(AskedItem("numeracy-procedural", PRACTICE["number"]), given) == ("line_reader", "scratchpad")
    assert allowed_tools(AskedItem("numeracy-reasoning", PRACTICE["number"]), given) == (
        "line_reader",
        "scratchpad",
        "calculator",
    )
    assert allowed_tools(AskedItem("numeracy-reasoning", PRACTICE["number"]), {}) == ()


def test_each_rule_holds_for_some_item_and_says_why_in_both_languages() -> None:
    assert {rule.tool for rule in RULES} < set(TOOLS)
    known = (*PRACTICE.values(), *numeracy_bank().items)
    for rule in RULES:
        asked = (AskedItem(subject, item) for item in known for subject in SUBJECTS)
        assert any(map(rule.forbids, asked)), rule.reason.en
        assert rule.reason.cy != rule.reason.en
    (reason,) = refusals(AskedItem("numeracy-procedural", PRACTICE["number"]), "calculator")
    assert reason.en == "Calculating itself is measured: a calculator would do it."

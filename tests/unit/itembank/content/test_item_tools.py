"""Which tools an item allows, and why not the others."""

from __future__ import annotations

import pytest

from itembank import PRACTICE, SUBJECTS, TOOLS, allowed_tools
from itembank.builtin_banks import BUILTIN_BANKS
from itembank.presentation.item_tools import RULES, refusals


@pytest.mark.parametrize("name", ["numeracy-procedural", "numeracy-reasoning", "reading-cy"])
def test_no_item_allows_a_tool_that_would_do_what_it_measures(name: str) -> None:
    bank = BUILTIN_BANKS[name]()
    for item in bank.items:
        allowed = allowed_tools(bank.subject, item, TOOLS)
        assert {"line_reader", "scratchpad"} <= set(allowed)
        assert ("calculator" in allowed) is (bank.subject == "numeracy-reasoning")
        assert ("highlighter" in allowed) is (item.stimulus is not None)
        options = item.response.type in ("choice", "multiple")
        assert ("answer_masking" in allowed) is ("answer_elimination" in allowed) is options


def test_only_what_the_learner_is_given_is_allowed_in_the_order_of_all_tools() -> None:
    given = {"scratchpad": "yes", "line_reader": "yes", "text_size": "5", "calculator": "yes"}
    assert allowed_tools("numeracy-procedural", PRACTICE["number"], given) == ("line_reader", "scratchpad")
    assert allowed_tools("numeracy-reasoning", PRACTICE["number"], given) == ("line_reader", "scratchpad", "calculator")
    assert allowed_tools("numeracy-reasoning", PRACTICE["number"], {}) == ()


def test_each_rule_holds_for_some_item_and_says_why_in_both_languages() -> None:
    assert {rule.tool for rule in RULES} < set(TOOLS)
    for rule in RULES:
        found = [kind for kind, item in PRACTICE.items() for subject in SUBJECTS if rule.forbids(subject, item)]
        assert found
        assert rule.reason.cy != rule.reason.en
    (reason,) = refusals("numeracy-procedural", PRACTICE["number"], "calculator")
    assert reason.en == "Calculating itself is measured: a calculator would do it."

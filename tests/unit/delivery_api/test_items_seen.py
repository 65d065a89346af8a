"""The order in which a learner has seen items: what was seen longest ago is the first to come back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from delivery_api.sittings.record.event_types import Presented, Readmitted, Started, unavailable
from delivery_api.sittings.record.items_seen import longest_ago_first

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)


def shown(item: str, days: int) -> Presented:
    return Presented(AT + timedelta(days=days), 1, item, "en")


def test_items_come_in_the_order_in_which_they_were_shown_last() -> None:
    assert longest_ago_first([shown("b", 5), shown("c", 2), shown("a", 9), shown("c", 7)]) == ("b", "c", "a")
    assert longest_ago_first([shown("c", 7), shown("a", 9), shown("c", 2)]) == ("c", "a")
    assert longest_ago_first([]) == ()


def test_a_log_keeps_that_order() -> None:
    begun = Started(AT, "en", 4, unavailable=("c", "b", "a"))
    assert unavailable([begun]) == ("c", "b", "a")
    assert unavailable([begun, Readmitted(AT, ("c",))]) == ("b", "a")

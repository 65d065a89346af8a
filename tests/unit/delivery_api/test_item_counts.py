"""What is counted of live sittings holds no person, and no cell of fewer than ten."""

from __future__ import annotations

from datetime import UTC, datetime

from delivery_api.sittings.record.event_types import Finished, Replied
from delivery_api.sittings.record.item_counts import counts_csv, counts_of

AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


def log(item: str, score: int, theta: float, *, scored: bool = True) -> tuple[Replied, Finished]:
    answered = Replied(AT, 1, item, "1", score, theta, 0.4, "ok", "en", 9.0, 900, "k", "d", scored=scored)
    return answered, Finished(AT, "length", theta, 0.4, "ok")


def test_answers_are_counted_by_item_month_and_ability() -> None:
    logs = [log("a", at % 3, 0.7) for at in range(12)]
    assert counts_of(logs) == {("a", "2026-11", 1): (12, 12, 20)}
    assert counts_csv(counts_of(logs)).splitlines()[1] == "a,2026-11,1,12,12,20"


def test_cells_of_fewer_than_ten_unscored_items_and_sittings_without_an_end_are_left_out() -> None:
    few = [log("a", 1, 0.7)] * 9 + [log("a", 1, -0.7)] * 9
    tried = [log("b", 1, 0.0, scored=False)] * 12
    going_on = [log("c", 1, 0.0)[:1]] * 12
    assert counts_of([*few, *tried, *going_on]) == {}

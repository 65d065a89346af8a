"""What the log's times say of how a sitting was taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery_api.sittings.record.event_types import Event, Hinted, Moved, Presented, Replied
from delivery_api.sittings.record.response_time_effort import (
    IDLE_SECONDS,
    RAPID_SECONDS,
    ResponseTime,
    needs_review,
    response_time_effort,
    response_times,
)

NINE = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


def shown(position: int, seconds: float) -> Presented:
    return Presented(at(seconds), position, f"i{position}", "cy")


def replied(position: int, seconds: float, elapsed: float) -> Replied:
    return Replied(at(seconds), position, f"i{position}", "1", 1, 0.0, 1.0, "ok", "cy", elapsed, 0, "k", "d", "r")


def test_an_answer_below_three_seconds_is_rapid_and_one_of_three_is_not() -> None:
    log = (shown(1, 0), replied(1, 2.9, 2.9), shown(2, 2.9), replied(2, 5.9, RAPID_SECONDS))
    assert response_times(log) == (ResponseTime(1, "i1", 2.9, True, False), ResponseTime(2, "i2", 3.0, False, False))
    assert response_time_effort(response_times(log)) == 0.5


def test_long_without_an_act_is_idle_and_a_hint_is_an_act() -> None:
    hint = Hinted(at(200), 1, "i1", 1, "cy", "k", "d", "r")
    assert [each.idle for each in response_times((shown(1, 0), replied(1, IDLE_SECONDS, IDLE_SECONDS)))] == [True]
    assert [each.idle for each in response_times((shown(1, 0), hint, replied(1, IDLE_SECONDS, IDLE_SECONDS)))] == [
        False
    ]


def test_a_pause_by_staff_is_nobodys_idleness() -> None:
    pause, resume = Moved(at(100), "started", "paused", "b", "w"), Moved(at(900), "paused", "started", "b", "w")
    assert [each.idle for each in response_times((shown(1, 0), pause, resume, replied(1, 1000, 200)))] == [False]
    assert [each.idle for each in response_times((shown(1, 0), pause, resume, replied(1, 1100, IDLE_SECONDS)))] == [
        True
    ]


def test_one_answer_tells_nothing_of_the_next() -> None:
    log = (shown(1, 0), replied(1, 400, 400), shown(2, 400), replied(2, 410, 10))
    assert [each.idle for each in response_times(log)] == [True, False]


@pytest.mark.parametrize(
    ("rapid", "of", "look"), [(0, 0, False), (1, 10, False), (2, 10, True), (1, 5, True), (4, 4, False)]
)
def test_a_look_is_worth_it_below_nine_in_ten_of_five_or_more(rapid: int, of: int, look: bool) -> None:
    answers = [ResponseTime(n, "i", 1.0, n < rapid, False) for n in range(of)]
    assert needs_review(answers) is look


@given(st.lists(st.floats(0, 700), max_size=8))
def test_every_answer_has_its_pace_and_the_share_lies_between_none_and_all(times: list[float]) -> None:
    log: list[Event] = []
    now = 0.0
    for position, seconds in enumerate(times, start=1):
        log += [shown(position, now), replied(position, now + seconds, seconds)]
        now += seconds
    found = response_times(log)
    assert [each.seconds for each in found] == times
    share = response_time_effort(found)
    assert share is None if not times else share == sum(each >= RAPID_SECONDS for each in times) / len(times)

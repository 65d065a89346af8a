"""One account may ask so often and no more, and keeps nobody else waiting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery_api.http import rate_limit as module
from delivery_api.http.rate_limit import RateLimiter

NINE = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
NOTHING = timedelta(0)


def second(number: float) -> datetime:
    return NINE + timedelta(seconds=number)


def test_a_burst_is_let_through_and_then_one_each_interval() -> None:
    throttle = RateLimiter(timedelta(seconds=2), burst=3)
    assert [throttle.wait("cadi", second(0)) for _ in range(3)] == [NOTHING] * 3
    assert throttle.wait("cadi", second(0)) == timedelta(seconds=2)
    assert throttle.wait("cadi", second(1.5)) == timedelta(seconds=0.5)
    assert throttle.wait("cadi", second(2)) == NOTHING
    assert throttle.wait("cadi", second(2)) == timedelta(seconds=2)


def test_what_is_refused_costs_nothing_more() -> None:
    throttle = RateLimiter(timedelta(seconds=2), burst=1)
    throttle.wait("cadi", second(0))
    for _ in range(50):
        throttle.wait("cadi", second(1))
    assert throttle.wait("cadi", second(2)) == NOTHING


def test_one_account_keeps_no_other_waiting() -> None:
    throttle = RateLimiter(timedelta(seconds=2), burst=1)
    throttle.wait("cadi", second(0))
    assert throttle.wait("cadi", second(0)) > NOTHING
    assert throttle.wait("joe", second(0)) == NOTHING


@given(st.lists(st.floats(0, 20), max_size=120), st.integers(1, 5))
def test_never_more_than_the_burst_and_one_an_interval(gaps: list[float], burst: int) -> None:
    throttle, passed, at = RateLimiter(timedelta(seconds=3), burst), 0, 0.0
    for gap in gaps:
        at += gap / 10
        passed += throttle.wait("cadi", second(at)) == NOTHING
    assert passed <= burst + at / 3 + 1e-6


def test_quiet_accounts_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MAX_ACCOUNTS", 10)
    throttle: Any = RateLimiter(timedelta(seconds=1), burst=1)
    for number in range(40):
        throttle.wait(number, second(number))
    assert len(throttle._due) <= 11


def test_a_clock_that_is_set_back_shuts_nobody_out() -> None:
    throttle = RateLimiter(timedelta(seconds=1), burst=2)
    assert throttle.wait("cadi", second(1200)) == NOTHING
    assert throttle.wait("cadi", second(0)) == NOTHING

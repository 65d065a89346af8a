"""Dates as schools and the privacy notice count them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from delivery_api.dates.school_calendar import london_date, months_after, next_school_year, school_year, school_year_end


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 8, 31), 18, date(2027, 2, 28)),
        (date(2026, 8, 31), 18, date(2028, 2, 29)),  # a leap year
        (date(2098, 8, 31), 18, date(2100, 2, 28)),  # a century that is none
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 12, 15), 18, date(2027, 6, 15)),
        (date(2025, 6, 30), 18, date(2026, 12, 30)),
        (date(2025, 12, 31), 1, date(2026, 1, 31)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 31), -12, date(2025, 1, 31)),
        (date(2026, 5, 4), 0, date(2026, 5, 4)),
    ],
)
def test_months_after_clamps_to_the_end_of_the_month(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 7, 1, 22, 59, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), date(2026, 7, 2)),  # midnight in summer is 23:00 in UTC
        (datetime(2026, 12, 1, 23, 59, 59, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 12, 2, 0, 0, tzinfo=UTC), date(2026, 12, 2)),
    ],
)
def test_the_day_is_the_one_on_the_wall_in_wales(instant: datetime, expected: date) -> None:
    assert london_date(instant) == expected


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 8, 31), "2025-26"),
        (date(2026, 9, 1), "2026-27"),
        (date(2027, 1, 1), "2026-27"),
        (date(1999, 9, 1), "1999-00"),
    ],
)
def test_a_school_year_begins_on_1_september(day: date, year: str) -> None:
    assert school_year(day) == year


def test_the_next_school_year_and_the_end_of_one() -> None:
    assert next_school_year("2026-27") == "2027-28"
    assert next_school_year("1998-99") == "1999-00"
    assert school_year_end("2026-27") == date(2027, 8, 31)

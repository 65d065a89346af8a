"""What holds of every day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from delivery_api.dates.school_calendar import (
    months_after,
    months_before,
    next_school_year,
    school_year,
    school_year_end,
)

DAYS = st.dates(date(1990, 1, 1), date(2190, 12, 31))
MONTHS = st.integers(-240, 240)


@given(DAYS, MONTHS)
def test_months_after_is_that_many_calendar_months_on_the_same_day_or_the_months_last(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(DAYS, DAYS, MONTHS)
def test_months_after_never_puts_an_earlier_day_after_a_later_one(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert months_after(first, months) <= months_after(second, months)


@given(DAYS)
def test_every_day_lies_in_its_own_school_year_alone(day: date) -> None:
    end = school_year_end(school_year(day))
    assert date(end.year - 1, 9, 1) <= day <= end
    assert school_year(end + timedelta(days=1)) == next_school_year(school_year(day))


@given(DAYS, st.integers(0, 240))
def test_months_before_is_the_last_day_from_which_that_many_months_have_passed(day: date, months: int) -> None:
    last = months_before(day, months)
    assert months_after(last, months) <= day < months_after(last + timedelta(days=1), months)

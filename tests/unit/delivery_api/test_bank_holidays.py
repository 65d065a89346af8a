"""Bank holidays of England and Wales against the published lists, and properties of every year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery_api.dates.bank_holidays import (
    MOVED,
    PROCLAIMED,
    bank_holidays,
    easter,
    is_working_day,
    next_working_day,
    working_days_after,
)

YEARS = st.integers(1978, 2299)  # since early May is a holiday


@pytest.mark.parametrize(
    ("year", "listed"),
    [
        (2020, "0101 0410 0413 0508 0525 0831 1225 1228"),
        (2021, "0101 0402 0405 0503 0531 0830 1227 1228"),
        (2022, "0103 0415 0418 0502 0602 0603 0829 0919 1226 1227"),
        (2023, "0102 0407 0410 0501 0508 0529 0828 1225 1226"),
        (2024, "0101 0329 0401 0506 0527 0826 1225 1226"),
        (2026, "0101 0403 0406 0504 0525 0831 1225 1228"),
        (2027, "0101 0326 0329 0503 0531 0830 1227 1228"),
    ],
)
def test_the_holidays_are_those_that_the_government_lists(year: int, listed: str) -> None:
    assert {f"{day:%m%d}" for day in bank_holidays(year)} == set(listed.split())


@given(YEARS)
def test_a_year_has_eight_holidays_on_weekdays_and_those_that_were_proclaimed(year: int) -> None:
    found = bank_holidays(year)
    assert len(found) == 8 + sum(day.year == year for day in PROCLAIMED)
    assert all(day.weekday() < 5 and day.year == year for day in found)


def oudins_easter(year: int) -> date:
    """Easter by another rule, Oudin's of 1940."""
    century, golden = year // 100, year % 19
    epact = (century - century // 4 - (century - (century - 17) // 25) // 3 + 19 * golden + 15) % 30
    epact -= (epact // 28) * (1 - (epact // 28) * (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    month = 3 + (epact - weekday + 40) // 44
    return date(year, month, epact - weekday + 28 - 31 * (month // 4))


@given(st.integers(1583, 4099))
def test_easter_is_the_same_by_another_rule(year: int) -> None:
    assert easter(year) == oudins_easter(year)
    assert easter(year).weekday() == 6
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)


@given(st.dates(date(1980, 1, 1), date(2280, 1, 1)), st.frozensets(st.dates(date(1980, 1, 1), date(2280, 1, 1))))
def test_the_next_working_day_is_the_nearest_and_at_most_a_week_off_without_further_holidays(
    day: date, further: frozenset[date]
) -> None:
    found = next_working_day(day, further)
    assert is_working_day(found, further)
    assert all(not is_working_day(day + timedelta(days=n), further) for n in range((found - day).days))
    assert (next_working_day(day) - day).days <= 4  # Good Friday to Tuesday, Christmas on a Saturday


@given(st.dates(date(1980, 1, 1), date(2280, 1, 1)), st.integers(0, 40))
def test_so_many_working_days_lie_between(day: date, count: int) -> None:
    last = working_days_after(day, count)
    assert sum(is_working_day(day + timedelta(days=n)) for n in range(1, (last - day).days + 1)) == count


def test_a_moved_holiday_leaves_its_day() -> None:
    assert all(is_working_day(day) and not is_working_day(to) for day, to in MOVED.items())

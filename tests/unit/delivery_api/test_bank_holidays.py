"""Bank holidays of England and Wales against the published lists, and properties of every year."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from delivery_api.dates.bank_holidays import (
    MOVED,
    PROCLAIMED,
    bank_holidays,
    easter,
    is_working_day,
    next_working_day,
    working_days_after,
)

YEARS = range(1978, 2300)  # since early May is a holiday
DAYS = [date(2020, 1, 1) + timedelta(days=count) for count in range(4018)]


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


def test_a_year_has_eight_holidays_on_weekdays_and_those_that_were_proclaimed() -> None:
    proclaimed = Counter(day.year for day in PROCLAIMED)
    assert [year for year in YEARS if len(bank_holidays(year)) != 8 + proclaimed[year]] == []
    found = [(year, day) for year in YEARS for day in bank_holidays(year)]
    assert [each for each in found if each[1].weekday() > 4 or each[1].year != each[0]] == []


def oudins_easter(year: int) -> date:
    """Easter by another rule, Oudin's of 1940."""
    century, golden = year // 100, year % 19
    epact = (century - century // 4 - (century - (century - 17) // 25) // 3 + 19 * golden + 15) % 30
    epact -= (epact // 28) * (1 - (epact // 28) * (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    month = 3 + (epact - weekday + 40) // 44
    return date(year, month, epact - weekday + 28 - 31 * (month // 4))


def test_easter_is_the_same_by_another_rule() -> None:
    years = range(1583, 4100)
    assert [year for year in years if easter(year) != oudins_easter(year)] == []
    assert {easter(year).weekday() for year in years} == {6}
    assert {(min(found), max(found)) for found in [[f"{easter(year):%m%d}" for year in years]]} == {("0322", "0425")}


@pytest.mark.parametrize("further", [frozenset(), frozenset({date(2026, 12, 29), date(2027, 1, 4)})])
def test_the_next_working_day_is_the_nearest(further: frozenset[date]) -> None:
    for day in DAYS:
        found = next_working_day(day, further)
        assert is_working_day(found, further), day
        assert not any(is_working_day(day + timedelta(days=n), further) for n in range((found - day).days)), day
    assert max((next_working_day(day) - day).days for day in DAYS) == 4  # Good Friday to Tuesday


@pytest.mark.parametrize("count", [0, 1, 15])
def test_so_many_working_days_lie_between(count: int) -> None:
    for day in DAYS[::7]:
        last = working_days_after(day, count)
        assert sum(is_working_day(day + timedelta(days=n)) for n in range(1, (last - day).days + 1)) == count


def test_a_moved_holiday_leaves_its_day() -> None:
    assert all(is_working_day(day) and not is_working_day(to) for day, to in MOVED.items())

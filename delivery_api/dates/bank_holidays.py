"""The bank holidays of England and Wales by rule, and the working days between them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from functools import cache

PROCLAIMED = frozenset({date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)})
"""Days that were proclaimed holidays once; later ones stand in the controller's registers."""

MOVED = {date(2020, 5, 4): date(2020, 5, 8), date(2022, 5, 30): date(2022, 6, 2)}
"""Holidays that a proclamation moved to another day of their year."""

DAY = timedelta(days=1)
MONDAY, SATURDAY = 0, 5


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar, by the anonymous computus of 1876."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leap_years, year_rest = divmod(rest, 4)
    weekday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return the bank and public holidays of a year in England and Wales.

    New Year's Day, Christmas Day and Boxing Day have a substitute on the next working day when they fall on a weekend.
    """
    sunday = easter(year)
    ruled = {
        _first(date(year, 1, 1), _is_weekday),
        sunday - 2 * DAY,
        sunday + DAY,
        _first(date(year, 5, 1), _is_monday),
        _first(date(year, 5, 25), _is_monday),  # the last Monday of May
        _first(date(year, 8, 25), _is_monday),
        *_christmas(year),
    }
    return frozenset(MOVED.get(day, day) for day in ruled) | {day for day in PROCLAIMED if day.year == year}


def is_working_day(day: date, also_holidays: Collection[date] = ()) -> bool:
    """Return whether a day is neither of a weekend nor a holiday.

    Parameters
    ----------
    also_holidays : days that are holidays by proclamation, or holidays of schools
    """
    return _is_weekday(day) and day not in bank_holidays(day.year) and day not in also_holidays


def next_working_day(day: date, also_holidays: Collection[date] = ()) -> date:
    """Return the day itself if it is a working day, else the first one after it."""
    return _first(day, lambda each: is_working_day(each, also_holidays))


def working_days_after(day: date, count: int, also_holidays: Collection[date] = ()) -> date:
    """Return the `count`-th working day after a day, which itself does not count."""
    for _ in range(count):
        day = next_working_day(day + DAY, also_holidays)
    return day


def _christmas(year: int) -> Iterator[date]:
    christmas, boxing = date(year, 12, 25), date(year, 12, 26)
    kept = [day for day in (christmas, boxing) if _is_weekday(day)]
    yield from kept
    taken = set(kept)
    for _ in range(2 - len(kept)):
        substitute = _first(boxing + DAY, lambda day: _is_weekday(day) and day not in taken)
        taken.add(substitute)
        yield substitute


def _first(day: date, wanted: Callable[[date], bool]) -> date:
    while not wanted(day):
        day += DAY
    return day


def _is_weekday(day: date) -> bool:
    return day.weekday() < SATURDAY


def _is_monday(day: date) -> bool:
    return day.weekday() == MONDAY

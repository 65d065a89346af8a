"""Dates as schools in Wales and the privacy notice count them: Europe/London, school years from 1 September."""

from __future__ import annotations

import calendar as months
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_date(now: datetime) -> date:
    """The date on the wall of a school at this instant."""
    return now.astimezone(LONDON).date()


def school_year(day: date) -> str:
    """The school year of a day, as "2026-27"."""
    first = day.year if day.month >= 9 else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def next_school_year(year: str) -> str:
    """The one after."""
    first = int(year[:4]) + 1
    return f"{first}-{(first + 1) % 100:02d}"


def school_year_end(year: str) -> date:
    """31 August of the year's second calendar year."""
    return date(int(year[:4]) + 1, 8, 31)


def months_after(day: date, count: int) -> date:
    """The same day of the month `count` calendar months later; a day that month lacks becomes its last.

    31 August + 18 months is 28 or 29 February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def months_before(day: date, count: int) -> date:
    """The last day that lies `count` calendar months back, as `months_after` counts them.

    From 28 February 2029 twelve months back is 29 February 2028: what began on the 28th or the 29th is a year old.
    """
    last = months_after(day, -count)
    while months_after(last + timedelta(days=1), count) <= day:
        last += timedelta(days=1)
    return last

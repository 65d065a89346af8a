"""Dates as schools in Wales and the privacy notice count them: Europe/London, with school years from 1 September."""

from __future__ import annotations

import calendar as months
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_date(now: datetime) -> date:
    """Return the date in Wales at a time."""
    return now.astimezone(LONDON).date()


def school_year(day: date) -> str:
    """Return the school year of a day, as "2026-27"."""
    first = day.year if day.month >= 9 else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def next_school_year(year: str) -> str:
    """Return the school year after another."""
    first = int(year[:4]) + 1
    return f"{first}-{(first + 1) % 100:02d}"


def school_year_end(year: str) -> date:
    """Return the last day of a school year, 31 August."""
    return date(int(year[:4]) + 1, 8, 31)


def months_after(day: date, count: int) -> date:
    """Return the same day of the month `count` calendar months later; the last day of a shorter month.

    31 August + 18 months is 28 or 29 February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def months_before(day: date, count: int) -> date:
    """Return the latest day from which `months_after` reaches `day` or an earlier one.

    Twelve months before 28 February 2029 is 29 February 2028: an event of the 28th or the 29th is then a year old.
    """
    last = months_after(day, -count)
    while months_after(last + timedelta(days=1), count) <= day:
        last += timedelta(days=1)
    return last


def this_and_last_year(now: datetime) -> tuple[str, str]:
    """Return the school year of a time, and the one before."""
    today = london_date(now)
    a_year_ago = today.replace(year=today.year - 1, day=min(today.day, 28))
    return school_year(today), school_year(a_year_ago)

"""A day that somebody typed into the three boxes of a form: day, month and year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date


def typed_day(form: Mapping[str, str], field: str) -> date | None:
    """Return the day in the boxes `field-day`, `field-month` and `field-year`; None if all are empty.

    Raises
    ------
    ValueError : there is no such day, or a box is not in figures, the year in four
    """
    year, month, day = parts = [form.get(f"{field}-{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    if not (len(year) == 4 and all(part.isascii() and part.isdecimal() for part in parts)):
        msg = f"a day has day, month and a year of four figures; {field} has {day!r}, {month!r} and {year!r}"
        raise ValueError(msg)
    return date(int(year), int(month), int(day))

"""A day from the three boxes of a form."""

from __future__ import annotations

from datetime import date

import pytest

from delivery_api.dates.typed_day import typed_day


def boxes(day: str, month: str, year: str) -> dict[str, str]:
    return {"on-day": day, "on-month": month, "on-year": year}


def test_a_day_is_read_with_or_without_noughts_and_empty_boxes_are_none() -> None:
    assert typed_day(boxes("03", " 3 ", "2027"), "on") == typed_day(boxes("3", "03", "2027"), "on") == date(2027, 3, 3)
    assert typed_day(boxes("", "", ""), "on") is typed_day({}, "on") is None


@pytest.mark.parametrize(
    "parts", [("29", "2", "2027"), ("3", "", "2027"), ("3", "3", "27"), ("٣", "3", "2027"), ("-3", "3", "2027")]
)
def test_what_is_no_day_is_refused(parts: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="day"):
        typed_day(boxes(*parts), "on")

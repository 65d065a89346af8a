"""Charts of days that are compared have one scale."""

from __future__ import annotations

import re
from datetime import date

from delivery_api.security_counts.day_chart import HEIGHT, day_chart_svg


def test_a_column_is_as_high_as_its_count_is_of_the_common_maximum() -> None:
    """Fault: each chart was as high as its own largest count, so that one event looked like a hundred."""
    days = {date(2026, 11, 23): 5, date(2026, 11, 24): 0}
    assert [re.findall(r'height="(\d{2,})"/>', day_chart_svg(days, "Events", most)) for most in (5, 10)] == [
        [str(HEIGHT)],
        [str(HEIGHT // 2)],
    ]

"""Days and times as somebody types them into the boxes of a form."""

from __future__ import annotations

from datetime import date, datetime


def day_boxes(field: str, day: str | date) -> dict[str, str]:
    """The three boxes of a day, which may be given as 2026-12-01."""
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return {f"{field}-day": str(on.day), f"{field}-month": str(on.month), f"{field}-year": f"{on.year:04}"}


def moment_boxes(field: str, moment: str) -> dict[str, str]:
    """The boxes of a day and a time, given as 2026-12-01T09:00."""
    at = datetime.fromisoformat(moment)
    return day_boxes(field, at.date()) | {f"{field}-time": f"{at:%H:%M}"}

"""The service's one look at a clock; everything else is told the time."""

from __future__ import annotations

from datetime import UTC, datetime


def clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)

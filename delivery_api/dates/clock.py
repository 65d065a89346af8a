"""The service's clock; everything else gets the time as an argument."""

from __future__ import annotations

from datetime import UTC, datetime


def clock() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)

"""The SQL of the counts of security events."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection, select

from delivery_api.observability.security_events import SecurityEvent
from delivery_api.security_counts.tables import security_counts
from delivery_api.storage.database import dialect_insert


def add_counts(connection: Connection, counts: Mapping[tuple[datetime, SecurityEvent], int]) -> None:
    """Add to the counts of hours, always in the same order, so that two workers queue instead of deadlocking."""
    for (hour, event), count in sorted(counts.items()):
        row = dialect_insert(connection)(security_counts).values(hour=hour, event=event.value, count=count)
        more = {"count": security_counts.c["count"] + row.excluded["count"]}
        connection.execute(row.on_conflict_do_update(index_elements=["hour", "event"], set_=more))


def counts_since(connection: Connection, since: datetime) -> Mapping[tuple[datetime, SecurityEvent], int]:
    """The counts since an hour; events of another release are left out."""
    found: dict[tuple[datetime, SecurityEvent], int] = {}
    for hour, event, count in connection.execute(select(security_counts).where(security_counts.c.hour >= since)):
        with suppress(ValueError):
            found[hour, SecurityEvent(event)] = count
    return found

"""Reads logs that have to go as far as is noted outside the database, and what is left of one that does not."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import Connection, bindparam, select

from delivery_api.keys.encryption import DecryptionFailed
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.event_types import Event
from delivery_api.sittings.record.logbook.store import nonces_of, opened_rows, refuse_put_back
from delivery_api.sittings.storage.log_heads.head_notes import is_as_noted, noted_head
from delivery_api.sittings.storage.tables import sitting_events
from delivery_api.sittings.values import Sitting
from delivery_api.storage.database import AnyRow

# built once: building it costs as much as running it
_EVENTS = (
    select(sitting_events)
    .where(sitting_events.c.programme == bindparam("programme"), sitting_events.c.sitting == bindparam("sitting"))
    .order_by(sitting_events.c.sequence)
)


def log_as_noted(connection: Connection, ring: KeyRing, sitting: Sitting) -> tuple[Event, ...]:
    """The log of a sitting that goes on, decrypted, which has to go as far as is noted outside the database.

    Raises
    ------
    SittingPutBack : whoever writes to the database would have the same questions asked again
    KeyGone, DecryptionFailed
    """
    rows = _rows_as_noted(connection, ring, sitting)
    if rows is None:
        refuse_put_back(connection, sitting)
    return tuple(event for _, event in opened_rows(ring, rows))


def whole_log(connection: Connection, ring: KeyRing, sitting: Sitting) -> tuple[Event, ...] | None:
    """The log of a sitting of before, decrypted; None if it is not as noted outside the database, or was altered.

    Raises
    ------
    KeyGone, NewerRelease
    """
    rows = _rows_as_noted(connection, ring, sitting)
    try:
        return None if rows is None else tuple(event for _, event in opened_rows(ring, rows))
    except DecryptionFailed:
        return None


def what_is_left(connection: Connection, ring: KeyRing, sitting: Sitting) -> tuple[Event, ...]:
    """The events that are still there and open, of a log that was cut or altered.

    Raises
    ------
    KeyGone, NewerRelease
    """
    found: list[Event] = []
    for row in connection.execute(_EVENTS, {"programme": sitting.programme, "sitting": sitting.id}):
        with suppress(DecryptionFailed):
            found += (event for _, event in opened_rows(ring, [row]))
    return tuple(found)


def _rows_as_noted(connection: Connection, ring: KeyRing, sitting: Sitting) -> Sequence[AnyRow] | None:
    """The events of a sitting as they are stored; None if the log is not as noted outside the database."""
    here = {"programme": sitting.programme, "sitting": sitting.id}
    rows = connection.execute(_EVENTS, here).all()
    head = noted_head(connection, ring, sitting, rows[-1].key_id if rows else None)
    if not is_as_noted(head, nonces_of(rows), len(rows)):
        rows = connection.execute(_EVENTS, here).all()  # others may have gone on between the log and its note
    return rows if is_as_noted(head, nonces_of(rows), len(rows)) else None

"""What a player reports of itself every few seconds, and what it learns of its sitting in return."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.break_events import ON_BREAK, breaks_under_way
from delivery_api.sittings.record.event_types import devices
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.scheduling.booking_windows import minutes_left, minutes_of
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import Presence, Sitting, SittingState

_DEVICE_EVENTS = ("started", "takenover")


def report_presence(
    connection: Connection,
    ring: KeyRing,
    sitting: Sitting,
    device: str,
    presence: Presence,
    *,
    asks_time: bool = False,
) -> dict[str, Any]:
    """Store what a player reports of itself, unless the sitting runs on another device.

    A trial's players are not stored: nobody monitors them, and a time in clear would lead to the person.

    Returns
    -------
    The state of the sitting, "break" where its learner has paused it; before it starts also its time limit in minutes,
    which staff may extend meanwhile; while it runs the minutes left, for a player that asks because its learner wants
    to see them.
    """
    held = store.find(connection, sitting.id) or sitting
    known = devices(logbook.logs(connection, ring, [held], kinds=_DEVICE_EVENTS).get(held.id, ())) if device else ()
    elsewhere = bool(known) and device != known[-1]
    if held.learner is not None and held.state in (SittingState.STARTED, SittingState.PAUSED) and not elsewhere:
        store.save_presence(connection, held, presence)
    on_break = held.id in breaks_under_way(connection, ring, [held])
    report: dict[str, Any] = {"state": ON_BREAK if on_break else str(held.state), "elsewhere": elsewhere}
    if held.state == SittingState.ASSIGNED and held.booking is not None:
        report["minutes"] = minutes_of(connection, held, logbook.log(connection, ring, held))
    if asks_time and held.state == SittingState.STARTED and held.booking is not None:
        report["left"] = minutes_left(connection, ring, held, presence.seen_at)
    return report

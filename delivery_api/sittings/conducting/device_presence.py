"""What a player says of itself every few seconds, and what it is told of its sitting."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.event_types import devices
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.scheduling.booking_windows import minutes_of
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import Presence, Sitting, SittingState

_BEGUN = ("started", "takenover")


def pulse(connection: Connection, ring: KeyRing, sitting: Sitting, device: str, heard: Presence) -> dict[str, Any]:
    """Note what a player says, unless the sitting goes on elsewhere; what it should know.

    One that has not begun is told its time limit too, in minutes, for staff may give more while its page is open.

    A trial's players are not noted: nobody watches them, and a time in clear would lead to the person.
    """
    held = store.find(connection, sitting.id) or sitting
    known = devices(logbook.logs(connection, ring, [held], kinds=_BEGUN).get(held.id, ())) if device else ()
    elsewhere = bool(known) and device != known[-1]
    if held.learner is not None and held.state in (SittingState.STARTED, SittingState.PAUSED) and not elsewhere:
        store.hear(connection, held, heard)
    said: dict[str, Any] = {"state": str(held.state), "elsewhere": elsewhere}
    if held.state == SittingState.ASSIGNED and held.booking is not None:
        said["minutes"] = minutes_of(connection, held, logbook.log(connection, ring, held))
    return said

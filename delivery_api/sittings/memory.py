"""What a worker remembers of the sittings that it served last, so that an answer need not read and fold the whole log.

A memory is a guess that the database confirms: what is remembered is used only where the last event that it knows still
stands in the log, byte for byte. Events are appended and never changed, and no two are sealed to the same bytes, so all
before it stand too; what came after it, through another worker, is read and folded. Otherwise (a transaction came to
nothing, or the rows have gone) the whole log is read.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.bank.service import Shelf
from delivery_api.keys import KeyRing
from delivery_api.sittings import store
from delivery_api.sittings.log import Event, Replied
from delivery_api.sittings.room import Room, open_room
from delivery_api.sittings.values import Sitting

MOST = 2_000  # sittings, at some 10 kB each
AT_MOST = timedelta(hours=1)
"""For how long what a sitting holds in clear stays in a worker's memory."""


@dataclass(frozen=True)
class _Known:
    room: Room
    seal: bytes  # the last event as it is stored
    since: datetime


@dataclass(frozen=True)
class Memory:
    """The sittings of one worker that were answered in last. What it holds may be forgotten at any time."""

    _known: OrderedDict[UUID, _Known] = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def open_room(self, connection: Connection, ring: KeyRing, shelf: Shelf, sitting: Sitting) -> Room:
        """`room.open_room` of a sitting that is held; in the log the answers to earlier replies may be "".

        Raises
        ------
        NotStarted, KeyGone, SealBroken
        """
        with self._lock:
            known = self._known.get(sitting.id)
        if known is not None:
            tail = store.tail(connection, sitting, len(known.room.log) - 1)
            if tail is not None and tail.events[0].payload == known.seal:
                key = ring.read(tail.programme.key_id)
                now = replace(known.room, sitting=sitting, programme=tail.programme, key=key, masked=tail.masked)
                return now.after(store.opened(ring, key, sitting, tail.events[1:]))
        return open_room(connection, ring, shelf, sitting)

    def keep(self, room: Room, seal: bytes, now: datetime) -> None:
        """Remember a room whose last event is stored so; before it is committed, for `open_room` looks."""
        known = _Known(replace(room, log=_lean(room.log)), seal, now)
        with self._lock:
            self._known[room.sitting.id] = known
            self._known.move_to_end(room.sitting.id)
            while len(self._known) > MOST or next(iter(self._known.values())).since < now - AT_MOST:
                self._known.popitem(last=False)

    def remembers(self, sitting: UUID) -> bool:
        """Whether anything is remembered of a sitting."""
        return sitting in self._known

    def forget(self, sitting: UUID) -> None:
        """Nothing more is expected of a sitting."""
        with self._lock:
            self._known.pop(sitting, None)


def _lean(log: Sequence[Event]) -> tuple[Event, ...]:
    """A log without what earlier replies were answered with, each a whole question; the last may well be sent again."""
    latest = max((place for place, event in enumerate(log) if isinstance(event, Replied)), default=-1)
    return tuple(
        replace(event, reply="") if isinstance(event, Replied) and event.reply and place < latest else event
        for place, event in enumerate(log)
    )

"""What a worker remembers of the sittings that it served last, so that an answer need not read and fold the whole log.

A memory is a guess that the database confirms. What follows from it is appended only if the last event that it knows is
the last one in the log (`store.append`), while nobody else can change the sitting. Events are only ever appended, and
each begins with a nonce of its own, so then all before it is there too. Otherwise (another worker has gone on with the
sitting, a transaction came to nothing, rows have gone) the log is read, and decides.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from delivery_api.sittings.log import Event, Replied
from delivery_api.sittings.room import Room
from delivery_api.sittings.values import Sitting

MOST = 2_000  # sittings, at 30 kB each when half of it is answered
AT_MOST = timedelta(hours=1)
"""For how long what a sitting holds in clear stays in a worker's memory, or until the next answer there, if later."""


@dataclass(frozen=True)
class Known:
    """A sitting as it was when it was answered in last.

    Attributes
    ----------
    room : with a log that lacks what replies were answered with, each a whole question
    mark : of its last event, as `store.append` gives it
    """

    room: Room
    mark: bytes
    since: datetime


@dataclass(frozen=True)
class Memory:
    """The sittings of one worker that were answered in last. What it holds may be forgotten at any time."""

    _known: OrderedDict[UUID, Known] = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def recall(self, sitting: Sitting) -> Known | None:
        """What is remembered of a sitting, which itself is as it stands now."""
        with self._lock:
            known = self._known.get(sitting.id)
        return replace(known, room=replace(known.room, sitting=sitting)) if known else None

    def keep(self, room: Room, mark: bytes, now: datetime) -> None:
        """Remember a room whose last event has that mark; it may be before that is committed."""
        known = Known(replace(room, log=_lean(room.log)), mark, now)
        with self._lock:
            self._known[room.sitting.id] = known
            self._known.move_to_end(room.sitting.id)
            while len(self._known) > MOST or next(iter(self._known.values())).since < now - AT_MOST:
                self._known.popitem(last=False)

    def forget(self, sitting: UUID) -> None:
        """Nothing more is expected of a sitting."""
        with self._lock:
            self._known.pop(sitting, None)


def _lean(log: Sequence[Event]) -> tuple[Event, ...]:
    return tuple(replace(event, reply="") if isinstance(event, Replied) and event.reply else event for event in log)

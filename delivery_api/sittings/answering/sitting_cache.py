"""What a worker remembers of the sittings that it served last, so that an answer need not read and fold the whole log.

A memory is a guess that the database confirms. What follows from it is appended by a statement that does so only where
all is as it is remembered (`append_as_remembered` of the logbook's store): the session lives, the sitting runs, and
the last event that is known is the last one in the log. Events are only ever appended, and each begins with a nonce of
its own, so then all before it is there too. Otherwise (another worker has gone on with the sitting, a transaction came
to nothing, rows have gone) the log is read, and decides.

Nothing of a trial is remembered: only its sessions know whose a sitting is.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from uuid import UUID

from delivery_api.sittings.record.event_types import Event, Replied
from delivery_api.sittings.record.open_sitting import OpenSitting
from delivery_api.sittings.values import ExpectedState

MAX_SITTINGS = 2_000  # sittings, at 30 kB each when half of it is answered


@dataclass(frozen=True)
class AnsweringSession:
    """The session that an answer comes in.

    Attributes
    ----------
    token : how its token is stored
    learner : whose it is, and the sitting too
    settled_until : from when on more has to be done for it than to see that it lives
    """

    token: bytes
    learner: UUID
    settled_until: datetime


@dataclass(frozen=True)
class CachedSitting:
    """A sitting as it was when it was answered in last.

    Attributes
    ----------
    room : with a log that lacks what replies were answered with, each a whole question
    learner : whose it is
    key_id : of the key that its log is sealed with
    until : for how long it may be taken for granted; see `AnsweringSession`
    """

    room: OpenSitting
    learner: UUID
    key_id: str
    so_far: ExpectedState
    until: datetime
    since: datetime

    def then(self, room: OpenSitting, mark: bytes, now: datetime) -> CachedSitting:
        """What is known when more has happened."""
        return replace(self, room=room, so_far=replace(self.so_far, mark=mark), since=now)


@dataclass(frozen=True)
class SittingCache:
    """The sittings of one worker that were answered in last. What it holds may be forgotten at any time.

    Old ones go as `expire_regularly` has it.
    """

    _known: OrderedDict[UUID, CachedSitting] = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def recall(self, sitting: UUID, token: bytes, now: datetime) -> CachedSitting | None:
        """What is remembered of a sitting for the session that it was answered in."""
        with self._lock:
            known = self._known.get(sitting)
        return known if known and known.so_far.token == token and now < known.until else None

    def keep(self, known: CachedSitting) -> None:
        """Remember; it may be before what is remembered is committed."""
        room = known.room
        known, sitting = replace(known, room=replace(room, log=_lean(room.log))), room.sitting.id
        with self._lock:
            self._known[sitting] = known
            self._known.move_to_end(sitting)
            while len(self._known) > MAX_SITTINGS:
                self._known.popitem(last=False)

    def forget(self, known: CachedSitting) -> None:
        """What was recalled of a sitting holds no more, or nothing more is expected of it."""
        sitting = known.room.sitting.id
        with self._lock:
            if self._known.get(sitting) is known:  # else another request has remembered more meanwhile
                del self._known[sitting]

    def forget_before(self, instant: datetime) -> int:
        """Forget what was not answered in since an instant; how many are left."""
        with self._lock:
            # all of them are looked at: where the clock was set back, the oldest is not the first
            for sitting in [sitting for sitting, known in self._known.items() if known.since < instant]:
                del self._known[sitting]
            return len(self._known)


def _lean(log: Sequence[Event]) -> tuple[Event, ...]:
    return tuple(replace(event, reply="") if isinstance(event, Replied) and event.reply else event for event in log)

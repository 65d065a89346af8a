"""The sittings that a worker served last, so that an answer need not read and fold the whole log.

A cached sitting is a guess that the database confirms. What follows from it is appended by one statement (see
`append_if_as_expected` in `logbook/store.py`) which does so only if the session is alive, the sitting is running, and
the last event in the cache is the last one in the log. Events are only ever appended, and each is sealed with its own
nonce, so an equal nonce means an equal log. Otherwise (another worker has continued the sitting, a transaction was
rolled back, rows were deleted) the log is read, and decides.

Nothing of a trial is cached: only its sessions know whose a sitting is.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from uuid import UUID

from delivery_api.sittings.record.open_sitting import OpenSitting
from delivery_api.sittings.values import ExpectedState

MAX_SITTINGS = 2_000  # at 30 kB each when half of it is answered


@dataclass(frozen=True)
class AnsweringSession:
    """The session that an answer comes in.

    Attributes
    ----------
    token_hash : its token as the database stores it
    learner : whose session it is, and whose sitting
    settled_until : until when the session needs nothing but a check that it is alive
    """

    token_hash: bytes
    learner: UUID
    settled_until: datetime


@dataclass(frozen=True)
class CachedSitting:
    """A sitting as it was after its last answer.

    Attributes
    ----------
    learner : whose it is
    key_id : of the key that its log is sealed with
    expected : what the database must still hold
    valid_until : the ``settled_until`` of its session
    answered_at : when it was answered in last
    """

    sitting: OpenSitting
    learner: UUID
    key_id: str
    expected: ExpectedState
    valid_until: datetime
    answered_at: datetime

    def after(self, sitting: OpenSitting, last_nonce: bytes, now: datetime) -> CachedSitting:
        """The entry after another answer."""
        expected = replace(self.expected, last_nonce=last_nonce)
        return replace(self, sitting=sitting, expected=expected, answered_at=now)


@dataclass(frozen=True)
class SittingCache:
    """The sittings of one worker that were answered in last; any entry may be dropped at any time.

    `cache_expiry` drops old entries.
    """

    _entries: OrderedDict[UUID, CachedSitting] = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def get(self, sitting_id: UUID, token_hash: bytes, now: datetime) -> CachedSitting | None:
        """The entry of a sitting, if it was made for this session and is still valid."""
        with self._lock:
            entry = self._entries.get(sitting_id)
        return entry if entry and entry.expected.token_hash == token_hash and now < entry.valid_until else None

    def put(self, entry: CachedSitting) -> None:
        """Cache a sitting. Its transaction need not be committed yet."""
        sitting_id = entry.sitting.sitting.id
        with self._lock:
            self._entries[sitting_id] = entry
            self._entries.move_to_end(sitting_id)
            while len(self._entries) > MAX_SITTINGS:
                self._entries.popitem(last=False)

    def drop(self, entry: CachedSitting) -> None:
        """Drop an entry that is out of date or no longer needed."""
        sitting_id = entry.sitting.sitting.id
        with self._lock:
            if self._entries.get(sitting_id) is entry:  # otherwise another request has put a newer one meanwhile
                del self._entries[sitting_id]

    def drop_older_than(self, instant: datetime) -> int:
        """Drop the sittings that were last answered in before an instant.

        Returns
        -------
        How many are left.
        """
        with self._lock:
            # looks at all of them: if the clock was set back, the oldest is not the first
            for sitting_id in [id_ for id_, entry in self._entries.items() if entry.answered_at < instant]:
                del self._entries[sitting_id]
            return len(self._entries)

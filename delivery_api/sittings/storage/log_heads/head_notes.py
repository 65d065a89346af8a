"""Notes outside the database how far logs go, when a transaction is through, and compares a log with its note.

A note is never ahead of the database: it is written after the commit, and taken back before whatever changes or deletes
a noted event. So a process that is killed in between leaves a note that lags, or none, and accuses nobody. Practice
counts for nothing and is not noted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from uuid import UUID

from sqlalchemy import Connection, Engine, event

from delivery_api.keys.encryption import Key, KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.row_authentication.row_authenticator import RowForged, authenticator_of
from delivery_api.sittings.storage.log_heads.head_files import FOLDER, HeadFiles, LogHead
from delivery_api.sittings.storage.log_heads.learner_files import LearnerFiles
from delivery_api.sittings.values import Sitting, key_purpose
from delivery_api.storage.transaction_notes import TransactionNotes

_AT_ONCE = "each statement is through at once"

_Note = Callable[[], None]
_NOTES = TransactionNotes[_Note]("how far logs go")

log = logging.getLogger("mesur")


class SittingPutBack(RowForged):
    """The log of a running sitting goes less far than it did, or lacks an event; staff can discard it."""

    code = "sitting_put_back"


def head_files(ring: KeyRing) -> HeadFiles:
    """Return the notes of a service."""
    return HeadFiles(ring.notes / FOLDER)


def learner_files(ring: KeyRing) -> LearnerFiles:
    """Return what a service notes of who has begun which sitting."""
    return LearnerFiles(ring.notes / FOLDER)


def follow_logs(engine: Engine, *, at_once: bool = False) -> None:
    """Note how far logs go when the transactions of an engine are through.

    Parameters
    ----------
    at_once : whether each statement of the engine is a transaction by itself
    """
    engine.update_execution_options(**{_AT_ONCE: at_once})
    _NOTES.follow(engine, _write)

    @event.listens_for(engine, "rollback_savepoint")
    def _take_back(connection: Connection, _name: str, _context: None) -> None:
        _NOTES.take_back(connection)  # with what came before the savepoint: a note may lag


def _write(notes: Sequence[_Note]) -> None:
    for note in notes:
        try_to(note)


def note_head(connection: Connection, key: Key, sitting: Sitting, head: LogHead, *, anew: bool = False) -> None:
    """Note how far a log goes, if the transaction is through in the end; see `HeadFiles.note`."""
    if sitting.practised_on is None:
        files, tag = head_files(authenticator_of(connection).ring), key.tag_of(sitting.id)
        once_through(connection, partial(files.note, sitting.programme, tag, head, anew=anew))


def forget_head(connection: Connection, key: Key, sitting: Sitting) -> None:
    """Forget how far a log goes, before an event in it is written anew."""
    files = head_files(authenticator_of(connection).ring)
    try_to(partial(files.forget, sitting.programme, key.tag_of(sitting.id)))


def forget_sitting(connection: Connection, programme: str, sitting: UUID) -> None:
    """Forget a sitting that is about to be deleted; once it is, no late note of it counts."""
    ring = authenticator_of(connection).ring
    with suppress(KeyGone):  # then nobody can tell what is noted
        key, files = noting_key(connection, ring, programme), head_files(ring)
        if key is not None:
            try_to(partial(files.forget, programme, key.tag_of(sitting)))
            once_through(connection, partial(files.note_gone, programme, key.tag_of(sitting)))


def noting_key(connection: Connection, ring: KeyRing, programme: str) -> Key | None:
    """Return the key that tells which sitting of a programme a note is about; None if it was destroyed.

    A key whose row is gone is found by its file, and a row without a file does not stand before one that has it:
    whoever deletes or adds rows must not hide the notes so.

    Raises
    ------
    KeyGone
    """
    purpose = key_purpose(programme)
    told = ring.living(connection, purpose)
    there = [each for each in told if ring.path(each).is_file()]
    there = there or [each.id for each in ring.files() if each.purpose == purpose] or [*told]
    return ring.read(there[0]) if there else None


def noted_head(connection: Connection, ring: KeyRing, sitting: Sitting, key_id: str | None) -> LogHead | None:
    """Return how far the log of a sitting goes at least; None if nothing is noted.

    Parameters
    ----------
    key_id : of the key of its events; None if it has none

    Raises
    ------
    KeyGone
    """
    if sitting.practised_on is not None:
        return None
    key = ring.read(key_id) if key_id else noting_key(connection, ring, sitting.programme)
    return None if key is None else head_files(ring).head(sitting.programme, key.tag_of(sitting.id))


def noted_logs(connection: Connection, ring: KeyRing, programme: str) -> dict[UUID, LogHead]:
    """Return how far each log of a programme goes at least, by sitting; none where the key is not there."""
    with suppress(KeyGone):
        key = noting_key(connection, ring, programme)
        if key is not None:
            return {key.id_of(tag): head for tag, head in head_files(ring).heads(programme).items()}
    return {}


def is_further(connection: Connection, key: Key, sitting: Sitting, events: int) -> bool:
    """Return whether it is noted that the log of a sitting went further than a number of events."""
    if sitting.practised_on is not None:
        return False
    head = head_files(authenticator_of(connection).ring).head(sitting.programme, key.tag_of(sitting.id))
    return head is not None and head.events > events


def is_as_noted(head: LogHead | None, nonces: Sequence[bytes], events: int) -> bool:
    """Return whether a log goes at least as far as is noted, is the same up to there, and lacks no event.

    Parameters
    ----------
    head : None if nothing is noted
    nonces : of its events, in order; empty if one is missing between them
    events : how many it has
    """
    if len(nonces) != events:
        return False
    return head is None or (head.events <= events and nonces[head.events - 1] == head.nonce)


def once_through(connection: Connection, note: _Note) -> None:
    _NOTES.add(connection, (note,), at_once=bool(connection.get_execution_options().get(_AT_ONCE)))


def try_to(note: _Note) -> None:
    """Write a note; what cannot be written stops no request."""
    try:
        note()
    except OSError:
        log.exception("how far a log goes could not be noted")

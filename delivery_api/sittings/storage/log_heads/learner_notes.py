"""Notes outside the database who has begun which sitting, so that the next one knows of it whatever the database says.

A note is written after the commit, as how far a log goes is; who is erased, or leaves, is forgotten at once. Trials and
practice are not noted: a trial's learner is unknown, and practice counts for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.keys.encryption import Key, KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.row_authentication.row_authenticator import authenticator_of
from delivery_api.sittings.storage.log_heads.head_notes import (
    head_files,
    learner_files,
    noting_key,
    once_through,
    try_to,
)
from delivery_api.sittings.values import Sitting


def note_begun(connection: Connection, key: Key, sitting: Sitting) -> None:
    """Note whose sitting has begun, if the transaction is through in the end."""
    if sitting.learner is not None and sitting.practised_on is None:
        files = learner_files(authenticator_of(connection).ring)
        tags = key.tag_of(sitting.learner), key.tag_of(sitting.id)
        once_through(connection, partial(files.note, sitting.programme, *tags))


def note_handed_over(connection: Connection, sitting: Sitting, to: UUID) -> None:
    """Note that a sitting belongs to another learner from now on."""
    ring = authenticator_of(connection).ring
    with suppress(KeyGone):  # then nobody can tell what is noted
        key = noting_key(connection, ring, sitting.programme)
        if key is None or sitting.learner is None or sitting.practised_on is not None:
            return
        files, tag = learner_files(ring), key.tag_of(sitting.id)
        # in this order: a note too many keeps a question from a learner, one too few asks it again
        once_through(connection, partial(files.note, sitting.programme, key.tag_of(to), tag))
        once_through(connection, partial(files.forget, sitting.programme, key.tag_of(sitting.learner), tag))


def forget_begun(connection: Connection, key: Key, sitting: Sitting) -> None:
    """Forget that a sitting was begun which staff set aside although its log was cut: no next one waits for it.

    It is forgotten at once: a process that is killed afterwards leaves a learner who may start, as staff have decided,
    and a sitting to be set aside again. Forgotten later, it would leave one who may not, and nothing to set aside.

    Raises
    ------
    OSError : then nothing is set aside
    """
    if sitting.learner is not None:
        files = learner_files(authenticator_of(connection).ring)
        files.forget(sitting.programme, key.tag_of(sitting.learner), key.tag_of(sitting.id))


def forget_learners(connection: Connection, ring: KeyRing, learners: Sequence[UUID]) -> None:
    """Forget what learners have begun, who are erased, or leave."""
    files = learner_files(ring)
    for programme in files.programmes():
        with suppress(KeyGone):  # then nobody can tell whose the notes are
            key = noting_key(connection, ring, programme)
            tags = [key.tag_of(each) for each in learners] if key is not None else ()
            for tag in tags:
                try_to(partial(files.forget, programme, tag))


def noted_learners(connection: Connection, ring: KeyRing, programme: str) -> tuple[tuple[UUID, UUID], ...]:
    """Return each learner of a programme with a sitting that they have begun, as far as is noted."""
    with suppress(KeyGone):
        key = noting_key(connection, ring, programme)
        if key is not None:
            return tuple((key.id_of(who), key.id_of(what)) for who, what in learner_files(ring).begun(programme))
    return ()


def forget_lost(connection: Connection, ring: KeyRing, programme: str, sitting: UUID, learners: Sequence[UUID]) -> None:
    """Forget a sitting that a named person has given up as lost, once the transaction is through.

    Raises
    ------
    KeyGone
    """
    key = noting_key(connection, ring, programme)
    if key is None:
        return
    heads, files, tag = head_files(ring), learner_files(ring), key.tag_of(sitting)
    once_through(connection, partial(heads.forget, programme, tag))
    for learner in learners:
        once_through(connection, partial(files.forget, programme, key.tag_of(learner), tag))


def noted_of_learner(connection: Connection, ring: KeyRing, programme: str, learner: UUID) -> frozenset[UUID]:
    """Return the sittings of a programme that a learner has begun, as far as is noted."""
    with suppress(KeyGone):
        key = noting_key(connection, ring, programme)
        if key is not None:
            return frozenset(map(key.id_of, learner_files(ring).sittings_of(programme, key.tag_of(learner))))
    return frozenset()

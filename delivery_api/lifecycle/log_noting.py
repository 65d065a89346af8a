"""Begins to note outside the database how far logs go and whose they are: after an upgrade or a restore."""

from __future__ import annotations

from sqlalchemy import Connection, Engine

from delivery_api.keys.encryption import KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.privacy.retention.runner import RetentionTask
from delivery_api.releases.live_releases import is_earlier_release_live
from delivery_api.sittings.storage.altered_rows.store import believed_programmes
from delivery_api.sittings.storage.log_heads.head_notes import head_files, learner_files, noting_key
from delivery_api.sittings.storage.log_heads.store import begun_by_learners, stored_heads

LOGS_NOTED = "logs of the release before, of which was not noted how far they go"


def note_earlier_logs(engine: Engine, ring: KeyRing) -> int:
    """Note how far the logs go of each programme that is not noted yet, and whose they are; safe to repeat.

    Nothing is done while workers of an earlier release serve, which would change and delete logs without a note.

    Returns
    -------
    the number of logs that were noted
    """
    if is_earlier_release_live(engine):
        return 0
    with engine.begin() as connection:
        held = [each.id for each in believed_programmes(connection) if each.destroyed_on is None]
        return sum(_note_programme(connection, ring, each) for each in held if not _has_begun(ring, each))


def _has_begun(ring: KeyRing, programme: str) -> bool:
    return head_files(ring).has_begun(programme) and learner_files(ring).has_begun(programme)


def _note_programme(connection: Connection, ring: KeyRing, programme: str) -> int:
    files, learners, count = head_files(ring), learner_files(ring), 0
    try:
        key = noting_key(connection, ring, programme)
    except KeyGone:  # it is begun when the key is there again
        return 0
    if key is None:
        return 0
    files.begin(programme)
    learners.begin(programme)
    for learner, sitting in begun_by_learners(connection, programme):
        learners.note(programme, key.tag_of(learner), key.tag_of(sitting))
    for sitting, head in stored_heads(connection, programme):
        files.note(programme, key.tag_of(sitting), head)
        count += 1
    return count


def log_noting_task(ring: KeyRing) -> RetentionTask:
    """Return the task of a retention run that does it as soon as no earlier release serves any more."""
    return RetentionTask(
        LOGS_NOTED, lambda engine, _now, _ledger: note_earlier_logs(engine, ring), lambda _connection, _day: 0
    )

"""The record of a result: what binds a finished sitting to its learner, its log and its score.

It is an event at the end of the sitting's log, sealed like the others under the programme's key, which is outside the
database; so nobody can make one who can write to the database alone, and it goes when the responses go. Each later
event of a finished sitting is followed by a record anew. The audit notes each record of a school year's sitting, so
that an older state that is put back, or a sitting that is deleted as a whole, shows there.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import Refused
from delivery_api.audit import audit_log
from delivery_api.bank.service import BankCache
from delivery_api.keys.encryption import DecryptionFailed, Key, KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.releases.release_number import RELEASE
from delivery_api.row_authentication.row_authenticator import RowForged
from delivery_api.sittings.record.event_types import (
    Event,
    Recorded,
    finished,
    recorded,
    rescored,
    started,
)
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.logbook.store import RECORD_KINDS, StoredLog
from delivery_api.sittings.record.reported_results import bank_scored_under, reported_result
from delivery_api.sittings.record.told_state import told_state
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.reported_results.store import StoredResult, add_reported
from delivery_api.sittings.values import Sitting, SittingState

security_log = logging.getLogger("mesur")

RECORDED_RESULT = "recorded a result"
"""The act in the audit; its thing is programme, sitting and revision, as `noted_record` writes them."""


class ResultUnverified(Refused):
    """The learner's result does not verify, so it is not shown."""

    code = "result_unverified"


class ResultFault(StrEnum):
    """Why a result does not verify."""

    NO_RECORD = "it has no record"
    UNREADABLE = "an event of its log was altered or put in another's place"
    LOG = "events of its log were removed or added"
    ROW = "its row was changed"
    OWNER = "it was given to another learner"
    OLDER = "an older state of it was put back"
    GONE = "it was deleted"
    UNKNOWN = "it holds an event that this release does not know"
    REPORTED = "what was reported of it was changed, put back or deleted"


@dataclass(frozen=True)
class NotedRecord:
    """A record as the audit notes it."""

    programme: str
    sitting: UUID
    revision: int

    @property
    def thing(self) -> str:
        """The text in the audit."""
        return f"{self.programme}/{self.sitting}/{self.revision}"


def noted_record(thing: str) -> NotedRecord | None:
    """Read what the audit notes of a record; None if it is no such text, which this service never writes."""
    try:
        programme, sitting, revision = thing.split("/")
        return NotedRecord(programme, UUID(sitting), int(revision))
    except ValueError:
        return None


def record_result(
    connection: Connection,
    ring: KeyRing,
    key: Key,
    sitting: Sitting,
    now: datetime,
    bank_cache: BankCache | None = None,
) -> bool:
    """Append the record of a result to the log of a sitting that has ended; practice and open sittings get none.

    Call it after the last event and change of the row, in the same transaction.

    Parameters
    ----------
    key : of its programme
    sitting : as it stands now
    bank_cache : given for a new result, of a sitting that has just ended or been rescored: what is reported of it is
        fixed in a row, which the record names. None for another event, after which the row before counts

    Returns
    -------
    whether a record was written

    Raises
    ------
    KeyGone
    """
    kinds = () if bank_cache else RECORD_KINDS
    log = logbook.stored_logs(connection, ring, [sitting], kinds).get(sitting.id, StoredLog())
    end, before = finished(log.events), recorded(log.events)
    if end is None or sitting.practised_on is not None:
        return False
    counts = rescored(log.events) or end
    record = Recorded(
        at=now,
        owner=_owner(key, sitting),
        row=_row(sitting),
        log_sha256=log.sha256,
        theta=counts.theta,
        se=counts.se,
        completed_at=end.at.isoformat(),
        release=RELEASE,
        revision=before.revision + 1 if before else 1,
        reported_sha256=_reported(connection, key, sitting, log.events, bank_cache),
    )
    logbook.append(connection, key, sitting, log.count, [record])
    if sitting.pseudonym is None:  # a trial's sittings leave no time in clear
        noted = NotedRecord(sitting.programme, sitting.id, record.revision)
        audit_log.record(connection, now, RECORDED_RESULT, thing=noted.thing)
    return True


def _reported(
    connection: Connection, key: Key, sitting: Sitting, log: Sequence[Event], bank_cache: BankCache | None
) -> str:
    """The hash of the row that counts, written now if the result is new; a trial's sittings have none."""
    if bank_cache is None:
        before = recorded(log)
        return before.reported_sha256 if before else ""
    if sitting.pseudonym is not None:
        return ""
    bank = bank_scored_under(connection, bank_cache, sitting, log)
    return add_reported(connection, key, sitting, reported_result(bank, sitting, log))


def _rewrite_owner(connection: Connection, ring: KeyRing, key: Key, sitting: Sitting) -> None:
    for sequence, record in logbook.records(connection, ring, sitting).items():
        if isinstance(record, Recorded):
            changed = replace(record, owner=_owner(key, sitting), row=_row(sitting))
            logbook.replace_record(connection, key, sitting, sequence, changed)


def rewrite_owners(connection: Connection, ring: KeyRing, sittings: Sequence[UUID]) -> None:
    """Write whose they are anew into the records of sittings, after their learners were replaced by random ids.

    The records keep their places, and nothing that leads back to a learner stays in them. What was altered does not
    open, so that it leads to nobody: it stays as it is, and `mesur audit verify` names it.
    """
    for id_ in sittings:
        with suppress(KeyGone, DecryptionFailed, RowForged):  # a key that is gone opens its events for nobody
            sitting = store.find(connection, id_)
            programme = store.programme(connection, sitting.programme) if sitting is not None else None
            if sitting is not None and programme is not None and programme.destroyed_on is None:
                _rewrite_owner(connection, ring, ring.read(programme.key_id), sitting)


def result_fault(ring: KeyRing, sitting: Sitting, log: StoredLog | None, *, all_recorded: bool) -> ResultFault | None:
    """Why the row or the result of a sitting does not verify; None if it does.

    Parameters
    ----------
    sitting : its row
    log : None if it has no event
    all_recorded : whether every result has a record; not while workers of a release without records may be at work

    Raises
    ------
    KeyGone
    """
    if log is None:
        return _unended_fault(sitting, ())
    if not log.is_readable:
        return ResultFault.UNREADABLE
    if not log.is_known:
        return ResultFault.UNKNOWN
    begun = started(log.events)
    if begun is not None and begun.pinned not in (None, sitting.pinned):
        return ResultFault.ROW
    record, has_ended = recorded(log.events), finished(log.events) is not None
    if record is None:
        if not has_ended:
            return _unended_fault(sitting, log.events)
        return ResultFault.NO_RECORD if all_recorded and sitting.practised_on is None else None
    if not has_ended or not isinstance(log.events[-1], Recorded) or record.log_sha256 != log.sha256:
        return ResultFault.LOG
    return row_fault(ring, sitting, log, record)


def _unended_fault(sitting: Sitting, log: Sequence[Event]) -> ResultFault | None:
    """Why the state of a sitting that has not ended is not as its log tells; None if it is."""
    if sitting.state == told_state(log):
        return None
    return ResultFault.LOG if sitting.state == SittingState.COMPLETED else ResultFault.ROW


def reported_fault(record: Recorded, reported: StoredResult | None) -> ResultFault | None:
    """Why the row of what was reported is not the one that the record names; None if it is, or it names none."""
    there = reported.sha256 if reported is not None else ""
    return None if record.reported_sha256 in ("", there) else ResultFault.REPORTED


def row_fault(ring: KeyRing, sitting: Sitting, log: StoredLog, record: Recorded) -> ResultFault | None:
    """Why the row of a sitting is not as its record says; None if it is.

    Parameters
    ----------
    log : the record's

    Raises
    ------
    KeyGone
    """
    if record.owner != _owner(ring.read(log.key_id), sitting):
        return ResultFault.OWNER
    return None if record.row == _row(sitting) else ResultFault.ROW


def verified_logs(
    connection: Connection, ring: KeyRing, sittings: Sequence[Sitting], *, all_recorded: bool
) -> tuple[dict[UUID, tuple[Event, ...]], frozenset[UUID]]:
    """The logs of the sittings that verify, by id, and the ids of those that do not.

    A sitting that somebody changed after its row was read is in neither.

    Raises
    ------
    KeyGone, NewerRelease
    """
    logs = logbook.stored_logs(connection, ring, sittings)
    doubted = [
        each for each in sittings if result_fault(ring, each, logs.get(each.id), all_recorded=all_recorded) is not None
    ]
    good = {each.id: logs[each.id].events for each in sittings if each not in doubted and each.id in logs}
    false = [each for each in doubted if _is_false(connection, ring, each, all_recorded=all_recorded)]
    for each in false:
        facts = {"event": "result_unverified", "programme": each.programme, "sitting": str(each.id)}
        security_log.error("a result does not verify and is not shown", extra={"facts": facts})
    return good, frozenset(each.id for each in false)


def _is_false(connection: Connection, ring: KeyRing, sitting: Sitting, *, all_recorded: bool) -> bool:
    """Look again, while nobody else can change the sitting: rows and logs are not read at one instant."""
    try:
        locked = store.lock(connection, sitting)
    except RowForged:
        return True
    if locked is None or locked != sitting:
        return False
    log = logbook.stored_logs(connection, ring, [locked], RECORD_KINDS).get(locked.id)
    return result_fault(ring, locked, log, all_recorded=all_recorded) is not None


def _owner(key: Key, sitting: Sitting) -> str:
    whose = str(sitting.learner or sitting.pseudonym)
    return key.fingerprint("result", sitting.programme, str(sitting.id), whose).hex()


def _row(sitting: Sitting) -> str:
    """What the record says of the row. A trial's row has no year group."""
    told: Mapping[str, object] = {
        "programme": sitting.programme,
        "sitting": str(sitting.id),
        "subject": sitting.subject,
        "year_group": sitting.year_group if sitting.pseudonym is None else None,
        "state": str(sitting.state),
        "booking": str(sitting.booking) if sitting.booking else None,
        "practised_on": sitting.practised_on.isoformat() if sitting.practised_on else None,
        "pinned": vars(sitting.pinned) if sitting.pinned else None,
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"))

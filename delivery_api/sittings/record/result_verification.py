"""Verifies every sitting of a database: its row, its log, its record, and what audit and notes tell of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import NewerRelease
from delivery_api.audit import store as audit
from delivery_api.keys.encryption import KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.event_types import recorded
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.logbook.store import RECORD_KINDS, StoredLog
from delivery_api.sittings.record.result_records import (
    RECORDED_RESULT,
    NotedRecord,
    ResultFault,
    noted_record,
    reported_fault,
    result_fault,
)
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.log_heads.head_files import LogHead
from delivery_api.sittings.storage.log_heads.head_notes import is_as_noted, noted_logs
from delivery_api.sittings.storage.reported_results.store import StoredResult, latest_reported
from delivery_api.sittings.storage.rows_of_sittings import in_batches
from delivery_api.sittings.values import Sitting

_LOOKS = 3
"""How often a sitting is read again whose row changes while it is read."""


@dataclass(frozen=True)
class FalseResult:
    """A result that does not verify."""

    programme: str
    sitting: UUID
    fault: ResultFault


def false_results(
    connection: Connection, ring: KeyRing, destroyed: Collection[str], *, all_recorded: bool
) -> Iterator[FalseResult]:
    """Yield each sitting that does not verify, also those that are no more.

    Parameters
    ----------
    destroyed : the programmes whose responses were destroyed when they were due, as the ledger says
    all_recorded : as in `result_fault`
    """
    noted, twice = _noted(connection)
    for programme in store.programmes_unchecked(connection):
        if programme not in destroyed:
            yield from _all_of(connection, ring, programme, noted, all_recorded=all_recorded)
    for missing, fault in ((noted, ResultFault.GONE), (twice, ResultFault.OLDER)):
        kept = (each for each in missing.values() if each.programme not in destroyed)
        yield from (FalseResult(each.programme, each.sitting, fault) for each in kept)


def _all_of(
    connection: Connection, ring: KeyRing, programme: str, noted: dict[UUID, NotedRecord], *, all_recorded: bool
) -> Iterator[FalseResult]:
    """Yield each sitting of a programme that does not verify, also those that are no more."""
    heads = noted_logs(connection, ring, programme)
    yield from false_results_of(connection, ring, programme, noted, heads, all_recorded=all_recorded)
    for sitting in heads:
        if noted.pop(sitting, None) or _is_gone(connection, ring, programme, sitting):
            yield FalseResult(programme, sitting, ResultFault.GONE)


def false_results_of(
    connection: Connection,
    ring: KeyRing,
    programme: str,
    noted: dict[UUID, NotedRecord] | None = None,
    heads: dict[UUID, LogHead] | None = None,
    *,
    all_recorded: bool,
) -> Iterator[FalseResult]:
    """Yield each sitting of a programme that does not verify, of those whose rows are there.

    Parameters
    ----------
    noted : the last record that the audit noted, by sitting; those that are met are taken out
    heads : how far each log goes at least, likewise; read from the notes unless given
    """
    noted = noted if noted is not None else {}
    heads = heads if heads is not None else noted_logs(connection, ring, programme)
    for stored in _stored(connection, ring, store.of_programme_unchecked(connection, programme)):
        told = _Told(noted.pop(stored.sitting.id, None), heads.pop(stored.sitting.id, None), all_recorded)
        fault = _fault(ring, stored, told) and _fault_again(connection, ring, stored.sitting, told)
        if fault is not None:
            yield FalseResult(programme, stored.sitting.id, fault)


def _is_gone(connection: Connection, ring: KeyRing, programme: str, sitting: UUID) -> bool:
    """Whether a sitting without a row is still noted: one that the service deletes is forgotten first."""
    if store.find_unchecked(connection, programme, sitting) is not None:
        return False
    return sitting in noted_logs(connection, ring, programme)


def _noted(connection: Connection) -> tuple[dict[UUID, NotedRecord], dict[UUID, NotedRecord]]:
    """The last record of each sitting that the audit noted and still has; and those noted after one like it or later.

    The revisions of a sitting's records increase. One that comes again shows that the sitting was put back to an
    earlier state and went on from there.
    """
    last: dict[UUID, NotedRecord] = {}
    twice: dict[UUID, NotedRecord] = {}
    for each in filter(None, map(noted_record, audit.things_of(connection, RECORDED_RESULT))):
        before = last.get(each.sitting)
        if before is not None and each.revision <= before.revision:
            twice[each.sitting] = each
        else:
            last[each.sitting] = each
    return last, twice


@dataclass(frozen=True)
class _Stored:
    """A sitting as it is stored."""

    sitting: Sitting
    log: StoredLog | None
    reported: StoredResult | None


@dataclass(frozen=True)
class _Told:
    """What is told of a sitting elsewhere: by the audit, and by the notes outside the database."""

    record: NotedRecord | None
    head: LogHead | None
    all_recorded: bool


def _stored(connection: Connection, ring: KeyRing, sittings: Sequence[Sitting]) -> Iterator[_Stored]:
    for some in in_batches(sittings):
        logs = _logs(connection, ring, some)
        readable = [each for each in some if each.id in logs and logs[each.id].is_readable]
        reported = latest_reported(connection, ring, readable)
        yield from (_Stored(each, logs.get(each.id), reported.get(each.id)) for each in some)


def _logs(connection: Connection, ring: KeyRing, some: Sequence[Sitting]) -> Mapping[UUID, StoredLog]:
    """The logs of sittings; one that cannot be read says so of itself and hides no other."""
    try:
        return logbook.stored_logs(connection, ring, some, RECORD_KINDS)
    except (KeyGone, NewerRelease) as error:  # one of them names a key that is nowhere, or has an unknown event
        if len(some) == 1:
            unknown = isinstance(error, NewerRelease)
            return {some[0].id: StoredLog(is_readable=unknown, is_known=not unknown)}
    half = len(some) // 2
    return {**_logs(connection, ring, some[:half]), **_logs(connection, ring, some[half:])}


def _fault_again(connection: Connection, ring: KeyRing, sitting: Sitting, told: _Told) -> ResultFault | None:
    """Look again: row, log and note are not read at one instant, and others go on meanwhile."""
    for _ in range(_LOOKS):
        before = store.find_unchecked(connection, sitting.programme, sitting.id)
        if before is None:  # the service has deleted it, or it is missed the next time
            return None
        (stored,) = _stored(connection, ring, [before])
        if store.find_unchecked(connection, sitting.programme, sitting.id) == before:
            break
    return _fault(ring, stored, told)


def _fault(ring: KeyRing, stored: _Stored, told: _Told) -> ResultFault | None:
    sitting, log = stored.sitting, stored.log
    fault = result_fault(ring, sitting, log, all_recorded=told.all_recorded) or _fault_by_note(log, told.head)
    record = recorded(log.events) if log is not None else None
    if fault is not None or record is None:
        return fault or (ResultFault.LOG if told.record is not None else None)
    if told.record is not None and record.revision < told.record.revision:
        return ResultFault.OLDER
    return reported_fault(record, stored.reported)


def _fault_by_note(log: StoredLog | None, head: LogHead | None) -> ResultFault | None:
    log = log or StoredLog()
    if len(log.nonces) != log.count:
        return ResultFault.LOG
    return None if is_as_noted(head, log.nonces, log.count) else ResultFault.OLDER

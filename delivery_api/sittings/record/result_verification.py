"""Verifies every result of a database: its row, its log, its record, and what the audit noted of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

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
from delivery_api.sittings.storage.reported_results.store import StoredResult, latest_reported
from delivery_api.sittings.values import Sitting

_BATCH = 250


@dataclass(frozen=True)
class FalseResult:
    """A result that does not verify."""

    programme: str
    sitting: UUID
    fault: ResultFault


def false_results(
    connection: Connection, ring: KeyRing, destroyed: Collection[str], *, all_recorded: bool
) -> Iterator[FalseResult]:
    """Yield each result that does not verify, also those that are no more.

    Parameters
    ----------
    destroyed : the programmes whose responses were destroyed when they were due, as the ledger says
    all_recorded : as in `result_fault`
    """
    noted, twice = _noted(connection)
    for programme in store.programmes_unchecked(connection):
        if programme not in destroyed:
            yield from false_results_of(connection, ring, programme, noted, all_recorded=all_recorded)
    for gone in noted.values():
        if gone.programme not in destroyed:
            yield FalseResult(gone.programme, gone.sitting, ResultFault.GONE)
    for again in twice.values():
        if again.programme not in destroyed:
            yield FalseResult(again.programme, again.sitting, ResultFault.OLDER)


def false_results_of(
    connection: Connection,
    ring: KeyRing,
    programme: str,
    noted: dict[UUID, NotedRecord] | None = None,
    *,
    all_recorded: bool,
) -> Iterator[FalseResult]:
    """Yield each result of a programme that does not verify, of those whose rows are there.

    Parameters
    ----------
    noted : the last record that the audit noted, by sitting; those that are met are taken out
    """
    noted = noted if noted is not None else {}
    for sitting, log, reported in _stored(connection, ring, store.of_programme_unchecked(connection, programme)):
        fault = _fault(ring, sitting, log, noted.pop(sitting.id, None), all_recorded=all_recorded)
        record = recorded(log.events) if log is not None else None
        if fault is None and record is not None:
            fault = reported_fault(record, reported)
        if fault is not None:
            yield FalseResult(programme, sitting.id, fault)


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


def _stored(
    connection: Connection, ring: KeyRing, sittings: tuple[Sitting, ...]
) -> Iterator[tuple[Sitting, StoredLog | None, StoredResult | None]]:
    for first in range(0, len(sittings), _BATCH):
        some = sittings[first : first + _BATCH]
        logs = _logs(connection, ring, some)
        readable = [each for each in some if each.id in logs and logs[each.id].is_readable]
        reported = latest_reported(connection, ring, readable)
        yield from ((each, logs.get(each.id), reported.get(each.id)) for each in some)


def _logs(connection: Connection, ring: KeyRing, some: tuple[Sitting, ...]) -> Mapping[UUID, StoredLog]:
    try:
        return logbook.stored_logs(connection, ring, some, RECORD_KINDS)
    except KeyGone:  # one of them names a key that is nowhere
        if len(some) == 1:
            return {some[0].id: StoredLog(is_readable=False)}
    half = len(some) // 2
    return {**_logs(connection, ring, some[:half]), **_logs(connection, ring, some[half:])}


def _fault(
    ring: KeyRing, sitting: Sitting, log: StoredLog | None, noted: NotedRecord | None, *, all_recorded: bool
) -> ResultFault | None:
    fault = result_fault(ring, sitting, log, all_recorded=all_recorded)
    if fault is not None or noted is None:
        return fault
    record = recorded(log.events) if log is not None else None
    if record is None:
        return ResultFault.LOG
    return ResultFault.OLDER if record.revision < noted.revision else None

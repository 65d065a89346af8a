"""Reads what was reported of finished sittings, from their rows where they verify."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.event_types import recorded
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.reported_results import bank_scored_under, reported_result
from delivery_api.sittings.record.result_records import reported_fault, row_fault, verified_logs
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.reported_results.store import latest_reported
from delivery_api.sittings.storage.reported_results.values import ReportedResult
from delivery_api.sittings.values import Sitting

security_log = logging.getLogger("mesur")


def reported_results(
    context: SittingContext, sittings: Sequence[Sitting], *, all_recorded: bool
) -> tuple[dict[UUID, ReportedResult], frozenset[UUID]]:
    """What was reported of finished sittings, by id, and the ids of those that do not verify.

    A row counts if the record of the result names it and the sitting is as the record says; no log is read then. Where
    the record names none, as in releases without rows, the log says what was reported.

    Parameters
    ----------
    all_recorded : as in `result_records.result_fault`

    Raises
    ------
    KeyGone, NewerRelease
    """
    found = named_by_records(context.connection, context.key_ring, sittings)
    rest = [each for each in sittings if each.id not in found]
    if not rest:
        return found, frozenset()
    logs, false = verified_logs(context.connection, context.key_ring, rest, all_recorded=all_recorded)
    for sitting in (each for each in rest if each.id in logs):
        log = logs[sitting.id]
        record = recorded(log)
        if record is None or not record.reported_sha256:
            bank = bank_scored_under(context.connection, context.bank_cache, sitting, log)
            found[sitting.id] = reported_result(bank, sitting, log)
            continue
        again = _looked_at_again(context.connection, context.key_ring, sitting)
        if again is None:
            false |= {sitting.id}
        else:
            found[sitting.id] = again
    return found, false


def named_by_records(connection: Connection, ring: KeyRing, sittings: Sequence[Sitting]) -> dict[UUID, ReportedResult]:
    """What was reported of finished sittings, by id, where the record of a result names a row and both verify.

    Raises
    ------
    KeyGone, NewerRelease
    """
    records, rows = logbook.last_records(connection, ring, sittings), latest_reported(connection, ring, sittings)
    found = {}
    for sitting in sittings:
        log, row = records.get(sitting.id), rows.get(sitting.id)
        record = recorded(log.events) if log is not None else None
        if log is None or record is None or row is None or not record.reported_sha256:
            continue
        if reported_fault(record, row) is None and row_fault(ring, sitting, log, record) is None:
            found[sitting.id] = row.result
    return found


def _looked_at_again(connection: Connection, ring: KeyRing, sitting: Sitting) -> ReportedResult | None:
    """Look again while nobody else can change the sitting: rows and records are not read at one instant."""
    store.lock(connection, sitting)
    found = named_by_records(connection, ring, [sitting])
    if not found:
        facts = {"event": "result_unverified", "programme": sitting.programme, "sitting": str(sitting.id)}
        security_log.error("a result does not verify and is not shown", extra={"facts": facts})
    return found.get(sitting.id)

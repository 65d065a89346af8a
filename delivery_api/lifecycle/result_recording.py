"""Gives the results of releases without records theirs, once; then the ledger says that every result has a record."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, Engine

from delivery_api.bank.service import BankCache
from delivery_api.keys.encryption import KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.ledger.recorded_results import RecordedResults
from delivery_api.privacy.retention.runner import RetentionTask
from delivery_api.releases.live_releases import is_earlier_release_live
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.result_records import record_result
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.altered_rows.store import believed_programmes
from delivery_api.sittings.values import Programme, Sitting, SittingState

RESULTS_RECORDED = "results of the release before, which had no record"

_BATCH = 50
_ENDED = (SittingState.COMPLETED, SittingState.DISCARDED)


def record_earlier_results(engine: Engine, ledger: Ledger, now: datetime, *, again: bool = False) -> int:
    """Record every result that has no record yet, and note in the ledger that all have one.

    Nothing is done after that moment, so that a result that lost its record is never given another; and while workers
    of an earlier release serve, which finish sittings without a record.

    Parameters
    ----------
    again : also after that moment: for a database that was restored from before its results had records

    Returns
    -------
    the number of results that were recorded

    Raises
    ------
    LedgerRefused
    """
    is_noted = RecordedResults(ledger)()
    if (is_noted and not again) or is_earlier_release_live(engine):
        return 0
    with engine.begin() as connection:
        if is_noted and logbook.has_records(connection):
            return 0
        programmes = [each for each in believed_programmes(connection) if each.destroyed_on is None]
    bank_cache = BankCache()
    counts = [_record_programme(engine, ledger.ring, bank_cache, each, now) for each in programmes]
    done = sum(count for count in counts if count is not None)
    if not is_noted and None not in counts:
        with engine.begin() as connection:
            ledger.append(connection, now, EntryKind.RESULTS_RECORDED, results=done)
    return done


def _record_programme(
    engine: Engine, ring: KeyRing, bank_cache: BankCache, programme: Programme, now: datetime
) -> int | None:
    """Return how many results got a record; None if the programme's key is not there at present."""
    with engine.begin() as connection:
        ended = [each for each in store.of_programme(connection, programme.id) if each.state in _ENDED]
    total = 0
    for first in range(0, len(ended), _BATCH):
        with engine.begin() as connection:
            try:
                total += _record_some(connection, ring, bank_cache, programme, ended[first : first + _BATCH], now)
            except KeyGone:
                return None
    return total


def _record_some(
    connection: Connection,
    ring: KeyRing,
    bank_cache: BankCache,
    programme: Programme,
    some: list[Sitting],
    now: datetime,
) -> int:
    key, count = ring.read(programme.key_id), 0
    for each in some:
        locked = store.lock(connection, each)
        if locked is not None and not logbook.records(connection, ring, locked):
            count += record_result(connection, ring, key, locked, now, bank_cache)
    return count


def result_recording_task() -> RetentionTask:
    """Return the task of a retention run that does it as soon as no earlier release serves any more."""
    return RetentionTask(RESULTS_RECORDED, _record_now, _nothing_foreseen)


def _record_now(engine: Engine, now: datetime, ledger: Ledger) -> int:
    return record_earlier_results(engine, ledger, now)


def _nothing_foreseen(_connection: Connection, _day: date) -> int:
    return 0

"""Brings a database that is older than the ledger up to it: a restored one has forgotten what the ledger says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, Engine

from delivery_api.access.refusals import Reason
from delivery_api.identity import person_records
from delivery_api.ledger import store as ledger_store
from delivery_api.ledger.ledger_entries import Entry, EntryKind
from delivery_api.ledger.ledger_file import Ledger, LedgerRefused
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.partitions import vacuum_old_row_versions
from delivery_api.trials import service as trials


def replay_ledger(engine: Engine, ledger: Ledger) -> Sequence[Entry]:
    """Do again, in one transaction, what the database has forgotten; safe to repeat.

    Completed trials are completed on the same day, destroyed keys are destroyed, erased people are erased. The rows of
    a destroyed programme go with the next retention run; until then no key opens them.

    Returns
    -------
    the forgotten entries that changed the database

    Raises
    ------
    LedgerRefused : there is no ledger, or it was cut or altered
    KeyGone
    """
    with engine.begin() as connection:
        ledger_store.lock_position(connection)
        unknown = ledger.require_not_cut(connection)
        forgotten = [entry for entry in unknown if entry.changes_the_database]
        completed = [trial for entry in forgotten for trial in _do_again(connection, ledger, entry)]
        if unknown:
            ledger_store.save_position(connection, unknown[-1].number, unknown[-1].hash)
    for trial in completed:
        vacuum_old_row_versions(engine, trial)
    return forgotten


def _do_again(connection: Connection, ledger: Ledger, entry: Entry) -> tuple[str, ...]:
    """Do one entry again. Return the trials whose rows were rewritten."""
    if entry.facts is None:
        raise LedgerRefused(Reason.LEDGER_ALTERED, path=ledger.path, number=entry.number, fault="facts")
    if entry.kind == EntryKind.TRIAL_COMPLETED:
        return _complete_again(connection, entry.facts["trial"], date.fromisoformat(entry.facts["on"]))
    if entry.kind == EntryKind.KEYS_DESTROYED:
        ledger.ring.destroy_keys(connection, entry.facts["keys"], entry.instant)
    elif entry.kind in _OF_PERSONS:
        _OF_PERSONS[entry.kind](connection, entry.facts)
    return ()


def _complete_again(connection: Connection, trial: str, on: date) -> tuple[str, ...]:
    held = sittings.programme(connection, trial)
    if held is None or held.completed_on is not None:  # made after the backup, or known
        return ()
    trials.record_completion(connection, trial, on)
    return (trial,)


def _erase_again(connection: Connection, facts: Mapping[str, str]) -> None:
    person = UUID(facts["person"])
    person_records.erase_again(connection, person, facts["identifier_key"], facts["identifier"], facts["on"])


_OF_PERSONS: Mapping[str, Callable[[Connection, Mapping[str, str]], None]] = {EntryKind.ERASED: _erase_again}
"""What is done again for one person, by kind."""

"""Brings a database that is older than the ledger up to it: a restored one has forgotten what the ledger says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine

from delivery_api.access.refusals import Reason
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity.restriction import store as restrictions
from delivery_api.identity.restriction.store import RestrictionGround
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger import store as ledger_store
from delivery_api.ledger.ledger_entries import Entry, EntryKind
from delivery_api.ledger.ledger_file import Ledger, LedgerRefused
from delivery_api.ledger.lost_trials import note_lost_trials
from delivery_api.lifecycle.audit_key_change import change_audit_key_again, record_changes_again
from delivery_api.privacy import person_rights
from delivery_api.privacy.breaches.breach_entries import apply_breach
from delivery_api.privacy.holds import legal_holds
from delivery_api.privacy.rights.case_entries import apply_case, reopen_lost_corrections
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.partitions import vacuum_old_row_versions
from delivery_api.trials import service as trials
from delivery_api.trials import store as trial_store


def replay_ledger(engine: Engine, ledger: Ledger, now: datetime) -> Sequence[Entry]:
    """Do again, in one transaction, what the database has forgotten; safe to repeat.

    Completed trials are completed on the same day, destroyed keys are destroyed, erased people are erased. The rows of
    a destroyed programme go with the next retention run; until then no key opens them. Trials that were made after the
    backup are noted as lost. Cases whose correction was lost are open again.

    Returns
    -------
    the forgotten entries that changed the database, and the new ones on lost trials

    Raises
    ------
    LedgerRefused : there is no ledger, or it was cut or altered
    KeyGone
    """
    with engine.begin() as connection:
        ledger_store.lock_position(connection)
        unknown = ledger.require_not_cut(connection)
        forgotten = [entry for entry in unknown if _can_be_done_again(entry)]
        completed = [trial for entry in forgotten for trial in _do_again(connection, ledger, entry)]
        reopen_lost_corrections(connection, forgotten, london_date(now))
        if unknown:
            ledger_store.save_position(connection, unknown[-1].number, unknown[-1].hash)
        is_there = partial(sittings.has_something_of, connection)
        record_changes_again(connection, ledger, forgotten, now)
        forgotten += note_lost_trials(connection, ledger, unknown, is_there, now) if unknown else ()
    for trial in completed:
        vacuum_old_row_versions(engine, trial)
    return forgotten


def _can_be_done_again(entry: Entry) -> bool:
    return entry.changes_the_database and entry.kind != EntryKind.TRIAL_PLANNED


def _has_trial(connection: Connection, trial: str) -> bool:
    return sittings.programme(connection, trial) is not None


def _do_again(connection: Connection, ledger: Ledger, entry: Entry) -> tuple[str, ...]:
    """Do one entry again. Return the trials whose rows were rewritten."""
    if entry.facts is None:
        raise LedgerRefused(Reason.LEDGER_ALTERED, path=ledger.path, number=entry.number, fault="facts")
    if entry.kind == EntryKind.TRIAL_COMPLETED:
        return _complete_again(connection, entry.facts)
    _do_one_again(connection, ledger, entry, entry.facts)
    return ()


def _do_one_again(connection: Connection, ledger: Ledger, entry: Entry, facts: Mapping[str, Any]) -> None:
    if entry.kind == EntryKind.KEYS_DESTROYED:
        ledger.ring.destroy_keys(connection, facts["keys"], entry.instant)
    elif entry.kind == EntryKind.KEY_CHANGED:
        change_audit_key_again(connection, ledger.ring, facts["key"], entry.instant)
    elif entry.kind == EntryKind.EXTRACT_REGISTERED:
        _register_again(connection, facts["programme"], Path(facts["path"]), london_date(entry.instant))
    elif entry.kind == EntryKind.EXTRACT_RELEASED:
        path, on = Path(facts["path"]), london_date(entry.instant)
        trial_store.release_extract(connection, facts["programme"], path, on)
    elif entry.kind == EntryKind.HELD:
        legal_holds.apply_hold(connection, entry.number, facts)
    elif entry.kind == EntryKind.ERASED:
        _erase_again(connection, ledger.ring, facts)
    elif entry.kind in _BY_FACTS:
        _BY_FACTS[entry.kind](connection, facts)


def _complete_again(connection: Connection, facts: Mapping[str, str]) -> tuple[str, ...]:
    trial = facts["trial"]
    held = sittings.programme(connection, trial)
    if held is None:  # made after the backup
        return ()
    if "cancelled_on" in facts:
        sittings.cancel_programme(connection, trial, date.fromisoformat(facts["cancelled_on"]))
    if held.completed_on is not None:
        return ()
    trials.record_completion(connection, trial, date.fromisoformat(facts["on"]))
    return (trial,)


def _amend_again(connection: Connection, facts: Mapping[str, Any]) -> None:
    if _has_trial(connection, facts["trial"]):
        sittings.complete_programme(connection, facts["trial"], date.fromisoformat(facts["on"]))


def _register_again(connection: Connection, trial: str, path: Path, on: date) -> None:
    known = {each.path for each in trial_store.extracts_of(connection, trial)}
    if path not in known and _has_trial(connection, trial):
        trial_store.add_extract(connection, trial, path, on)


def _erase_again(connection: Connection, ring: KeyRing, facts: Mapping[str, Any]) -> None:
    identifier = (facts["identifier_key"], bytes.fromhex(facts["identifier"]))
    sat = [(trial, UUID(sitting)) for trial, sitting in facts.get("trial_sittings", ())]
    person_rights.apply_erasure(
        connection, ring, UUID(facts["person"]), identifier, date.fromisoformat(facts["on"]), sat
    )


def _lift_erasure_again(connection: Connection, facts: Mapping[str, Any]) -> None:
    person_rights.apply_lifted_erasure(connection, [(key, bytes.fromhex(value)) for key, value in facts["identifiers"]])


def _restrict_again(connection: Connection, facts: Mapping[str, Any]) -> None:
    person, ground = UUID(facts["person"]), RestrictionGround(facts["ground"])
    person_rights.apply_restriction(connection, person, ground, date.fromisoformat(facts["on"]))


def _lift_restriction_again(connection: Connection, facts: Mapping[str, Any]) -> None:
    restrictions.remove_restriction(connection, UUID(facts["person"]))


def _retire_again(connection: Connection, facts: Mapping[str, Any]) -> None:
    ledger_store.forget_key_folder(connection, facts["folder"])


_BY_FACTS: Mapping[str, Callable[[Connection, Mapping[str, Any]], None]] = {
    EntryKind.COMPLETION_AMENDED: _amend_again,
    EntryKind.ERASURE_LIFTED: _lift_erasure_again,
    EntryKind.RESTRICTED: _restrict_again,
    EntryKind.RESTRICTION_LIFTED: _lift_restriction_again,
    EntryKind.KEY_FOLDER_RETIRED: _retire_again,
    EntryKind.HOLD_RELEASED: legal_holds.apply_release,
    EntryKind.RIGHTS_CASE: apply_case,
    EntryKind.BREACH: apply_breach,
}
"""What is done again from the facts alone, by kind."""

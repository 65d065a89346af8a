"""Opens a restored database: it gets its keys and knows what was destroyed since, before anybody is served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from delivery_api.audit.written_rows import FOLDER, forget_all_rows
from delivery_api.ledger.ledger_entries import Entry, EntryKind
from delivery_api.lifecycle import key_management
from delivery_api.lifecycle.ledger_replay import replay_ledger
from delivery_api.lifecycle.result_recording import record_earlier_results
from delivery_api.lifecycle.schema import metadata
from delivery_api.lifecycle.schema_upgrade import upgrade_schema
from delivery_api.lifecycle.service_setup import Service, SetupResult, set_up
from delivery_api.privacy.lost_trials import lost_trials
from delivery_api.privacy.rights.case_entries import lost_corrections
from delivery_api.row_authentication.first_signing import allow_unsigned_rows
from delivery_api.row_authentication.key_change import tables_under_lost_keys
from delivery_api.row_authentication.row_authenticator import RowAuthenticator
from delivery_api.row_authentication.standing_rows import forget_standing
from delivery_api.row_authentication.store import authenticated_tables, codes_if_signed_anew, codes_that_stand
from delivery_api.row_authentication.superseded_codes import forget_changes_after
from delivery_api.sittings.record.lost_sittings import lost_sittings
from delivery_api.sittings.storage.log_heads.head_notes import head_files


@dataclass(frozen=True)
class RestoredService:
    """What was done to open a restored database.

    Parameters
    ----------
    keys : ids of the keys that were brought back
    missing : ids of living keys that are nowhere
    done_again : entries of the ledger that the database had forgotten
    lost : ids of the trials that were made after the backup
    setup : what the setup made and what is lacking
    cases, breaches : how many rights cases and breaches came back, or are as they were after the backup
    corrections : numbers of the cases whose corrections were lost and are to be done again
    sittings : how many sittings were begun after the backup and are lost
    """

    keys: Sequence[str]
    missing: Sequence[str]
    done_again: Sequence[Entry]
    lost: Sequence[str]
    setup: SetupResult
    cases: int
    breaches: int
    corrections: Sequence[str]
    sittings: int


def open_restored(service: Service, keys: Path | None, now: datetime) -> RestoredService:
    """Migrate a restored database, bring its keys back, and do again what the ledger says; safe to repeat.

    Parameters
    ----------
    keys : folder of the backup of the keys; None if the key folder is complete

    Raises
    ------
    LedgerRefused : there is no ledger: without it nobody knows what was destroyed since
    JobAlreadyRunning, OlderReleaseLive, KeyRefused, KeyGone
    """
    applied = upgrade_schema(service.engine).applied
    unprotected = {name for each in applied for name in each.protects}
    forget_all_rows(service.ring.notes / FOLDER)
    forget_standing(RowAuthenticator(service.ring).standing)
    brought_back: Sequence[str] = ()
    if keys is not None:
        with service.engine.begin() as connection:
            brought_back, _ = key_management.restore(connection, service.ring, keys)
    with service.engine.begin() as connection:
        service.ring.adopt(connection)
        unprotected |= tables_under_lost_keys(connection, service.ring, metadata)
        tables = authenticated_tables(metadata)
        standing, anew = codes_that_stand(connection, tables), codes_if_signed_anew(connection, tables)
    forget_changes_after(RowAuthenticator(service.ring).superseded, standing, anew)
    if unprotected:
        allow_unsigned_rows(RowAuthenticator(service.ring).first_signing, unprotected, now)
    done_again = replay_ledger(service.engine, service.ledger, now)
    begun_since = lost_sittings(service.engine, service.ring)
    head_files(service.ring).remove_all()
    setup = set_up(service, now)
    record_earlier_results(service.engine, service.ledger, now, again=True)
    with service.engine.begin() as connection:
        missing = [
            each.id
            for each in service.ring.records(connection)
            if each.destroyed_at is None and not service.ring.path(each.id).is_file()
        ]
        lost = [each.id for each in lost_trials(connection, service.ledger) if not each.key_destroyed]
        service.ledger.append(
            connection, now, EntryKind.RESTORED, done_again=len(done_again), lost_sittings=len(begun_since)
        )
    cases, breaches = _count(done_again, EntryKind.RIGHTS_CASE, "case"), _count(done_again, EntryKind.BREACH, "breach")
    corrections = lost_corrections(done_again)
    return RestoredService(
        brought_back, missing, done_again, lost, setup, cases, breaches, corrections, len(begun_since)
    )


def _count(done_again: Sequence[Entry], kind: EntryKind, fact: str) -> int:
    """How many things entries of a kind are about."""
    return len({each.facts[fact] for each in done_again if each.kind == kind and each.facts})

"""Removes private facts from the ledger when their time is over; the chain of hashes holds without them.

Nobody needs them then: a restored database is at most as old as its backup, and has forgotten no earlier entry.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Engine

from delivery_api.dates.school_calendar import london_date, months_before
from delivery_api.ledger.key_backups import known_key_backups
from delivery_api.ledger.ledger_entries import FACTS_MONTHS, PUBLIC_KINDS, SHORTER_FACTS_MONTHS, Entry, EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.privacy.retention.runner import RetentionTask

LEDGER_FACTS = "facts of the ledger"

_KEPT = (EntryKind.KEYS_DESTROYED, EntryKind.KEY_CHANGED, EntryKind.AUDIT_EXPIRED)


def ledger_expiry_task(backup_days: int) -> RetentionTask:
    """Return the task of a run that removes what is over.

    Parameters
    ----------
    backup_days : days for which a backup of the database is kept, whose replay needs the facts
    """
    return RetentionTask(LEDGER_FACTS, partial(_expire, backup_days=backup_days), lambda _connection, _day: 0)


def _expire(engine: Engine, now: datetime, ledger: Ledger, *, backup_days: int) -> int:
    today = london_date(now)
    backups = {each.number for each in known_key_backups(ledger)}

    def is_over(entry: Entry) -> bool:
        months = SHORTER_FACTS_MONTHS.get(entry.kind, FACTS_MONTHS)
        before = min(months_before(today, months), today - timedelta(days=backup_days))
        return london_date(entry.instant) <= before and not _is_needed(entry, backups)

    with engine.begin() as connection:
        return ledger.remove_facts(connection, is_over)


def _is_needed(entry: Entry, backups: Collection[int]) -> bool:
    """Whether facts are needed for ever, and are about nobody: keys and parts of the audit, and of a key backup."""
    if entry.kind in PUBLIC_KINDS or entry.kind in _KEPT:
        return True
    if entry.kind != EntryKind.KEYS_BACKED_UP or entry.facts is None:
        return False
    return entry.number in backups

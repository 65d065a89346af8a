"""Destroys the keys and extracts of trials that are lost: made after the backup that the database was restored from.

It waits as long as a backup may exist that has the trial: until then a newer backup can be restored.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, Engine

from delivery_api.dates.school_calendar import london_date
from delivery_api.ledger.key_destruction import destroy_keys, shred_on_this_host
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.ledger.lost_trials import PlannedTrial, planned_trials, record_lost_trial
from delivery_api.privacy.holds.held_rows import held_on
from delivery_api.privacy.retention.runner import RetentionTask
from delivery_api.sittings.storage import store as sittings
from delivery_api.storage.database import metadata
from delivery_api.storage.secret_files import shred_all
from itembank.atomic_write import partial_path

LOST_TRIALS = "trials that a restore has lost"


def lost_trials_task(backup_days: int) -> RetentionTask:
    """Return the task of a run that destroys what is left of lost trials."""
    return RetentionTask(LOST_TRIALS, partial(_destroy, backup_days=backup_days), lambda _connection, _day: 0)


def lost_trials(connection: Connection, ledger: Ledger) -> tuple[PlannedTrial, ...]:
    """Return the trials that the ledger calls lost and the database has nothing of."""
    trials = [each for each in planned_trials(ledger) if each.lost_at is not None and not each.destroyed]
    return tuple(each for each in trials if not sittings.has_something_of(connection, each.id))


def _destroy(engine: Engine, now: datetime, ledger: Ledger, *, backup_days: int) -> int:
    with engine.begin() as connection:
        held = held_on(connection, metadata, london_date(now)).programmes
        lost = [each for each in lost_trials(connection, ledger) if each.id not in held]
    due = [each for each in lost if _is_due(each, now, timedelta(days=backup_days))]
    for trial in due:
        for path in trial.extracts:  # each night: one that was away may be back
            shred_all(partial_path(path))
            shred_all(path)
    keyed = [each for each in due if not each.key_destroyed]
    for trial in keyed:
        with engine.begin() as connection:
            destroy_keys(connection, ledger, [trial.plan["key"]], now)
            record_lost_trial(connection, ledger, trial.id, now, key_destroyed=True)
    if keyed:
        with engine.begin() as connection:
            shred_on_this_host(connection, ledger, now)
    return len(keyed)


def _is_due(trial: PlannedTrial, now: datetime, wait: timedelta) -> bool:
    return trial.key_destroyed or (trial.lost_at is not None and now - trial.lost_at >= wait)

"""Trials that a restored database has nothing of, as they were made after its backup: what the ledger says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from delivery_api.dates.school_calendar import london_date
from delivery_api.ledger.ledger_entries import Entry, EntryKind
from delivery_api.ledger.ledger_file import Ledger

_KINDS = (EntryKind.TRIAL_PLANNED, EntryKind.TRIAL_LOST, EntryKind.DESTROYED, EntryKind.EXTRACT_REGISTERED)


@dataclass(frozen=True)
class PlannedTrial:
    """What the ledger says of a trial.

    Parameters
    ----------
    plan : the facts of its plan
    extracts : where extracts of it were written
    lost_at : when it was found to be lost; None if it is not
    key_destroyed : whether it is lost and its key is destroyed
    destroyed : whether its responses were destroyed when they were due
    """

    plan: dict[str, Any]
    extracts: tuple[Path, ...] = ()
    lost_at: datetime | None = None
    key_destroyed: bool = False
    destroyed: bool = False

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.plan["trial"])


def planned_trials(ledger: Ledger) -> tuple[PlannedTrial, ...]:
    """Return every trial that was ever planned.

    Raises
    ------
    LedgerRefused
    """
    found: dict[str, PlannedTrial] = {}
    for entry in ledger.entries_of(*_KINDS):
        facts = entry.facts or {}
        trial = str(facts.get("trial") or facts.get("programme"))
        if entry.kind == EntryKind.TRIAL_PLANNED:
            before = found.get(trial, PlannedTrial({}))
            found[trial] = PlannedTrial(dict(facts), before.extracts)  # one that was lost may be found again
        elif trial in found:
            found[trial] = _after(found[trial], entry, facts)
    return tuple(found.values())


def _after(trial: PlannedTrial, entry: Entry, facts: Mapping[str, Any]) -> PlannedTrial:
    if entry.kind == EntryKind.TRIAL_LOST:
        return replace(trial, lost_at=entry.instant, key_destroyed=facts["key_destroyed_on"] is not None)
    if entry.kind == EntryKind.EXTRACT_REGISTERED:
        return replace(trial, extracts=(*trial.extracts, Path(facts["path"])))
    return replace(trial, destroyed=True)


def note_lost_trials(
    connection: Connection, ledger: Ledger, unknown: Iterable[Entry], is_there: Callable[[str], bool], now: datetime
) -> tuple[Entry, ...]:
    """Record which trials of some entries a database has nothing of, and which lost ones are there again.

    Parameters
    ----------
    unknown : the entries that the database did not know
    is_there : whether the database has a trial

    Returns
    -------
    the new entries on lost trials
    """
    named = {str(each.facts["trial"]) for each in unknown if each.facts and "trial" in each.facts}
    trials = [each for each in planned_trials(ledger) if each.id in named and not each.destroyed]
    for trial in trials:
        if trial.lost_at is not None and is_there(trial.id):
            ledger.append(connection, now, EntryKind.TRIAL_PLANNED, **trial.plan)
    lost = [each for each in trials if each.lost_at is None and not is_there(each.id)]
    return tuple(record_lost_trial(connection, ledger, each.id, now) for each in lost)


def record_lost_trial(
    connection: Connection, ledger: Ledger, trial: str, now: datetime, *, key_destroyed: bool = False
) -> Entry:
    """Record that a trial is lost; later that its key is destroyed too."""
    day = london_date(now).isoformat()
    facts = {"trial": trial, "on": day, "key_destroyed_on": day if key_destroyed else None}
    return ledger.append(connection, now, EntryKind.TRIAL_LOST, **facts)

"""What the log says of each trial and school year: when it was planned, completed, due and destroyed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from delivery_api.dates.school_calendar import months_after
from delivery_api.ledger.ledger_entries import Entry, EntryKind
from delivery_api.privacy.retention.certificates import CertificateState
from delivery_api.sittings.values import TRIAL_MONTHS


class Standing(StrEnum):
    """How a trial stands on a day."""

    OPEN = "open"
    KEPT = "kept"
    OVERDUE = "overdue"
    LOST = "lost"
    INCOMPLETE = "incomplete"
    DESTROYED = "destroyed"
    DESTROYED_LATE = "destroyed late"


@dataclass(frozen=True)
class ProgrammeRecord:
    """What the log says of a trial or a school year.

    Parameters
    ----------
    programme : its id
    name : of a trial; empty for a school year
    planned_on : the day in UTC on which the plan was written
    complete_by : the day on which it is completed unless it was before
    completed_days : the day of completion, and any other day that a later entry gives
    cancelled_on : the day on which it was cancelled, so that its responses are due at once
    lost_on : the day on which a restored database had nothing of it; empty otherwise
    destroyed : the facts of the last entry on its destruction; empty before
    """

    programme: str
    name: str = ""
    planned_on: str = ""
    complete_by: str = ""
    completed_days: tuple[str, ...] = ()
    cancelled_on: str = ""
    lost_on: str = ""
    destroyed: Mapping[str, Any] | None = None

    @property
    def completed_on(self) -> str:
        """The day of completion; empty before."""
        return self.completed_days[0] if self.completed_days else ""

    @property
    def due_on(self) -> str:
        """The day of destruction, counted from the day of completion; of a school year as its certificate says."""
        if self.cancelled_on:
            return self.cancelled_on
        if self.completed_on:
            return months_after(date.fromisoformat(self.completed_on), TRIAL_MONTHS).isoformat()
        return self._fact("due_on")

    @property
    def destroyed_on(self) -> str:
        """The day of destruction; empty before."""
        return self._fact("destroyed_on")

    @property
    def certificate(self) -> str:
        """The SHA-256 of its last certificate; empty before."""
        return self._fact("certificate")

    @property
    def is_as_destroyed(self) -> bool:
        """Whether the entry on its destruction names the day of completion and the due day that the log shows."""
        if self.destroyed is None or not self.completed_on:
            return True
        same_end = self._fact("completed_on") == self.completed_on
        return same_end and (bool(self.cancelled_on) or self._fact("due_on") == self.due_on)

    def standing(self, today: date) -> Standing:
        """How it stands on a day."""
        if self.destroyed is None:
            if self.lost_on:
                return Standing.LOST
            if not self.due_on:
                return Standing.OPEN
            return Standing.OVERDUE if self.due_on < today.isoformat() else Standing.KEPT
        if self._fact("state") != CertificateState.COMPLETE:
            return Standing.INCOMPLETE
        return Standing.DESTROYED_LATE if self.destroyed_on > self.due_on else Standing.DESTROYED

    def _fact(self, name: str) -> str:
        return str((self.destroyed or {}).get(name) or "")


def programme_records(entries: Iterable[Entry]) -> tuple[ProgrammeRecord, ...]:
    """Return what a chain says of each programme, in the order of first mention."""
    records: dict[str, ProgrammeRecord] = {}
    for entry in entries:
        facts = entry.facts or {}
        programme = str(facts.get("trial") or facts.get("programme") or "")
        if programme and entry.kind in _TOLD:
            before = records.get(programme, ProgrammeRecord(programme))
            records[programme] = _TOLD[EntryKind(entry.kind)](before, entry, facts)
    return tuple(records.values())


def _planned(record: ProgrammeRecord, entry: Entry, facts: Mapping[str, Any]) -> ProgrammeRecord:
    complete_by = str(facts.get("complete_by", ""))
    planned_on = record.planned_on or entry.at[:10]  # one that was lost and is there again is planned twice
    return replace(record, name=str(facts.get("name", "")), planned_on=planned_on, complete_by=complete_by, lost_on="")


def _completed(record: ProgrammeRecord, entry: Entry, facts: Mapping[str, Any]) -> ProgrammeRecord:
    days = record.completed_days if facts.get("on") in record.completed_days else (*record.completed_days, facts["on"])
    return replace(record, completed_days=days, cancelled_on=str(facts.get("cancelled_on") or record.cancelled_on))


def _lost(record: ProgrammeRecord, entry: Entry, facts: Mapping[str, Any]) -> ProgrammeRecord:
    return replace(record, lost_on=str(facts["on"]))


def _destroyed(record: ProgrammeRecord, entry: Entry, facts: Mapping[str, Any]) -> ProgrammeRecord:
    return replace(record, destroyed=facts)


_TOLD = {
    EntryKind.TRIAL_PLANNED: _planned,
    EntryKind.TRIAL_COMPLETED: _completed,
    EntryKind.TRIAL_LOST: _lost,
    EntryKind.DESTROYED: _destroyed,
}

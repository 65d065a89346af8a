"""What the log says of each trial and school year: when it was planned, completed, due and destroyed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from delivery_api.dates.school_calendar import london_date
from delivery_api.ledger.ledger_entries import Entry, EntryKind
from delivery_api.privacy.published_log.programme_rules import TrialDays, days_after, eighteen_months_after
from delivery_api.privacy.retention.certificates import CertificateState


class Standing(StrEnum):
    """How a trial stands on a day."""

    OPEN = "open"
    NOT_COMPLETED = "not completed"
    KEPT = "kept"
    HELD = "held"
    YEAR_HELD = "year held"
    OVERDUE = "overdue"
    LOST = "lost"
    INCOMPLETE = "incomplete"
    OVERDUE_IN_PART = "overdue in part"
    DESTROYED = "destroyed"
    CLOSED_LATER = "closed later"
    RECORDED_LATER = "recorded later"
    DESTROYED_LATE = "destroyed late"


@dataclass(frozen=True)
class ProgrammeRecord:
    """What the log says of a trial or a school year.

    Parameters
    ----------
    programme : its id
    name : of a trial; empty for a school year
    days : of a trial: planned, latest and true completion, cancellation
    destroyed : the facts of the last entry on its destruction; None before
    in_full_on : the day on which it was first recorded that nothing is left; empty before
    was_incomplete : whether an entry before that said that something is left
    """

    programme: str
    name: str = ""
    days: TrialDays = field(default_factory=TrialDays)
    destroyed: Mapping[str, Any] | None = None
    in_full_on: str = ""
    was_incomplete: bool = False

    @property
    def due_on(self) -> str:
        """The day of destruction: of an open trial the latest, of a school year as its certificate says."""
        if self.days.complete_by and not self.days.on:
            return eighteen_months_after(self.days.complete_by)
        return self.days.due_on or self._fact("due_on")

    @property
    def goes_by(self) -> str:
        """The last day for its destruction: the day of destruction, or of what a hold keeps past it the day after."""
        held_until = self.days.held_until or self.days.year_held_until(self.due_on)
        if not held_until or held_until < self.due_on:
            return self.due_on
        return (date.fromisoformat(held_until) + timedelta(days=1)).isoformat()

    @property
    def destroyed_on(self) -> str:
        """The day of destruction; empty before."""
        return self._fact("destroyed_on")

    @property
    def certificate(self) -> str:
        """The SHA-256 of its last certificate; empty before."""
        return self._fact("certificate")

    def standing(self, today: date) -> Standing:
        """How it stands on a day."""
        day = today.isoformat()
        is_due = bool(self.goes_by) and self.goes_by < day
        if self.destroyed is not None:
            return self._standing_destroyed(is_due=is_due)
        if self.days.year_holds:
            return Standing.YEAR_HELD
        if self.days.is_lost and (self.days.key_destroyed_on or not is_due):
            return Standing.LOST
        if is_due:
            return Standing.OVERDUE
        if self.due_on and self.due_on < day:
            return Standing.HELD
        if self.days.on:
            return Standing.KEPT
        return Standing.NOT_COMPLETED if self.days.complete_by and self.days.complete_by < day else Standing.OPEN

    def _standing_destroyed(self, *, is_due: bool) -> Standing:
        if self._fact("state") != CertificateState.COMPLETE:
            return Standing.OVERDUE_IN_PART if is_due else Standing.INCOMPLETE
        if self.destroyed_on > self.goes_by:
            return Standing.DESTROYED_LATE
        if self.in_full_on <= self.goes_by:
            return Standing.DESTROYED
        return Standing.CLOSED_LATER if self.was_incomplete else Standing.RECORDED_LATER

    def _fact(self, name: str) -> str:
        return str((self.destroyed or {}).get(name) or "")


def programme_records(entries: Iterable[Entry]) -> tuple[ProgrammeRecord, ...]:
    """Return what a log says of each programme, in the order of first mention.

    Parameters
    ----------
    entries : with facts of the form that their kind has
    """
    records: dict[str, ProgrammeRecord] = {}
    for entry in entries:
        facts = entry.facts or {}
        programme = str(facts.get("trial") or facts.get("programme") or "")
        if programme and entry.kind in _TOLD:
            before = records.get(programme, ProgrammeRecord(programme))
            records[programme] = _TOLD[EntryKind(entry.kind)](before, entry, facts)
    return tuple(records.values())


def _of_programme(record: ProgrammeRecord, entry: Entry, facts: Mapping[str, Any]) -> ProgrammeRecord:
    days = days_after(record.days, entry.kind, facts, london_date(entry.instant).isoformat())
    return replace(record, days=days, name=str(days.plan.get("name", "")))


def _destroyed(record: ProgrammeRecord, entry: Entry, facts: Mapping[str, Any]) -> ProgrammeRecord:
    if record.in_full_on:
        return replace(record, destroyed=facts)
    if facts["state"] != CertificateState.COMPLETE:
        return replace(record, destroyed=facts, was_incomplete=True)
    return replace(record, destroyed=facts, in_full_on=london_date(entry.instant).isoformat())


_TOLD = {
    EntryKind.TRIAL_PLANNED: _of_programme,
    EntryKind.TRIAL_COMPLETED: _of_programme,
    EntryKind.COMPLETION_AMENDED: _of_programme,
    EntryKind.TRIAL_LOST: _of_programme,
    EntryKind.TRIAL_HELD: _of_programme,
    EntryKind.TRIAL_HOLD_ENDED: _of_programme,
    EntryKind.YEAR_HELD: _of_programme,
    EntryKind.YEAR_HOLD_ENDED: _of_programme,
    EntryKind.DESTROYED: _destroyed,
}

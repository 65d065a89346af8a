"""The rules on plans, completions and destructions: in which order they stand, and which days they may name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from delivery_api.dates.school_calendar import london_date, months_after, school_year_end
from delivery_api.ledger.entry_forms import is_school_year
from delivery_api.ledger.ledger_entries import Entry, EntryKind
from delivery_api.privacy.holds.values import LONGEST_MONTHS
from delivery_api.privacy.published_log.log_findings import LogFault, LogFinding
from delivery_api.sittings.values import MOST_MONTHS_OPEN, TRIAL_MONTHS


@dataclass(frozen=True)
class TrialDays:
    """The days of a trial or a school year, as the entries up to some place say; empty where they do not say yet.

    Parameters
    ----------
    plan : the facts of its plan
    on : the day of completion
    cancelled_on : the earliest day of a cancellation
    lost_on : the day on which a restored database had nothing of it; empty once it was planned again
    is_lost : whether it was not planned or completed since
    key_destroyed_on : the day on which the key of a lost one was destroyed
    held_until : the last day on which a legal hold keeps a trial, or kept it
    year_holds : of a school year, the day on which a hold was written down or ended, and its last day; "" if it ended
    """

    plan: Mapping[str, Any] = field(default_factory=dict)
    on: str = ""
    cancelled_on: str = ""
    lost_on: str = ""
    is_lost: bool = False
    key_destroyed_on: str = ""
    held_until: str = ""
    year_holds: tuple[tuple[str, str], ...] = ()

    @property
    def planned_on(self) -> str:
        """The day of the plan."""
        return str(self.plan.get("planned_on", ""))

    @property
    def complete_by(self) -> str:
        """The day on which it ends by itself unless it was completed before."""
        return str(self.plan.get("complete_by", ""))

    @property
    def due_on(self) -> str:
        """The day of destruction: 18 months after completion, or the earliest day of cancellation before that."""
        if not self.on:
            return ""
        due_on = eighteen_months_after(self.on)
        return min(due_on, self.cancelled_on or due_on)

    def can_be_held_on(self, day: str) -> bool:
        """Whether a hold can begin on a day: while it is not past due, or held already."""
        return not self.due_on or day <= max(self.due_on, self.held_until)

    def year_held_until(self, due_on: str) -> str:
        """The last day of the holds on a school year; those that began past its day, with none holding, are none."""
        end = ""
        for day, until in self.year_holds:
            if not until:
                end = min(end, day)
            elif day <= max(due_on, end):
                end = max(end, until)
        return end


def eighteen_months_after(day: str) -> str:
    """Return the same day of the month 18 calendar months later; the last day of a shorter month."""
    return months_after(date.fromisoformat(day), TRIAL_MONTHS).isoformat()


def days_after(days: TrialDays, kind: str, facts: Mapping[str, Any], written_on: str) -> TrialDays:
    """Return what is known after one more entry: the first plan, the completion, and the earliest cancellation.

    Parameters
    ----------
    written_on : the day of the entry
    """
    if kind == EntryKind.TRIAL_PLANNED:
        return replace(days, plan=days.plan or facts, lost_on="", is_lost=False, key_destroyed_on="")
    if kind == EntryKind.TRIAL_LOST:
        return replace(days, lost_on=facts["on"], is_lost=True, key_destroyed_on=facts["key_destroyed_on"] or "")
    if kind == EntryKind.TRIAL_COMPLETED:
        cancelled = [day for day in (days.cancelled_on, facts.get("cancelled_on")) if day]
        return replace(days, on=days.on or facts["on"], cancelled_on=min(cancelled, default=""), is_lost=False)
    if kind == EntryKind.COMPLETION_AMENDED:
        return replace(days, on=min(days.on or facts["on"], facts["on"]))
    return _days_after_hold(days, kind, facts, written_on)


def _days_after_hold(days: TrialDays, kind: str, facts: Mapping[str, Any], written_on: str) -> TrialDays:
    if kind == EntryKind.TRIAL_HELD:
        return replace(days, held_until=max(days.held_until, facts["until"]))
    if kind == EntryKind.TRIAL_HOLD_ENDED:
        return replace(days, held_until=min(days.held_until, facts["on"]))
    if kind == EntryKind.YEAR_HELD:
        return replace(days, year_holds=(*days.year_holds, (written_on, facts["until"])))
    if kind == EntryKind.YEAR_HOLD_ENDED:
        return replace(days, year_holds=(*days.year_holds, (facts["on"], "")))
    return days


def programme_findings(entries: Iterable[Entry]) -> Iterator[LogFinding]:
    """Yield what is wrong with plans, completions and destructions.

    Parameters
    ----------
    entries : with facts of the form that their kind has
    """
    trials: dict[str, TrialDays] = {}
    for entry in entries:
        if entry.kind in _RULES and entry.facts is not None:
            programme = str(entry.facts.get("trial") or entry.facts.get("programme"))
            written_on = london_date(entry.instant).isoformat()
            before = trials.get(programme, TrialDays())
            for fault, detail in _RULES[EntryKind(entry.kind)](before, entry.facts, written_on):
                yield LogFinding(fault, programme, detail)
            trials[programme] = days_after(before, entry.kind, entry.facts, written_on)


Broken = Iterator[tuple[LogFault, str]]


def _plan_rules(before: TrialDays, facts: Mapping[str, Any], written_on: str) -> Broken:
    planned_on = facts["planned_on"]
    if before.plan and not (before.lost_on and before.plan == facts):
        yield LogFault.PLANNED_AGAIN, ""
    if planned_on > written_on:
        yield LogFault.DAY, "planned_on"
    latest = months_after(date.fromisoformat(planned_on), MOST_MONTHS_OPEN).isoformat()
    if not planned_on <= facts["complete_by"] <= latest:
        yield LogFault.DAY, "complete_by"


def _completion_rules(before: TrialDays, facts: Mapping[str, Any], written_on: str) -> Broken:
    on, cancelled_on = facts["on"], facts.get("cancelled_on")
    if not before.plan:
        yield LogFault.ORDER, "trial planned"
    elif not before.planned_on <= on <= min(before.complete_by, written_on):
        yield LogFault.DAY, "on"
    if before.on not in ("", on):
        yield LogFault.COMPLETION_MOVED, ""
    if cancelled_on and not on <= cancelled_on <= written_on:
        yield LogFault.DAY, "cancelled_on"


def _amendment_rules(before: TrialDays, facts: Mapping[str, Any], written_on: str) -> Broken:
    on = facts["on"]
    if not before.on:
        yield LogFault.ORDER, "trial completed"
    elif on >= before.on:
        yield LogFault.COMPLETION_MOVED, ""
    if on < before.planned_on or on > written_on:
        yield LogFault.DAY, "on"


def _loss_rules(before: TrialDays, facts: Mapping[str, Any], written_on: str) -> Broken:
    on, key_destroyed_on = facts["on"], facts["key_destroyed_on"]
    if not before.plan:
        yield LogFault.ORDER, "trial planned"
    if on > written_on:
        yield LogFault.DAY, "on"
    if key_destroyed_on and not on <= key_destroyed_on <= written_on:
        yield LogFault.DAY, "key_destroyed_on"


def _hold_rules(before: TrialDays, facts: Mapping[str, Any], written_on: str) -> Broken:
    on = facts["on"]
    latest = months_after(date.fromisoformat(on), LONGEST_MONTHS).isoformat()
    if not before.plan:
        yield LogFault.ORDER, "trial planned"
    if on > written_on or not before.can_be_held_on(written_on):
        yield LogFault.DAY, "on"
    if not on < facts["until"] <= latest:
        yield LogFault.DAY, "until"


def _hold_end_rules(before: TrialDays, facts: Mapping[str, Any], written_on: str) -> Broken:
    if not before.held_until:
        yield LogFault.ORDER, "trial held"
    if facts["on"] > written_on:
        yield LogFault.DAY, "on"


def _year_hold_rules(_: TrialDays, facts: Mapping[str, Any], written_on: str) -> Broken:
    on = facts["on"]
    if on > written_on:
        yield LogFault.DAY, "on"
    if not on < facts["until"] <= months_after(date.fromisoformat(on), LONGEST_MONTHS).isoformat():
        yield LogFault.DAY, "until"


def _year_hold_end_rules(before: TrialDays, facts: Mapping[str, Any], written_on: str) -> Broken:
    if not before.year_holds:
        yield LogFault.ORDER, "school year held"
    if facts["on"] > written_on:
        yield LogFault.DAY, "on"


def _destruction_rules(before: TrialDays, facts: Mapping[str, Any], written_on: str) -> Broken:
    programme, completed_on, due_on = facts["programme"], facts["completed_on"], facts["due_on"]
    if is_school_year(programme):
        if completed_on is not None or due_on < school_year_end(programme).isoformat():
            yield LogFault.DESTRUCTION_DIFFERS, ""
    elif not before.on:
        yield LogFault.ORDER, "trial completed"
    elif (completed_on, due_on) != (before.on, before.due_on):
        yield LogFault.DESTRUCTION_DIFFERS, ""
    if not due_on <= facts["destroyed_on"] <= written_on:
        yield LogFault.DAY, "destroyed_on"


_RULES: Mapping[str, Callable[[TrialDays, Mapping[str, Any], str], Broken]] = {
    EntryKind.TRIAL_PLANNED: _plan_rules,
    EntryKind.TRIAL_COMPLETED: _completion_rules,
    EntryKind.COMPLETION_AMENDED: _amendment_rules,
    EntryKind.TRIAL_LOST: _loss_rules,
    EntryKind.TRIAL_HELD: _hold_rules,
    EntryKind.TRIAL_HOLD_ENDED: _hold_end_rules,
    EntryKind.YEAR_HELD: _year_hold_rules,
    EntryKind.YEAR_HOLD_ENDED: _year_hold_end_rules,
    EntryKind.DESTROYED: _destruction_rules,
}

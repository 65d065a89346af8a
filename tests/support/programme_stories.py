"""What a log can say of one trial, and how the trial stands then: the same for the command and for the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from delivery_api.ledger.ledger_entries import Entry
from delivery_api.privacy.published_log.programme_records import Standing

TRIAL = "trial-00000001"
TODAY = "2028-07-02"
"""The day after the one on which a trial that was completed on 1 January 2027 is due."""


class Told(NamedTuple):
    """What an entry says, and on which day it was written."""

    day: str
    kind: str
    facts: Mapping[str, Any]

    @property
    def at(self) -> str:
        """The time of the entry."""
        return f"{self.day}T09:30:00+00:00"

    @property
    def entry(self) -> Entry:
        """The entry; what signs it is left out."""
        return Entry(1, self.at, self.kind, "", "", "", self.facts, "")


def _lost(day: str, key_destroyed_on: str | None = None) -> Told:
    return Told(day, "trial lost", {"trial": TRIAL, "on": "2027-02-01", "key_destroyed_on": key_destroyed_on})


def _destroyed(day: str, state: str, destroyed_on: str = "2028-07-01") -> Told:
    facts = {"programme": TRIAL, "completed_on": "2027-01-01", "due_on": "2028-07-01", "destroyed_on": destroyed_on}
    return Told(day, "destroyed", facts | {"state": state, "certificate": ""})


_PLAN = {
    "trial": TRIAL,
    "name": "a",
    "subject": "",
    "planned_on": "2026-12-01",
    "complete_by": "2027-01-31",
    "key": "k",
}
PLANNED = Told("2026-12-01", "trial planned", _PLAN)
COMPLETED = Told("2027-01-01", "trial completed", {"trial": TRIAL, "on": "2027-01-01"})
_EARLY = Told("2026-11-01", "trial planned", _PLAN | {"planned_on": "2026-11-01"})
EARLY_COMPLETED = Told("2026-12-20", "trial completed", {"trial": TRIAL, "on": "2026-12-20"})
COMPLETED_LATE = Told("2028-07-01", "trial completed", {"trial": TRIAL, "on": "2027-01-31"})


def _held(day: str, until: str) -> Told:
    return Told(day, "trial held", {"trial": TRIAL, "on": day, "until": until})


def _lifted(day: str) -> Told:
    return Told(day, "trial hold ended", {"trial": TRIAL, "on": day})


YEAR = "2026-27"


def _year_held(day: str, until: str) -> Told:
    return Told(day, "school year held", {"programme": YEAR, "on": day, "until": until})


def _year_destroyed(day: str) -> Told:
    facts = {"programme": YEAR, "completed_on": None, "due_on": "2027-08-31", "destroyed_on": day}
    return Told(day, "destroyed", facts | {"state": "complete", "certificate": ""})


_YEAR_LIFTED = Told("2027-10-01", "school year hold ended", {"programme": YEAR, "on": "2027-10-01"})

STORIES: Mapping[str, tuple[tuple[Told, ...], Standing]] = {
    "never completed": ((PLANNED,), Standing.NOT_COMPLETED),
    "completed, and due": ((PLANNED, COMPLETED), Standing.OVERDUE),
    "held past its day": ((PLANNED, COMPLETED, _held("2028-06-01", "2029-01-01")), Standing.HELD),
    "held until yesterday, and destroyed today or not": (
        (PLANNED, COMPLETED, _held("2028-06-01", "2028-07-01")),
        Standing.HELD,
    ),
    "a hold that ended before its day": (
        (PLANNED, COMPLETED, _held("2028-06-01", "2029-01-01"), _lifted("2028-06-20")),
        Standing.OVERDUE,
    ),
    "a hold lifted, and not destroyed": (
        (_EARLY, EARLY_COMPLETED, _held("2028-05-01", "2029-01-01"), _lifted("2028-06-30")),
        Standing.OVERDUE,
    ),
    "held, and destroyed the day after": (
        (PLANNED, COMPLETED, _held("2028-06-01", "2028-07-01"), _destroyed("2028-07-02", "complete", "2028-07-02")),
        Standing.DESTROYED,
    ),
    "lost, and its key destroyed": ((PLANNED, COMPLETED, _lost("2027-02-01", "2027-03-01")), Standing.LOST),
    "lost, and its key there when it is due": ((PLANNED, COMPLETED, _lost("2027-02-01")), Standing.OVERDUE),
    "lost, found, and not completed": ((PLANNED, _lost("2027-02-01"), PLANNED), Standing.NOT_COMPLETED),
    "lost, and completed afterwards": ((PLANNED, _lost("2027-02-01"), COMPLETED_LATE), Standing.KEPT),
    "lost with its key, then destroyed": (
        (PLANNED, COMPLETED, _lost("2027-02-01", "2027-03-01"), _destroyed("2028-07-01", "complete")),
        Standing.DESTROYED,
    ),
    "destroyed, then lost": (
        (PLANNED, COMPLETED, _destroyed("2028-07-01", "complete"), _lost("2028-07-02")),
        Standing.DESTROYED,
    ),
    "destroyed in part": ((PLANNED, COMPLETED, _destroyed("2028-07-01", "incomplete")), Standing.OVERDUE_IN_PART),
    "destroyed in part, the rest later": (
        (PLANNED, COMPLETED, _destroyed("2028-07-01", "incomplete"), _destroyed("2028-07-02", "complete")),
        Standing.CLOSED_LATER,
    ),
    "destroyed, and written down later": (
        (PLANNED, COMPLETED, _destroyed("2028-07-02", "complete")),
        Standing.RECORDED_LATER,
    ),
    "destroyed, and again in part": (
        (PLANNED, COMPLETED, _destroyed("2028-07-01", "complete"), _destroyed("2028-07-02", "incomplete")),
        Standing.OVERDUE_IN_PART,
    ),
    "destroyed late": (
        (PLANNED, COMPLETED, _destroyed("2028-07-02", "complete", destroyed_on="2028-07-02")),
        Standing.DESTROYED_LATE,
    ),
    "a school year under a hold": ((_year_held("2027-08-30", "2028-08-01"),), Standing.YEAR_HELD),
    "a school year, destroyed the day after its hold": (
        (_year_held("2027-08-30", "2027-12-31"), _year_destroyed("2028-01-01")),
        Standing.DESTROYED,
    ),
    "a school year, destroyed the day after its hold was lifted": (
        (_year_held("2027-08-30", "2027-12-31"), _YEAR_LIFTED, _year_destroyed("2027-10-02")),
        Standing.DESTROYED,
    ),
    "a school year, destroyed long after its hold was lifted": (
        (_year_held("2027-08-30", "2027-12-31"), _YEAR_LIFTED, _year_destroyed("2027-12-31")),
        Standing.DESTROYED_LATE,
    ),
    "a school year with a hold that was ordered past its day": (
        (_year_held("2027-09-01", "2027-12-31"), _year_destroyed("2027-12-31")),
        Standing.DESTROYED_LATE,
    ),
    "a school year with a hold that was renewed while it held": (
        (_year_held("2027-08-30", "2027-10-31"), _year_held("2027-10-31", "2027-12-31"), _year_destroyed("2028-01-01")),
        Standing.DESTROYED,
    ),
}
"""What is told of the trial, and how it stands on `TODAY`."""

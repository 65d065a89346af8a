"""Merges the rows of one person in a feed, and finds contradictions between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from delivery_api.identity.identifier_hashing import Identifier
from delivery_api.identity.roster_import.values import (
    FIRST_YEAR,
    LAST_YEAR,
    LearnerRow,
    Roster,
    RosterFaultKind,
    RosterFaults,
    RowLocation,
    SkippedContent,
    StaffRow,
)

Row = TypeVar("Row", LearnerRow, StaffRow)


@dataclass
class RowMerger:
    """Collects rows; `roster` merges them."""

    faults: RosterFaults
    schools: dict[str, str] = field(default_factory=dict)
    learners: dict[tuple[Identifier, str], LearnerRow] = field(default_factory=dict)
    staff: dict[tuple[Identifier, str], StaffRow] = field(default_factory=dict)
    not_assessed: set[Identifier] = field(default_factory=set)
    other_roles: int = 0
    ended: int = 0
    not_begun: int = 0

    def school(self, where: RowLocation, code: str, name: str) -> None:
        """Add a school; its name must be the same on every row."""
        if self.schools.setdefault(code, name) != name:
            self.faults.add(RosterFaultKind.DISAGREES, where, "school_name")

    def learner(self, row: LearnerRow) -> None:
        """Add a learner at a school; a further row may only add classes."""
        _add(self.learners, row, self.faults)

    def member_of_staff(self, row: StaffRow) -> None:
        """Add a member of staff, likewise."""
        _add(self.staff, row, self.faults)

    def is_over(self, began: date | None, ended: date | None, today: date) -> bool:
        """Whether a place has ended or not begun today; it is counted if so."""
        if ended is not None and ended <= today:
            self.ended += 1
        elif began is not None and began > today:
            self.not_begun += 1
        else:
            return False
        return True

    def roster(self, columns: Iterable[str] = (), files: Iterable[str] = ()) -> Roster:
        """The merged roster.

        Raises
        ------
        InvalidRoster
        """
        learners = tuple(self.learners.values())
        _require_agreement(learners, self.faults)
        self.faults.require_none()
        taken = {row.identifier for row in learners}
        skipped = SkippedContent(
            tuple(columns), tuple(files), len(self.not_assessed), self.other_roles, self.ended, self.not_begun
        )
        return Roster(self.schools, learners, tuple(self.staff.values()), tuple(self.not_assessed - taken), skipped)


def is_assessed(year_group: int) -> bool:
    """Whether a year group is assessed, so that its learners are stored."""
    return FIRST_YEAR <= year_group <= LAST_YEAR


def _add(rows: dict[tuple[Identifier, str], Row], row: Row, faults: RosterFaults) -> None:
    key = (row.identifier, row.school)
    before = rows.get(key)
    if before is None:
        rows[key] = row
        return
    merged = before._replace(classes=before.classes | row.classes)
    if merged != row._replace(where=before.where, classes=merged.classes):
        faults.add(RosterFaultKind.DISAGREES, row.where)
    rows[key] = merged


def _require_agreement(learners: Iterable[LearnerRow], faults: RosterFaults) -> None:
    """Require one name, date of birth, year group and newest main registration of each person."""
    seen: dict[Identifier, list[LearnerRow]] = {}
    for row in learners:
        seen.setdefault(row.identifier, []).append(row)
    for rows in seen.values():
        if len(rows) > 1:
            for kind, where in _disagreements(rows):
                faults.add(kind, where)


def _disagreements(rows: list[LearnerRow]) -> Iterator[tuple[RosterFaultKind, RowLocation]]:
    first, *others = rows
    for row in others:
        if (row.details, row.year_group) != (first.details, first.year_group):
            yield RosterFaultKind.DISAGREES, row.where
    mains = [row for row in rows if row.main]
    days = [row.began for row in mains if row.began]
    # without a day the stored rows decide which is newer; two cannot both be the newest
    if len(days) == len(mains) > 1 and days.count(max(days)) > 1:
        yield RosterFaultKind.TWO_SCHOOLS, mains[-1].where

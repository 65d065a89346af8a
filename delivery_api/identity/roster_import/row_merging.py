"""Putting together what a feed says of one person on several rows, and finding where it disagrees with itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from delivery_api.identity.identifier_hashing import Identifier
from delivery_api.identity.roster_import.values import (
    FIRST_YEAR,
    LAST_YEAR,
    FaultKind,
    Faults,
    LearnerRow,
    LeftAside,
    Roster,
    StaffRow,
    Where,
)

Row = TypeVar("Row", LearnerRow, StaffRow)


@dataclass
class Gathering:
    """Rows as they come; `roster` puts them together."""

    faults: Faults
    schools: dict[str, str] = field(default_factory=dict)
    learners: dict[tuple[Identifier, str], LearnerRow] = field(default_factory=dict)
    staff: dict[tuple[Identifier, str], StaffRow] = field(default_factory=dict)
    beyond: set[Identifier] = field(default_factory=set)
    other_roles: int = 0
    ended: int = 0
    to_come: int = 0

    def school(self, where: Where, code: str, name: str) -> None:
        """A school; its name must be the same on every row."""
        if self.schools.setdefault(code, name) != name:
            self.faults.add(FaultKind.DISAGREES, where, "school_name")

    def learner(self, row: LearnerRow) -> None:
        """A learner at a school: a further row may only add classes."""
        _add(self.learners, row, self.faults)

    def member_of_staff(self, row: StaffRow) -> None:
        """Likewise of staff."""
        _add(self.staff, row, self.faults)

    def is_over(self, began: date | None, ended: date | None, today: date) -> bool:
        """Whether a place is not today's; counted."""
        if ended is not None and ended <= today:
            self.ended += 1
        elif began is not None and began > today:
            self.to_come += 1
        else:
            return False
        return True

    def roster(self, columns: Iterable[str] = (), files: Iterable[str] = ()) -> Roster:
        """The feed as a whole.

        Raises
        ------
        RosterFaulty
        """
        learners = tuple(self.learners.values())
        _require_agreement(learners, self.faults)
        self.faults.require_none()
        taken = {row.identifier for row in learners}
        left_aside = LeftAside(
            tuple(columns), tuple(files), len(self.beyond), self.other_roles, self.ended, self.to_come
        )
        return Roster(self.schools, learners, tuple(self.staff.values()), tuple(self.beyond - taken), left_aside)


def is_assessed(year_group: int) -> bool:
    """Whether a year group's learners are kept at all."""
    return FIRST_YEAR <= year_group <= LAST_YEAR


def _add(rows: dict[tuple[Identifier, str], Row], row: Row, faults: Faults) -> None:
    key = (row.identifier, row.school)
    before = rows.get(key)
    if before is None:
        rows[key] = row
        return
    together = before._replace(classes=before.classes | row.classes)
    if together != row._replace(where=before.where, classes=together.classes):
        faults.add(FaultKind.DISAGREES, row.where)
    rows[key] = together


def _require_agreement(learners: Iterable[LearnerRow], faults: Faults) -> None:
    """One person has one name, date of birth and year group, and one newest main registration."""
    seen: dict[Identifier, list[LearnerRow]] = {}
    for row in learners:
        seen.setdefault(row.identifier, []).append(row)
    for rows in seen.values():
        if len(rows) > 1:
            for kind, where in _disagreements(rows):
                faults.add(kind, where)


def _disagreements(rows: list[LearnerRow]) -> Iterator[tuple[FaultKind, Where]]:
    first, *others = rows
    for row in others:
        if (row.details, row.year_group) != (first.details, first.year_group):
            yield FaultKind.DISAGREES, row.where
    mains = [row for row in rows if row.main]
    days = [row.began for row in mains if row.began]
    # without a day what is held decides which is newer; two of the same day cannot both be
    if len(days) == len(mains) > 1 and days.count(max(days)) > 1:
        yield FaultKind.TWO_SCHOOLS, mains[-1].where

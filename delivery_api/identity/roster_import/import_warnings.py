"""Warns of changes that look like a mistake, school by school."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from delivery_api.identity.roster_import.roster_difference import CurrentRoster, RosterChanges

FEWEST_PEOPLE = 5
"""A change of fewer people is never reported: a class of four may well leave together."""


class WarningKind(StrEnum):
    """The kind of a warning."""

    LEAVING = "leaving"
    JOINING = "joining"
    YEARS = "year groups"
    DETAILS = "names or dates of birth"
    STAFF = "staff leaving"


LIMITS: Mapping[WarningKind, float] = {
    WarningKind.LEAVING: 1 / 3,
    WarningKind.JOINING: 1 / 2,
    WarningKind.YEARS: 1 / 3,
    WarningKind.DETAILS: 1 / 3,
    WarningKind.STAFF: 1 / 2,
}
"""The share of a school's learners, or staff, above which a change is reported."""


@dataclass(frozen=True)
class RosterWarning:
    """An unusually large share of a school's learners or staff changes: `count` of `total`."""

    kind: WarningKind
    school: UUID
    count: int
    total: int


def learner_warnings(
    changes: RosterChanges,
    current: CurrentRoster,
    scope: Collection[UUID],
    expected: Collection[UUID],
    changed: Collection[UUID],
) -> tuple[RosterWarning, ...]:
    """The warnings about learners.

    Parameters
    ----------
    expected : people whose leaving is no mistake, since their new year group is not assessed
    changed : people with changed details
    """
    school_of = {
        person: next(row.school for row in sorted(rows, key=lambda row: not row.main))
        for person, rows in current.enrolments.items()
    }
    before = Counter(school_of.values())
    counts = {
        WarningKind.LEAVING: Counter(at for person, at in changes.leaving.items() if person not in expected),
        WarningKind.JOINING: Counter(changes.joining.values()),
        WarningKind.YEARS: Counter(changes.year_changed.values()),
        WarningKind.DETAILS: Counter(school_of[person] for person in changed if person in school_of),
    }
    return tuple(_found(counts, before, scope))


def staff_warnings(leaving: Mapping[UUID, UUID], before: Mapping[UUID, UUID]) -> tuple[RosterWarning, ...]:
    """The warnings about staff: `leaving` and `before` give each person's school."""
    return tuple(_found({WarningKind.STAFF: Counter(leaving.values())}, Counter(before.values()), set(before.values())))


def _found(
    counts: Mapping[WarningKind, Counter[UUID]], before: Counter[UUID], scope: Collection[UUID]
) -> Iterator[RosterWarning]:
    for kind, by_school in counts.items():
        for school, count in sorted(by_school.items()):
            total = before[school]
            if school in scope and total and count >= FEWEST_PEOPLE and count > LIMITS[kind] * total:
                yield RosterWarning(kind, school, count, total)

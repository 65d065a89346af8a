"""What in a difference looks like a mistake, school by school."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from delivery_api.identity.roster_import.roster_difference import Changes, Held

FEWEST = 5
"""So few people are never a mistake by their number: a class of four may well leave together."""


class Kind(StrEnum):
    """What looks wrong."""

    LEAVING = "leaving"
    JOINING = "joining"
    YEARS = "year groups"
    DETAILS = "names or dates of birth"
    STAFF = "staff leaving"


LIMITS: Mapping[Kind, float] = {
    Kind.LEAVING: 1 / 3,
    Kind.JOINING: 1 / 2,
    Kind.YEARS: 1 / 3,
    Kind.DETAILS: 1 / 3,
    Kind.STAFF: 1 / 2,
}
"""Shares of a school's learners, or of its staff, above which a change is not believed."""


@dataclass(frozen=True)
class Caution:
    """So many of a school's learners, or staff, change in a way that few do."""

    kind: Kind
    school: UUID
    count: int
    of: int


def cautions(
    changes: Changes, held: Held, scope: Collection[UUID], expected: Collection[UUID], changed: Collection[UUID]
) -> tuple[Caution, ...]:
    """What looks like a mistake; `expected` leavers (beyond the years assessed) do not, `changed` are the details'."""
    school_of = {
        person: next(row.school for row in sorted(rows, key=lambda row: not row.main))
        for person, rows in held.enrolments.items()
    }
    before = Counter(school_of.values())
    counts = {
        Kind.LEAVING: Counter(at for person, at in changes.leaving.items() if person not in expected),
        Kind.JOINING: Counter(changes.joining.values()),
        Kind.YEARS: Counter(changes.year_changed.values()),
        Kind.DETAILS: Counter(school_of[person] for person in changed if person in school_of),
    }
    return tuple(_found(counts, before, scope))


def staff_cautions(leaving: Mapping[UUID, UUID], before: Mapping[UUID, UUID]) -> tuple[Caution, ...]:
    """What looks like a mistake among staff: who would leave, and who is there now, each with their school."""
    return tuple(_found({Kind.STAFF: Counter(leaving.values())}, Counter(before.values()), set(before.values())))


def _found(counts: Mapping[Kind, Counter[UUID]], before: Counter[UUID], scope: Collection[UUID]) -> Iterator[Caution]:
    for kind, by_school in counts.items():
        for school, count in sorted(by_school.items()):
            of = before[school]
            if school in scope and of and count >= FEWEST and count > LIMITS[kind] * of:
                yield Caution(kind, school, count, of)

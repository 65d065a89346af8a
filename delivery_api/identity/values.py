from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Person:
    """Someone on a school's roster, or of an organisation that looks in from outside.

    `name` is the full name, opened; it is shown in short form. `post`: a role of `access.py`, for all but learners.
    """

    id: UUID
    kind: str
    school: UUID
    name: str
    post: str | None = None

    @property
    def short_name(self) -> str:
        """How a screen greets them: a learner as "Joe B", staff as "J Bloggs"."""
        first, *rest = self.name.split()
        if not rest:
            return first
        return f"{first[0]} {rest[-1]}" if self.kind == "staff" else f"{first} {rest[-1][0]}"


@dataclass(frozen=True)
class SchoolClass:
    """A class as it is today: who teaches it, who learns in it (id → year group), and the one school it belongs to."""

    id: UUID
    name: str
    school: str
    teachers: frozenset[UUID]
    learners: dict[UUID, int] = field(default_factory=dict)
    schools: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class LearnerRecord:
    """A learner, who teaches them today, and the schools they are enrolled at today."""

    person: Person
    teachers: frozenset[UUID]
    schools: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Organisation:
    """A school, or whoever looks in from outside.

    Attributes
    ----------
    kind : school, authority (a local authority), government, or office (the service's own)
    code : a school's number (seven figures), an authority's (three), else None
    """

    id: UUID
    name: str
    kind: str = "school"
    code: str | None = None


@dataclass(frozen=True)
class Membership:
    """A dated place in a class; a learner's carries the year group, a teacher's does not."""

    class_id: UUID
    person: UUID
    role: str
    joined_on: date
    year_group: int | None = None


@dataclass(frozen=True)
class Enrolment:
    """A learner's dated place at a school: a new row for each year group and registration group.

    Attributes
    ----------
    joined_on : the first day of this row
    began_on : the first day of this stay at the school
    main : whether this is the main registration; a learner may have a subsidiary one at another school
    """

    person: UUID
    school: UUID
    joined_on: date
    began_on: date
    year_group: int
    registration_group: str | None = None
    main: bool = True

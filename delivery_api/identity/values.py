"""Values of the identity room: people, classes, organisations, memberships and enrolments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from delivery_api.web.name_order import initial


@dataclass(frozen=True)
class Person:
    """A person on a school's roster or of another organisation.

    Attributes
    ----------
    kind : learner or staff
    name : the full name in clear; screens show the short form
    post : a role of `access/roles.py`; None for learners
    """

    id: UUID
    kind: str
    school: UUID
    name: str
    post: str | None = None

    @property
    def short_name(self) -> str:
        """The name as screens show it: a learner as "Joe B", staff as "J Bloggs"."""
        first, *rest = self.name.split()
        if not rest:
            return first
        return f"{first[0]} {rest[-1]}" if self.kind == "staff" else f"{first} {initial(rest[-1])}"


@dataclass(frozen=True)
class SchoolClass:
    """A class on a given day.

    Attributes
    ----------
    school : the school's name
    teachers : ids of the teachers
    learners : learner id → year group
    schools : the id of its one school
    """

    id: UUID
    name: str
    school: str
    teachers: frozenset[UUID]
    learners: dict[UUID, int] = field(default_factory=dict)
    schools: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class LearnerRecord:
    """A learner on a given day, with the ids of their teachers and schools."""

    person: Person
    teachers: frozenset[UUID]
    schools: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Organisation:
    """A school or another organisation.

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
    """A dated membership of a class; only a learner's has a year group."""

    class_id: UUID
    person: UUID
    role: str
    joined_on: date
    year_group: int | None = None


@dataclass(frozen=True)
class Enrolment:
    """A learner's dated enrolment at a school; each year group and registration group has its own row.

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

"""What a school's system says, as read from a file or an address, before anything of the database is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from delivery_api.identity.identifier_hashing import Identifier
from delivery_api.identity.personal_details import PersonalDetails

FIRST_YEAR, LAST_YEAR = 2, 9
"""The year groups that are assessed; nobody else's data are kept."""

FAULTS_TOLD = 20


class Where(NamedTuple):
    """A line of a file, counted as an editor does; a person is never named by anything else."""

    file: str
    line: int


class LearnerRow(NamedTuple):
    """A learner at one school.

    `began` is the first day of the stay, if the feed gives it; `main` is false for a subsidiary registration.
    """

    where: Where
    school: str
    identifier: Identifier
    details: PersonalDetails
    year_group: int
    registration_group: str | None
    classes: frozenset[str]
    began: date | None
    main: bool


class StaffRow(NamedTuple):
    """A member of staff, or a governor, at one school."""

    where: Where
    school: str
    identifier: Identifier
    details: PersonalDetails
    post: str
    classes: frozenset[str]


@dataclass(frozen=True)
class LeftAside:
    """What was in the feed and was not taken: by name, or how many rows."""

    columns: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    other_years: int = 0
    other_roles: int = 0
    ended: int = 0
    to_come: int = 0


@dataclass(frozen=True)
class Roster:
    """A whole feed, checked: schools (number → name), learners, staff, and who is in a year that is not assessed."""

    schools: dict[str, str]
    learners: tuple[LearnerRow, ...]
    staff: tuple[StaffRow, ...] = ()
    beyond: tuple[Identifier, ...] = ()
    left_aside: LeftAside = field(default_factory=LeftAside)


class FaultKind(StrEnum):
    """What is wrong with a place in a feed."""

    UNKNOWN_COLUMN = "unknown column"
    MISSING_COLUMN = "missing column"
    UNKNOWN_FILE = "unknown file"
    MISSING_FILE = "missing file"
    NOT_UTF8 = "not UTF-8"
    CELLS = "number of cells"
    TOO_LONG = "cell too long"
    VERSION = "version"
    DELTA = "delta"
    ROLE = "role"
    SCHOOL = "school number"
    SCHOOL_NAME = "school name"
    UPN = "UPN"
    IDENTIFIER = "identifier"
    NAME = "name"
    BIRTH_DATE = "date of birth"
    YEAR_GROUP = "year group"
    GROUP = "class or registration group"
    DATE = "date"
    REGISTRATION = "registration"
    REFERENCE = "reference"
    REPEATED = "sourcedId repeated"
    DISAGREES = "rows disagree"
    TWO_SCHOOLS = "two main registrations"
    EMPTY = "nobody in it"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, by place; never by what stands there."""

    kind: FaultKind
    file: str
    line: int = 0
    column: str = ""


class RosterFaulty(Exception):
    """A feed that is not taken: what is wrong with it, the first faults and how many there are."""

    def __init__(self, faults: tuple[Fault, ...], total: int) -> None:
        super().__init__(f"{total} faults; the first: {faults[0]}")
        self.faults, self.total = faults, total


@dataclass
class Faults:
    """Faults as they are found."""

    first: list[Fault] = field(default_factory=list)
    total: int = 0

    def add(self, kind: FaultKind, where: Where, column: str = "") -> None:
        """Note a fault."""
        self.total += 1
        if len(self.first) < FAULTS_TOLD:
            self.first.append(Fault(kind, where.file, where.line, column))

    def require_none(self) -> None:
        """Go on only if there are none.

        Raises
        ------
        RosterFaulty
        """
        if self.total:
            raise RosterFaulty(tuple(self.first), self.total)

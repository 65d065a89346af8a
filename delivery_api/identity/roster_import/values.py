"""Values of a roster feed as read from a file or a service, and its faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from delivery_api.identity.identifier_hashing import Identifier
from delivery_api.identity.personal_details import PersonalDetails
from delivery_api.web.reader_language import Language

FIRST_YEAR, LAST_YEAR = 2, 9
"""The first and last year group that is assessed; learners of other years are not stored."""

FAULTS_LISTED = 20


class RowLocation(NamedTuple):
    """A line of a file, counted from 1; messages refer to people only by line."""

    file: str
    line: int


class LearnerRow(NamedTuple):
    """A learner at one school.

    Attributes
    ----------
    began : first day of the stay, if the feed gives it
    main : whether this is the main registration
    language : in which pages open for them, if the feed says so
    """

    where: RowLocation
    school: str
    identifier: Identifier
    details: PersonalDetails
    year_group: int
    registration_group: str | None
    classes: frozenset[str]
    began: date | None
    main: bool
    language: Language | None = None


class StaffRow(NamedTuple):
    """A member of staff, or a governor, at one school."""

    where: RowLocation
    school: str
    identifier: Identifier
    details: PersonalDetails
    post: str
    classes: frozenset[str]


@dataclass(frozen=True)
class SkippedContent:
    """What an import skipped: names of columns and files, and numbers of rows."""

    columns: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    other_years: int = 0
    other_roles: int = 0
    ended: int = 0
    not_begun: int = 0


@dataclass(frozen=True)
class Roster:
    """A checked feed.

    Attributes
    ----------
    schools : number → name
    not_assessed : identifiers of learners in years that are not assessed
    skipped : what was not imported
    """

    schools: dict[str, str]
    learners: tuple[LearnerRow, ...]
    staff: tuple[StaffRow, ...] = ()
    not_assessed: tuple[Identifier, ...] = ()
    skipped: SkippedContent = field(default_factory=SkippedContent)


class RosterFaultKind(StrEnum):
    """The kind of a fault in a feed."""

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
    UNKNOWN_SCHOOL = "school that no roster named"
    MEDIUM = "language medium"
    SIZE = "number of learners"
    LANGUAGE = "language"


@dataclass(frozen=True)
class RosterFault:
    """A fault in a feed, by location; the faulty value is never kept."""

    kind: RosterFaultKind
    file: str
    line: int = 0
    column: str = ""


class InvalidRoster(Exception):
    """A feed has faults: the first of them, and their number."""

    def __init__(self, faults: tuple[RosterFault, ...], total: int) -> None:
        super().__init__(f"{total} faults; the first: {faults[0]}")
        self.faults, self.total = faults, total


@dataclass
class RosterFaults:
    """Collects faults.

    Attributes
    ----------
    headings : what the file calls a column, where that is not its English name
    """

    first: list[RosterFault] = field(default_factory=list)
    total: int = 0
    headings: dict[str, str] = field(default_factory=dict)

    def add(self, kind: RosterFaultKind, where: RowLocation, column: str = "") -> None:
        """Add a fault."""
        self.total += 1
        if len(self.first) < FAULTS_LISTED:
            self.first.append(RosterFault(kind, where.file, where.line, self.headings.get(column, column)))

    def require_none(self) -> None:
        """Raise if there are faults.

        Raises
        ------
        InvalidRoster
        """
        if self.total:
            raise InvalidRoster(tuple(self.first), self.total)

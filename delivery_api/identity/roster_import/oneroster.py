"""Assembles a roster from the tables of OneRoster 1.2 (1EdTech, 2022), read from CSV or REST.

Unneeded columns (sex, ethnicity, addresses of any kind, passwords, marks) are known by name and never read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from delivery_api.identity.identifier_hashing import staff_identifier
from delivery_api.identity.personal_details import PersonalDetails
from delivery_api.identity.roster_import.csv_table import CsvColumns, CsvRow
from delivery_api.identity.roster_import.field_checks import MOST_GROUP_CHARACTERS, FieldChecks
from delivery_api.identity.roster_import.row_merging import RowMerger, is_assessed
from delivery_api.identity.roster_import.values import LearnerRow, Roster, RosterFaultKind, RowLocation, StaffRow

_BASE = ("dateLastModified",)

TABLES: Mapping[str, CsvColumns] = {
    "orgs": CsvColumns(("sourcedId", "name", "type", "identifier"), ("status",), (*_BASE, "parentSourcedId")),
    "users": CsvColumns(
        ("sourcedId", "enabledUser", "givenName", "familyName", "identifier", "grades"),
        ("status", "userIds"),
        (
            *_BASE,
            "username",
            "middleName",
            "email",
            "sms",
            "phone",
            "agentSourcedIds",
            "password",
            "userMasterIdentifier",
            "resourceSourcedIds",
            "preferredGivenName",
            "preferredMiddleName",
            "preferredFamilyName",
            "primaryOrgSourcedId",
            "pronouns",
        ),
    ),
    "roles": CsvColumns(
        ("userSourcedId", "roleType", "role", "orgSourcedId"),
        ("status", "beginDate", "endDate"),
        (*_BASE, "sourcedId", "userProfileSourcedId"),
    ),
    "classes": CsvColumns(
        ("sourcedId", "title", "classType", "schoolSourcedId"),
        ("status",),
        (
            *_BASE,
            "grades",
            "courseSourcedId",
            "classCode",
            "location",
            "termSourcedIds",
            "subjects",
            "subjectCodes",
            "periods",
            "resourceSourcedIds",
        ),
    ),
    "enrollments": CsvColumns(
        ("classSourcedId", "userSourcedId", "role"),
        ("status", "beginDate", "endDate"),
        (*_BASE, "sourcedId", "schoolSourcedId", "primary"),
    ),
    "demographics": CsvColumns(
        ("sourcedId", "birthDate"),
        ("status",),
        (
            *_BASE,
            "sex",
            "americanIndianOrAlaskaNative",
            "asian",
            "blackOrAfricanAmerican",
            "nativeHawaiianOrOtherPacificIslander",
            "white",
            "demographicRaceTwoOrMoreRaces",
            "hispanicOrLatinoEthnicity",
            "countryOfBirthCode",
            "stateOfBirthAbbreviation",
            "cityOfBirth",
            "publicSchoolResidenceStatus",
        ),
    ),
}
"""The tables that are read → their columns."""

UNREAD_FILES = (
    "academicSessions",
    "categories",
    "classResources",
    "courses",
    "courseResources",
    "lineItemLearningObjectiveIds",
    "lineItems",
    "lineItemScoreScales",
    "resources",
    "resultLearningObjectiveIds",
    "results",
    "resultScoreScales",
    "scoreScales",
    "userProfiles",
    "userResources",
)
"""Tables of the standard that are not needed."""

POSTS = {"teacher": "teacher", "principal": "head"}
LEARNER = "student"


class UserLine(NamedTuple):
    """A line of the users table."""

    where: RowLocation
    name: tuple[str, str]
    identifier: str
    grades: str


class ClassLine(NamedTuple):
    """A line of the classes table; a homeroom is a class and a registration group."""

    where: RowLocation
    title: str
    homeroom: bool
    school: str


@dataclass
class OneRosterTables:
    """The current lines of the tables, by id."""

    check: FieldChecks
    merger: RowMerger
    schools: dict[str, str] = field(default_factory=dict)
    users: dict[str, UserLine] = field(default_factory=dict)
    births: dict[str, tuple[RowLocation, str]] = field(default_factory=dict)
    groups: dict[str, ClassLine] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)
    inactive: set[str] = field(default_factory=set)

    def orgs(self, lines: Iterable[CsvRow]) -> None:
        """Read schools; other organisations are skipped."""
        for where, (id_, name, type_, number, status) in lines:
            if type_ != "school" or not _is_active(status):
                continue
            code = self.check.school(number, where, "identifier")
            called = self.check.school_name(name, where, "name")
            if code and called and self._is_new(id_, self.schools, where):
                self.schools[id_] = code
                self.merger.school(where, code, called)

    def people(self, lines: Iterable[CsvRow]) -> None:
        """Read users, whose roles are in another table."""
        for where, (id_, enabled, given, family, identifier, grades, status, ids) in lines:
            if not self._is_new(id_, self.users, where):
                continue
            if not _is_active(status) or enabled.strip().lower() != "true":
                self.inactive.add(id_)
                continue
            self.users[id_] = UserLine(where, (given, family), identifier.strip() or _id_of_type(ids, "UPN"), grades)

    def demographics(self, lines: Iterable[CsvRow]) -> None:
        """Read dates of birth."""
        for where, (id_, born, status) in lines:
            if _is_active(status) and self._is_new(id_, self.births, where):
                self.births[id_] = (where, born)

    def classes(self, lines: Iterable[CsvRow]) -> None:
        """Read classes and registration groups."""
        for where, (id_, title, type_, school, status) in lines:
            if _is_active(status) and self._is_new(id_, self.groups, where):
                name = self.check.group(title, where, "title", MOST_GROUP_CHARACTERS["class"])
                if name is None:
                    self.check.faults.add(RosterFaultKind.GROUP, where, "title")
                    continue
                self.groups[id_] = ClassLine(where, name, type_ == "homeroom", school)

    def enrollments(self, lines: Iterable[CsvRow]) -> None:
        """Read the current enrolments in classes."""
        for where, (class_, user, _role, status, begin, end) in lines:
            began, ended = self.check.date(begin, where, "beginDate"), self.check.date(end, where, "endDate")
            if not _is_active(status) or self.merger.is_over(began, ended, self.check.today):
                continue
            if class_ not in self.groups:
                self.check.faults.add(RosterFaultKind.REFERENCE, where, "classSourcedId")
                continue
            self.places.setdefault(user, []).append(class_)

    def roles(self, lines: Iterable[CsvRow]) -> None:
        """Read the current roles at schools, and build the roster's rows from all tables."""
        for where, (user, type_, role, org, status, begin, end) in lines:
            if not _is_active(status) or user in self.inactive:
                continue
            if role != LEARNER and role not in POSTS:
                self.merger.other_roles += 1
            elif user not in self.users:
                self.check.faults.add(RosterFaultKind.REFERENCE, where, "userSourcedId")
            elif org not in self.schools:
                self.merger.other_roles += 1  # at an authority or another organisation
            elif role == LEARNER:
                self._learner(where, user, org, main=type_ != "secondary", begin=begin, end=end)
            else:
                self._member_of_staff(user, org, POSTS[role], where, begin, end)

    def _learner(self, where: RowLocation, id_: str, org: str, *, main: bool, begin: str, end: str) -> None:
        user, check = self.users[id_], self.check
        year = check.year_group(user.grades, user.where, "grades")
        identifier = check.learner(user.identifier, user.where, "identifier")
        began, ended = check.date(begin, where, "beginDate"), check.date(end, where, "endDate")
        if year is None or identifier is None or self.merger.is_over(began, ended, check.today):
            return
        if not is_assessed(year):
            self.merger.not_assessed.add(identifier)
            return
        name = check.name(" ".join(user.name), user.where, "givenName, familyName")
        at, birth_date = self.births.get(id_, (RowLocation("demographics.csv", 0), ""))
        born = check.birth_date(birth_date, at if at.line else user.where, "birthDate")
        classes, group = self._groups(id_, org)
        if name is not None and born is not None:
            self.merger.learner(
                LearnerRow(
                    user.where,
                    self.schools[org],
                    identifier,
                    PersonalDetails(name, born),
                    year,
                    group,
                    classes,
                    began,
                    main,
                )
            )

    def _member_of_staff(self, id_: str, org: str, post: str, where: RowLocation, begin: str, end: str) -> None:
        user, check = self.users[id_], self.check
        code = check.staff_code(user.identifier, user.where, "identifier")
        name = check.name(" ".join(user.name), user.where, "givenName, familyName")
        began, ended = check.date(begin, where, "beginDate"), check.date(end, where, "endDate")
        if code is None or name is None or self.merger.is_over(began, ended, check.today):
            return
        school = self.schools[org]
        classes = self._groups(id_, org)[0] if post == "teacher" else frozenset()
        identifier = staff_identifier(school, code)
        self.merger.member_of_staff(StaffRow(user.where, school, identifier, PersonalDetails(name), post, classes))

    def _groups(self, id_: str, org: str) -> tuple[frozenset[str], str | None]:
        mine = [self.groups[each] for each in self.places.get(id_, ()) if self.groups[each].school == org]
        homerooms = sorted(group.title for group in mine if group.homeroom)
        if homerooms and len(homerooms[0]) > MOST_GROUP_CHARACTERS["registration_group"]:
            group = next(each for each in mine if each.title == homerooms[0])
            self.check.faults.add(RosterFaultKind.GROUP, group.where, "title")
        return frozenset(group.title for group in mine), homerooms[0] if homerooms else None

    def _is_new(self, id_: str, known: Mapping[str, object], where: RowLocation) -> bool:
        if id_ and id_ not in known:
            return True
        self.check.faults.add(RosterFaultKind.REPEATED, where, "sourcedId")
        return False


TableReader = Callable[[str], Iterable[CsvRow]]


def assemble_roster(
    read: TableReader, check: FieldChecks, columns: Callable[[], Iterable[str]], files: Iterable[str]
) -> Roster:
    """Assemble a roster.

    Parameters
    ----------
    read : gives the rows of a table by its name
    check : the checks, which collect the faults
    columns, files : the names of unread columns (after reading) and files

    Raises
    ------
    InvalidRoster
    """
    merger = RowMerger(check.faults)
    tables = OneRosterTables(check, merger)
    for name, take in (
        ("orgs", tables.orgs),
        ("users", tables.people),
        ("demographics", tables.demographics),
        ("classes", tables.classes),
        ("enrollments", tables.enrollments),
        ("roles", tables.roles),
    ):
        take(read(name))
        check.faults.require_none()  # after each table, since references to a faulty table would be faults too
    if not merger.schools:
        check.faults.add(RosterFaultKind.EMPTY, RowLocation("orgs.csv", 1))
    return merger.roster(columns(), files)


def _is_active(status: str) -> bool:
    return status in ("", "active")


def _id_of_type(ids: str, type_: str) -> str:
    """The id of a given type in a list like "{UPN:M660200005001},{Other:1}"."""
    pairs = (part.strip(" {}").partition(":") for part in ids.split(","))
    return next((value.strip() for kind, _, value in pairs if kind.strip().upper() == type_), "")

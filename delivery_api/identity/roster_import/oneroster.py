"""OneRoster 1.2 (1EdTech, 2022): the tables of its CSV binding put together; its REST answers come as the same tables.

What is not needed here (sex, ethnicity, addresses of any kind, passwords, marks) is known by name and never read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from delivery_api.identity.identifier_hashing import staff_identifier
from delivery_api.identity.personal_details import PersonalDetails
from delivery_api.identity.roster_import.csv_table import Columns, Line
from delivery_api.identity.roster_import.field_checks import MOST_GROUP, Check
from delivery_api.identity.roster_import.row_merging import Gathering, is_assessed
from delivery_api.identity.roster_import.values import FaultKind, LearnerRow, Roster, StaffRow, Where

_BASE = ("dateLastModified",)

TABLES: Mapping[str, Columns] = {
    "orgs": Columns(("sourcedId", "name", "type", "identifier"), ("status",), (*_BASE, "parentSourcedId")),
    "users": Columns(
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
    "roles": Columns(
        ("userSourcedId", "roleType", "role", "orgSourcedId"),
        ("status", "beginDate", "endDate"),
        (*_BASE, "sourcedId", "userProfileSourcedId"),
    ),
    "classes": Columns(
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
    "enrollments": Columns(
        ("classSourcedId", "userSourcedId", "role"),
        ("status", "beginDate", "endDate"),
        (*_BASE, "sourcedId", "schoolSourcedId", "primary"),
    ),
    "demographics": Columns(
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
"""Each table that is read, and its columns."""

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
"""Tables that the standard knows and that are not needed."""

POSTS = {"teacher": "teacher", "principal": "head"}
LEARNER = "student"


class User(NamedTuple):
    """A line of users."""

    where: Where
    name: tuple[str, str]
    identifier: str
    grades: str


class Group(NamedTuple):
    """A line of classes; a homeroom is a class and a registration group at once."""

    where: Where
    title: str
    homeroom: bool
    school: str


@dataclass
class Tables:
    """The tables by their ids, current lines only."""

    check: Check
    gathering: Gathering
    schools: dict[str, str] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    births: dict[str, tuple[Where, str]] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)
    inactive: set[str] = field(default_factory=set)

    def orgs(self, lines: Iterable[Line]) -> None:
        """Schools; other organisations are passed over."""
        for where, (id_, name, type_, number, status) in lines:
            if type_ != "school" or not _is_active(status):
                continue
            code = self.check.school(number, where, "identifier")
            called = self.check.school_name(name, where, "name")
            if code and called and self._is_new(id_, self.schools, where):
                self.schools[id_] = code
                self.gathering.school(where, code, called)

    def people(self, lines: Iterable[Line]) -> None:
        """Users, by id; what they are is told by their roles."""
        for where, (id_, enabled, given, family, identifier, grades, status, ids) in lines:
            if not self._is_new(id_, self.users, where):
                continue
            if not _is_active(status) or enabled.strip().lower() != "true":
                self.inactive.add(id_)
                continue
            self.users[id_] = User(where, (given, family), identifier.strip() or _typed(ids, "UPN"), grades)

    def demographics(self, lines: Iterable[Line]) -> None:
        """Dates of birth."""
        for where, (id_, born, status) in lines:
            if _is_active(status) and self._is_new(id_, self.births, where):
                self.births[id_] = (where, born)

    def classes(self, lines: Iterable[Line]) -> None:
        """Classes and registration groups."""
        for where, (id_, title, type_, school, status) in lines:
            if _is_active(status) and self._is_new(id_, self.groups, where):
                name = self.check.group(title, where, "title", MOST_GROUP["class"])
                if name is None:
                    self.check.faults.add(FaultKind.GROUP, where, "title")
                    continue
                self.groups[id_] = Group(where, name, type_ == "homeroom", school)

    def enrollments(self, lines: Iterable[Line]) -> None:
        """Who is in which class today."""
        for where, (class_, user, _role, status, begin, end) in lines:
            began, ended = self.check.date(begin, where, "beginDate"), self.check.date(end, where, "endDate")
            if not _is_active(status) or self.gathering.is_over(began, ended, self.check.today):
                continue
            if class_ not in self.groups:
                self.check.faults.add(FaultKind.REFERENCE, where, "classSourcedId")
                continue
            self.places.setdefault(user, []).append(class_)

    def roles(self, lines: Iterable[Line]) -> None:
        """Who is what at which school today: here rows are made of all that was read before."""
        for where, (user, type_, role, org, status, begin, end) in lines:
            if not _is_active(status) or user in self.inactive:
                continue
            if role != LEARNER and role not in POSTS:
                self.gathering.other_roles += 1
            elif user not in self.users:
                self.check.faults.add(FaultKind.REFERENCE, where, "userSourcedId")
            elif org not in self.schools:
                self.gathering.other_roles += 1  # at an authority or another organisation
            elif role == LEARNER:
                self._learner(where, user, org, main=type_ != "secondary", begin=begin, end=end)
            else:
                self._member_of_staff(user, org, POSTS[role], where, begin, end)

    def _learner(self, where: Where, id_: str, org: str, *, main: bool, begin: str, end: str) -> None:
        user, check = self.users[id_], self.check
        year = check.year_group(user.grades, user.where, "grades")
        identifier = check.learner(user.identifier, user.where, "identifier")
        began, ended = check.date(begin, where, "beginDate"), check.date(end, where, "endDate")
        if year is None or identifier is None or self.gathering.is_over(began, ended, check.today):
            return
        if not is_assessed(year):
            self.gathering.beyond.add(identifier)
            return
        name = check.name(" ".join(user.name), user.where, "givenName, familyName")
        at, birth_date = self.births.get(id_, (Where("demographics.csv", 0), ""))
        born = check.birth_date(birth_date, at if at.line else user.where, "birthDate")
        classes, group = self._groups(id_, org)
        if name is not None and born is not None:
            self.gathering.learner(
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

    def _member_of_staff(self, id_: str, org: str, post: str, where: Where, begin: str, end: str) -> None:
        user, check = self.users[id_], self.check
        code = check.staff_code(user.identifier, user.where, "identifier")
        name = check.name(" ".join(user.name), user.where, "givenName, familyName")
        began, ended = check.date(begin, where, "beginDate"), check.date(end, where, "endDate")
        if code is None or name is None or self.gathering.is_over(began, ended, check.today):
            return
        school = self.schools[org]
        classes = self._groups(id_, org)[0] if post == "teacher" else frozenset()
        identifier = staff_identifier(school, code)
        self.gathering.member_of_staff(StaffRow(user.where, school, identifier, PersonalDetails(name), post, classes))

    def _groups(self, id_: str, org: str) -> tuple[frozenset[str], str | None]:
        mine = [self.groups[each] for each in self.places.get(id_, ()) if self.groups[each].school == org]
        homerooms = sorted(group.title for group in mine if group.homeroom)
        if homerooms and len(homerooms[0]) > MOST_GROUP["registration_group"]:
            group = next(each for each in mine if each.title == homerooms[0])
            self.check.faults.add(FaultKind.GROUP, group.where, "title")
        return frozenset(group.title for group in mine), homerooms[0] if homerooms else None

    def _is_new(self, id_: str, known: Mapping[str, object], where: Where) -> bool:
        if id_ and id_ not in known:
            return True
        self.check.faults.add(FaultKind.REPEATED, where, "sourcedId")
        return False


Read = Callable[[str], Iterable[Line]]


def assembled(read: Read, check: Check, columns: Callable[[], Iterable[str]], files: Iterable[str]) -> Roster:
    """A roster of the tables that `read` gives by name; `columns` and `files` name what was left unread.

    Raises
    ------
    RosterFaulty
    """
    gathering = Gathering(check.faults)
    tables = Tables(check, gathering)
    for name, take in (
        ("orgs", tables.orgs),
        ("users", tables.people),
        ("demographics", tables.demographics),
        ("classes", tables.classes),
        ("enrollments", tables.enrollments),
        ("roles", tables.roles),
    ):
        take(read(name))
        check.faults.require_none()  # table by table: what refers to a broken one would all be faults too
    if not gathering.schools:
        check.faults.add(FaultKind.EMPTY, Where("orgs.csv", 1))
    return gathering.roster(columns(), files)


def _is_active(status: str) -> bool:
    return status in ("", "active")


def _typed(ids: str, type_: str) -> str:
    """The id of a type in a list like "{UPN:M660200005001},{Other:1}"."""
    pairs = (part.strip(" {}").partition(":") for part in ids.split(","))
    return next((value.strip() for kind, _, value in pairs if kind.strip().upper() == type_), "")

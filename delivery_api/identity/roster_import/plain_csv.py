"""The plain CSV: one file, a row for each person in each class."""

from __future__ import annotations

from typing import IO

from delivery_api.identity.identifier_hashing import governor_identifier, staff_identifier
from delivery_api.identity.personal_details import PersonalDetails
from delivery_api.identity.roster_import.csv_table import Columns, lines
from delivery_api.identity.roster_import.field_checks import MOST_GROUP, Check
from delivery_api.identity.roster_import.row_merging import Gathering, is_assessed
from delivery_api.identity.roster_import.values import FaultKind, LearnerRow, Roster, StaffRow, Where

COLUMNS = Columns(
    ("role", "school", "school_name", "identifier", "name", "birth_date", "year_group", "class"),
    ("registration_group", "registration", "began"),
)
POSTS = ("teacher", "head", "governor")
_MAIN = {"": True, "main": True, "subsidiary": False}


def read_plain(stream: IO[bytes], file: str, check: Check) -> Roster:
    """The roster of a plain CSV.

    Raises
    ------
    RosterFaulty
    """
    gathering = Gathering(check.faults)
    with lines(stream, file, COLUMNS, check.faults) as (_, rows):
        for where, cells in rows:
            _take(gathering, check, where, cells)
    if not gathering.schools and not check.faults.total:
        check.faults.add(FaultKind.EMPTY, Where(file, 1))
    return gathering.roster()


def _take(gathering: Gathering, check: Check, where: Where, cells: tuple[str, ...]) -> None:
    role = cells[0].strip()
    school = check.school(cells[1], where, "school")
    school_name = check.school_name(cells[2], where, "school_name")
    if school is None or school_name is None:
        return
    gathering.school(where, school, school_name)
    if role == "learner":
        _take_learner(gathering, check, where, school, cells)
    elif role in POSTS:
        _take_staff(gathering, check, where, school, role, cells)
    else:
        check.faults.add(FaultKind.ROLE, where, "role")


def _take_learner(gathering: Gathering, check: Check, where: Where, school: str, cells: tuple[str, ...]) -> None:
    _, _, _, identifier_, name_, birth_date_, year_, class_, registration_group_, registration_, began_ = cells
    year = check.year_group(year_, where, "year_group")
    identifier = check.learner(identifier_, where, "identifier")
    if year is None or identifier is None:
        return
    if not is_assessed(year):
        gathering.beyond.add(identifier)
        return
    name = check.name(name_, where, "name")
    born = check.birth_date(birth_date_, where, "birth_date")
    began = check.date(began_, where, "began")
    main = _MAIN.get(registration_.strip())
    if main is None:
        check.faults.add(FaultKind.REGISTRATION, where, "registration")
        return
    if name is None or born is None or gathering.is_over(began, None, check.today):
        return
    group = check.group(registration_group_, where, "registration_group", MOST_GROUP["registration_group"])
    classes = _classes(check, class_, where)
    details = PersonalDetails(name, born)
    gathering.learner(LearnerRow(where, school, identifier, details, year, group, classes, began, main))


def _take_staff(
    gathering: Gathering, check: Check, where: Where, school: str, post: str, cells: tuple[str, ...]
) -> None:
    name = check.name(cells[4], where, "name")
    if name is None:
        return
    if post == "governor":
        identifier = governor_identifier(school, name)
    else:
        code = check.staff_code(cells[3], where, "identifier")
        if code is None:
            return
        identifier = staff_identifier(school, code)
    classes = _classes(check, cells[7], where) if post == "teacher" else frozenset()
    gathering.member_of_staff(StaffRow(where, school, identifier, PersonalDetails(name), post, classes))


def _classes(check: Check, text: str, where: Where) -> frozenset[str]:
    name = check.group(text, where, "class", MOST_GROUP["class"])
    return frozenset((name,)) if name else frozenset()

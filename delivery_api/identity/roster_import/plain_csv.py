"""Reads the plain CSV: one file with a row for each person in each class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO

from delivery_api.identity.identifier_hashing import governor_identifier, staff_identifier
from delivery_api.identity.personal_details import PersonalDetails
from delivery_api.identity.roster_import.csv_table import CsvColumns, read_rows
from delivery_api.identity.roster_import.field_checks import MOST_GROUP_CHARACTERS, FieldChecks
from delivery_api.identity.roster_import.row_merging import RowMerger, is_assessed
from delivery_api.identity.roster_import.values import LearnerRow, Roster, RosterFaultKind, RowLocation, StaffRow
from delivery_api.web.reader_language import Language

COLUMNS = CsvColumns(
    ("role", "school", "school_name", "identifier", "name", "birth_date", "year_group", "class"),
    ("registration_group", "registration", "began", "language"),
    welsh={
        "rôl": "role",
        "ysgol": "school",
        "enw_ysgol": "school_name",
        "dynodwr": "identifier",
        "enw": "name",
        "dyddiad_geni": "birth_date",
        "grŵp_blwyddyn": "year_group",
        "dosbarth": "class",
        "grŵp_cofrestru": "registration_group",
        "cofrestriad": "registration",
        "dechrau": "began",
        "iaith": "language",
    },
)
POSTS = ("teacher", "head", "governor")
_ROLES = {"dysgwr": "learner", "athro": "teacher", "pennaeth": "head", "llywodraethwr": "governor"}
"""The roles as a Welsh file names them."""
_MAIN = {"": True, "main": True, "subsidiary": False, "prif": True, "atodol": False}
_LANGUAGES: Mapping[str, Language | None] = {
    "": None,
    **dict.fromkeys(("cy", "welsh", "cymraeg"), "cy"),
    **dict.fromkeys(("en", "english", "saesneg"), "en"),
}


def read_plain(stream: IO[bytes], file: str, check: FieldChecks) -> Roster:
    """Read the roster of a plain CSV.

    Raises
    ------
    InvalidRoster
    """
    merger = RowMerger(check.faults)
    with read_rows(stream, file, COLUMNS, check.faults) as (_, rows):
        for where, cells in rows:
            _read_row(merger, check, where, cells)
    if not merger.schools and not check.faults.total:
        check.faults.add(RosterFaultKind.EMPTY, RowLocation(file, 1))
    return merger.roster()


def _read_row(merger: RowMerger, check: FieldChecks, where: RowLocation, cells: tuple[str, ...]) -> None:
    role = _ROLES.get(cells[0].strip(), cells[0].strip())
    school = check.school(cells[1], where, "school")
    school_name = check.school_name(cells[2], where, "school_name")
    if school is None or school_name is None:
        return
    merger.school(where, school, school_name)
    if role == "learner":
        _read_learner(merger, check, where, school, cells)
    elif role in POSTS:
        _read_staff(merger, check, where, school, role, cells)
    else:
        check.faults.add(RosterFaultKind.ROLE, where, "role")


def _read_learner(
    merger: RowMerger, check: FieldChecks, where: RowLocation, school: str, cells: tuple[str, ...]
) -> None:
    _, _, _, identifier_, name_, birth_date_, year_, class_, registration_group_, registration_, began_, said = cells
    year = check.year_group(year_, where, "year_group")
    identifier = check.learner(identifier_, where, "identifier")
    if year is None or identifier is None:
        return
    if not is_assessed(year):
        merger.not_assessed.add(identifier)
        return
    name = check.name(name_, where, "name")
    born = check.birth_date(birth_date_, where, "birth_date")
    began = check.date(began_, where, "began")
    main = _MAIN.get(registration_.strip())
    if main is None:
        check.faults.add(RosterFaultKind.REGISTRATION, where, "registration")
        return
    language = said.strip().lower()
    if language not in _LANGUAGES:
        check.faults.add(RosterFaultKind.LANGUAGE, where, "language")
        return
    if name is None or born is None or merger.is_over(began, None, check.today):
        return
    group = check.group(registration_group_, where, "registration_group", MOST_GROUP_CHARACTERS["registration_group"])
    classes = _classes(check, class_, where)
    details = PersonalDetails(name, born)
    row = LearnerRow(where, school, identifier, details, year, group, classes, began, main, _LANGUAGES[language])
    merger.learner(row)


def _read_staff(
    merger: RowMerger, check: FieldChecks, where: RowLocation, school: str, post: str, cells: tuple[str, ...]
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
    merger.member_of_staff(StaffRow(where, school, identifier, PersonalDetails(name), post, classes))


def _classes(check: FieldChecks, text: str, where: RowLocation) -> frozenset[str]:
    name = check.group(text, where, "class", MOST_GROUP_CHARACTERS["class"])
    return frozenset((name,)) if name else frozenset()

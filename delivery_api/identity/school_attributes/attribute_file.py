"""Reads school attributes from a CSV: a row for each school, a column for each attribute."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

from delivery_api.identity.roster_import.csv_table import CsvColumns, read_rows
from delivery_api.identity.roster_import.field_checks import FieldChecks
from delivery_api.identity.roster_import.values import RosterFaultKind, RosterFaults, RowLocation

MEDIA = ("welsh", "dual", "english")
"""The language medium of a school: Welsh-medium, dual-language, English-medium."""
MEDIUM, SIZE = "medium", "size"
MOST_CHARACTERS = 80
_NAME = re.compile(r"[a-z][a-z_]{0,39}")
_SIZE = re.compile(r"[0-9]{1,5}")


def is_attribute_name(name: object) -> bool:
    """Whether a text can name an attribute of schools; the authority, which is always known, among them."""
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def read_attributes(path: Path, known: Mapping[str, object], check: FieldChecks) -> dict[str, dict[str, str]]:
    """Read each school's attributes, by its number; an empty cell gives none.

    Parameters
    ----------
    path : the CSV, with a column `school` and at least one attribute
    known : the numbers of the schools that some roster named
    check : collects the faults, each by line and column

    Raises
    ------
    InvalidRoster, OSError
    """
    faults, names = check.faults, _names(path)
    read: dict[str, dict[str, str]] = {}
    with path.open("rb") as stream, read_rows(stream, path.name, CsvColumns(("school", *names)), faults) as (_, rows):
        for name in names:
            if not is_attribute_name(name) or name == "authority":
                faults.add(RosterFaultKind.UNKNOWN_COLUMN, RowLocation(path.name, 1), name[:60])
        for where, (school_, *cells) in rows:
            school = check.school(school_, where, "school")
            if school is None:
                continue
            if school not in known or school in read:
                kind = RosterFaultKind.REPEATED if school in read else RosterFaultKind.UNKNOWN_SCHOOL
                faults.add(kind, where, "school")
            filled = {name: cell.strip() for name, cell in zip(names, cells, strict=True) if cell.strip()}
            read[school] = {name: text for name, text in filled.items() if _is_sound(name, text, where, faults)}
    if not read and not faults.total:
        faults.add(RosterFaultKind.EMPTY, RowLocation(path.name, 1))
    faults.require_none()
    return read


def _names(path: Path) -> tuple[str, ...]:
    """The columns beside `school`; a file that is no CSV is refused when its rows are read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header = [name.strip() for name in next(csv.reader(stream, strict=True), [])]
    except (UnicodeDecodeError, csv.Error):
        return (MEDIUM,)
    return tuple(dict.fromkeys(name for name in header if name != "school")) or (MEDIUM,)


def _is_sound(name: str, text: str, where: RowLocation, faults: RosterFaults) -> bool:
    if name == MEDIUM and text not in MEDIA:
        kind = RosterFaultKind.MEDIUM
    elif name == SIZE and not _SIZE.fullmatch(text):
        kind = RosterFaultKind.SIZE
    elif len(text) > MOST_CHARACTERS or not text.isprintable():
        kind = RosterFaultKind.TOO_LONG
    else:
        return True
    faults.add(kind, where, name)
    return False

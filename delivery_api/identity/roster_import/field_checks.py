"""Checks the fields of a feed; an invalid value is a fault and is never repeated in a message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from delivery_api.dates.school_calendar import months_after
from delivery_api.identity.identifier_hashing import Identifier, IdentifierKind
from delivery_api.identity.roster_import.values import RosterFaultKind, RosterFaults, RowLocation
from delivery_api.identity.upn import is_upn, looks_like_a_upn, normalised

MOST_NAME_CHARACTERS = 120
MOST_GROUP_CHARACTERS = {"class": 60, "registration_group": 20}
YOUNGEST, OLDEST = 4, 19

_SCHOOL = re.compile(r"[0-9]{7}")
_OPAQUE = re.compile(r"[A-Za-z0-9._~+/=:@-]{20,128}")
_STAFF_CODE = re.compile(r"[A-Za-z0-9._-]{1,40}")
_YEAR = re.compile(r"0?[0-9]|1[0-4]")
_BEFORE_YEAR_ONE = {"N", "N1", "N2", "R", "PK", "KG", "IT", "PR", "TK"}


@dataclass(frozen=True)
class FieldChecks:
    """The checks of one feed: the list of faults, and the date of the check."""

    faults: RosterFaults
    today: date

    def school(self, text: str, where: RowLocation, column: str) -> str | None:
        """A school's number: local authority and establishment, seven digits."""
        return self._matching(_SCHOOL, text, RosterFaultKind.SCHOOL, where, column)

    def school_name(self, text: str, where: RowLocation, column: str) -> str | None:
        """A school's name."""
        return self._plain(text, MOST_NAME_CHARACTERS, RosterFaultKind.SCHOOL_NAME, where, column)

    def learner(self, text: str, where: RowLocation, column: str) -> Identifier | None:
        """A learner's identifier: a valid UPN, or a provider's identifier of at least 20 characters."""
        if looks_like_a_upn(text):
            if is_upn(text):
                return Identifier(IdentifierKind.UPN, normalised(text))
            self.faults.add(RosterFaultKind.UPN, where, column)
            return None
        found = self._matching(_OPAQUE, text, RosterFaultKind.IDENTIFIER, where, column)
        return Identifier(IdentifierKind.SOURCE, found) if found else None

    def staff_code(self, text: str, where: RowLocation, column: str) -> str | None:
        """A staff code."""
        return self._matching(_STAFF_CODE, text, RosterFaultKind.IDENTIFIER, where, column)

    def name(self, text: str, where: RowLocation, column: str) -> str | None:
        """A person's name, with spaces normalised."""
        return self._plain(text, MOST_NAME_CHARACTERS, RosterFaultKind.NAME, where, column)

    def group(self, text: str, where: RowLocation, column: str, most: int) -> str | None:
        """The name of a class or registration group, or None if empty."""
        return self._plain(text, most, RosterFaultKind.GROUP, where, column) if text.strip() else None

    def birth_date(self, text: str, where: RowLocation, column: str) -> date | None:
        """The date of birth of a person of school age."""
        born = _iso_date(text)
        if born is None or not is_of_school_age(born, self.today):
            self.faults.add(RosterFaultKind.BIRTH_DATE, where, column)
            return None
        return born

    def date(self, text: str, where: RowLocation, column: str) -> date | None:
        """A date, or None if empty."""
        if not text.strip():
            return None
        found = _iso_date(text)
        if found is None:
            self.faults.add(RosterFaultKind.DATE, where, column)
        return found

    def year_group(self, text: str, where: RowLocation, column: str) -> int | None:
        """A year group; anything before Year 1 is 0."""
        year = text.strip().upper()
        if year in _BEFORE_YEAR_ONE:
            return 0
        if not _YEAR.fullmatch(year):
            self.faults.add(RosterFaultKind.YEAR_GROUP, where, column)
            return None
        return int(year)

    def _matching(
        self, shape: re.Pattern[str], text: str, kind: RosterFaultKind, where: RowLocation, column: str
    ) -> str | None:
        stripped = text.strip()
        if shape.fullmatch(stripped):
            return stripped
        self.faults.add(kind, where, column)
        return None

    def _plain(self, text: str, most: int, kind: RosterFaultKind, where: RowLocation, column: str) -> str | None:
        plain = " ".join(text.split())
        if 0 < len(plain) <= most and plain.isprintable():
            return plain
        self.faults.add(kind, where, column)
        return None


def is_of_school_age(born: date, today: date) -> bool:
    """Whether somebody who was born on a day can be a learner."""
    return born <= today and months_after(born, 12 * YOUNGEST) <= today < months_after(born, 12 * OLDEST)


def _iso_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10]) if re.fullmatch(r"\d{4}-\d{2}-\d{2}(T.*)?", text.strip()) else None
    except ValueError:
        return None

"""The sentences of `mesur roster`: faults, warnings and counts, without a person's name or number."""

from __future__ import annotations

from collections.abc import Callable
from gettext import NullTranslations

from delivery_api.identity.roster_import.import_warnings import WarningKind
from delivery_api.identity.roster_import.roster_import import ImportSummary
from delivery_api.identity.roster_import.values import RosterFault, RosterFaultKind, SkippedContent

Sentence = Callable[[NullTranslations], str]

FAULT_SENTENCES: dict[RosterFaultKind, Sentence] = {
    RosterFaultKind.UNKNOWN_COLUMN: lambda say: say.gettext("a column that is not known, or stands there twice"),
    RosterFaultKind.MISSING_COLUMN: lambda say: say.gettext("this column is missing"),
    RosterFaultKind.UNKNOWN_FILE: lambda say: say.gettext("a file that OneRoster does not know"),
    RosterFaultKind.MISSING_FILE: lambda say: say.gettext("this file is missing"),
    RosterFaultKind.NOT_UTF8: lambda say: say.gettext("expected a CSV in UTF-8"),
    RosterFaultKind.CELLS: lambda say: say.gettext("expected as many cells as the first line has"),
    RosterFaultKind.TOO_LONG: lambda say: say.gettext("a cell is too long"),
    RosterFaultKind.VERSION: lambda say: say.gettext("expected oneroster.version 1.2"),
    RosterFaultKind.DELTA: lambda say: say.gettext("expected a whole roster (bulk), not changes (delta)"),
    RosterFaultKind.ROLE: lambda say: say.gettext("expected learner, teacher, head or governor"),
    RosterFaultKind.SCHOOL: lambda say: say.gettext("expected the school’s number, seven digits"),
    RosterFaultKind.SCHOOL_NAME: lambda say: say.gettext("expected the school’s name, of at most 120 characters"),
    RosterFaultKind.UPN: lambda say: say.gettext("this UPN is not right: check letter or authority"),
    RosterFaultKind.IDENTIFIER: lambda say: say.gettext(
        "expected a UPN, an identifier of 20 to 128 characters, or for staff a staff code"
    ),
    RosterFaultKind.NAME: lambda say: say.gettext("expected a name of at most 120 characters"),
    RosterFaultKind.BIRTH_DATE: lambda say: say.gettext("expected a school-age date of birth as 2018-09-30"),
    RosterFaultKind.YEAR_GROUP: lambda say: say.gettext("expected a year group: N, R, or 1 to 14"),
    RosterFaultKind.GROUP: lambda say: say.gettext(
        "a class has at most 60 characters, a registration group at most 20"
    ),
    RosterFaultKind.DATE: lambda say: say.gettext("expected a date as 2026-09-01"),
    RosterFaultKind.REGISTRATION: lambda say: say.gettext("expected main or subsidiary"),
    RosterFaultKind.REFERENCE: lambda say: say.gettext("refers to a line that is not there"),
    RosterFaultKind.REPEATED: lambda say: say.gettext("an id that is empty or stands there twice"),
    RosterFaultKind.DISAGREES: lambda say: say.gettext(
        "says something else than an earlier line on the same person or school"
    ),
    RosterFaultKind.TWO_SCHOOLS: lambda say: say.gettext("two main registrations that began on the same day"),
    RosterFaultKind.UNKNOWN_SCHOOL: lambda say: say.gettext("no roster has named a school with this number"),
    RosterFaultKind.MEDIUM: lambda say: say.gettext("expected `welsh`, `dual` or `english`"),
    RosterFaultKind.SIZE: lambda say: say.gettext("expected how many learners, as 245"),
    RosterFaultKind.LANGUAGE: lambda say: say.gettext("expected `cy` or `en`, or nothing"),
    RosterFaultKind.EMPTY: lambda say: say.gettext("there is nothing in it"),
}

WARNING_SENTENCES: dict[WarningKind, Sentence] = {
    WarningKind.LEAVING: lambda say: say.gettext("%(school)s: %(count)d of %(of)d learners would leave."),
    WarningKind.JOINING: lambda say: say.gettext("%(school)s: %(count)d learners would join %(of)d."),
    WarningKind.YEARS: lambda say: say.gettext(
        "%(school)s: %(count)d of %(of)d learners would change year group. If it is September, run "
        "`mesur roster roll-over` first."
    ),
    WarningKind.DETAILS: lambda say: say.gettext(
        "%(school)s: %(count)d of %(of)d learners would get another name or date of birth."
    ),
    WarningKind.STAFF: lambda say: say.gettext("%(school)s: %(count)d of %(of)d members of staff would leave."),
}


def fault_sentence(fault: RosterFault, say: NullTranslations) -> str:
    """Return the sentence for a fault: where it is, and what was expected."""
    where = ", ".join(
        part
        for part in (
            fault.file,
            say.gettext("line %(line)d") % {"line": fault.line} if fault.line else "",
            fault.column,
        )
        if part
    )
    return f"{where}: {FAULT_SENTENCES[fault.kind](say)}"


def outcome_counts(outcome: ImportSummary, say: NullTranslations) -> list[tuple[str, int]]:
    """Return the labels and counts that preview and import show."""
    return [
        (say.gettext("Learners in the roster"), outcome.learners),
        (say.gettext("unchanged"), outcome.unchanged),
        (say.gettext("joining"), outcome.joining),
        (say.gettext("of them returning"), outcome.returning),
        (say.gettext("moving from another school"), outcome.moving),
        (say.gettext("leaving"), outcome.leaving),
        (say.gettext("in another class of their school"), outcome.classes_changed),
        (say.gettext("in another year group"), outcome.year_groups),
        (say.gettext("with another name or date of birth"), outcome.details),
        (say.gettext("whose pages open in another language"), outcome.languages),
        (say.gettext("put right on request, and kept so"), outcome.held),
        (say.gettext("claimed by a school that they have left"), outcome.superseded),
        (say.gettext("erased, and not made again"), outcome.erased),
        (say.gettext("Staff joining"), outcome.staff_joining),
        (say.gettext("Staff leaving"), outcome.staff_leaving),
        (say.gettext("New schools"), outcome.schools),
        (say.gettext("New classes"), outcome.classes),
        (say.gettext("Learners in years that are not assessed: not taken"), outcome.skipped.other_years),
        (say.gettext("Rows of other roles: not taken"), outcome.skipped.other_roles),
        (say.gettext("Rows that have ended, or not begun: not taken"), _not_today(outcome.skipped)),
    ]


def unread_sentences(skipped: SkippedContent, say: NullTranslations) -> list[str]:
    """Return the sentences about columns and files that were not read."""
    found = []
    if skipped.columns:
        found.append(say.gettext("Columns left unread: %(names)s.") % {"names": ", ".join(skipped.columns)})
    if skipped.files:
        found.append(say.gettext("Files left unread: %(names)s.") % {"names": ", ".join(skipped.files)})
    return found


def _not_today(skipped: SkippedContent) -> int:
    return skipped.ended + skipped.not_begun

"""Alerts in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from gettext import NullTranslations

from delivery_api.access.roles import Role
from delivery_api.alerts.values import AlertKind


def alert_words(kind: AlertKind, say: NullTranslations) -> str:
    """Return what happened, in words."""
    words = {
        AlertKind.DISCARDED: say.gettext("A finished result was set aside, and a second person confirmed it"),
        AlertKind.DISCARDED_ALONE: say.gettext("A finished result was set aside by one person alone"),
        AlertKind.MOVED: say.gettext(
            "A finished result was moved to another learner, and a second person confirmed it"
        ),
        AlertKind.MOVED_ALONE: say.gettext("A finished result was moved to another learner by one person alone"),
        AlertKind.UNDONE: say.gettext("What one person did alone with a finished result was taken back"),
        AlertKind.RETAKE: say.gettext("A learner was given the assessment again this school year"),
        AlertKind.PIN_CONFIRMED: say.gettext("A member of staff said who had come in by class PIN"),
        AlertKind.UNVERIFIED: say.gettext("A result was asked for, and its record does not verify"),
        AlertKind.FORGED_ROW: say.gettext("A record that this service has not written was met and refused"),
        AlertKind.LOST: say.gettext(
            "A learner’s sitting is missing from the database, and an operator recorded it as lost"
        ),
        AlertKind.GLASS_BROKEN: say.gettext("An operator opened a learner’s results in an emergency, for one hour"),
        AlertKind.ALTERED: say.gettext("An alert that this service has not written as it stands"),
    }
    return words[kind]


def actor_words(role: Role | None, say: NullTranslations) -> str:
    """Return who did it, for a reader who is told no name.

    Parameters
    ----------
    role : None for somebody who is not known any more
    """
    words = {
        Role.HEAD: say.gettext("The head"),
        Role.TEACHER: say.gettext("A teacher"),
        Role.LEARNER: say.gettext("A learner"),
        Role.OFFICER: say.gettext("The data-protection officer"),
        Role.OPERATOR: say.gettext("An operator, in an emergency"),
        None: say.gettext("Somebody who has left"),
    }
    return words.get(role, say.gettext("Somebody else"))


def record_words(table: str, say: NullTranslations) -> str:
    """Return what the record of a table is about, in words."""
    words = RECORDS.get(table)
    return words(say) if words else say.gettext("a record of an earlier release")  # whose table has gone meanwhile


RECORDS: Mapping[str, Callable[[NullTranslations], str]] = {
    "access_profiles": lambda say: say.gettext("a learner’s access settings"),
    "alerts": lambda say: say.gettext("an alert"),
    "bank_adoptions": lambda say: say.gettext("an adoption of a calibration"),
    "bank_decisions": lambda say: say.gettext("a decision about a bank of questions"),
    "banks_in_use": lambda say: say.gettext("which questions are in use"),
    "bookings": lambda say: say.gettext("when an assessment is booked"),
    "breach_steps": lambda say: say.gettext("a step in a personal data breach"),
    "breaches": lambda say: say.gettext("a personal data breach"),
    "broken_glass": lambda say: say.gettext("an emergency access"),
    "case_steps": lambda say: say.gettext("a step in a rights case"),
    "class_pins": lambda say: say.gettext("a class’s PIN"),
    "certificates": lambda say: say.gettext("a certificate of destruction"),
    "classes": lambda say: say.gettext("which school a class is at"),
    "enrolments": lambda say: say.gettext("which school a learner is at"),
    "erasures": lambda say: say.gettext("an erasure"),
    "grants": lambda say: say.gettext("what a head has let a member of staff do"),
    "held_acts": lambda say: say.gettext("a finished result set aside or moved"),
    "item_statuses": lambda say: say.gettext("whether a question may be asked"),
    "key_confirmations": lambda say: say.gettext("whether a host has destroyed a key"),
    "late_arrivals": lambda say: say.gettext("a learner who was put in by hand"),
    "legal_holds": lambda say: say.gettext("a legal hold"),
    "memberships": lambda say: say.gettext("who is in a class or teaches it"),
    "national_releases": lambda say: say.gettext("the figures of a national release"),
    "norm_adoptions": lambda say: say.gettext("the norms of age-standardised scores"),
    "people": lambda say: say.gettext("a person and what they may do"),
    "pin_entries": lambda say: say.gettext("a visit by class PIN"),
    "programmes": lambda say: say.gettext("a trial or a school year"),
    "rectifications": lambda say: say.gettext("a value that was put right"),
    "restrictions": lambda say: say.gettext("a restriction of how data are used"),
    "rights_cases": lambda say: say.gettext("a rights case"),
    "school_attributes": lambda say: say.gettext("a fact about a school"),
    "school_languages": lambda say: say.gettext("the language of a school"),
    "schools": lambda say: say.gettext("a school’s number"),
    "view_permissions": lambda say: say.gettext("whether authorities or the government see schools’ figures"),
    "seeding_permissions": lambda say: say.gettext("whether new questions are tried out"),
    "sessions": lambda say: say.gettext("where somebody is signed in"),
    "sittings": lambda say: say.gettext("whose an assessment is, and how far it is"),
    "trial_booklets": lambda say: say.gettext("a booklet of a trial"),
    "trial_extracts": lambda say: say.gettext("an extract of a trial"),
    "trial_invitations": lambda say: say.gettext("which class a trial invites"),
    "trial_objections": lambda say: say.gettext("an objection to a trial"),
    "trial_overwritten_extracts": lambda say: say.gettext("an extract of a trial"),
    "trial_plans": lambda say: say.gettext("the plan of a trial"),
    "trial_schools": lambda say: say.gettext("which school a trial asks"),
    "trial_surveys": lambda say: say.gettext("what a teacher said of a trial"),
    "trial_withdrawals": lambda say: say.gettext("a withdrawal from a trial"),
}
"""The words for what the rows of each authenticated table are about."""

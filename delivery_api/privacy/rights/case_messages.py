"""The names of kinds, capacities, checks and steps of rights cases, for people to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from gettext import NullTranslations

from delivery_api.identity.person_records import RectifiableField
from delivery_api.identity.restriction.store import RestrictionGround
from delivery_api.privacy.rights.rights_cases import (
    Authority,
    Capacity,
    CaseKind,
    Competence,
    ComplaintOutcome,
    ExtensionReason,
    IdentityCheck,
    RefusalReason,
    ReviewOutcome,
    StepKind,
)

Label = Callable[[NullTranslations], str]

LABELS: Mapping[str, Label] = {
    CaseKind.ACCESS: lambda say: say.gettext("Access: a copy of what is held"),
    CaseKind.RECTIFICATION: lambda say: say.gettext("Rectification: something is wrong"),
    CaseKind.ERASURE: lambda say: say.gettext("Erasure: delete what is held"),
    CaseKind.OBJECTION: lambda say: say.gettext("Objection: stop using it"),
    CaseKind.RESTRICTION: lambda say: say.gettext("Restriction: keep it, but do not use it"),
    CaseKind.PORTABILITY: lambda say: say.gettext("Portability: a copy for another service"),
    CaseKind.HUMAN_REVIEW: lambda say: say.gettext("Human review of something set automatically"),
    CaseKind.COMPLAINT: lambda say: say.gettext("Complaint"),
    CaseKind.EDUCATIONAL_RECORD: lambda say: say.gettext("Educational record, for a parent"),
    Capacity.LEARNER: lambda say: say.gettext("Learner"),
    Capacity.PARENT: lambda say: say.gettext("Parent"),
    Capacity.STAFF: lambda say: say.gettext("Member of staff"),
    Capacity.REPRESENTATIVE: lambda say: say.gettext("Representative"),
    IdentityCheck.PENDING: lambda say: say.gettext("Not certain yet: the clock waits"),
    IdentityCheck.SCHOOL: lambda say: say.gettext("The school knows them"),
    IdentityCheck.DOCUMENT: lambda say: say.gettext("A document was seen"),
    IdentityCheck.SIGN_IN: lambda say: say.gettext("They asked while signed in"),
    Authority.NONE: lambda say: say.gettext("None needed"),
    Authority.SCHOOL_RECORD: lambda say: say.gettext("The school’s record of parental responsibility"),
    Authority.BIRTH_CERTIFICATE: lambda say: say.gettext("Birth certificate"),
    Authority.COURT_ORDER: lambda say: say.gettext("Court order"),
    Authority.WRITTEN_AUTHORITY: lambda say: say.gettext("Written authority"),
    Competence.NOT_ASSESSED: lambda say: say.gettext("Nobody asks for a child"),
    Competence.AGREES: lambda say: say.gettext("The child understands the right and agrees"),
    Competence.CANNOT_DECIDE: lambda say: say.gettext("The child cannot decide this alone yet"),
    Competence.OWN_RIGHT: lambda say: say.gettext("The parent’s own right (educational record)"),
    StepKind.OPENED: lambda say: say.gettext("Request received"),
    StepKind.IDENTITY_CONFIRMED: lambda say: say.gettext("Identity made certain"),
    StepKind.CLARIFICATION_ASKED: lambda say: say.gettext("Asked what they mean: the clock waits"),
    StepKind.CLARIFIED: lambda say: say.gettext("They said what they mean: the clock goes on"),
    StepKind.ACKNOWLEDGED: lambda say: say.gettext("Complaint acknowledged"),
    StepKind.EXTENDED: lambda say: say.gettext("Two months more, and they were told why"),
    StepKind.BUNDLE_MADE: lambda say: say.gettext("Copy made"),
    StepKind.RECTIFIED: lambda say: say.gettext("Put right"),
    StepKind.CORRECTION_LOST: lambda say: say.gettext("Lost when a backup was restored: put it right again"),
    StepKind.ERASED: lambda say: say.gettext("Erased"),
    StepKind.ERASURE_LIFTED: lambda say: say.gettext("Erasure lifted"),
    StepKind.RESTRICTED: lambda say: say.gettext("Restricted"),
    StepKind.RESTRICTION_LIFTED: lambda say: say.gettext("Restriction lifted"),
    StepKind.REVIEWED: lambda say: say.gettext("Reviewed by a person"),
    StepKind.OUTCOME_TOLD: lambda say: say.gettext("Told what was found"),
    StepKind.GRANTED: lambda say: say.gettext("Granted and closed"),
    StepKind.REFUSED: lambda say: say.gettext("Refused and closed"),
    StepKind.WITHDRAWN: lambda say: say.gettext("Withdrawn and closed"),
    RestrictionGround.ACCURACY: lambda say: say.gettext("While it is checked whether they are right"),
    RestrictionGround.UNLAWFUL: lambda say: say.gettext("They should not be held, and the person wants them kept"),
    RestrictionGround.CLAIMS: lambda say: say.gettext("The person needs them for a legal claim"),
    RectifiableField.NAME: lambda say: say.gettext("Name"),
    RectifiableField.BIRTH_DATE: lambda say: say.gettext("Date of birth"),
    RectifiableField.YEAR_GROUP: lambda say: say.gettext("Year group"),
    RefusalReason.DOES_NOT_APPLY: lambda say: say.gettext("The right does not apply here"),
    RefusalReason.PUBLIC_TASK: lambda say: say.gettext("The law asks for these data (public task)"),
    RefusalReason.UNFOUNDED: lambda say: say.gettext("Manifestly unfounded"),
    RefusalReason.EXCESSIVE: lambda say: say.gettext("Manifestly excessive"),
    RefusalReason.IDENTITY: lambda say: say.gettext("They did not show who they are"),
    RefusalReason.CHILD_DISAGREES: lambda say: say.gettext("The child understands the right and disagrees"),
    RefusalReason.NOT_HELD: lambda say: say.gettext("Nothing is held"),
    ExtensionReason.COMPLEX: lambda say: say.gettext("The request is complex"),
    ExtensionReason.NUMEROUS: lambda say: say.gettext("They made many requests"),
    ReviewOutcome.KEPT: lambda say: say.gettext("It stays as it was"),
    ReviewOutcome.CHANGED: lambda say: say.gettext("The school changed it"),
    ComplaintOutcome.UPHELD: lambda say: say.gettext("The complaint is right"),
    ComplaintOutcome.PARTLY_UPHELD: lambda say: say.gettext("The complaint is right in part"),
    ComplaintOutcome.NOT_UPHELD: lambda say: say.gettext("The complaint is not right"),
    ComplaintOutcome.NOT_PURSUED: lambda say: say.gettext("It was not looked into further"),
}
"""The name of each value of each list. Values of two lists never stand for each other."""


def label(value: StrEnum, say: NullTranslations) -> str:
    """Return the name of a value of a list."""
    return LABELS[value](say)


def detail_label(detail: str, say: NullTranslations) -> str:
    """Return the name of a step's detail; one that is from no list is told as it stands."""
    return LABELS[detail](say) if detail in LABELS else detail

"""Values of the rights room: who asks for what about whom, and the steps of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class CaseKind(StrEnum):
    """What is asked for."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    OBJECTION = "objection"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    HUMAN_REVIEW = "human review"
    COMPLAINT = "complaint"
    EDUCATIONAL_RECORD = "educational record"


class Capacity(StrEnum):
    """In what capacity somebody asks. A learner of any age asks for themselves: there is no age gate."""

    LEARNER = "learner"
    PARENT = "parent"
    STAFF = "staff"
    REPRESENTATIVE = "representative"


class IdentityCheck(StrEnum):
    """How the requester's identity was made certain."""

    PENDING = "not yet"
    SCHOOL = "school knows them"
    DOCUMENT = "document seen"
    SIGN_IN = "asked while signed in"


class Authority(StrEnum):
    """What shows that a parent has parental responsibility, or that a representative may act."""

    NONE = "none"
    SCHOOL_RECORD = "school's record"
    BIRTH_CERTIFICATE = "birth certificate"
    COURT_ORDER = "court order"
    WRITTEN_AUTHORITY = "written authority"


class Competence(StrEnum):
    """What was found about the child's own competence when a parent asks."""

    NOT_ASSESSED = "not assessed"
    AGREES = "child understands and agrees"
    CANNOT_DECIDE = "child cannot decide yet"
    OWN_RIGHT = "parent's own right"


class StepKind(StrEnum):
    """What somebody did in a case."""

    OPENED = "opened"
    IDENTITY_CONFIRMED = "identity confirmed"
    CLARIFICATION_ASKED = "clarification asked"
    CLARIFIED = "clarified"
    ACKNOWLEDGED = "acknowledged"
    EXTENDED = "extended"
    BUNDLE_MADE = "bundle made"
    RECTIFIED = "rectified"
    CORRECTION_LOST = "correction lost"
    ERASED = "erased"
    ERASURE_LIFTED = "erasure lifted"
    RESTRICTED = "restricted"
    RESTRICTION_LIFTED = "restriction lifted"
    REVIEWED = "reviewed by a person"
    OUTCOME_TOLD = "outcome told"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CLOSING = frozenset({StepKind.GRANTED, StepKind.REFUSED, StepKind.WITHDRAWN})
"""The steps that close a case."""


class RefusalReason(StrEnum):
    """Why a request is refused; the requester is told this, and how to complain."""

    DOES_NOT_APPLY = "right does not apply"
    PUBLIC_TASK = "public task"
    UNFOUNDED = "manifestly unfounded"
    EXCESSIVE = "excessive"
    IDENTITY = "identity not shown"
    CHILD_DISAGREES = "child disagrees"
    NOT_HELD = "nothing held"


class ExtensionReason(StrEnum):
    """Why an answer takes up to two months longer."""

    COMPLEX = "complex"
    NUMEROUS = "numerous"


class ReviewOutcome(StrEnum):
    """What a person found who reviewed what was set automatically, such as the level that an assessment starts at."""

    KEPT = "kept"
    CHANGED = "changed by the school"


class ComplaintOutcome(StrEnum):
    """What the person who complained was told of what was found."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly upheld"
    NOT_UPHELD = "not upheld"
    NOT_PURSUED = "not pursued"


@dataclass(frozen=True)
class Requester:
    """Who asks, and what was found about them.

    Parameters
    ----------
    capacity : in what capacity they ask
    identity : how their identity was made certain; the time starts when it is
    authority : of a parent or representative
    competence : of the child, when a parent asks
    """

    capacity: Capacity
    identity: IdentityCheck
    authority: Authority = Authority.NONE
    competence: Competence = Competence.NOT_ASSESSED


@dataclass(frozen=True)
class RightsCase:
    """A request of somebody for their rights.

    Parameters
    ----------
    person : whom it is about; a random id once that person was erased
    reference : of the officer's own case system, where letters and words about the case are
    closed_on : None while it is open
    """

    id: UUID
    person: UUID
    kind: CaseKind
    requester: Requester
    reference: str
    received_on: date
    closed_on: date | None = None


@dataclass(frozen=True)
class Step:
    """Something that was done in a case.

    Parameters
    ----------
    on : the day on which it was done; of an outcome that on which they were told of it
    detail : a name from a list, such as a `RefusalReason`; never words of anybody
    actor : the officer
    """

    kind: StepKind
    on: date
    actor: UUID
    detail: str = ""


def last_day_of(steps: Iterable[Step], kind: StepKind) -> date | None:
    """Return the last day on which a kind of step was taken."""
    return max((step.on for step in steps if step.kind is kind), default=None)


def pauses(steps: Sequence[Step]) -> tuple[tuple[date, date | None], ...]:
    """Return the first and last day of each time in which the case waited for clarification; None while it waits."""
    asked = [step.on for step in steps if step.kind is StepKind.CLARIFICATION_ASKED]
    answered = [step.on for step in steps if step.kind is StepKind.CLARIFIED]
    return tuple(zip(asked, [*answered, *[None] * (len(asked) - len(answered))], strict=True))

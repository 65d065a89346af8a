"""What the law asks of a case: who may ask for what in which capacity, and which step can follow which."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum

from delivery_api.privacy.dated_cases.case_input import REFERENCE, IncompleteCase, StepNotPossible
from delivery_api.privacy.rights.case_clock import Holidays, case_clock
from delivery_api.privacy.rights.rights_cases import (
    Authority,
    Capacity,
    CaseKind,
    Competence,
    ComplaintOutcome,
    ExtensionReason,
    IdentityCheck,
    RefusalReason,
    Requester,
    ReviewOutcome,
    RightsCase,
    Step,
    StepKind,
    pauses,
)

AUTHORITIES: Mapping[Capacity, frozenset[Authority]] = {
    Capacity.LEARNER: frozenset({Authority.NONE}),
    Capacity.STAFF: frozenset({Authority.NONE}),
    Capacity.PARENT: frozenset({Authority.SCHOOL_RECORD, Authority.BIRTH_CERTIFICATE, Authority.COURT_ORDER}),
    Capacity.REPRESENTATIVE: frozenset({Authority.WRITTEN_AUTHORITY, Authority.COURT_ORDER}),
}
"""What can show that somebody may ask in a capacity."""

DONE_BY: Mapping[CaseKind, StepKind] = {
    CaseKind.ACCESS: StepKind.BUNDLE_MADE,
    CaseKind.PORTABILITY: StepKind.BUNDLE_MADE,
    CaseKind.EDUCATIONAL_RECORD: StepKind.BUNDLE_MADE,
    CaseKind.RECTIFICATION: StepKind.RECTIFIED,
    CaseKind.ERASURE: StepKind.ERASED,
    CaseKind.OBJECTION: StepKind.RESTRICTED,
    CaseKind.RESTRICTION: StepKind.RESTRICTED,
    CaseKind.HUMAN_REVIEW: StepKind.REVIEWED,
    CaseKind.COMPLAINT: StepKind.OUTCOME_TOLD,
}
"""The step without which a case cannot be closed as granted."""

ACTS_OF: Mapping[CaseKind, frozenset[StepKind]] = {
    **{kind: frozenset({step}) for kind, step in DONE_BY.items()},
    CaseKind.RECTIFICATION: frozenset({StepKind.RECTIFIED, StepKind.RESTRICTED}),  # while accuracy is contested
    CaseKind.COMPLAINT: frozenset(
        {StepKind.ACKNOWLEDGED, StepKind.RECTIFIED, StepKind.RESTRICTED, StepKind.OUTCOME_TOLD}
    ),
}
"""The acts that answer a case."""

LIFTED_BY = {StepKind.ERASED: StepKind.ERASURE_LIFTED, StepKind.RESTRICTED: StepKind.RESTRICTION_LIFTED}
"""The acts that can be lifted, also once the case is closed."""

PERFORMED = frozenset(
    {
        StepKind.BUNDLE_MADE,
        StepKind.RECTIFIED,
        StepKind.CORRECTION_LOST,
        StepKind.ERASED,
        StepKind.ERASURE_LIFTED,
        StepKind.RESTRICTED,
        StepKind.RESTRICTION_LIFTED,
    }
)
"""The steps that the software itself performs: each is recorded with its act, and never by hand."""

DETAILS: Mapping[StepKind, type[StrEnum]] = {
    StepKind.IDENTITY_CONFIRMED: IdentityCheck,
    StepKind.EXTENDED: ExtensionReason,
    StepKind.REFUSED: RefusalReason,
    StepKind.REVIEWED: ReviewOutcome,
    StepKind.OUTCOME_TOLD: ComplaintOutcome,
}
"""The steps that say more, and the list that it is from."""

ON_A_DAY = frozenset({StepKind.OUTCOME_TOLD})
"""The steps whose day the officer says: that on which somebody was told."""

_CORRECTIONS = frozenset({StepKind.RECTIFIED, StepKind.CORRECTION_LOST})
_CAN_BE_CLARIFIED = frozenset({CaseKind.ACCESS, CaseKind.PORTABILITY})
_CANNOT_BE_EXTENDED = frozenset({CaseKind.EDUCATIONAL_RECORD, CaseKind.COMPLAINT})


def require_case(kind: CaseKind, requester: Requester, reference: str, received_on: date, today: date) -> None:
    """Refuse a case that does not say what the law asks about who asks.

    Raises
    ------
    IncompleteCase
    """
    if wrong := next(_faults(kind, requester, reference, received_on, today), None):
        raise IncompleteCase(field=wrong)


def _faults(kind: CaseKind, requester: Requester, reference: str, received_on: date, today: date) -> Iterator[str]:
    is_parent = requester.capacity is Capacity.PARENT
    if not REFERENCE.fullmatch(reference):
        yield "reference"
    if received_on > today:
        yield "received"
    if requester.authority not in AUTHORITIES[requester.capacity]:
        yield "authority"
    if is_parent is (requester.competence is Competence.NOT_ASSESSED):
        yield "competence"
    if (requester.competence is Competence.OWN_RIGHT) is not (is_parent and kind is CaseKind.EDUCATIONAL_RECORD):
        yield "competence"


def possible_steps(case: RightsCase, steps: Sequence[Step], today: date, holidays: Holidays) -> tuple[StepKind, ...]:
    """Return the steps that can be taken now, in the order in which they are usually taken."""
    found = set(_lifting(steps)) | (set(_open_steps(case, steps, today, holidays)) if case.closed_on is None else set())
    return tuple(kind for kind in StepKind if kind in found)


def require_step(
    case: RightsCase,
    steps: Sequence[Step],
    kind: StepKind,
    detail: str,
    today: date,
    holidays: Holidays,
    on: date | None = None,
) -> None:
    """Refuse a step that cannot follow, or that lacks its detail or its day.

    Parameters
    ----------
    on : the day of a step whose day the officer says; None for the others

    Raises
    ------
    StepNotPossible, IncompleteCase
    """
    if kind not in possible_steps(case, steps, today, holidays):
        raise StepNotPossible(step=kind.value)
    listed = set(DETAILS[kind]) - {IdentityCheck.PENDING} if kind in DETAILS else None
    if listed is not None and detail not in listed:
        raise IncompleteCase(field="detail")
    if (kind in ON_A_DAY) is (on is None) or not case.received_on <= (on or today) <= today:
        raise IncompleteCase(field="on")


def _open_steps(case: RightsCase, steps: Sequence[Step], today: date, holidays: Holidays) -> Iterator[StepKind]:
    taken = _standing(steps)
    yield from _steps_for_anybody(case, taken)
    if case.requester.identity is IdentityCheck.PENDING:
        yield StepKind.IDENTITY_CONFIRMED
        return
    if any(until is None for _, until in pauses(steps)):
        yield StepKind.CLARIFIED
        return
    if case.kind in _CAN_BE_CLARIFIED:
        yield StepKind.CLARIFICATION_ASKED
    extend_by = case_clock(case, steps, holidays).extend_by
    if case.kind not in _CANNOT_BE_EXTENDED and extend_by is not None and today <= extend_by:
        yield StepKind.EXTENDED
    yield from ACTS_OF[case.kind] - {StepKind.ACKNOWLEDGED}
    if DONE_BY[case.kind] in taken:
        yield StepKind.GRANTED


def _steps_for_anybody(case: RightsCase, taken: Collection[StepKind]) -> Iterator[StepKind]:
    """Return the steps that wait for no identity: whoever complains is told of the outcome before it is closed."""
    is_complaint = case.kind is CaseKind.COMPLAINT
    if not is_complaint or StepKind.OUTCOME_TOLD in taken:
        yield StepKind.REFUSED
        yield StepKind.WITHDRAWN
    if is_complaint:
        yield StepKind.OUTCOME_TOLD
        if StepKind.ACKNOWLEDGED not in taken:
            yield StepKind.ACKNOWLEDGED


def _standing(steps: Sequence[Step]) -> frozenset[StepKind]:
    """Return the kinds of the steps that still count: a correction that a restore has lost is to be done again."""
    corrections = {step.detail: step.kind for step in steps if step.kind in _CORRECTIONS}
    lost = StepKind.CORRECTION_LOST in corrections.values()
    return frozenset(step.kind for step in steps) - ({StepKind.RECTIFIED} if lost else set())


def _lifting(steps: Sequence[Step]) -> Iterator[StepKind]:
    for act, lifting in LIFTED_BY.items():
        order = [step.kind for step in steps if step.kind in (act, lifting)]
        if order and order[-1] is act:
            yield lifting

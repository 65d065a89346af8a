"""What the record of a breach must say, and which step can follow which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from delivery_api.privacy.breaches.breach_clock import breach_clock
from delivery_api.privacy.breaches.breaches import Breach, Risk, Step, StepKind, taken
from delivery_api.privacy.dated_cases.case_input import REFERENCE, IncompleteCase, StepNotPossible

_ONCE = (StepKind.CONTAINED, StepKind.REPORTED, StepKind.SCHOOLS_TOLD, StepKind.PEOPLE_TOLD)


def require_breach(breach: Breach, now: datetime) -> None:
    """Refuse a record that does not say what the law asks for, or whose times do not go together.

    Raises
    ------
    IncompleteCase
    """
    if wrong := next(_faults(breach, now), None):
        raise IncompleteCase(field=wrong)


def _faults(breach: Breach, now: datetime) -> Iterator[str]:
    if not REFERENCE.fullmatch(breach.reference):
        yield "reference"
    if not breach.scope.purposes:
        yield "purposes"
    if not breach.began_at <= breach.ended_at <= now:
        yield "ended"
    if not breach.began_at <= breach.known_at <= now:
        yield "known"


def possible_steps(breach: Breach, steps: Sequence[Step]) -> tuple[StepKind, ...]:
    """Return the steps that can be taken now; it is closed when nothing is due any more."""
    if breach.closed_at is not None:
        return ()
    done = taken(steps)
    once = tuple(kind for kind in _ONCE if kind not in done)
    ends = (StepKind.CLOSED,) if breach_clock(breach, steps).next_time is None else ()
    return (StepKind.ASSESSED, *once, *ends)


def require_step(breach: Breach, steps: Sequence[Step], kind: StepKind, detail: str) -> None:
    """Refuse a step that cannot follow, or an assessment without its outcome.

    Raises
    ------
    StepNotPossible, IncompleteCase
    """
    if kind not in possible_steps(breach, steps):
        raise StepNotPossible(step=kind.value)
    if (kind is StepKind.ASSESSED) is not (detail in [*Risk]):
        raise IncompleteCase(field="detail")

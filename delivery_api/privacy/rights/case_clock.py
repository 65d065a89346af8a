"""The clock of a case: by which day the law wants an answer, an acknowledgement or a notice.

UK GDPR Articles 12(3) and 12A (Data (Use and Access) Act 2025, section 76): one month, which begins when the request is
received, or later, when the requester's identity has been shown; the days in which a requester is asked what they mean
do not count; two months more by a notice within the first. The month ends on the corresponding date, or on the last
day of a shorter month, and on the next working day if that is a weekend or a bank holiday.

DPA 2018, section 164A: a complaint is acknowledged within 30 days beginning when it is received. They are counted
strictly: the day of receipt is the first, and a weekend at the end moves nothing.

The Pupil Information (Wales) Regulations 2011, regulation 5: a parent's request for the educational record is answered
within 15 school days. Nobody here has read that text: the number of days is that of the Regulations for England, and it
is counted in the way that ends earliest (docs/privacy.md says what to compare).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from delivery_api.dates.bank_holidays import next_working_day, working_days_after
from delivery_api.dates.school_calendar import months_after
from delivery_api.privacy.rights.rights_cases import (
    CaseKind,
    IdentityCheck,
    RightsCase,
    Step,
    StepKind,
    last_day_of,
    pauses,
)

ANSWER_MONTHS, EXTENSION_MONTHS = 1, 2
ACKNOWLEDGEMENT_DAYS = 30
RECORD_SCHOOL_DAYS = 15


@dataclass(frozen=True)
class Holidays:
    """Holidays beyond the rules for bank holidays, from the controller's registers.

    Parameters
    ----------
    proclaimed : bank holidays by proclamation
    school : days of schools' holidays; without them a school day is any working day, which ends earlier
    """

    proclaimed: frozenset[date] = frozenset()
    school: frozenset[date] = frozenset()


NO_FURTHER_HOLIDAYS = Holidays()
"""The holidays of registers that name none."""


@dataclass(frozen=True)
class CaseClock:
    """Where a case stands.

    Parameters
    ----------
    answer_by : the last day for the answer; None while the clock stands still
    extend_by : the last day for the notice of an extension; None where none can be given
    acknowledge_by : the last day for the acknowledgement of a complaint; None once it is sent, and for other cases
    """

    answer_by: date | None
    extend_by: date | None = None
    acknowledge_by: date | None = None

    @property
    def next_day(self) -> date | None:
        """The earliest day by which something is due."""
        return min((day for day in (self.answer_by, self.acknowledge_by) if day is not None), default=None)

    def is_overdue(self, today: date) -> bool:
        """Return whether something should have been done before today."""
        return self.next_day is not None and self.next_day < today


def case_clock(case: RightsCase, steps: Sequence[Step], holidays: Holidays) -> CaseClock:
    """Return where a case stands; a closed one waits for nothing."""
    if case.closed_on is not None:
        return CaseClock(None)
    if case.kind is CaseKind.EDUCATIONAL_RECORD:
        days_off = holidays.school | holidays.proclaimed
        return CaseClock(working_days_after(case.received_on, RECORD_SCHOOL_DAYS, days_off))
    acknowledge_by = None
    if case.kind is CaseKind.COMPLAINT and last_day_of(steps, StepKind.ACKNOWLEDGED) is None:
        acknowledge_by = case.received_on + timedelta(days=ACKNOWLEDGEMENT_DAYS - 1)
    start, paused = start_of(case, steps), paused_days(steps)
    if start is None or paused is None:
        return CaseClock(None, acknowledge_by=acknowledge_by)
    first = _end(start, ANSWER_MONTHS, paused, holidays.proclaimed)
    if last_day_of(steps, StepKind.EXTENDED) is None:
        return CaseClock(first, first, acknowledge_by)
    return CaseClock(
        _end(start, ANSWER_MONTHS + EXTENSION_MONTHS, paused, holidays.proclaimed), acknowledge_by=acknowledge_by
    )


def start_of(case: RightsCase, steps: Sequence[Step]) -> date | None:
    """Return the day on which the month begins; None while the requester's identity is not known."""
    confirmed = last_day_of(steps, StepKind.IDENTITY_CONFIRMED)
    if confirmed is not None:
        return confirmed
    return None if case.requester.identity is IdentityCheck.PENDING else case.received_on


def paused_days(steps: Sequence[Step]) -> int | None:
    """Return how many days do not count, first and last included; None while the case waits for clarification.

    A day counts once, however often somebody asked and was answered on it.
    """
    days: set[date] = set()
    for first, last in pauses(steps):
        if last is None:
            return None
        days |= {first + timedelta(days=each) for each in range((last - first).days + 1)}
    return len(days)


def _end(start: date, months: int, paused: int, proclaimed: Collection[date]) -> date:
    return next_working_day(months_after(start, months) + timedelta(days=paused), proclaimed)

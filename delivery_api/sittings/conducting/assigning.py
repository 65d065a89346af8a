"""Staff assign an assessment to a class, in a window or for the rest of the school year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.access.refusals import Refused
from delivery_api.audit import audit_log
from delivery_api.bank.service import in_use
from delivery_api.dates.school_calendar import london_date, school_year, school_year_end
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.service import assign, expire_if_over
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import Booking, SittingState

MAX_PER_YEAR = 2
"""Sittings of a subject that a learner may finish in a school year."""

_OPEN = (SittingState.ASSIGNED, SittingState.STARTED, SittingState.PAUSED)
_MAY_EXPIRE = (*_OPEN, SittingState.ABSENT)


class YearlyLimitReached(Refused):
    """No learner can be assigned the assessment: those without an open sitting have finished two of the subject."""

    code = "two_already"


class InvalidWindow(Refused):
    """The window ends before it begins, is over, or is not within the school year."""

    code = "window_refused"


@dataclass(frozen=True)
class BookingRequest:
    """How staff book an assessment.

    Attributes
    ----------
    opens_on, closes_on : the window, both days included; None for today and for the end of the school year
    starting_year : the year level that the first questions are chosen for, 2 to 9; None for each learner's own
    minutes : time limit; None for no limit
    """

    opens_on: date | None = None
    closes_on: date | None = None
    starting_year: int | None = None
    minutes: int | None = None

    @property
    def is_default(self) -> bool:
        """Whether it sets nothing, so that no booking is needed."""
        return self == BookingRequest()


@dataclass(frozen=True)
class AssignmentResult:
    """The result of an assignment.

    Attributes
    ----------
    assigned : number of sittings
    had_two : number of learners who have finished all they may in this school year
    booking : id of the booking, if one was made
    """

    assigned: int
    had_two: int
    booking: UUID | None


def assign_class(
    connection: Connection,
    ring: KeyRing,
    school_class: SchoolClass,
    subject: str,
    by: UUID,
    now: datetime,
    request: BookingRequest = BookingRequest(),
) -> AssignmentResult:
    """Assign a sitting to each learner of a class without an open one who has not finished two, for a member of staff.

    A sitting whose window has closed is not open, whether or not its learner has opened it since.

    Raises
    ------
    UnknownProgramme, NoBank, WindowRefused, TwoAlready
    """
    in_use(connection, subject)
    booking = None if request.is_default else _booking(school_class, subject, by, now, request)
    finished = _finished(connection, ring, list(school_class.learners), subject, now)
    full = frozenset(learner for learner, count in finished.items() if count >= MAX_PER_YEAR)
    may = [(learner, year) for learner, year in school_class.learners.items() if learner not in full]
    given = assign(connection, ring, may, subject, now, booking.id if booking else None)
    if full and not given:
        raise YearlyLimitReached
    if booking is not None and given:
        store.add_booking(connection, booking)
    for learner in given:
        audit_log.record(connection, now, "assigned a sitting", actor=by, learner=learner, thing=str(school_class.id))
    return AssignmentResult(len(given), len(full), booking.id if booking and given else None)


def _booking(school_class: SchoolClass, subject: str, by: UUID, now: datetime, request: BookingRequest) -> Booking:
    today = london_date(now)
    year = school_year(today)
    last = school_year_end(year)
    opens, closes = request.opens_on or today, request.closes_on or last
    if not today <= closes <= last or opens > closes or school_year(opens) != year:
        raise InvalidWindow(opens=opens, closes=closes)
    return Booking(uuid4(), year, school_class.id, subject, opens, closes, request.starting_year, request.minutes, by)


def _finished(
    connection: Connection, ring: KeyRing, learners: Sequence[UUID], subject: str, now: datetime
) -> Counter[UUID | None]:
    """The number of sittings of a subject that each learner has finished this school year. Expires overdue ones."""
    year = school_year(london_date(now))
    theirs = [each for each in store.of_learners(connection, learners, subject) if each.programme == year]
    for each in theirs:
        if each.state in _MAY_EXPIRE:
            expire_if_over(connection, ring, each, now)
    return Counter(each.learner for each in theirs if each.state == SittingState.COMPLETED)

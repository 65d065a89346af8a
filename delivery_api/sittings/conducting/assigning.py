"""Staff assign an assessment to a class, in a window or for the rest of the school year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound, Refused
from delivery_api.alerts.store import raise_alert
from delivery_api.alerts.values import AlertKind
from delivery_api.audit import audit_log
from delivery_api.bank.service import in_use
from delivery_api.dates.school_calendar import london_date, school_year, school_year_end
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.earlier_sittings import EarlierSitting, earlier_sittings
from delivery_api.sittings.record.event_types import finished
from delivery_api.sittings.record.scored_sittings import is_scored
from delivery_api.sittings.record.told_state import told_state
from delivery_api.sittings.service import assign, expire_if_over
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.bookings.store import add_booking
from delivery_api.sittings.storage.programmes import require_ready
from delivery_api.sittings.values import Booking, SittingState

MAX_PER_YEAR = 2
"""Sittings of a subject that a learner may finish in a school year, discarded ones too: their scores could be seen."""

MAX_WITHOUT_SCORE = 2
"""Sittings of a subject that may end without a score in a school year before only the head may give another."""

_OPEN = (SittingState.ASSIGNED, SittingState.STARTED, SittingState.PAUSED)
_ENDED = (SittingState.COMPLETED, SittingState.DISCARDED, SittingState.EXPIRED)
_MAY_EXPIRE = (*_OPEN, SittingState.ABSENT)


class YearlyLimitReached(Refused):
    """No learner can be assigned the assessment: those without an open sitting have finished two of the subject."""

    code = "two_already"


class HeadNeeded(Refused):
    """Only the head may assign the assessment: two sittings of each learner without one ended without a score."""

    code = "head_needed"


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
    learners : the learners of the class whom it is for; None for all of them
    """

    opens_on: date | None = None
    closes_on: date | None = None
    starting_year: int | None = None
    minutes: int | None = None
    learners: frozenset[UUID] | None = None

    @property
    def is_default(self) -> bool:
        """Whether it sets neither days nor level nor limit, so that no booking is needed."""
        return (self.opens_on, self.closes_on, self.starting_year, self.minutes) == (None, None, None, None)

    def chosen(self, school_class: SchoolClass) -> dict[UUID, int]:
        """The learners whom it is for, with their year groups.

        Raises
        ------
        NotFound : one of them is not in the class
        """
        if self.learners is None:
            return dict(school_class.learners)
        if not self.learners <= school_class.learners.keys():
            raise NotFound(thing="learner")
        return {learner: year for learner, year in school_class.learners.items() if learner in self.learners}


@dataclass(frozen=True)
class AssignmentResult:
    """The result of an assignment.

    Attributes
    ----------
    assigned : number of sittings
    had_two : number of learners who have finished all they may in this school year
    need_head : number of learners to whom only the head may give it again, as two of theirs ended without a score
    booking : id of the booking, if one was made
    """

    assigned: int
    had_two: int
    booking: UUID | None
    need_head: int = 0


def assign_class(
    connection: Connection,
    ring: KeyRing,
    school_class: SchoolClass,
    subject: str,
    by: UUID,
    now: datetime,
    request: BookingRequest = BookingRequest(),
    *,
    by_head: bool = False,
) -> AssignmentResult:
    """Assign a sitting to each learner of a class without an open one who has not finished two, for a member of staff.

    Each gets the assessment of their own year group, also where the years of the class are mixed. A sitting whose
    window has closed is not open, whether or not its learner has opened it since. One that ended before
    it was finished does not count, and after the second such only the head may give another.

    Raises
    ------
    UnknownProgramme, NoBank, InvalidWindow, YearlyLimitReached, HeadNeeded, NotFound
    """
    in_use(connection, subject)
    require_ready(connection, ring, school_year(london_date(now)))
    booking = None if request.is_default else _booking(school_class, subject, by, now, request)
    wanted = request.chosen(school_class)
    before = _sittings_before(connection, ring, list(wanted), subject, now)
    full = frozenset(learner for learner, count in before.finished.items() if count >= MAX_PER_YEAR)
    failed = (learner for learner, count in before.without_score.items() if count >= MAX_WITHOUT_SCORE)
    held = frozenset(failed if not by_head else ()) - full
    may = [(learner, year) for learner, year in wanted.items() if learner not in full | held]
    given = assign(connection, ring, may, subject, now, booking.id if booking else None)
    if (full or held) and not given:
        raise HeadNeeded if held else YearlyLimitReached
    if booking is not None and given:
        add_booking(connection, booking, now)
    for learner in given:
        audit_log.record(connection, now, "assigned a sitting", actor=by, learner=learner, thing=str(school_class.id))
        if before.finished[learner] or before.without_score[learner]:
            raise_alert(connection, now, AlertKind.RETAKE, learner, actor=by)
    return AssignmentResult(len(given), len(full), booking.id if booking and given else None, len(held))


def _booking(school_class: SchoolClass, subject: str, by: UUID, now: datetime, request: BookingRequest) -> Booking:
    opens, closes = booked_days(request, now)
    year = school_year(london_date(now))
    return Booking(uuid4(), year, school_class.id, subject, opens, closes, request.starting_year, request.minutes, by)


def booked_days(request: BookingRequest, now: datetime) -> tuple[date, date]:
    """The first and the last day of a booking that is made or changed now.

    Raises
    ------
    InvalidWindow
    """
    today = london_date(now)
    year = school_year(today)
    last = school_year_end(year)
    opens, closes = request.opens_on or today, request.closes_on or last
    if not today <= closes <= last or opens > closes or school_year(opens) != year:
        raise InvalidWindow(opens=opens, closes=closes)
    return opens, closes


@dataclass(frozen=True)
class _SittingsBefore:
    """How many sittings of a subject learners have had this school year, by learner.

    Attributes
    ----------
    finished : those whose score could be seen, also if they were discarded since
    without_score : those that began and ended before they were finished, or with too few answers for a score
    """

    finished: Counter[UUID | None]
    without_score: Counter[UUID | None]


def _sittings_before(
    connection: Connection, ring: KeyRing, learners: Sequence[UUID], subject: str, now: datetime
) -> _SittingsBefore:
    """Count the sittings of this school year by their logs. Expires overdue ones.

    One whose log was cut counts as finished: its score may have been seen.
    """
    year = school_year(london_date(now))
    for each in store.of_learners(connection, learners, subject):
        if each.programme == year and each.state in _MAY_EXPIRE:
            expire_if_over(connection, ring, each, now)
    before = {learner: earlier_sittings(connection, ring, learner, subject, (year,)) for learner in learners}
    return _SittingsBefore(
        Counter({learner: sum(map(_could_be_seen, those)) for learner, those in before.items()}),
        Counter({learner: sum(map(_ended_without_score, those)) for learner, those in before.items()}),
    )


def _could_be_seen(earlier: EarlierSitting) -> bool:
    """Whether a sitting has ended with a score, whatever became of it since."""
    return earlier.log is None or (finished(earlier.log) is not None and is_scored(earlier.log))


def _ended_without_score(earlier: EarlierSitting) -> bool:
    has_ended = earlier.has_begun and told_state(earlier.log or ()) in _ENDED
    return has_ended and not _could_be_seen(earlier)

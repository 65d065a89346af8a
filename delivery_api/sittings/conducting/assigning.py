"""Staff give a class an assessment, in a window or for the rest of the school year; a learner begins a practice one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound, Refused
from delivery_api.access.request_context import SignedIn
from delivery_api.audit import audit_log
from delivery_api.bank.service import in_use
from delivery_api.dates.school_calendar import london_date, school_year, school_year_end
from delivery_api.identity import store as identity
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.service import assign, expire_if_over
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.programmes import require_ready
from delivery_api.sittings.values import Booking, Sitting, SittingState

MOST = 2
"""Sittings of a subject that a learner may have in a school year."""

_OPEN = (SittingState.ASSIGNED, SittingState.STARTED, SittingState.PAUSED)
_MAY_LAPSE = (*_OPEN, SittingState.ABSENT)


class TwoAlready(Refused):
    """Nobody can be given the assessment: whoever has none to do has had two of the subject this year."""

    code = "two_already"


class WindowRefused(Refused):
    """A window that ends before it begins, is over, or leaves the school year."""

    code = "window_refused"


@dataclass(frozen=True)
class Wanted:
    """What staff ask for.

    Attributes
    ----------
    opens_on, closes_on : the window, both days included; None for from today and to the end of the school year
    starting_year : the year level that the first questions are chosen for, 2 to 9; None for each learner's own
    minutes : time limit; None for none
    """

    opens_on: date | None = None
    closes_on: date | None = None
    starting_year: int | None = None
    minutes: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing at all is asked for."""
        return self == Wanted()


@dataclass(frozen=True)
class Given:
    """What came of it: how many sittings were made, and how many learners have had all they may have this year."""

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
    wanted: Wanted = Wanted(),
) -> Given:
    """Give each learner of a class a sitting, on behalf of a member of staff, unless they have one to do or had two.

    One whose window has closed is none to do, whether its learner has looked since or not.

    Raises
    ------
    UnknownProgramme, NoBank, WindowRefused, TwoAlready
    """
    in_use(connection, subject)
    booking = None if wanted.is_plain else _booking(school_class, subject, by, now, wanted)
    finished = _finished(connection, ring, list(school_class.learners), subject, now)
    full = frozenset(learner for learner, count in finished.items() if count >= MOST)
    may = [(learner, year) for learner, year in school_class.learners.items() if learner not in full]
    given = assign(connection, ring, may, subject, now, booking.id if booking else None)
    if full and not given:
        raise TwoAlready
    if booking is not None and given:
        store.add_booking(connection, booking)
    for learner in given:
        audit_log.record(connection, now, "assigned a sitting", actor=by, learner=learner, thing=str(school_class.id))
    return Given(len(given), len(full), booking.id if booking and given else None)


def _booking(school_class: SchoolClass, subject: str, by: UUID, now: datetime, wanted: Wanted) -> Booking:
    today = london_date(now)
    year = school_year(today)
    last = school_year_end(year)
    opens, closes = wanted.opens_on or today, wanted.closes_on or last
    if not today <= closes <= last or opens > closes or school_year(opens) != year:
        raise WindowRefused(opens=opens, closes=closes)
    return Booking(uuid4(), year, school_class.id, subject, opens, closes, wanted.starting_year, wanted.minutes, by)


def _finished(
    connection: Connection, ring: KeyRing, learners: Sequence[UUID], subject: str, now: datetime
) -> Counter[UUID | None]:
    """How many sittings of a subject each learner has finished this school year; those whose time is over expire."""
    year = school_year(london_date(now))
    theirs = [each for each in store.of_learners(connection, learners, subject) if each.programme == year]
    for each in theirs:
        if each.state in _MAY_LAPSE:
            expire_if_over(connection, ring, each, now)
    return Counter(each.learner for each in theirs if each.state == SittingState.COMPLETED)


def practise(connection: Connection, ring: KeyRing, person: SignedIn, subject: str, now: datetime) -> Sitting:
    """A practice sitting of the real bank: the one that is open, else a new one; it counts for nothing.

    Raises
    ------
    UnknownProgramme, NoBank, NotFound
    """
    in_use(connection, subject)
    today = london_date(now)
    programme = school_year(today)
    require_ready(connection, ring, programme)
    held = store.of_learners(connection, [person.person], subject, practice=True)
    if waiting := [each for each in held if each.state in _OPEN and each.programme == programme]:
        return waiting[0]
    years = identity.classes_of(connection, person.person, today).values()
    if not years:
        raise NotFound(thing="class")
    new = Sitting(programme, uuid4(), person.person, None, subject, max(years), practised_on=today)
    store.add_if_absent(connection, new)
    return new

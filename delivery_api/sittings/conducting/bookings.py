"""What is booked for a class, and how staff change or cancel it. What was started stays as it was started."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound, Refused
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date, school_year, school_year_end
from delivery_api.identity.school_history import store as stays
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.conducting.assigning import BookingRequest, booked_days
from delivery_api.sittings.conducting.staff_actions import StaffAction, move
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.bookings.store import bookings_by_id, change_booking
from delivery_api.sittings.values import Booking, Sitting, SittingState

_WAITING = (SittingState.ASSIGNED, SittingState.ABSENT)
_UNDER_WAY = (SittingState.STARTED, SittingState.PAUSED)


class BookingBegun(Refused):
    """A sitting of the booking has started with its level and its time limit, which therefore stay."""

    code = "booking_begun"


class NothingToCancel(Refused):
    """Every sitting of the booking has started, or is over."""

    code = "nothing_to_cancel"


@dataclass(frozen=True)
class BookedSittings:
    """Sittings of a class that belong together, because they were booked together or without any days.

    Attributes
    ----------
    booking : None for sittings without one, which may start on any day of the school year
    learners : of the class, each with a sitting of it that was not set aside
    waiting : those of them who have not started, also if they are absent
    under_way : how many have started and not ended
    """

    booking: Booking | None
    learners: frozenset[UUID]
    waiting: frozenset[UUID]
    under_way: int

    @property
    def ended(self) -> int:
        """How many are over, or will not be sat."""
        return len(self.learners) - len(self.waiting) - self.under_way


def booked_sittings(
    connection: Connection, school_class: SchoolClass, subject: str, now: datetime
) -> tuple[BookedSittings, ...]:
    """What is booked for a class in a subject and not over, in order of its days; without days first."""
    held = _of_class(connection, school_class, subject, now)
    wanted = {each.booking for each in held if each.booking is not None}
    booked = bookings_by_id(connection, wanted) if wanted else {}
    here = [each for each in booked.values() if each.class_id == school_class.id]
    ordered = sorted(here, key=lambda each: (each.opens_on, each.closes_on, str(each.id)))
    found = [_together(each, held) for each in (None, *ordered)]
    return tuple(each for each in found if each.waiting or each.under_way)


def _of_class(connection: Connection, school_class: SchoolClass, subject: str, now: datetime) -> tuple[Sitting, ...]:
    """The sittings of this school year that were not set aside."""
    # one that was altered is told on the class's page, and keeps nobody from the others
    held, _ = store.of_learners_with_forged(connection, list(school_class.learners), subject)
    year = school_year(london_date(now))
    return tuple(each for each in held if each.programme == year and each.state != SittingState.DISCARDED)


def _together(booking: Booking | None, held: tuple[Sitting, ...]) -> BookedSittings:
    theirs = [each for each in held if each.booking == (booking.id if booking else None)]
    return BookedSittings(
        booking,
        frozenset(each.learner for each in theirs if each.learner),
        frozenset(each.learner for each in theirs if each.learner and each.state in _WAITING),
        sum(each.state in _UNDER_WAY for each in theirs),
    )


def change(
    connection: Connection, school_class: SchoolClass, booking: UUID, request: BookingRequest, by: UUID, now: datetime
) -> Booking:
    """Change the days of a booking; its level and its time limit too, as long as nobody has started.

    Raises
    ------
    NotFound, WindowRefused, BookingBegun
    """
    before = _booking_of(connection, school_class, booking, now)
    opens, closes = booked_days(request, now)
    after = replace(
        before, opens_on=opens, closes_on=closes, starting_year=request.starting_year, minutes=request.minutes
    )
    if (before.starting_year, before.minutes) != (after.starting_year, after.minutes):
        _require_unbegun(connection, school_class, before, now)
    change_booking(connection, after)
    audit_log.record(connection, now, "changed a booking", actor=by, thing=str(booking))
    return after


def _booking_of(connection: Connection, school_class: SchoolClass, booking: UUID, now: datetime) -> Booking:
    found = bookings_by_id(connection, [booking]).get(booking)
    if found is None or found.class_id != school_class.id or found.programme != school_year(london_date(now)):
        raise NotFound(thing="booking")
    return found


def _require_unbegun(connection: Connection, school_class: SchoolClass, booking: Booking, now: datetime) -> None:
    """Refuse once anybody has started, those too who have left the class since.

    Each sitting is locked, so that none starts with the old values while they are changed.
    """
    today = london_date(now)
    september = date(school_year_end(booking.programme).year - 1, 9, 1)
    everybody = [*school_class.learners, *stays.left_class(connection, school_class.id, september, today)]
    held = store.of_learners(connection, everybody, booking.subject)
    locked = [store.lock(connection, each) or each for each in held if each.booking == booking.id]
    if any(each.pinned is not None for each in locked):
        raise BookingBegun


def cancel(
    connection: Connection,
    ring: KeyRing,
    school_class: SchoolClass,
    subject: str,
    booking: UUID | None,
    act: StaffAction,
) -> int:
    """Cancel the sittings of a booking that have not started, or those that were given without one.

    Only of learners who are in the class: whoever has left it is for those who teach them now.

    Returns
    -------
    how many were cancelled

    Raises
    ------
    NotFound, NothingToCancel
    """
    if booking is not None:
        _booking_of(connection, school_class, booking, act.now)
    held = [each for each in _of_class(connection, school_class, subject, act.now) if each.booking == booking]
    # one that starts at this moment is waited for, and stays
    locked = [store.lock(connection, each) or each for each in sorted(held, key=lambda each: str(each.learner))]
    waiting = [each for each in locked if each.state in _WAITING]
    if not waiting:
        raise NothingToCancel
    for each in waiting:
        move(connection, ring, each, SittingState.DISCARDED, act)
    thing = str(booking) if booking else str(school_class.id)
    audit_log.record(connection, act.now, "cancelled a booking", actor=act.by, thing=thing)
    return len(waiting)

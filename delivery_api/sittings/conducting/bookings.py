"""What is booked for a class, and how staff change or cancel it. What was started stays as it was started."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound, Refused
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.identity import store as identity
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.conducting.assigning import BookingRequest, booked_days
from delivery_api.sittings.conducting.staff_actions import StaffAction, move
from delivery_api.sittings.conducting.staff_forms import NobodyChosen
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.bookings.store import bookings_by_id, change_booking, lock_booking
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
    started : how many have started, also if they have ended
    is_elsewhere : whether another class booked it, where alone it is changed and cancelled
    """

    booking: Booking | None
    learners: frozenset[UUID]
    waiting: frozenset[UUID]
    under_way: int
    started: int
    is_elsewhere: bool = False

    @property
    def ended(self) -> int:
        """How many are over, or will not be sat."""
        return len(self.learners) - len(self.waiting) - self.under_way


def booked_sittings(
    connection: Connection, school_class: SchoolClass, subject: str, now: datetime
) -> tuple[BookedSittings, ...]:
    """What learners of a class have in a subject that is not over, in order of its days; without days first.

    What another class booked for learners of this one comes last.
    """
    held = _of_class(connection, school_class, subject, now)
    wanted = {each.booking for each in held if each.booking is not None}
    booked = bookings_by_id(connection, wanted) if wanted else {}
    ordered = sorted(
        booked.values(),
        key=lambda each: (each.class_id != school_class.id, each.opens_on, each.closes_on, str(each.id)),
    )
    found = [_together(each, school_class, held) for each in (None, *ordered)]
    return tuple(each for each in found if each.waiting or each.under_way)


def begun(connection: Connection, programme: str, bookings: Collection[UUID]) -> frozenset[UUID]:
    """Those bookings of which a sitting has started, whoever has it now and whatever became of it.

    One that was altered keeps nobody from the page: a change of what it started with locks it, and is refused.
    """
    held = store.of_bookings_unchecked(connection, programme, bookings) if bookings else ()
    return frozenset(each.booking for each in held if each.booking is not None and each.pinned is not None)


def shared_learners(
    connection: Connection, school_class: SchoolClass, waiting: Collection[UUID], now: datetime
) -> frozenset[UUID]:
    """Those of a class who are in another class too, which may have given them what they have without a booking."""
    return identity.in_other_classes(connection, waiting, school_class.id, london_date(now)) if waiting else frozenset()


def _of_class(connection: Connection, school_class: SchoolClass, subject: str, now: datetime) -> tuple[Sitting, ...]:
    """The sittings of this school year that were not set aside."""
    # one that was altered is told on the class's page, and keeps nobody from the others
    held, _ = store.of_learners_with_forged(connection, list(school_class.learners), subject)
    year = school_year(london_date(now))
    return tuple(each for each in held if each.programme == year and each.state != SittingState.DISCARDED)


def _together(booking: Booking | None, school_class: SchoolClass, held: tuple[Sitting, ...]) -> BookedSittings:
    theirs = [each for each in held if each.booking == (booking.id if booking else None)]
    return BookedSittings(
        booking,
        frozenset(each.learner for each in theirs if each.learner),
        frozenset(each.learner for each in theirs if each.learner and each.state in _WAITING),
        sum(each.state in _UNDER_WAY for each in theirs),
        sum(each.pinned is not None for each in theirs),
        booking is not None and booking.class_id != school_class.id,
    )


def change(
    connection: Connection, school_class: SchoolClass, booking: UUID, request: BookingRequest, by: UUID, now: datetime
) -> Booking:
    """Change the days of a booking; its level and its time limit too, as long as nobody has started.

    Raises
    ------
    NotFound, InvalidWindow, BookingBegun
    """
    before = _locked_booking(connection, school_class, booking, now)
    opens, closes = booked_days(request, now)
    after = replace(
        before, opens_on=opens, closes_on=closes, starting_year=request.starting_year, minutes=request.minutes
    )
    if (before.starting_year, before.minutes) != (after.starting_year, after.minutes):
        _require_unbegun(connection, before)
    change_booking(connection, after)
    audit_log.record(connection, now, "changed a booking", actor=by, thing=str(booking))
    return after


def _locked_booking(connection: Connection, school_class: SchoolClass, booking: UUID, now: datetime) -> Booking:
    found = lock_booking(connection, booking)
    if found is None or found.class_id != school_class.id or found.programme != school_year(london_date(now)):
        raise NotFound(thing="booking")
    return found


def _require_unbegun(connection: Connection, booking: Booking) -> None:
    """Refuse once anybody has started, those too who have left the class since, or to whom it was handed over.

    Each sitting is locked, so that none starts with the old values while they are changed.
    """
    held = store.of_bookings_unchecked(connection, booking.programme, [booking.id])
    for each in _in_order(held):
        store.lock(connection, each)
    if begun(connection, booking.programme, [booking.id]):
        raise BookingBegun


def _in_order(held: Iterable[Sitting]) -> list[Sitting]:
    """Sittings in the order in which every act of staff locks them, so that two acts queue instead of deadlocking."""
    return sorted(held, key=lambda each: str(each.learner))


def cancel(
    connection: Connection,
    ring: KeyRing,
    school_class: SchoolClass,
    subject: str,
    booking: UUID | None,
    act: StaffAction,
    also: frozenset[UUID] = frozenset(),
) -> int:
    """Cancel the sittings of a booking that have not started, or those that were given without one.

    Only of learners who are in the class: whoever has left it is for those who teach them now. Of those without a
    booking nothing tells which class gave them, so for learners of another class too somebody has to say so.

    Parameters
    ----------
    also : the learners of another class too for whom it is cancelled

    Returns
    -------
    how many were cancelled

    Raises
    ------
    NotFound, NothingToCancel
    NobodyChosen : all who wait are in another class too, and none of them is in `also`
    """
    if booking is not None:
        _locked_booking(connection, school_class, booking, act.now)
    held = [each for each in _of_class(connection, school_class, subject, act.now) if each.booking == booking]
    # one that starts at this moment is waited for, and stays
    locked = [store.lock(connection, each) or each for each in _in_order(held)]
    waiting = [each for each in locked if each.state in _WAITING]
    if not waiting:
        raise NothingToCancel
    theirs = [each.learner for each in waiting if each.learner]
    kept = shared_learners(connection, school_class, theirs, act.now) - also if booking is None else frozenset()
    chosen = [each for each in waiting if each.learner not in kept]
    if not chosen:
        raise NobodyChosen
    for each in chosen:
        move(connection, ring, each, SittingState.DISCARDED, act)
    thing = str(booking) if booking else str(school_class.id)
    audit_log.record(connection, act.now, "cancelled a booking", actor=act.by, thing=thing)
    return len(chosen)

"""The days in which a booked sitting may start, and what becomes of it when they are over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import inf
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.dates.school_calendar import london_date
from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.event_types import Event, Extended, Moved, seconds_paused, started
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.scheduling.state_transitions import require_move
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import Booking, Sitting, SittingState

GRACE = timedelta(days=28)
"""For how long after its window a sitting that was begun may still be finished."""


@dataclass(frozen=True)
class Window:
    """What a booking says of one sitting, with what was granted to it since.

    Attributes
    ----------
    opens_on, closes_on : first and last day (Europe/London) on which it may start
    starting_year : the year level that the first questions are chosen for, None for the learner's own
    seconds : time limit, None for none
    """

    opens_on: date
    closes_on: date
    starting_year: int | None = None
    seconds: float | None = None

    def has_opened(self, now: datetime) -> bool:
        """Whether the first day has come."""
        return self.opens_on <= london_date(now)

    def has_closed(self, now: datetime) -> bool:
        """Whether the last day is over."""
        return self.closes_on < london_date(now)

    def is_long_over(self, now: datetime) -> bool:
        """Whether what was begun is not waited for any more."""
        return self.closes_on + GRACE < london_date(now)


def window_of(connection: Connection, sitting: Sitting, log: Sequence[Event]) -> Window | None:
    """The window of a sitting, None for one that may start on any day of its school year."""
    if sitting.booking is None:
        return None
    booking = store.bookings_by_id(connection, [sitting.booking]).get(sitting.booking)
    return _with_more_time(booking, log) if booking else None


def _with_more_time(booking: Booking, log: Sequence[Event]) -> Window:
    granted = [date.fromisoformat(event.until) for event in log if isinstance(event, Extended) and event.until]
    seconds = None if booking.minutes is None else 60.0 * booking.minutes
    return Window(booking.opens_on, max([booking.closes_on, *granted]), booking.starting_year, seconds)


@dataclass(frozen=True)
class MoreTime:
    """What one learner was given beyond the booking.

    Attributes
    ----------
    minutes : added to the time limit; 0 for none
    latest : of them, those that were added last
    in_all : the time limit with them, in minutes; None where there is none
    until : the last day on which the sitting may start, where that was put later; else None
    """

    minutes: int = 0
    latest: int = 0
    in_all: int | None = None
    until: date | None = None


def more_time(connection: Connection, ring: KeyRing, held: Sequence[Sitting]) -> dict[UUID, MoreTime]:
    """What more time was given to those of some sittings that were given any, by id; nothing else is opened for it."""
    booked = {each.id: each.booking for each in held if each.booking is not None}
    wanted = [each for each in held if each.id in booked]
    logs = logbook.logs(connection, ring, wanted, kinds=("extended",)) if booked else {}
    bookings = store.bookings_by_id(connection, {booked[id_] for id_ in logs}) if logs else {}
    return {id_: _more(bookings[booked[id_]], log) for id_, log in logs.items() if booked[id_] in bookings}


def _more(booking: Booking, log: Sequence[Event]) -> MoreTime:
    given = [event for event in log if isinstance(event, Extended)]
    minutes = [int(event.seconds // 60) for event in given if event.seconds]
    closes = _with_more_time(booking, log).closes_on
    return MoreTime(
        minutes=sum(minutes),
        latest=minutes[-1] if minutes else 0,
        in_all=None if booking.minutes is None else booking.minutes + sum(minutes),
        until=closes if closes > booking.closes_on else None,
    )


def out_of_time(connection: Connection, ring: KeyRing, at_work: Sequence[Sitting], now: datetime) -> frozenset[UUID]:
    """Which of some sittings at work have used up their time limit, by id: each ends with the answer being given."""
    wanted = {each.booking for each in at_work if each.booking is not None}
    booked = store.bookings_by_id(connection, wanted) if wanted else {}
    limited = [each for each in at_work if each.booking in booked and booked[each.booking].minutes is not None]
    logs = logbook.logs(connection, ring, limited, kinds=("started", "moved", "extended")) if limited else {}
    return frozenset(id_ for id_, log in logs.items() if _seconds_left(log, now) <= 0)


def _seconds_left(log: Sequence[Event], now: datetime) -> float:
    begun = started(log)
    if begun is None or begun.seconds is None:
        return inf
    granted = sum(event.seconds for event in log if isinstance(event, Extended))
    return begun.seconds + granted - ((now - begun.at).total_seconds() - seconds_paused(log, begun.at))


def missed(connection: Connection, ring: KeyRing, waiting: Sequence[Sitting], now: datetime) -> frozenset[UUID]:
    """Which of some sittings that nobody has begun have had their days, with what was granted; ids.

    Only where a booking is over is a log opened, to see what was granted.
    """
    wanted = {each.booking for each in waiting if each.booking is not None}
    booked = store.bookings_by_id(connection, wanted) if wanted else {}
    over = {
        each.id: booked[each.booking]
        for each in waiting
        if each.booking in booked and booked[each.booking].closes_on < london_date(now)
    }
    held = [each for each in waiting if each.id in over]
    logs = logbook.logs(connection, ring, held, kinds=("extended",)) if held else {}
    return frozenset(id_ for id_, each in over.items() if _with_more_time(each, logs.get(id_, ())).has_closed(now))


def minutes_of(connection: Connection, sitting: Sitting, log: Sequence[Event]) -> int | None:
    """The time limit of a sitting in whole minutes, with what was granted; None for one without."""
    window = window_of(connection, sitting, log)
    if window is None or window.seconds is None:
        return None
    granted = sum(event.seconds for event in log if isinstance(event, Extended))
    return int((window.seconds + granted) // 60)


def closed(connection: Connection, sitting: Sitting, log: Sequence[Event], now: datetime) -> bool:
    """Whether a sitting has to expire: never started in its window, or begun and left for long after it."""
    if sitting.state not in (SittingState.ASSIGNED, SittingState.ABSENT, SittingState.STARTED, SittingState.PAUSED):
        return False
    window = window_of(connection, sitting, log)
    if window is None:
        return False
    begun = sitting.state in (SittingState.STARTED, SittingState.PAUSED)
    return window.is_long_over(now) if begun else window.has_closed(now)


def expire(connection: Connection, key: Key, sitting: Sitting, length: int, now: datetime) -> Sitting:
    """The sitting, expired, after a log of that length.

    Raises
    ------
    IllegalMove
    """
    require_move(sitting.state, SittingState.EXPIRED)
    moved = Moved(now, str(sitting.state), SittingState.EXPIRED.value, None, "its window is over")
    logbook.append(connection, key, sitting, length, [moved])
    gone = replace(sitting, state=SittingState.EXPIRED)
    store.save(connection, gone)
    store.forget_presence(connection, gone)
    return gone

"""The windows of booked sittings: when they may start, extra time, and expiry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil, inf
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.dates.school_calendar import london_date
from delivery_api.identity.access_profile.profile_settings import time_factor
from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.event_types import Event, Extended, Moved, seconds_paused, started
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.scheduling.access_settings import access_settings
from delivery_api.sittings.scheduling.state_transitions import require_move
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.bookings.store import bookings_by_id
from delivery_api.sittings.values import Booking, Sitting, SittingState

GRACE_PERIOD = timedelta(days=28)
"""How long after its window a started sitting may still be finished."""

WINDOW_OVER = "its window is over"
"""The reason in the log; who reads it has it in their own language."""


@dataclass(frozen=True)
class Window:
    """The window of one sitting: its booking, with later extensions.

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
        """Whether the first day has begun."""
        return self.opens_on <= london_date(now)

    def has_closed(self, now: datetime) -> bool:
        """Whether the last day is over."""
        return self.closes_on < london_date(now)

    def is_long_over(self, now: datetime) -> bool:
        """Whether the grace period for started sittings is over too."""
        return self.last_day < london_date(now)

    @property
    def last_day(self) -> date:
        """The last day on which one that was started may be finished."""
        return self.closes_on + GRACE_PERIOD


def window_of(connection: Connection, sitting: Sitting, log: Sequence[Event]) -> Window | None:
    """The window of a sitting; None if it may start on any day of its school year."""
    if sitting.booking is None:
        return None
    booking = bookings_by_id(connection, [sitting.booking]).get(sitting.booking)
    return _with_extensions(booking, log) if booking else None


def _with_extensions(booking: Booking, log: Sequence[Event]) -> Window:
    granted = [date.fromisoformat(event.until) for event in log if isinstance(event, Extended) and event.until]
    seconds = None if booking.minutes is None else 60.0 * booking.minutes
    return Window(booking.opens_on, max([booking.closes_on, *granted]), booking.starting_year, seconds)


@dataclass(frozen=True)
class ExtraTime:
    """The extra time that one learner was given beyond the booking.

    Attributes
    ----------
    minutes : added to the time limit in all; 0 for none
    latest : minutes that were added last
    in_all : the time limit including them, in minutes; None without a time limit
    until : the new last day on which the sitting may start; None if it did not change
    """

    minutes: int = 0
    latest: int = 0
    in_all: int | None = None
    until: date | None = None


def extra_time(connection: Connection, ring: KeyRing, held: Sequence[Sitting]) -> dict[UUID, ExtraTime]:
    """The extra time of the sittings that were given any, by id. It decrypts their start, and no other events."""
    booked = {each.id: each.booking for each in held if each.booking is not None}
    wanted = [each for each in held if each.id in booked]
    logs = logbook.logs(connection, ring, wanted, kinds=("started", "extended"), altered=False) if booked else {}
    logs = {id_: log for id_, log in logs.items() if any(isinstance(event, Extended) for event in log)}
    bookings = bookings_by_id(connection, {booked[id_] for id_ in logs}) if logs else {}
    return {
        each.id: _more(bookings[booked[each.id]], logs[each.id], access_settings(connection, each, logs[each.id]))
        for each in wanted
        if each.id in logs and booked[each.id] in bookings
    }


def _more(booking: Booking, log: Sequence[Event], access: Mapping[str, str]) -> ExtraTime:
    extensions = [event for event in log if isinstance(event, Extended)]
    timed = booking.minutes is not None  # a limit that was given up since has no more minutes
    minutes = [int(event.seconds // 60) for event in extensions if event.seconds and timed]
    closes = _with_extensions(booking, log).closes_on
    return ExtraTime(
        minutes=sum(minutes),
        latest=minutes[-1] if minutes else 0,
        in_all=None if booking.minutes is None else int(booking.minutes * time_factor(access)) + sum(minutes),
        until=closes if closes > booking.closes_on else None,
    )


def out_of_time(connection: Connection, ring: KeyRing, running: Sequence[Sitting], now: datetime) -> frozenset[UUID]:
    """The ids of running sittings that have used up their time limit; each ends with its next answer."""
    wanted = {each.booking for each in running if each.booking is not None}
    booked = bookings_by_id(connection, wanted) if wanted else {}
    limited = [each for each in running if each.booking in booked and booked[each.booking].minutes is not None]
    logs = (
        logbook.logs(connection, ring, limited, kinds=("started", "moved", "extended"), altered=False)
        if limited
        else {}
    )
    return frozenset(id_ for id_, log in logs.items() if _seconds_left(log, now) <= 0)


def _seconds_left(log: Sequence[Event], now: datetime) -> float:
    begun = started(log)
    if begun is None or begun.seconds is None:
        return inf
    granted = sum(event.seconds for event in log if isinstance(event, Extended))
    return begun.seconds + granted - ((now - begun.at).total_seconds() - seconds_paused(log, begun.at))


def minutes_left(connection: Connection, ring: KeyRing, running: Sitting, now: datetime) -> int | None:
    """The time that a running sitting has left, in minutes, a part of one counted as one; None for no limit."""
    log = logbook.logs(connection, ring, [running], kinds=("started", "moved", "extended")).get(running.id, ())
    seconds = _seconds_left(log, now)
    return None if seconds == inf else max(0, ceil(seconds / 60))


def missed(connection: Connection, ring: KeyRing, waiting: Sequence[Sitting], now: datetime) -> frozenset[UUID]:
    """The ids of sittings that were not started in their window, extensions included.

    It decrypts the log only of sittings whose booking is over.
    """
    wanted = {each.booking for each in waiting if each.booking is not None}
    booked = bookings_by_id(connection, wanted) if wanted else {}
    over = {
        each.id: booked[each.booking]
        for each in waiting
        if each.booking in booked and booked[each.booking].closes_on < london_date(now)
    }
    held = [each for each in waiting if each.id in over]
    logs = logbook.logs(connection, ring, held, kinds=("extended",), altered=False) if held else {}
    return frozenset(id_ for id_, each in over.items() if _with_extensions(each, logs.get(id_, ())).has_closed(now))


def minutes_of(connection: Connection, sitting: Sitting, log: Sequence[Event]) -> int | None:
    """The time limit of a sitting in whole minutes, extensions and extra time included; None for no limit."""
    window = window_of(connection, sitting, log)
    if window is None or window.seconds is None:
        return None
    granted = sum(event.seconds for event in log if isinstance(event, Extended))
    return int((window.seconds * time_factor(access_settings(connection, sitting, log)) + granted) // 60)


def is_over(connection: Connection, sitting: Sitting, log: Sequence[Event], now: datetime) -> bool:
    """Whether a sitting has to expire: not started in its window, or not finished in the grace period after it."""
    if sitting.state not in (SittingState.ASSIGNED, SittingState.ABSENT, SittingState.STARTED, SittingState.PAUSED):
        return False
    window = window_of(connection, sitting, log)
    if window is None:
        return False
    begun = sitting.state in (SittingState.STARTED, SittingState.PAUSED)
    return window.is_long_over(now) if begun else window.has_closed(now)


def expire(connection: Connection, key: Key, sitting: Sitting, length: int, now: datetime) -> Sitting:
    """Expire a sitting.

    Parameters
    ----------
    length : number of events in its log

    Raises
    ------
    IllegalMove
    """
    require_move(sitting.state, SittingState.EXPIRED)
    moved = Moved(now, str(sitting.state), SittingState.EXPIRED.value, None, WINDOW_OVER)
    logbook.append(connection, key, sitting, length, [moved])
    gone = replace(sitting, state=SittingState.EXPIRED)
    store.save(connection, gone)
    store.delete_presence(connection, gone)
    return gone

"""What goes with a learner who changes class: a sitting is theirs, and not the class's that was given it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.dates.school_calendar import london_date, school_year, school_year_end
from delivery_api.identity.school_history import store as stays
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import OPEN_STATES, Booking, SittingState


def gone_with_one(connection: Connection, class_id: UUID, subject: str, now: datetime) -> int:
    """How many learners have left a class in this school year and have a sitting of a subject to do or under way.

    Who they are is known to those who teach them now.
    """
    today = london_date(now)
    year = school_year(today)
    last_september = date(school_year_end(year).year - 1, 9, 1)
    gone = stays.left_class(connection, class_id, last_september, today)
    held = store.of_learners(connection, gone, subject) if gone else ()
    waiting = [each for each in held if each.programme == year and each.state in OPEN_STATES]
    return len({each.learner for each in waiting if each.state != SittingState.DISAPPLIED})


def booked_elsewhere(connection: Connection, booked: Iterable[UUID | None], class_id: UUID) -> dict[UUID, Booking]:
    """Those of some bookings that another class made, by id: their days and time limit hold for who came from there."""
    wanted = {each for each in booked if each is not None}
    held = store.bookings_by_id(connection, wanted) if wanted else {}
    return {id_: each for id_, each in held.items() if each.class_id != class_id}

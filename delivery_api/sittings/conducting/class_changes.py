"""Sittings of learners who change class: a sitting belongs to the learner, not to the class that booked it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.dates.school_calendar import london_date, school_year, school_year_end
from delivery_api.identity.school_history import store as stays
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.bookings.store import bookings_by_id
from delivery_api.sittings.values import OPEN_STATES, Booking, SittingState


def count_left_with_open_sitting(connection: Connection, class_id: UUID, subject: str, now: datetime) -> int:
    """The number of learners who left a class this school year with an open sitting of a subject.

    Only a number: their names are for those who teach them now.
    """
    today = london_date(now)
    year = school_year(today)
    last_september = date(school_year_end(year).year - 1, 9, 1)
    gone = stays.left_class(connection, class_id, last_september, today)
    held = store.of_learners(connection, gone, subject) if gone else ()
    waiting = [each for each in held if each.programme == year and each.state in OPEN_STATES]
    return len({each.learner for each in waiting if each.state != SittingState.DISAPPLIED})


def bookings_of_other_classes(
    connection: Connection, booked: Iterable[UUID | None], class_id: UUID
) -> dict[UUID, Booking]:
    """The bookings that another class made, by id; they still apply to the learners who came from that class."""
    wanted = {each for each in booked if each is not None}
    held = bookings_by_id(connection, wanted) if wanted else {}
    return {id_: each for id_, each in held.items() if each.class_id != class_id}

"""Where a learner is on a day, for a page that is printed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import store as identity
from delivery_api.identity.values import LearnerRecord


def school_and_class(connection: Connection, learner: LearnerRecord, instant: datetime) -> str:
    """The school and the classes of a learner."""
    school = identity.organisation(connection, learner.person.school)
    names = identity.class_names(connection, learner.person.id, london_date(instant))
    return " · ".join([*([school.name] if school else []), *names])

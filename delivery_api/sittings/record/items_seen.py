"""The items that a learner has seen in live sittings, so that none is asked twice within two school years."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.event_types import Presented
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import Sitting


def items_seen(connection: Connection, ring: KeyRing, sitting: Sitting, now: datetime) -> frozenset[str]:
    """The item versions shown in other sittings of the same learner and subject, in this school year and the last.

    Trials and practice sittings do not count: a trial's learner is unknown, and practice counts for nothing.

    Raises
    ------
    KeyGone, DecryptionFailed
    """
    if sitting.learner is None:
        return frozenset()
    years = _this_and_last(now)
    held = store.of_learners(connection, [sitting.learner], sitting.subject)
    others = [each for each in held if each.programme in years and each.id != sitting.id and each.pinned is not None]
    logs = logbook.logs(connection, ring, others, kinds=("presented",)) if others else {}
    return frozenset(event.item for log in logs.values() for event in log if isinstance(event, Presented))


def _this_and_last(now: datetime) -> tuple[str, str]:
    today = london_date(now)
    a_year_ago = today.replace(year=today.year - 1, day=min(today.day, 28))
    return school_year(today), school_year(a_year_ago)

"""The items that a learner has seen in live sittings, so that none is asked twice within two school years."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from delivery_api.dates.school_calendar import this_and_last_year
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.earlier_sittings import EarlierSittingCut, earlier_sittings
from delivery_api.sittings.record.event_types import Presented
from delivery_api.sittings.values import Sitting


def items_seen(connection: Connection, ring: KeyRing, sitting: Sitting, now: datetime) -> tuple[str, ...]:
    """The item versions shown in other sittings of the same learner and subject, in this school year and the last.

    Those seen longest ago come first: they are the first to be let back in where too few others are left.

    Trials and practice sittings do not count: a trial's learner is unknown, and practice counts for nothing.

    Raises
    ------
    EarlierSittingCut : nobody knows any more what the learner has seen, and it is no practice
    RowForged, KeyGone, NewerRelease
    """
    if sitting.learner is None:
        return ()
    years = this_and_last_year(now)
    held = earlier_sittings(connection, ring, sitting.learner, sitting.subject, years, but_for=sitting.id)
    logs = [each.log for each in held]
    if None in logs and sitting.practised_on is None:  # what practice asks, no assessment does
        raise EarlierSittingCut(table="sittings")
    return longest_ago_first(event for log in logs for event in log or () if isinstance(event, Presented))


def longest_ago_first(shown: Iterable[Presented]) -> tuple[str, ...]:
    """The items that were shown, each once, in the order in which they were shown last."""
    last = dict(sorted((event.item, event.at) for event in shown))  # of an item's times the last one stays
    return tuple(sorted(last, key=lambda item: last[item]))

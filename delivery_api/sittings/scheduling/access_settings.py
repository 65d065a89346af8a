"""The access settings that hold in a sitting: as it was started with them, or before that as they stand."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from delivery_api.identity.access_profile.profile_settings import logged_settings
from delivery_api.identity.access_profile.store import profile_of
from delivery_api.sittings.record.event_types import Event, started
from delivery_api.sittings.values import Sitting


def access_settings(connection: Connection, sitting: Sitting, log: Sequence[Event] = ()) -> dict[str, str]:
    """Return the settings that hold in a sitting. In a trial there are none: a rare combination could tell who it is.

    Parameters
    ----------
    log : its start at least, if it has started

    Raises
    ------
    RowForged
    """
    if begun := started(log):
        return logged_settings(begun.access)
    held = profile_of(connection, sitting.learner).settings if sitting.learner is not None else {}
    return {name: value for name, value in held.items() if name != "language"}  # each question's is logged with it

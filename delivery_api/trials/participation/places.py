"""Whether a learner still has the place in a trial that their session was given at the sign-in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from delivery_api.access.refusals import Refused
from delivery_api.access.request_context import SignedIn
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import store as identity
from delivery_api.identity.restriction.store import restriction_ground
from delivery_api.trials.participation import store


class NoPlace(Refused):
    """The learner's school withdrew from the trial, or the learner objected to it, since they signed in."""

    code = "trial_no_place"


def require_place(connection: Connection, person: SignedIn, programme: str, now: datetime) -> None:
    """Refuse a learner whose class or school a trial asks no more, who objected to it, or whose data are restricted.

    Parameters
    ----------
    connection : of the transaction in which their sitting starts

    Raises
    ------
    NoPlace
    """
    classes = identity.classes_of(connection, person.person, london_date(now))
    is_out = (
        not store.asks(connection, programme, classes)
        or programme in store.objected_trials(connection, person.person)
        or restriction_ground(connection, person.person) is not None
    )
    if is_out:
        raise NoPlace

"""Rest breaks in the log of a sitting: a pause that is the learner's own, since nobody of staff made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.identity.access_profile.profile_settings import AT_WILL
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.event_types import Event, Moved
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.values import Sitting, SittingState

ON_BREAK = "break"
"""What a learner's pages and programs call the state of a sitting that is paused for a break of theirs."""

BREAK_BEGUN, BREAK_ENDED = "the learner has a break", "the learner goes on"
"""The reasons in the log; who reads it has them in their own language."""


def break_begun(at: datetime) -> Moved:
    """Return the event with which a learner's break begins."""
    return Moved(at, SittingState.STARTED.value, SittingState.PAUSED.value, None, BREAK_BEGUN)


def break_ended(at: datetime) -> Moved:
    """Return the event with which a learner's break ends, unless staff end it."""
    return Moved(at, SittingState.PAUSED.value, SittingState.STARTED.value, None, BREAK_ENDED)


def on_break_since(log: Sequence[Event]) -> datetime | None:
    """Return when the break began that the learner is having; None if they are having none.

    Parameters
    ----------
    log : its moves at least
    """
    last = next((event for event in reversed(log) if isinstance(event, Moved)), None)
    return last.at if last is not None and _begins_break(last) else None


def is_on_break(sitting: Sitting, log: Sequence[Event]) -> bool:
    """Return whether the learner of a sitting is having a break, by its row and by its log."""
    return sitting.state == SittingState.PAUSED and on_break_since(log) is not None


def breaks_left(log: Sequence[Event], settings: Mapping[str, str]) -> int | None:
    """Return how many breaks a learner may still have; None for as many as they want.

    Parameters
    ----------
    log : its moves at least
    settings : the access settings that hold in the sitting
    """
    allowed = settings.get("breaks", "0")
    if allowed == AT_WILL:
        return None
    taken = sum(isinstance(event, Moved) and _begins_break(event) for event in log)
    return max(0, int(allowed) - taken)


def breaks_under_way(connection: Connection, ring: KeyRing, held: Sequence[Sitting]) -> dict[UUID, datetime]:
    """Return since when each learner is having a break who is having one, by sitting.

    It decrypts the moves of those that are paused, and nothing else.
    """
    paused = [each for each in held if each.state == SittingState.PAUSED]
    logs = logbook.logs(connection, ring, paused, kinds=("moved",), altered=False) if paused else {}
    began = {id_: on_break_since(log) for id_, log in logs.items()}
    return {id_: at for id_, at in began.items() if at is not None}


def _begins_break(move: Moved) -> bool:
    return move.after == SittingState.PAUSED and move.by is None

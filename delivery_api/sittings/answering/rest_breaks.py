"""Begins and ends a learner's rest break: the sitting is paused, and they alone say how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from delivery_api.access.refusals import Refused
from delivery_api.identity.access_profile.profile_settings import logged_settings
from delivery_api.keys.encryption import Key
from delivery_api.sittings.record.break_events import break_begun, break_ended, breaks_left, is_on_break
from delivery_api.sittings.record.event_types import Moved, started
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.open_sitting import OpenSitting, load_locked
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.programmes import require_answerable
from delivery_api.sittings.values import LockedSitting, Sitting, SittingState


class NoBreakLeft(Refused):
    """The access settings that hold in the sitting allow no break, or no further one."""

    code = "no_break_left"


class NothingToRestFrom(Refused):
    """The sitting is not running: it has not started, stands paused by staff, or has ended."""

    code = "no_break_now"


def begin_break(context: SittingContext, locked: LockedSitting, now: datetime) -> None:
    """Begin a break; one that the learner is having goes on.

    Raises
    ------
    NoBreakLeft, NothingToRestFrom, NotStarted, UnknownProgramme, YearOver
    """
    current = load_locked(context, locked.sitting)
    if is_on_break(locked.sitting, current.log):
        return
    if locked.sitting.state != SittingState.STARTED or locked.programme_record is None:
        raise NothingToRestFrom
    if breaks_left(current.log, _settings(current)) == 0:
        raise NoBreakLeft
    key = context.key_ring.read(require_answerable(locked.programme_record, now))
    _move(context, key, locked.sitting, len(current.log), break_begun(now))


def end_break(context: SittingContext, locked: LockedSitting, now: datetime) -> Sitting:
    """End the learner's break, if they are having one. A pause of staff's is theirs to end.

    Returns
    -------
    The sitting as it stands then.

    Raises
    ------
    NotStarted, UnknownProgramme, YearOver
    """
    if locked.sitting.state != SittingState.PAUSED or locked.programme_record is None:
        return locked.sitting
    current = load_locked(context, locked.sitting)
    if not is_on_break(locked.sitting, current.log):
        return locked.sitting
    key = context.key_ring.read(require_answerable(locked.programme_record, now))
    return _move(context, key, locked.sitting, len(current.log), break_ended(now))


def _settings(current: OpenSitting) -> dict[str, str]:
    begun = started(current.log)
    return logged_settings(begun.access) if begun else {}


def _move(context: SittingContext, key: Key, sitting: Sitting, length: int, moved: Moved) -> Sitting:
    logbook.append(context.connection, key, sitting, length, (moved,))
    stands = replace(sitting, state=SittingState(moved.after))
    store.save(context.connection, stands)
    return stands

"""What staff do to a sitting that is not theirs: each act has a person, a reason and a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import Refused
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date, school_year_end
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.answering.next_item import finished_event
from delivery_api.sittings.record.event_types import Event, Extended, HandedOver, Moved
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.open_sitting import load_sitting
from delivery_api.sittings.scheduling.booking_windows import window_of
from delivery_api.sittings.scheduling.state_transitions import IllegalMove, require_move
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.programmes import require_ready
from delivery_api.sittings.values import Sitting, SittingState

STOPPED = "stopped by staff"
"""The reason of the end of a sitting that staff finished."""


class NothingToExtend(Refused):
    """The sitting has no time limit and no window, or neither more time nor a later day was named."""

    code = "nothing_to_extend"


class NothingAnswered(Refused):
    """A sitting without a scored answer has nothing to report: it is discarded, not finished."""

    code = "nothing_answered"


class OtherUnderWay(Refused):
    """The learner who should get the sitting has one of that subject under way, or has had two."""

    code = "other_under_way"


@dataclass(frozen=True)
class Act:
    """Who acts, when and why."""

    by: UUID
    now: datetime
    why: str


def move(connection: Connection, ring: KeyRing, sitting: Sitting, after: SittingState, act: Act) -> Sitting:
    """Take a sitting to another state: pause, resume, discard, mark absent or disapplied, or take that back.

    Raises
    ------
    IllegalMove, UnknownProgramme
    """
    held = store.lock(connection, sitting) or sitting
    require_move(held.state, after)
    event = Moved(act.now, str(held.state), after.value, str(act.by), act.why)
    moved = replace(held, state=after)
    _log(connection, ring, held, event)
    store.save(connection, moved)
    if after not in (SittingState.STARTED, SittingState.PAUSED):
        store.forget_presence(connection, moved)
    _audit(connection, act, f"moved a sitting to {after.value}", held)
    return moved


def resume(connection: Connection, ring: KeyRing, sitting: Sitting, act: Act) -> Sitting:
    """Let a paused sitting go on.

    Raises
    ------
    IllegalMove : also for one that is not paused, which only its learner starts
    """
    held = store.lock(connection, sitting) or sitting
    if held.state != SittingState.PAUSED:
        raise IllegalMove(before=str(held.state), after=SittingState.STARTED.value)
    return move(connection, ring, held, SittingState.STARTED, act)


def finish(context: SittingContext, sitting: Sitting, act: Act) -> Sitting:
    """End a sitting early; the answers so far are reported.

    Raises
    ------
    IllegalMove, NothingAnswered
    """
    connection = context.connection
    locked = store.lock(connection, sitting) or sitting
    require_move(locked.state, SittingState.COMPLETED)
    current = load_sitting(context, locked)
    if not current.state.count:
        raise NothingAnswered
    _log(connection, context.key_ring, locked, finished_event(current, act.now, STOPPED, str(act.by), act.why))
    done = replace(locked, state=SittingState.COMPLETED)
    store.save(connection, done)
    store.forget_presence(connection, done)
    _audit(connection, act, "finished a sitting", locked)
    return done


def extend(
    connection: Connection, ring: KeyRing, sitting: Sitting, act: Act, *, minutes: int = 0, until: date | None = None
) -> Sitting:
    """Give one learner more time: minutes on the time limit, a later last day to start, or both.

    Raises
    ------
    IllegalMove : for a sitting that is over
    NothingToExtend
    """
    held = store.lock(connection, sitting) or sitting
    if held.state not in (SittingState.ASSIGNED, SittingState.ABSENT, SittingState.STARTED, SittingState.PAUSED):
        raise IllegalMove(before=str(held.state), after=str(held.state))
    window = window_of(connection, held, logbook.log(connection, ring, held))
    timed = window is not None and window.seconds is not None
    last = school_year_end(held.programme) if held.pseudonym is None else None
    later = window is not None and until is not None and last is not None and london_date(act.now) <= until <= last
    if (minutes and not timed) or (until and not later) or not (minutes or until):
        raise NothingToExtend
    granted = until.isoformat() if until else None
    _log(connection, ring, held, Extended(act.now, 60.0 * minutes, granted, str(act.by), act.why))
    _audit(connection, act, "gave a sitting more time", held)
    return held


def hand_over(connection: Connection, ring: KeyRing, sitting: Sitting, to: UUID, act: Act, most: int) -> Sitting:
    """Put right that the wrong child sat: the sitting is the other learner's, with all that was answered.

    What waits for that learner in the subject gives way, unless what they are given is finished and the first of two.
    Both learners stand in the audit, neither in the log.

    Raises
    ------
    IllegalMove : for a sitting that nobody has begun, or that was discarded
    OtherUnderWay
    """
    held = store.lock(connection, sitting) or sitting
    if (
        held.pinned is None
        or held.state in (SittingState.DISCARDED, SittingState.EXPIRED)
        or held.learner in (None, to)
    ):
        raise IllegalMove(before=str(held.state), after=str(held.state))
    theirs = [each for each in store.of_learners(connection, [to], held.subject) if each.programme == held.programme]
    under_way = sum(each.state in (SittingState.STARTED, SittingState.PAUSED) for each in theirs)
    begun = under_way + sum(each.state == SittingState.COMPLETED for each in theirs)
    if begun >= most or (under_way and held.state != SittingState.COMPLETED):
        raise OtherUnderWay
    for each in theirs if held.state != SittingState.COMPLETED or begun + 1 == most else ():
        if each.state in (SittingState.ASSIGNED, SittingState.ABSENT, SittingState.DISAPPLIED):
            move(connection, ring, each, SittingState.DISCARDED, act)
    _log(connection, ring, held, HandedOver(act.now, str(act.by), act.why))
    store.hand_over(connection, held, to)
    for learner in (held.learner, to):
        audit_log.record(
            connection, act.now, "handed a sitting over", actor=act.by, learner=learner, thing=str(held.id)
        )
    return replace(held, learner=to)


ACTS: dict[str, Callable[[Connection, KeyRing, Sitting, Act], Sitting]] = {
    "pause": lambda connection, ring, sitting, act: move(connection, ring, sitting, SittingState.PAUSED, act),
    "resume": resume,
    "discard": lambda connection, ring, sitting, act: move(connection, ring, sitting, SittingState.DISCARDED, act),
    "absent": lambda connection, ring, sitting, act: move(connection, ring, sitting, SittingState.ABSENT, act),
    "disapply": lambda connection, ring, sitting, act: move(connection, ring, sitting, SittingState.DISAPPLIED, act),
    "reinstate": lambda connection, ring, sitting, act: move(connection, ring, sitting, SittingState.ASSIGNED, act),
}
"""The acts that need nothing but a reason."""


def _log(connection: Connection, ring: KeyRing, sitting: Sitting, event: Event) -> None:
    key = require_ready(connection, ring, sitting.programme)
    logbook.append(connection, key, sitting, logbook.count_events_of(connection, sitting), [event])


def _audit(connection: Connection, act: Act, action: str, sitting: Sitting) -> None:
    audit_log.record(connection, act.now, action, actor=act.by, learner=sitting.learner, thing=str(sitting.id))

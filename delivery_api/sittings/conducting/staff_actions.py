"""The actions of staff on a sitting; each records who acted, when and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import Refused
from delivery_api.audit import audit_log
from delivery_api.bank.service import BankCache
from delivery_api.dates.school_calendar import london_date, school_year_end
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.answering.next_item import finished_event
from delivery_api.sittings.record.break_events import break_ended, breaks_under_way
from delivery_api.sittings.record.event_types import Event, Extended, HandedOver, Moved
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.logbook.noted_logs.store import whole_log
from delivery_api.sittings.record.open_sitting import load_sitting
from delivery_api.sittings.record.result_records import record_result
from delivery_api.sittings.record.scored_sittings import STOPPED_BY_STAFF, scored_ids
from delivery_api.sittings.scheduling.booking_windows import window_of
from delivery_api.sittings.scheduling.state_transitions import IllegalMove, require_move
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.log_heads.learner_notes import forget_begun
from delivery_api.sittings.storage.programmes import require_ready
from delivery_api.sittings.values import Sitting, SittingState


class NothingToExtend(Refused):
    """The sitting has no time limit and no window, or the request names neither minutes nor a later day."""

    code = "nothing_to_extend"


class NothingAnswered(Refused):
    """The sitting has no scored answer to report; staff can discard it instead."""

    code = "nothing_answered"


class AnotherSittingOpen(Refused):
    """The learner who should get the sitting has one of the subject in progress, or has had two."""

    code = "other_under_way"


@dataclass(frozen=True)
class StaffAction:
    """Who acts, when and why.

    Attributes
    ----------
    by : id of the member of staff
    """

    by: UUID
    now: datetime
    why: str


def move(connection: Connection, ring: KeyRing, sitting: Sitting, after: SittingState, act: StaffAction) -> Sitting:
    """Change the state of a sitting: pause, resume, discard, mark absent or disapplied, or reinstate.

    Raises
    ------
    IllegalMove, UnknownProgramme
    OSError : what is noted of a sitting that was cut could not be changed
    """
    locked = store.lock(connection, sitting) or sitting
    require_move(locked.state, after)
    event = Moved(act.now, str(locked.state), after.value, str(act.by), act.why)
    moved = replace(locked, state=after)
    is_cut = after == SittingState.DISCARDED and whole_log(connection, ring, locked) is None
    _log(connection, ring, locked, event)
    store.save(connection, moved)
    if is_cut:  # no next sitting waits for it, and nothing vouches for what is left
        forget_begun(connection, require_ready(connection, ring, locked.programme), locked)
    elif locked.state == SittingState.COMPLETED:
        _record(connection, ring, moved, act.now)
    if after not in (SittingState.STARTED, SittingState.PAUSED):
        store.delete_presence(connection, moved)
    _audit(connection, act, f"moved a sitting to {after.value}", locked)
    return moved


def reinstate_result(connection: Connection, ring: KeyRing, sitting: Sitting, act: StaffAction) -> Sitting:
    """Let a finished sitting count again that was discarded.

    Raises
    ------
    IllegalMove : it is not discarded, or had not finished before
    """
    locked = store.lock(connection, sitting) or sitting
    if locked.state != SittingState.DISCARDED or not logbook.finished_ids(connection, [locked]):
        raise IllegalMove(before=str(locked.state), after=SittingState.COMPLETED.value)
    back = replace(locked, state=SittingState.COMPLETED)
    _log(connection, ring, locked, Moved(act.now, str(locked.state), back.state, str(act.by), act.why))
    store.save(connection, back)
    _record(connection, ring, back, act.now)
    _audit(connection, act, "let a discarded sitting count again", locked)
    return back


def resume(connection: Connection, ring: KeyRing, sitting: Sitting, act: StaffAction) -> Sitting:
    """Resume a paused sitting.

    Raises
    ------
    IllegalMove : also for a sitting that has not started, which only its learner can start
    """
    locked = store.lock(connection, sitting) or sitting
    if locked.state != SittingState.PAUSED:
        raise IllegalMove(before=str(locked.state), after=SittingState.STARTED.value)
    return move(connection, ring, locked, SittingState.STARTED, act)


def pause(connection: Connection, ring: KeyRing, sitting: Sitting, act: StaffAction) -> Sitting:
    """Pause a sitting. A break of the learner's ends with it: who is paused by staff does not go on by themselves.

    Raises
    ------
    IllegalMove
    """
    locked = store.lock(connection, sitting) or sitting
    if breaks_under_way(connection, ring, [locked]):
        _log(connection, ring, locked, break_ended(act.now))
        store.save(connection, replace(locked, state=SittingState.STARTED))
    return move(connection, ring, locked, SittingState.PAUSED, act)


def finish(context: SittingContext, sitting: Sitting, act: StaffAction) -> Sitting:
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
    _log(connection, context.key_ring, locked, finished_event(current, act.now, STOPPED_BY_STAFF, str(act.by), act.why))
    done = replace(locked, state=SittingState.COMPLETED)
    store.save(connection, done)
    store.delete_presence(connection, done)
    _record(connection, context.key_ring, done, act.now, context.bank_cache)
    _audit(connection, act, "finished a sitting", locked)
    return done


def extend(
    connection: Connection,
    ring: KeyRing,
    sitting: Sitting,
    act: StaffAction,
    *,
    minutes: int = 0,
    until: date | None = None,
) -> Sitting:
    """Give one learner more time: more minutes, a later last day to start, or both.

    Raises
    ------
    IllegalMove : for a sitting that is over
    NothingToExtend
    """
    locked = store.lock(connection, sitting) or sitting
    if locked.state not in (SittingState.ASSIGNED, SittingState.ABSENT, SittingState.STARTED, SittingState.PAUSED):
        raise IllegalMove(before=str(locked.state), after=str(locked.state))
    window = window_of(connection, locked, logbook.log(connection, ring, locked))
    timed = window is not None and window.seconds is not None
    last = school_year_end(locked.programme) if locked.pseudonym is None else None
    later = window is not None and until is not None and last is not None and london_date(act.now) <= until <= last
    if (minutes and not timed) or (until and not later) or not (minutes or until):
        raise NothingToExtend
    granted = until.isoformat() if until else None
    _log(connection, ring, locked, Extended(act.now, 60.0 * minutes, granted, str(act.by), act.why))
    _audit(connection, act, "gave a sitting more time", locked)
    return locked


def hand_over(
    connection: Connection, ring: KeyRing, sitting: Sitting, to: UUID, act: StaffAction, most: int
) -> Sitting:
    """Assign a sitting, with its answers, to the learner who really took it.

    That learner's own waiting sittings of the subject are discarded, unless the sitting is finished and the first of
    the two that they may have. The audit names both learners, the log neither.

    Parameters
    ----------
    most : sittings of the subject that a learner may have in a school year

    Raises
    ------
    IllegalMove : for a sitting that has not started, was discarded or has expired
    AnotherSittingOpen
    """
    locked = store.lock(connection, sitting) or sitting
    if (
        locked.pinned is None
        or locked.state in (SittingState.DISCARDED, SittingState.EXPIRED)
        or locked.learner in (None, to)
    ):
        raise IllegalMove(before=str(locked.state), after=str(locked.state))
    theirs = [
        each for each in store.of_learners(connection, [to], locked.subject) if each.programme == locked.programme
    ]
    in_progress = sum(each.state in (SittingState.STARTED, SittingState.PAUSED) for each in theirs)
    begun = in_progress + len(scored_ids(connection, ring, theirs))
    if begun >= most or (in_progress and locked.state != SittingState.COMPLETED):
        raise AnotherSittingOpen
    for each in theirs if locked.state != SittingState.COMPLETED or begun + 1 == most else ():
        if each.state in (SittingState.ASSIGNED, SittingState.ABSENT, SittingState.DISAPPLIED):
            move(connection, ring, each, SittingState.DISCARDED, act)
    _log(connection, ring, locked, HandedOver(act.now, str(act.by), act.why))
    store.change_learner(connection, locked, to)
    if locked.state == SittingState.COMPLETED:
        _record(connection, ring, replace(locked, learner=to), act.now)
    for learner in (locked.learner, to):
        audit_log.record(
            connection, act.now, "handed a sitting over", actor=act.by, learner=learner, thing=str(locked.id)
        )
    return replace(locked, learner=to)


SIMPLE_ACTIONS: dict[str, Callable[[Connection, KeyRing, Sitting, StaffAction], Sitting]] = {
    "pause": pause,
    "resume": resume,
    "recall": resume,
    "absent": lambda connection, ring, sitting, act: move(connection, ring, sitting, SittingState.ABSENT, act),
    "disapply": lambda connection, ring, sitting, act: move(connection, ring, sitting, SittingState.DISAPPLIED, act),
    "reinstate": lambda connection, ring, sitting, act: move(connection, ring, sitting, SittingState.ASSIGNED, act),
}
"""The actions that need only a reason, by name."""


def _log(connection: Connection, ring: KeyRing, sitting: Sitting, event: Event) -> None:
    key = require_ready(connection, ring, sitting.programme)
    logbook.append(connection, key, sitting, logbook.next_sequence(connection, sitting), [event])


def _record(
    connection: Connection, ring: KeyRing, sitting: Sitting, now: datetime, bank_cache: BankCache | None = None
) -> None:
    record_result(connection, ring, require_ready(connection, ring, sitting.programme), sitting, now, bank_cache)


def _audit(connection: Connection, act: StaffAction, action: str, sitting: Sitting) -> None:
    audit_log.record(connection, act.now, action, actor=act.by, learner=sitting.learner, thing=str(sitting.id))

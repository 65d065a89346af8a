"""How far each learner of a class is, whoever needs help first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.scheduling.booking_windows import MoreTime, missed, more_time, out_of_time
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import OPEN_STATES, Presence, Sitting, SittingState

SILENT = timedelta(seconds=45)
"""A player that was not heard of for so long has lost its line, or was closed: it speaks every ten seconds."""

STILL = 120
"""Seconds in which nothing was touched: the learner may be thinking, or need help."""


class Standing(StrEnum):
    """What a line of the monitor says, in the order of who needs help."""

    UNSENT = "unsent"
    OFFLINE = "offline"
    IDLE = "idle"
    PAUSED = "paused"
    MISSED = "missed"
    WORKING = "working"
    NOT_STARTED = "not_started"
    ABSENT = "absent"
    DISAPPLIED = "disapplied"
    EXPIRED = "expired"
    FINISHED = "finished"
    DISCARDED = "discarded"
    UNASSIGNED = "unassigned"


_STANDING = {
    SittingState.ASSIGNED: Standing.NOT_STARTED,
    SittingState.ABSENT: Standing.ABSENT,
    SittingState.DISAPPLIED: Standing.DISAPPLIED,
    SittingState.PAUSED: Standing.PAUSED,
    SittingState.COMPLETED: Standing.FINISHED,
    SittingState.DISCARDED: Standing.DISCARDED,
    SittingState.EXPIRED: Standing.EXPIRED,
}

# which of a learner's sittings is shown: the one to do, else the last that came to something
_FIRST = (
    SittingState.STARTED,
    SittingState.PAUSED,
    SittingState.ASSIGNED,
    SittingState.ABSENT,
    SittingState.DISAPPLIED,
    SittingState.COMPLETED,
    SittingState.EXPIRED,
    SittingState.DISCARDED,
)


@dataclass(frozen=True)
class Line:
    """One learner.

    Attributes
    ----------
    sitting : what is shown of them, None where there is nothing
    question : the position that waits, from 1; None unless it is under way
    unsent : answers that their browser still has to send, as far as it could say
    seen_at : when the player was last heard of
    booking : whose window and time limit hold for it, and can be put later for it; None where none do any more
    more : the time that it was given beyond its booking, None where it was given none
    out_of_time : whether its time limit is used up, so that it ends with the answer that is being given
    """

    learner: UUID
    standing: Standing
    sitting: UUID | None = None
    question: int | None = None
    unsent: int = 0
    seen_at: datetime | None = None
    booking: UUID | None = None
    more: MoreTime | None = None
    out_of_time: bool = False

    @property
    def acts(self) -> tuple[str, ...]:
        """What staff can do to it now."""
        more = ("extend",) if self.booking and self.standing in _MAY_HAVE_MORE else ()
        nothing_to_report = self.question == 1
        return (*(act for act in _ACTS[self.standing] if act != "finish" or not nothing_to_report), *more)


_UNDER_WAY = ("pause", "finish", "discard", "move")
_ACTS: dict[Standing, tuple[str, ...]] = {
    Standing.UNSENT: _UNDER_WAY,
    Standing.OFFLINE: _UNDER_WAY,
    Standing.IDLE: _UNDER_WAY,
    Standing.WORKING: _UNDER_WAY,
    Standing.PAUSED: ("resume", "finish", "discard", "move"),
    Standing.NOT_STARTED: ("absent", "disapply", "discard"),
    Standing.MISSED: ("absent", "disapply", "discard"),
    Standing.ABSENT: ("reinstate", "disapply", "discard"),
    Standing.DISAPPLIED: ("reinstate", "discard"),
    Standing.FINISHED: ("discard", "move"),
    Standing.EXPIRED: (),
    Standing.DISCARDED: (),
    Standing.UNASSIGNED: (),
}
_MAY_HAVE_MORE = frozenset(Standing) - {
    Standing.DISAPPLIED,
    Standing.EXPIRED,
    Standing.FINISHED,
    Standing.DISCARDED,
    Standing.UNASSIGNED,
}


def watch(
    connection: Connection, ring: KeyRing, learners: Sequence[UUID], subject: str, now: datetime
) -> tuple[Line, ...]:
    """A line for each learner, whoever needs help first; no answer in a log is opened for it."""
    shown = shown_of(connection, learners, subject, now)
    under_way = [each for each in shown.values() if each.state in (SittingState.STARTED, SittingState.PAUSED)]
    counts, heard = logbook.count_replies(connection, under_way), store.presences(connection, under_way)
    late = missed(connection, ring, [each for each in shown.values() if each.state == SittingState.ASSIGNED], now)
    lines = [_line(learner, shown.get(learner), counts, heard, late, now) for learner in learners]
    more = more_time(connection, ring, [each for each in shown.values() if each.state in OPEN_STATES])
    over = out_of_time(connection, ring, [each for each in under_way if each.state == SittingState.STARTED], now)
    lines = [
        replace(line, more=more.get(line.sitting), out_of_time=line.sitting in over) if line.sitting else line
        for line in lines
    ]
    return tuple(sorted(lines, key=lambda line: list(Standing).index(line.standing)))


def shown_of(connection: Connection, learners: Sequence[UUID], subject: str, now: datetime) -> dict[UUID, Sitting]:
    """The sitting of this school year that is shown of each learner: the one to do, else what came to something."""
    year = school_year(london_date(now))
    held = [each for each in store.of_learners(connection, learners, subject) if each.programme == year]
    ranked = sorted(held, key=lambda each: _FIRST.index(SittingState(each.state)), reverse=True)
    return {each.learner: each for each in ranked if each.learner is not None}


def _line(
    learner: UUID,
    sitting: Sitting | None,
    counts: dict[UUID, int],
    heard: dict[UUID, Presence],
    late: frozenset[UUID],
    now: datetime,
) -> Line:
    if sitting is None:
        return Line(learner, Standing.UNASSIGNED)
    if sitting.id in late:
        return Line(learner, Standing.MISSED, sitting.id, booking=sitting.booking)
    if sitting.state not in (SittingState.STARTED, SittingState.PAUSED):
        booking = sitting.booking if sitting.state in OPEN_STATES else None
        return Line(learner, _STANDING[SittingState(sitting.state)], sitting.id, booking=booking)
    last, question = heard.get(sitting.id), counts.get(sitting.id, 0) + 1
    seen, unsent = (last.seen_at, last.unsent) if last else (None, 0)
    standing = Standing.PAUSED if sitting.state == SittingState.PAUSED else _at_work(last, now)
    return Line(learner, standing, sitting.id, question, unsent, seen, sitting.booking)


def _at_work(last: Presence | None, now: datetime) -> Standing:
    if last is not None and last.unsent:
        return Standing.UNSENT
    if last is None or now - last.seen_at > SILENT:
        return Standing.OFFLINE
    return Standing.IDLE if last.still_for >= STILL else Standing.WORKING

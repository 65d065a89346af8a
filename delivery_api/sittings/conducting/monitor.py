"""The monitor of a class: how far each learner is, those who need help first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.break_events import breaks_under_way
from delivery_api.sittings.record.event_types import finished
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.scored_sittings import ended_early
from delivery_api.sittings.scheduling.booking_windows import ExtraTime, extra_time, missed, out_of_time
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import OPEN_STATES, Presence, Sitting, SittingState

OFFLINE_AFTER = timedelta(seconds=45)
"""A player that has not reported for so long is offline or closed; it reports every ten seconds."""

IDLE_AFTER_SECONDS = 120
"""Seconds without input: the learner may be thinking, or need help."""


class MonitorStatus(StrEnum):
    """The status of a learner on the monitor, those who need help first."""

    UNSENT = "unsent"
    OFFLINE = "offline"
    IDLE = "idle"
    PAUSED = "paused"
    ON_BREAK = "on_break"
    MISSED = "missed"
    WORKING = "working"
    NOT_STARTED = "not_started"
    ABSENT = "absent"
    DISAPPLIED = "disapplied"
    EXPIRED = "expired"
    FINISHED = "finished"
    ENDED = "ended"
    DISCARDED = "discarded"
    CANCELLED = "cancelled"
    UNASSIGNED = "unassigned"


_STATUS_OF_STATE = {
    SittingState.ASSIGNED: MonitorStatus.NOT_STARTED,
    SittingState.ABSENT: MonitorStatus.ABSENT,
    SittingState.DISAPPLIED: MonitorStatus.DISAPPLIED,
    SittingState.PAUSED: MonitorStatus.PAUSED,
    SittingState.COMPLETED: MonitorStatus.FINISHED,
    SittingState.DISCARDED: MonitorStatus.DISCARDED,
    SittingState.EXPIRED: MonitorStatus.EXPIRED,
}

# which of a learner's sittings is shown: the open one, otherwise the one with the most useful state
_SHOWN_FIRST = (
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
class MonitorRow:
    """A learner on the monitor.

    Attributes
    ----------
    sitting : the sitting that is shown; None if there is none
    question : the position that waits, from 1; None unless it is in progress
    unsent : answers that their browser still has to send, according to its last report
    seen_at : when the player last reported
    booking : the booking whose window and time limit apply to it and can be extended; None if none does
    extra_time : what it was given beyond its booking; None if nothing
    out_of_time : whether its time limit is used up, so that it ends with the next answer
    on_break_since : when the break began that the learner is having; None if they are having none
    """

    learner: UUID
    standing: MonitorStatus
    sitting: UUID | None = None
    question: int | None = None
    unsent: int = 0
    seen_at: datetime | None = None
    booking: UUID | None = None
    extra_time: ExtraTime | None = None
    out_of_time: bool = False
    on_break_since: datetime | None = None

    @property
    def acts(self) -> tuple[str, ...]:
        """The actions that staff can take on it now."""
        extend = ("extend",) if self.booking and self.standing in _EXTENDABLE else ()
        nothing_to_report = self.question == 1
        return (*(act for act in _ACTS[self.standing] if act != "finish" or not nothing_to_report), *extend)


_IN_PROGRESS = ("pause", "finish", "discard", "move")
_ACTS: dict[MonitorStatus, tuple[str, ...]] = {
    MonitorStatus.UNSENT: _IN_PROGRESS,
    MonitorStatus.OFFLINE: _IN_PROGRESS,
    MonitorStatus.IDLE: _IN_PROGRESS,
    MonitorStatus.WORKING: _IN_PROGRESS,
    MonitorStatus.PAUSED: ("resume", "finish", "discard", "move"),
    MonitorStatus.ON_BREAK: ("recall", "pause", "finish", "discard", "move"),
    MonitorStatus.NOT_STARTED: ("absent", "disapply", "discard"),
    MonitorStatus.MISSED: ("absent", "disapply", "discard"),
    MonitorStatus.ABSENT: ("reinstate", "disapply", "discard"),
    MonitorStatus.DISAPPLIED: ("reinstate", "discard"),
    MonitorStatus.FINISHED: ("discard", "move"),
    MonitorStatus.ENDED: ("discard", "move"),
    MonitorStatus.EXPIRED: (),
    MonitorStatus.DISCARDED: (),
    MonitorStatus.CANCELLED: (),
    MonitorStatus.UNASSIGNED: (),
}
_EXTENDABLE = frozenset(MonitorStatus) - {
    MonitorStatus.DISAPPLIED,
    MonitorStatus.EXPIRED,
    MonitorStatus.FINISHED,
    MonitorStatus.ENDED,
    MonitorStatus.DISCARDED,
    MonitorStatus.CANCELLED,
    MonitorStatus.UNASSIGNED,
}


def monitor_rows(
    connection: Connection, ring: KeyRing, learners: Sequence[UUID], subject: str, now: datetime
) -> tuple[MonitorRow, ...]:
    """A row for each learner, those who need help first. No answer in a log is decrypted for it, only its end."""
    shown = current_sittings(connection, learners, subject, now)
    in_progress = [each for each in shown.values() if each.state in (SittingState.STARTED, SittingState.PAUSED)]
    counts, reports = logbook.count_replies(connection, in_progress), store.presences(connection, in_progress)
    late = missed(connection, ring, [each for each in shown.values() if each.state == SittingState.ASSIGNED], now)
    rows = [_row(learner, shown.get(learner), counts, reports, late, now) for learner in learners]
    breaks = breaks_under_way(connection, ring, in_progress)
    rows = [_resting(row, breaks.get(row.sitting)) if row.sitting else row for row in rows]
    by_staff = _ended_by_staff(connection, ring, list(shown.values()))
    rows = [replace(row, standing=MonitorStatus.ENDED) if row.sitting in by_staff else row for row in rows]
    given = extra_time(connection, ring, [each for each in shown.values() if each.state in OPEN_STATES])
    over = out_of_time(connection, ring, [each for each in in_progress if each.state == SittingState.STARTED], now)
    rows = [
        replace(row, extra_time=given.get(row.sitting), out_of_time=row.sitting in over) if row.sitting else row
        for row in rows
    ]
    return tuple(sorted(rows, key=lambda row: list(MonitorStatus).index(row.standing)))


def _resting(row: MonitorRow, since: datetime | None) -> MonitorRow:
    return row if since is None else replace(row, standing=MonitorStatus.ON_BREAK, on_break_since=since)


def _ended_by_staff(connection: Connection, ring: KeyRing, shown: Sequence[Sitting]) -> frozenset[UUID]:
    """The completed sittings that staff brought to an end before their design did."""
    done = [each for each in shown if each.state == SittingState.COMPLETED]
    logs = logbook.logs(connection, ring, done, kinds=("finished",), altered=False) if done else {}
    ends = {id_: finished(log) for id_, log in logs.items()}
    return frozenset(id_ for id_, end in ends.items() if end is not None and ended_early(end))


def current_sittings(
    connection: Connection, learners: Sequence[UUID], subject: str, now: datetime
) -> dict[UUID, Sitting]:
    """Each learner's sitting of this school year that is shown: the open one, otherwise the most useful one."""
    year = school_year(london_date(now))
    held = [each for each in store.of_learners(connection, learners, subject) if each.programme == year]
    ranked = sorted(held, key=lambda each: _SHOWN_FIRST.index(SittingState(each.state)), reverse=True)
    return {each.learner: each for each in ranked if each.learner is not None}


def _row(
    learner: UUID,
    sitting: Sitting | None,
    counts: dict[UUID, int],
    reports: dict[UUID, Presence],
    late: frozenset[UUID],
    now: datetime,
) -> MonitorRow:
    if sitting is None:
        return MonitorRow(learner, MonitorStatus.UNASSIGNED)
    if sitting.id in late:
        return MonitorRow(learner, MonitorStatus.MISSED, sitting.id, booking=sitting.booking)
    if sitting.state not in (SittingState.STARTED, SittingState.PAUSED):
        booking = sitting.booking if sitting.state in OPEN_STATES else None
        return MonitorRow(learner, _standing(sitting), sitting.id, booking=booking)
    last, question = reports.get(sitting.id), counts.get(sitting.id, 0) + 1
    seen, unsent = (last.seen_at, last.unsent) if last else (None, 0)
    standing = MonitorStatus.PAUSED if sitting.state == SittingState.PAUSED else _working_status(last, now)
    return MonitorRow(learner, standing, sitting.id, question, unsent, seen, sitting.booking)


def _standing(sitting: Sitting) -> MonitorStatus:
    """The status of a sitting that is not under way; one set aside before it started was cancelled."""
    if sitting.state == SittingState.DISCARDED and sitting.pinned is None:
        return MonitorStatus.CANCELLED
    return _STATUS_OF_STATE[SittingState(sitting.state)]


def _working_status(last: Presence | None, now: datetime) -> MonitorStatus:
    if last is not None and last.unsent:
        return MonitorStatus.UNSENT
    if last is None or now - last.seen_at > OFFLINE_AFTER:
        return MonitorStatus.OFFLINE
    return MonitorStatus.IDLE if last.still_for >= IDLE_AFTER_SECONDS else MonitorStatus.WORKING

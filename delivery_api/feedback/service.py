"""Fetching what a finished sitting says, for `reports` to put into words. Trials never come here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.bank.service import Shelf
from delivery_api.calendar import london_date
from delivery_api.keys import KeyRing
from delivery_api.refused import Refused
from delivery_api.sittings import store
from delivery_api.sittings.log import Event, finished, replies
from delivery_api.sittings.values import Sitting
from itembank import BankVersion
from reports import AnsweredItem, SittingResult, Topic


class NoFeedbackYet(Refused):
    """The learner has finished no assessment."""

    code = "no_feedback"


@dataclass(frozen=True)
class Results:
    """The latest sitting of each learner: its state, its result once finished, and the topics results speak of."""

    states: Mapping[UUID, str] = field(default_factory=dict)
    finished: Mapping[UUID, SittingResult] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)


def results(
    connection: Connection,
    ring: KeyRing,
    shelf: Shelf,
    learners: Sequence[UUID],
    subject: str,
    *,
    year: str | None = None,
) -> Results:
    """What some learners' live sittings of a subject have come to.

    The state is that of the sitting still to be finished, if there is one; the result is that of the last finished.
    Given the school year, a sitting of another that never began counts for nothing.
    """
    held = store.of_learners(connection, learners, subject, year=year)
    done = [sitting for sitting in held if sitting.state == "completed"]
    logs = store.logs(connection, ring, done)
    states = {s.learner: s.state for s in sorted(held, key=lambda s: s.state == "completed", reverse=True) if s.learner}
    found: dict[UUID, SittingResult] = {}
    topics: dict[str, Topic] = {}
    for sitting in sorted(done, key=lambda sitting: _ended(logs[sitting.id])):
        bank = shelf.bank(connection, sitting.pins.bank_version if sitting.pins else "")
        if sitting.learner is not None:
            found[sitting.learner] = _result(bank, sitting, logs[sitting.id])
        topics |= {topic.id: topic for topic in bank.topics}
    return Results(states, found, topics)


def result_of(
    connection: Connection, ring: KeyRing, shelf: Shelf, learner: UUID, subject: str
) -> tuple[SittingResult, Mapping[str, Topic]]:
    """One learner's last finished result.

    Raises
    ------
    NoFeedbackYet
    """
    found = results(connection, ring, shelf, [learner], subject)
    if learner not in found.finished:
        raise NoFeedbackYet
    return found.finished[learner], found.topics


def _ended(log: Sequence[Event]) -> float:
    end = finished(log)
    return end.at.timestamp() if end else 0.0


def _result(bank: BankVersion, sitting: Sitting, log: Sequence[Event]) -> SittingResult:
    end = finished(log)
    if end is None:
        msg = f"sitting {sitting.id}: completed, but its log has no end"
        raise ValueError(msg)
    items = [(event, bank.item(event.item)) for event in replies(log) if event.scored]
    return SittingResult(
        subject=sitting.subject,
        year=sitting.year,
        theta=end.theta,
        se=end.se,
        status=end.status,
        finished_on=london_date(end.at),
        items=tuple(
            AnsweredItem(
                event.position,
                item.topic,
                item.strand,
                item.introduced_year,
                item.parameters.b,
                event.score,
                event.response is None,
            )
            for event, item in items
        ),
        provisional=any(item.parameters.provisional for _, item in items),
    )

"""Which sittings have a score: those that ended with enough scored questions for one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.event_types import Event, Finished, replies
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.values import Sitting
from reports.feedback.sitting_results import FEWEST_SCORED

STOPPED_BY_STAFF = "stopped by staff"
"""The reason in the log of a sitting that staff ended."""


def ended_early(end: Finished) -> bool:
    """Whether staff ended a sitting before its design did."""
    return end.reason == STOPPED_BY_STAFF


def is_scored(log: Sequence[Event]) -> bool:
    """Whether a sitting has the scored questions that a score takes; those that were left out are among them."""
    return sum(reply.scored for reply in replies(log)) >= FEWEST_SCORED


def scored_ids(connection: Connection, ring: KeyRing, wanted: Sequence[Sitting]) -> frozenset[UUID]:
    """The sittings that have finished with a score, whatever became of them since: it could be seen.

    Only the logs of the short ones are read: of them alone unscored questions decide.
    """
    ended, answers = logbook.finished_ids(connection, wanted), logbook.count_replies(connection, wanted)
    short = [each for each in wanted if each.id in ended and answers.get(each.id, 0) < 2 * FEWEST_SCORED]
    logs = logbook.logs(connection, ring, short) if short else {}
    return ended - {each.id for each in short if not is_scored(logs.get(each.id, ()))}

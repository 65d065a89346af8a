"""Fixes what is reported of a sitting when it ends or is rescored, and reads it again.

A page of many learners reads rows of a kilobyte instead of whole logs. The record of the result names the row by its
hash, and is sealed outside the database's reach: a row that is changed, put back or deleted shows.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

import engine
from delivery_api.bank.service import BankCache
from delivery_api.sittings.record.event_types import Event, Presented, finished, replies, replies_as_scored, rescored
from delivery_api.sittings.record.scored_sittings import ended_early, is_scored
from delivery_api.sittings.storage.reported_results.values import ReportedResult
from delivery_api.sittings.values import Sitting
from itembank import BankVersion
from itembank.compilation.adopted_share import adopted_share
from reports.scales.reporting_scale import SCALES


class UnfinishedSitting(ValueError):
    """A sitting whose log has no end, or that was never started: nothing is reported of it."""


def bank_scored_under(
    connection: Connection, bank_cache: BankCache, sitting: Sitting, log: Sequence[Event]
) -> BankVersion:
    """The bank version that a sitting is scored under: that of its last rescoring, or what it was pinned to."""
    latest, pinned = rescored(log), sitting.pinned.bank_version if sitting.pinned else ""
    return bank_cache.bank(connection, latest.bank_version if latest else pinned)


def reported_result(bank: BankVersion, sitting: Sitting, log: Sequence[Event]) -> ReportedResult:
    """What is reported of a finished sitting.

    Parameters
    ----------
    bank : the version that it is scored under

    Raises
    ------
    UnfinishedSitting
    """
    end, latest = finished(log), rescored(log)
    if end is None or sitting.pinned is None:
        msg = f"sitting {sitting.id}: expected a log with an end, got one of {len(log)} events without"
        raise UnfinishedSitting(msg)
    counts, scored = latest or end, [event for event in replies_as_scored(log) if event.scored]
    omitted, waiting = sum(event.response is None for event in scored), _waiting(log)
    return ReportedResult(
        subject=sitting.subject,
        year_group=sitting.year,
        theta=counts.theta,
        se=counts.se,
        status=counts.status,
        reason=end.reason,
        ended_early=ended_early(end),
        too_few=not is_scored(log),
        asked=len(scored) + waiting,
        answered=len(scored) - omitted,
        omitted=omitted,
        not_reached=waiting,
        finished_at=end.at,
        language=_language(log),
        adopted_share=adopted_share([bank.item(event.item) for event in scored], counts.theta),
        scale_version=SCALES[sitting.subject].version,
        bank_version=bank.hash,
        design=sitting.pinned.design,
        engine_version=engine.ENGINE_VERSION if latest else sitting.pinned.engine_version,
        rescored_at=latest.at if latest else None,
    )


def _waiting(log: Sequence[Event]) -> int:
    """How many scored questions were shown and never answered."""
    shown = {event.position for event in log if isinstance(event, Presented) and event.scored}
    return len(shown - {event.position for event in replies(log)})


def _language(log: Sequence[Event]) -> str:
    return next((event.language for event in reversed(log) if isinstance(event, Presented)), "")

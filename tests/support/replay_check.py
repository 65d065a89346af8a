"""Asserts that replaying each sitting's log gives the stored θ and SE bit for bit."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

import engine
from delivery_api.bank.service import BankCache
from delivery_api.lifecycle.service_setup import Service
from delivery_api.sittings.record.event_types import Replied, Started, finished
from delivery_api.sittings.record.open_sitting import OpenSitting, fold, load_sitting
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.tables import programmes

_BANKS = BankCache()
"""The banks of all services that are checked: they are named by content, and the tests use few."""


def assert_every_sitting_replays(service: Service) -> int:
    """Replay every sitting in the database. Returns the number of estimates compared."""
    compared = 0
    with service.engine.begin() as connection:
        for programme in connection.scalars(select(programmes.c.id).where(programmes.c.destroyed_on.is_(None))).all():
            for sitting in store.of_programme(connection, programme):
                if sitting.pinned is not None:
                    compared += _replay(load_sitting(SittingContext(connection, service.ring, _BANKS), sitting))
    return compared


def _replay(sitting: OpenSitting) -> int:
    """Replay event by event, as the service went on, and compare the end with the log folded as a whole."""
    compared, replayed = 0, _begun(sitting)
    for event in sitting.log[len(replayed.log) :]:
        replayed = replayed.after([event])
        if isinstance(event, Replied):
            compared += 1
            assert _said(engine.running(replayed.test, replayed.state)) == (event.theta, event.se, event.status)
    assert _said(engine.running(sitting.test, sitting.state)) == _said(engine.running(replayed.test, replayed.state))
    end = finished(sitting.log)
    if end is None:
        return compared
    assert _said(engine.reported(sitting.test, sitting.state)) == (end.theta, end.se, end.status)
    return compared + 1


def _begun(sitting: OpenSitting) -> OpenSitting:
    """The sitting as it was when it had just been started."""
    beginning = next(count for count, event in enumerate(sitting.log, start=1) if isinstance(event, Started))
    log = sitting.log[:beginning]
    return replace(sitting, log=log, state=fold(sitting.test, log))


def _said(estimate: engine.Estimate) -> tuple[float, float, str]:
    return float(estimate.theta), float(estimate.se), str(estimate.status)

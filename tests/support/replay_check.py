"""Asserts that replaying each sitting's log gives the stored θ and SE bit for bit."""

from __future__ import annotations

import engine
from delivery_api.bank.service import BankCache
from delivery_api.lifecycle.service_setup import Service
from delivery_api.sittings.record.event_types import Replied, finished
from delivery_api.sittings.record.open_sitting import OpenSitting, fold, load_sitting
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store


def assert_every_sitting_replays(service: Service) -> int:
    """Replay every sitting in the database. Returns the number of estimates compared."""
    bank_cache, compared = BankCache(), 0
    with service.engine.begin() as connection:
        for programme in store.all_programmes(connection):
            if programme.destroyed_on is not None:
                continue
            for sitting in store.of_programme(connection, programme.id):
                if sitting.pinned is not None:
                    compared += _replay(load_sitting(SittingContext(connection, service.ring, bank_cache), sitting))
    return compared


def _replay(sitting: OpenSitting) -> int:
    compared = 0
    for count, event in enumerate(sitting.log, start=1):
        if not isinstance(event, Replied):
            continue
        compared += 1
        estimate = engine.running(sitting.test, fold(sitting.test, sitting.log[:count]))
        assert (float(estimate.theta), float(estimate.se), str(estimate.status)) == (
            event.theta,
            event.se,
            event.status,
        )
    end = finished(sitting.log)
    if end is None:
        return compared
    reported = engine.reported(sitting.test, sitting.state)
    assert (float(reported.theta), float(reported.se), str(reported.status)) == (end.theta, end.se, end.status)
    return compared + 1

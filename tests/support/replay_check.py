"""What is asked of every sitting that a test leaves behind: its log, replayed, gives the stored θ and SE to the bit."""

from __future__ import annotations

import engine
from delivery_api.bank.service import BankCache
from delivery_api.lifecycle.service_setup import Service
from delivery_api.sittings.record.event_types import Replied, finished
from delivery_api.sittings.record.open_sitting import OpenSitting, fold, load_sitting
from delivery_api.sittings.storage import store


def assert_every_sitting_replays(service: Service) -> int:
    """Replay every sitting that the service holds; how many estimates were compared."""
    bank_cache, compared = BankCache(), 0
    with service.engine.begin() as connection:
        for programme in store.all_programmes(connection):
            if programme.destroyed_on is not None:
                continue
            for sitting in store.of_programme(connection, programme.id):
                if sitting.pins is not None:
                    compared += _replay(load_sitting(connection, service.ring, bank_cache, sitting))
    return compared


def _replay(room: OpenSitting) -> int:
    said = 0
    for count, event in enumerate(room.log, start=1):
        if not isinstance(event, Replied):
            continue
        said += 1
        estimate = engine.running(room.test, fold(room.test, room.log[:count]))
        assert (float(estimate.theta), float(estimate.se), str(estimate.status)) == (
            event.theta,
            event.se,
            event.status,
        )
    end = finished(room.log)
    if end is None:
        return said
    reported = engine.reported(room.test, room.state)
    assert (float(reported.theta), float(reported.se), str(reported.status)) == (end.theta, end.se, end.status)
    return said + 1

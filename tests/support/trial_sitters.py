"""Learners beside those of a test who sit a trial, so that it has enough for an extract; made without browsers."""

from __future__ import annotations

from uuid import UUID

from delivery_api.bank.service import BankCache
from delivery_api.sittings.service import Client, start
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.sitting_lookup import sitting_of_seat
from delivery_api.trials.seats import seats
from tests.support.service_harness import ServiceHarness

_CACHE = BankCache()

_CLASS = UUID(int=0)
"""Is never looked up: the school of these learners accepted the trial."""

OTHERS = 9
"""With one learner more an extract has ten."""


def others_start(harness: ServiceHarness, trial: str, count: int = OTHERS) -> None:
    """Let more learners of Year 4, of a school that takes part, start a trial; each sees the first item alone."""
    opened, today = harness.service, harness.clock().date()
    with opened.engine.begin() as connection:
        context = SittingContext(connection, opened.ring, _CACHE)
        for number in range(count):
            places = seats(connection, opened.ring, {_CLASS: 4}, f"other-{number}", today, accepted=[trial])
            (seat,) = [each for each in places if each.programme == trial]
            start(context, sitting_of_seat(seat, None), Client("en", school=harness.school), number, harness.clock())

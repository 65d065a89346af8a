"""Drops old entries of the worker's sitting cache at regular intervals, even when no more answers arrive."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

from delivery_api.dates.periodic_task import periodic_task
from delivery_api.sittings.answering.sitting_cache import SittingCache

MAX_AGE = timedelta(hours=1)
"""How long the unsealed content of a sitting stays in a worker's memory after the last answer in it."""
INTERVAL = timedelta(minutes=1)


def expire_regularly(
    cache: SittingCache, clock: Callable[[], datetime], interval: timedelta = INTERVAL
) -> AbstractAsyncContextManager[None]:
    """Drop old entries while the worker runs."""
    return periodic_task(lambda: cache.drop_older_than(clock() - MAX_AGE), interval)

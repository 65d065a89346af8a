"""Drops old entries of the worker's sitting cache at regular intervals, even when no more answers arrive."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from delivery_api.sittings.answering.sitting_cache import SittingCache

MAX_AGE = timedelta(hours=1)
"""How long the unsealed content of a sitting stays in a worker's memory after the last answer in it."""
INTERVAL = timedelta(minutes=1)


@asynccontextmanager
async def expire_regularly(
    cache: SittingCache, clock: Callable[[], datetime], interval: timedelta = INTERVAL
) -> AsyncIterator[None]:
    """Drop old entries while the worker runs."""
    task = asyncio.create_task(_expire(cache, clock, interval))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _expire(cache: SittingCache, clock: Callable[[], datetime], interval: timedelta) -> None:
    while True:
        await asyncio.sleep(interval.total_seconds())
        cache.drop_older_than(clock() - MAX_AGE)

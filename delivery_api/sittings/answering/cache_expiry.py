"""A worker forgets what it remembers of sittings when it is old, also where nothing more is answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from delivery_api.sittings.answering.sitting_cache import SittingCache

MAX_AGE = timedelta(hours=1)
"""For how long what a sitting holds in clear stays in a worker's memory."""
INTERVAL = timedelta(minutes=1)


@asynccontextmanager
async def expire_regularly(
    memory: SittingCache, clock: Callable[[], datetime], every: timedelta = INTERVAL
) -> AsyncIterator[None]:
    """See to it while the worker runs."""
    task = asyncio.create_task(_forget(memory, clock, every))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _forget(memory: SittingCache, clock: Callable[[], datetime], every: timedelta) -> None:
    while True:
        await asyncio.sleep(every.total_seconds())
        memory.forget_before(clock() - MAX_AGE)

"""Work that a worker does at regular intervals, in a thread, for as long as it runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from anyio.to_thread import run_sync

log = logging.getLogger("mesur")


@asynccontextmanager
async def periodic_task(work: Callable[[], object], interval: timedelta) -> AsyncIterator[None]:
    """Do some work again and again, first after one interval, until the context ends; what has begun is finished.

    Work that fails is logged and tried again an interval later: nobody would notice if it were not done any more.
    """
    task = asyncio.create_task(_repeat(work, interval))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _repeat(work: Callable[[], object], interval: timedelta) -> None:
    while True:
        await asyncio.sleep(interval.total_seconds())
        try:
            await run_sync(work)
        except Exception:
            log.exception("work that is done every %s failed: the next attempt follows", interval)

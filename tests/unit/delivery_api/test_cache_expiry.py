"""A worker drops old entries of its sitting cache by itself."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from delivery_api.sittings.answering.cache_expiry import MAX_AGE, expire_regularly
from delivery_api.sittings.answering.sitting_cache import SittingCache
from tests.support.event_loop import run_in_own_loop

NOW = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)


class RecordingCache(SittingCache):
    """A cache that records how old an entry might be each time."""

    def drop_older_than(self, instant: datetime) -> int:
        since.append(instant)
        return super().drop_older_than(instant)


since: list[datetime] = []


async def run() -> None:
    async with expire_regularly(RecordingCache(), lambda: NOW, timedelta(milliseconds=1)):
        while len(since) < 2:
            await asyncio.sleep(0.001)


def test_a_quiet_worker_forgets_again_and_again() -> None:
    run_in_own_loop(asyncio.wait_for(run(), 10))
    assert set(since) == {NOW - MAX_AGE}

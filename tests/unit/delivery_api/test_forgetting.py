"""What a worker remembers goes when it is old, without anybody's asking."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from delivery_api.sittings.answering.cache_expiry import MAX_AGE, expire_regularly
from delivery_api.sittings.answering.sitting_cache import SittingCache

NOW = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)


class Asked(SittingCache):
    """A memory that notes from when on it was to remember."""

    def forget_before(self, instant: datetime) -> int:
        since.append(instant)
        return super().forget_before(instant)


since: list[datetime] = []


async def run() -> None:
    async with expire_regularly(Asked(), lambda: NOW, timedelta(milliseconds=1)):
        while len(since) < 2:
            await asyncio.sleep(0.001)


def test_a_quiet_worker_forgets_again_and_again() -> None:
    asyncio.run(asyncio.wait_for(run(), 10))
    assert set(since) == {NOW - MAX_AGE}

"""Work that is done at regular intervals is done again after it failed, and not any more after its context."""

from __future__ import annotations

import asyncio
import logging
import threading
from datetime import timedelta

import pytest

from delivery_api.dates.periodic_task import periodic_task
from tests.support.event_loop import run_in_own_loop

done: list[str] = []


def fail_once() -> None:
    done.append(threading.current_thread().name)
    if len(done) == 1:
        raise OSError


async def run() -> int:
    async with periodic_task(fail_once, timedelta(milliseconds=1)):
        while len(done) < 3:
            await asyncio.sleep(0.001)
    ended = len(done)
    await asyncio.sleep(0.02)
    return ended


def test_work_that_failed_is_tried_again_until_the_context_ends(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "mesur"):
        assert run_in_own_loop(asyncio.wait_for(run(), 10)) == len(done)
    assert threading.main_thread().name not in done
    assert [record.message for record in caplog.records if record.name == "mesur"] == [
        "work that is done every 0:00:00.001000 failed: the next attempt follows"
    ]

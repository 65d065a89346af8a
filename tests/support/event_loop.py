"""Event loops beside the main thread's, which a browser open in the same process keeps running."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from threading import Thread
from typing import Any

import anyio
from anyio.from_thread import BlockingPortal


def run_in_own_loop(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine in a loop of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


@cache
def running_event_loop() -> BlockingPortal:
    """The way into a loop that runs until the process ends.

    Without it a test client starts a loop, and a thread for each synchronous route, for every single request.
    """
    started: Future[BlockingPortal] = Future()

    async def serve() -> None:
        async with BlockingPortal() as portal:
            started.set_result(portal)
            await portal.sleep_until_stopped()

    Thread(target=anyio.run, args=(serve,), name="event loop of the browsers", daemon=True).start()
    return started.result()

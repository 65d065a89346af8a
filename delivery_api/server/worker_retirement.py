"""Retires a worker whose memory may hold a destroyed key: it finishes what it has, and no request is turned away.

The listening socket is shared with the worker that takes its place, so a retiring worker closes its own handle of it,
tells each client to connect anew with the next response, and ends when no connection is left.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from delivery_api.http.load_shedding import PriorityLanes

log = logging.getLogger("mesur")

RETIRE = signal.SIGUSR1
"""The signal by which the supervisor retires a worker."""

RETIREMENT_SECONDS = 10.0
"""Seconds that connections may take to end by themselves; an idle one ends after five."""

_LOOK = 0.1


@dataclass(frozen=True)
class CloseConnections:
    """Middleware that closes each connection with its next response once the worker retires."""

    app: ASGIApp
    lanes: PriorityLanes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass every request on."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and self.lanes.retiring:
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await self.app(scope, receive, sent)


def retire_on_signal(server: uvicorn.Server, lanes: PriorityLanes, loop: asyncio.AbstractEventLoop) -> None:
    """Retire this worker when `RETIRE` arrives."""

    def retire() -> None:
        if not lanes.retiring:
            lanes.retiring = True
            log.info("retiring")
            for listening in server.servers:
                listening.close()
            retirement.append(loop.create_task(_end_when_idle(server)))

    retirement: list[asyncio.Task[None]] = []  # a task that nobody holds may be collected
    loop.add_signal_handler(RETIRE, retire)


async def _end_when_idle(server: uvicorn.Server) -> None:
    for _ in range(round(RETIREMENT_SECONDS / _LOOK)):
        if not server.server_state.connections:
            break
        await asyncio.sleep(_LOOK)
    server.should_exit = True

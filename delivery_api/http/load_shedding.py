"""Sheds load by priority: running sittings first, then arrivals, then pages.

Each worker has three lanes. A lane bounds the requests in progress and the requests waiting; further ones get 503 with
Retry-After. While answers wait, the other lanes admit nobody, so that many sign-ins at once do not slow a running
sitting.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from delivery_api.observability.metrics import Metrics
from delivery_api.observability.request_kinds import RequestKind, request_kind


@dataclass
class PriorityLane:
    """A bounded number of requests in progress, and a bounded queue with a timeout.

    Parameters
    ----------
    max_concurrent : requests in progress
    max_waiting : requests in the queue
    timeout : seconds that a request waits before it is rejected
    now_waiting : requests in the queue now
    """

    max_concurrent: int
    max_waiting: int
    timeout: float
    now_waiting: int = 0
    _slots: asyncio.Semaphore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Create one slot for each request that may be in progress."""
        self._slots = asyncio.Semaphore(self.max_concurrent)

    async def enter(self) -> str | None:
        """Wait for a slot. Return None for a slot, else why there is none: "full" or "late"."""
        if not self._slots.locked():
            await self._slots.acquire()
            return None
        if self.now_waiting >= self.max_waiting:
            return "full"
        self.now_waiting += 1
        try:
            await asyncio.wait_for(self._slots.acquire(), self.timeout)
        except TimeoutError:
            return "late"
        finally:
            self.now_waiting -= 1
        return None

    def leave(self) -> None:
        """Free the slot for the next request."""
        self._slots.release()


MAX_CONCURRENT_ANSWERS, MAX_CONCURRENT_ARRIVALS, MAX_CONCURRENT_PAGES = 4, 16, 6
MAX_CONCURRENT_REQUESTS = MAX_CONCURRENT_ANSWERS + MAX_CONCURRENT_ARRIVALS + MAX_CONCURRENT_PAGES
"""Requests in progress in a worker: each has its own thread and database connection, so that lanes do not compete."""

_RUNNING_SITTING_KINDS = (RequestKind.ANSWER, RequestKind.RESUME, RequestKind.CONDUCT)


@dataclass
class PriorityLanes:
    """The lanes of one worker, and whether it is stopping.

    Parameters
    ----------
    answers : for running sittings, including reloaded pages and the actions of staff; its queue has room for every
        learner of ten schools
    arrivals : for sign-ins and starts; most of a sign-in's time is spent waiting for the provider
    pages : for everything else
    draining : whether new requests are rejected because the worker stops
    retiring : whether another worker takes this one's place: requests are served, streams end
    behind_ledger : whether they are rejected because the database has forgotten what the ledger says, as after a
        restore beneath a running worker
    """

    answers: PriorityLane = field(default_factory=lambda: PriorityLane(MAX_CONCURRENT_ANSWERS, 600, 5.0))
    arrivals: PriorityLane = field(default_factory=lambda: PriorityLane(MAX_CONCURRENT_ARRIVALS, 200, 3.0))
    pages: PriorityLane = field(default_factory=lambda: PriorityLane(MAX_CONCURRENT_PAGES, 100, 3.0))
    draining: bool = False
    retiring: bool = False
    behind_ledger: bool = False

    def lane_for(self, kind: RequestKind) -> PriorityLane | None:
        """Return the lane of a kind of request; None for kinds that are always admitted."""
        if kind in _RUNNING_SITTING_KINDS:
            return self.answers
        if kind in (RequestKind.START, RequestKind.SIGN_IN):
            return self.arrivals
        return self.pages if kind is RequestKind.OTHER else None

    async def enter(self, lane: PriorityLane) -> str | None:
        """Wait for a slot in a lane. Return None for a slot, else why: "draining", "behind", "full" or "late"."""
        if self.draining or self.behind_ledger:
            return "draining" if self.draining else "behind"
        if lane is not self.answers and self.answers.now_waiting:
            return "full"
        return await lane.enter()


RejectionResponse = Callable[[Request, int], Response]
"""Makes the response to a rejected request, which should be retried after some seconds."""


@dataclass(frozen=True)
class LoadSheddingMiddleware:
    """Middleware that admits each request to its lane or rejects it."""

    app: ASGIApp
    lanes: PriorityLanes
    metrics: Metrics
    reject: RejectionResponse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on when it has a slot, and free the slot when the response starts: it may be a stream."""
        kind = request_kind(scope)
        lane = self.lanes.lane_for(kind)
        if lane is None:
            await self.app(scope, receive, send)
        elif reason := await self.lanes.enter(lane):
            self.metrics.rejections.labels(kind, reason).inc()
            response = await run_in_threadpool(self.reject, Request(scope), _retry_after(kind))
            await response(scope, receive, send)
        else:
            await self._served(lane, scope, receive, send)

    async def _served(self, lane: PriorityLane, scope: Scope, receive: Receive, send: Send) -> None:
        left = False

        def leave() -> None:
            nonlocal left
            if not left:
                left = True
                lane.leave()

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                leave()  # the transaction is over; a stream to the monitor of a class blocks nobody
            await send(message)

        try:
            await self.app(scope, receive, sent)
        finally:
            leave()


def _retry_after(kind: RequestKind) -> int:
    """Return the seconds until a retry: few for running sittings, more for others, random to spread the retries."""
    return 1 + secrets.randbelow(3) if kind in _RUNNING_SITTING_KINDS else 3 + secrets.randbelow(8)

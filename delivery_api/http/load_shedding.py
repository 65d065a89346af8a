"""Who is served when there is more than can be done: running sittings first, then whoever arrives, then pages.

Each worker keeps three lanes. A lane lets so many requests work at once, as many wait, and the rest are asked to come
back. While answers wait nobody new is let in, so that a storm of sign-ins slows no sitting that runs.
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
    """A bounded number of requests at work, and a bounded number that wait for a bounded time.

    Attributes
    ----------
    at_once : requests at work
    waiting : requests that may wait
    patience : seconds that one waits before it is turned away
    """

    at_once: int
    waiting: int
    patience: float
    now_waiting: int = 0
    _turns: asyncio.Semaphore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """One turn for each that may work at once."""
        self._turns = asyncio.Semaphore(self.at_once)

    async def enter(self) -> str | None:
        """Wait for a turn; why there is none: "full" or "late"."""
        if not self._turns.locked():
            await self._turns.acquire()
            return None
        if self.now_waiting >= self.waiting:
            return "full"
        self.now_waiting += 1
        try:
            await asyncio.wait_for(self._turns.acquire(), self.patience)
        except TimeoutError:
            return "late"
        finally:
            self.now_waiting -= 1
        return None

    def leave(self) -> None:
        """Give the turn to the next."""
        self._turns.release()


MAX_CONCURRENT_ANSWERS, MAX_CONCURRENT_ARRIVALS, MAX_CONCURRENT_PAGES = 4, 16, 6
MAX_CONCURRENT_REQUESTS = MAX_CONCURRENT_ANSWERS + MAX_CONCURRENT_ARRIVALS + MAX_CONCURRENT_PAGES
"""Requests that a worker works at: each has a thread and a database connection, so that no lane takes another's."""

_OF_RUNNING_SITTINGS = (RequestKind.ANSWER, RequestKind.RESUME, RequestKind.CONDUCT)


@dataclass
class PriorityLanes:
    """The lanes of one worker, and whether it is about to stop.

    Attributes
    ----------
    answers : for sittings that run, also for a page of one that is loaded again, and for staff who pause them. Long
        enough for every learner of ten schools to wait a moment
    arrivals : for sign-ins and starts; most of a sign-in's time is the provider's
    pages : for everything else
    draining : nothing new is taken any more
    """

    answers: PriorityLane = field(default_factory=lambda: PriorityLane(MAX_CONCURRENT_ANSWERS, 600, 5.0))
    arrivals: PriorityLane = field(default_factory=lambda: PriorityLane(MAX_CONCURRENT_ARRIVALS, 200, 3.0))
    pages: PriorityLane = field(default_factory=lambda: PriorityLane(MAX_CONCURRENT_PAGES, 100, 3.0))
    draining: bool = False

    def of(self, kind: RequestKind) -> PriorityLane | None:
        """The lane of a kind of request; None for what needs no turn."""
        if kind in _OF_RUNNING_SITTINGS:
            return self.answers
        if kind in (RequestKind.START, RequestKind.SIGN_IN):
            return self.arrivals
        return self.pages if kind is RequestKind.OTHER else None

    async def enter(self, lane: PriorityLane) -> str | None:
        """Wait for a turn in a lane; why there is none: "draining", "full" or "late"."""
        if self.draining:
            return "draining"
        if lane is not self.answers and self.answers.now_waiting:
            return "full"
        return await lane.enter()


RejectionResponse = Callable[[Request, int], Response]
"""The answer to a request that has to come back in so many seconds."""


@dataclass(frozen=True)
class LoadSheddingMiddleware:
    """Gives each request its turn, or asks it to come back."""

    app: ASGIApp
    lanes: PriorityLanes
    metrics: Metrics
    turn_away: RejectionResponse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on when it is its turn; the turn ends when its answer begins, for some answers go on."""
        kind = request_kind(scope)
        lane = self.lanes.of(kind)
        if lane is None:
            await self.app(scope, receive, send)
        elif why := await self.lanes.enter(lane):
            self.metrics.turned_away.labels(kind, why).inc()
            response = await run_in_threadpool(self.turn_away, Request(scope), _seconds(kind))
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
                leave()  # the transaction is over; whoever follows a class live holds nobody up
            await send(message)

        try:
            await self.app(scope, receive, sent)
        finally:
            leave()


def _seconds(kind: RequestKind) -> int:
    """When to come back: answers soon, others later, and not all at once."""
    return 1 + secrets.randbelow(3) if kind in _OF_RUNNING_SITTINGS else 3 + secrets.randbelow(8)

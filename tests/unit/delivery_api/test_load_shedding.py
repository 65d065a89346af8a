"""Running sittings are served before new ones, and what cannot be served is told when to come back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from delivery_api.http.load_shedding import (
    MAX_CONCURRENT_ANSWERS,
    MAX_CONCURRENT_REQUESTS,
    LoadSheddingMiddleware,
    PriorityLane,
    PriorityLanes,
)
from delivery_api.observability.metrics import new_metrics, prometheus_text
from delivery_api.observability.request_kinds import RequestKind, request_kind
from delivery_api.storage.database import AUTOCOMMIT_POOL_SIZE, POOL_SIZE
from tests.support.event_loop import run_in_own_loop

PAUSE = "POST /classes/1/monitor"
RELOAD = ("GET /player/1", "GET /api/sittings", "GET /api/sittings/1")
ANSWER, START, PAGE = "PUT /api/sittings/1/responses/3", "POST /api/sittings/1/start", "GET /feedback/learners/1"


class Service:
    """An application whose requests last until the test lets them end."""

    def __init__(self, lanes: PriorityLanes) -> None:
        self.end = asyncio.Event()
        self.begun: list[str] = []
        self.metrics = new_metrics()
        self.door = LoadSheddingMiddleware(
            self._work, lanes, self.metrics, lambda _, seconds: Response(None, 503, {"Retry-After": str(seconds)})
        )

    async def _work(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun.append(f"{scope['method']} {scope['path']}")
        await self.end.wait()
        await Response("done")(scope, receive, send)

    def ask(self, request: str) -> asyncio.Task[tuple[int, int]]:
        return asyncio.create_task(self._ask(*request.split()))

    async def _ask(self, method: str, path: str) -> tuple[int, int]:
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": []}
        started: list[Any] = []

        async def send(message: Any) -> None:
            started.append(message)

        await self.door(scope, asyncio.Event().wait, send)  # type: ignore[arg-type]
        waits = dict(started[0]["headers"]).get(b"retry-after", b"0")
        return started[0]["status"], int(waits)


def narrow(answers: int = 1, waiting: int = 1, arrivals: int = 1) -> PriorityLanes:
    return PriorityLanes(PriorityLane(answers, waiting, 5.0), PriorityLane(arrivals, 0, 5.0), PriorityLane(1, 0, 5.0))


def played(play: Callable[[], Coroutine[Any, Any, None]]) -> None:
    run_in_own_loop(asyncio.wait_for(play(), 30))


def test_while_answers_wait_nobody_new_is_let_in_and_no_answer_is_lost() -> None:
    async def play() -> None:
        service = Service(narrow())
        first, second = service.ask(ANSWER), service.ask(ANSWER)
        await asyncio.sleep(0)
        for request in (START, "GET /login", PAGE):
            status, seconds = await service.ask(request)
            assert status == 503
            assert 3 <= seconds <= 10
        status, seconds = await service.ask(ANSWER)  # one may wait, a third may not
        assert status == 503
        assert 1 <= seconds <= 3
        service.end.set()
        assert await asyncio.gather(first, second) == [(200, 0), (200, 0)]
        assert service.begun == [ANSWER, ANSWER]
        assert await service.ask(START) == (200, 0)
        assert b'mesur_turned_away_total{kind="start",why="full"} 1.0' in prometheus_text(service.metrics)

    played(play)


def test_however_many_arrive_an_answer_gets_its_turn() -> None:
    async def play() -> None:
        service = Service(narrow())
        arrivals = [service.ask(START) for _ in range(50)]
        await asyncio.sleep(0)
        answer = service.ask(ANSWER)
        await asyncio.sleep(0)
        assert ANSWER in service.begun
        service.end.set()
        assert (await answer)[0] == 200
        statuses = [status for status, _ in await asyncio.gather(*arrivals)]
        assert (statuses.count(200), statuses.count(503)) == (1, 49)

    played(play)


def test_a_pause_waits_for_its_turn_as_an_answer_does() -> None:
    async def play() -> None:
        service = Service(narrow(waiting=2))
        running = [service.ask(request) for request in (ANSWER, ANSWER, PAUSE)]
        await asyncio.sleep(0)
        service.end.set()
        assert [status for status, _ in await asyncio.gather(*running)] == [200, 200, 200]

    played(play)


def test_a_learner_who_reloads_is_let_back_in_before_anybody_new_and_before_what_staff_watch() -> None:
    async def play() -> None:
        service = Service(narrow(waiting=1 + len(RELOAD)))
        running = [service.ask(request) for request in (ANSWER, ANSWER, *RELOAD)]
        await asyncio.sleep(0)
        for request in (START, "GET /", "GET /classes/1/monitor", "GET /api/classes/1/monitor"):
            assert (await service.ask(request))[0] == 503
        service.end.set()
        assert {status for status, _ in await asyncio.gather(*running)} == {200}

    played(play)


def test_whoever_waits_too_long_is_told_so_and_gives_the_place_back() -> None:
    async def play() -> None:
        lanes = PriorityLanes(answers=PriorityLane(1, 1, 0.01))
        service = Service(lanes)
        first = service.ask(ANSWER)
        await asyncio.sleep(0)
        assert (await service.ask(ANSWER))[0] == 503
        assert lanes.answers.now_waiting == 0
        service.end.set()
        assert (await first)[0] == 200
        assert (await service.ask(ANSWER))[0] == 200

    played(play)


def test_while_draining_nothing_new_is_taken_and_what_watches_is_answered() -> None:
    async def play() -> None:
        lanes = narrow()
        service = Service(lanes)
        running = service.ask(ANSWER)
        await asyncio.sleep(0)
        lanes.draining = True
        assert (await service.ask(ANSWER))[0] == 503
        service.end.set()
        assert (await running)[0] == 200
        assert (await service.ask("GET /readyz"))[0] == 200

    played(play)


def test_every_request_at_work_has_a_database_connection() -> None:
    assert MAX_CONCURRENT_REQUESTS < POOL_SIZE
    assert MAX_CONCURRENT_ANSWERS <= AUTOCOMMIT_POOL_SIZE


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (ANSWER, RequestKind.ANSWER),
        ("POST /api/sittings/1/hints", RequestKind.ANSWER),
        *((request, RequestKind.RESUME) for request in RELOAD),
        ("GET /api/sittings/1/effort", RequestKind.OTHER),
        ("GET /api/sittings/1/receipt", RequestKind.OTHER),
        ("GET /", RequestKind.OTHER),
        (START, RequestKind.START),
        (PAUSE, RequestKind.CONDUCT),
        ("POST /api/sittings/1/pause", RequestKind.CONDUCT),
        ("GET /classes/1/monitor", RequestKind.OTHER),
        ("POST /classes/1/sittings", RequestKind.OTHER),
        ("GET /login", RequestKind.SIGN_IN),
        ("GET /login/callback", RequestKind.SIGN_IN),
        ("POST /pin/enter", RequestKind.SIGN_IN),
        ("GET /assets/player.js", RequestKind.FILE),
        ("GET /readyz", RequestKind.PROBE),
        (PAGE, RequestKind.OTHER),
    ],
)
def test_a_request_is_known_by_its_method_and_path(request_: str, kind: RequestKind) -> None:
    method, path = request_.split()
    assert request_kind({"type": "http", "method": method, "path": path}) is kind

"""Workers that cannot start are tried again later each time; one that has served is replaced at once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn
from prometheus_client import Counter

from delivery_api.server import supervisor
from delivery_api.server.restart_backoff import LONGEST_DELAY, RestartBackoff
from delivery_api.server.supervisor import Supervisor, WorkerTimeouts

TICK = 0.5


class EndedWorker:
    """A worker that ends as soon as it is started."""

    pid, exitcode = 1, 7
    starts = 0

    def __init__(self, *_: object) -> None:
        self.process: Any = SimpleNamespace(is_alive=lambda: False, join=lambda: None)

    def start(self) -> None:
        EndedWorker.starts += 1

    def kill(self) -> None:
        """Nothing is left of it."""


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(supervisor, "monotonic", lambda: now[0])
    monkeypatch.setattr(supervisor, "Process", EndedWorker)
    monkeypatch.setattr(EndedWorker, "starts", 0)
    monkeypatch.setattr(supervisor, "worker_exit_counter", lambda: Counter("ended", "", ["how"], registry=None))
    return now


def supervise_for(seconds: float, watched: Supervisor, now: list[float]) -> int:
    """The starts of workers in a time."""
    before = EndedWorker.starts
    for _ in range(int(seconds / TICK)):
        watched.keep_subprocess_alive()
        now[0] += TICK
    return EndedWorker.starts - before


def watching() -> Supervisor:
    watched = Supervisor(uvicorn.Config("none"), [], WorkerTimeouts(60, 5, 3))
    watched.processes = [EndedWorker()]  # type: ignore[list-item]
    return watched


def test_an_outage_of_ten_minutes_is_few_starts(time: list[float]) -> None:
    watched = watching()
    assert supervise_for(60, watched, time) <= 8
    assert supervise_for(600, watched, time) <= 600 / LONGEST_DELAY + 1


def test_a_worker_that_has_served_is_replaced_at_once(time: list[float]) -> None:
    watched = watching()
    watched._started = set(watched.processes)
    assert supervise_for(TICK, watched, time) == 1
    assert watched._backoff == RestartBackoff()

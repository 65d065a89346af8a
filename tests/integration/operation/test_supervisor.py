"""The process above several workers: who ends or hangs is replaced, told and counted, and a stop ends in any case."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.support.service_processes import ROOT, ServiceProcess, free_port


@contextmanager
def running(folder: Path, workers: int) -> Iterator[ServiceProcess]:
    port, log_file = free_port(), folder / "log"
    command = [sys.executable, "-m", "tests.support.supervised_processes", str(port), str(workers)]
    with log_file.open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, stderr=log, start_new_session=True)
    served = ServiceProcess(process, f"http://127.0.0.1:{port}", log_file)
    try:
        eventually(lambda: told(served, "started") == workers)
        eventually(lambda: pid(served) is not None)
        yield served
    finally:
        served.kill()


def eventually(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("it never came to hold")


def pid(served: ServiceProcess) -> int | None:
    """A worker that answers."""
    with suppress(httpx2.TransportError):
        return int(httpx2.get(f"{served.address}/pid").text)
    return None


def lines(served: ServiceProcess, message: str) -> list[dict[str, Any]]:
    return [line for line in served.log() if line["message"] == message]


def told(served: ServiceProcess, message: str) -> int:
    return len(lines(served, message))


def workers_of(served: ServiceProcess) -> list[int]:
    return [line["process"] for line in lines(served, "started")]


ENDED = "a worker ended; another takes its place"


@pytest.mark.slow
def test_who_dies_while_another_hangs_is_replaced_and_so_is_the_one_that_hangs(tmp_path: Path) -> None:
    with running(tmp_path, workers=2) as served:
        hangs, dies = workers_of(served)
        os.kill(hangs, signal.SIGSTOP)
        os.kill(dies, signal.SIGKILL)
        eventually(lambda: told(served, ENDED) == 2)
        eventually(lambda: told(served, "started") == 4)
        first, second = lines(served, ENDED)
        assert (first["worker"], first["signal"]) == (dies, "SIGKILL")
        assert (second["worker"], second["silent"]) == (hangs, True)
        assert [first["next"], second["next"]] == workers_of(served)[2:]
        assert {first["level"], second["level"]} == {"warning"}
        counted = httpx2.get(f"{served.address}/metrics").text
    ended = dict(re.findall(r'mesur_workers_ended_total\{how="(\w+)"\} (\S+)', counted))
    assert ended == {"exit": "0.0", "signal": "1.0", "silent": "1.0"}


def test_a_worker_that_ends_by_itself_is_told_by_its_exit_code(tmp_path: Path) -> None:
    with running(tmp_path, workers=2) as served:
        with suppress(httpx2.TransportError):
            httpx2.get(f"{served.address}/exit/7")
        eventually(lambda: told(served, ENDED) == 1)
        (line,) = lines(served, ENDED)
        assert line["exit_code"] == 7


@pytest.mark.slow
def test_a_worker_whose_event_loop_stands_still_ends_and_is_replaced(tmp_path: Path) -> None:
    with running(tmp_path, workers=2) as served:
        ask_in_vain(served, "/still")
        eventually(lambda: told(served, ENDED) == 1)
        (still,) = lines(served, "the event loop is blocked; the worker ends")
        assert any(place.endswith(" still") for place in still["place"])
        (ended,) = lines(served, ENDED)
        assert (ended["worker"], ended["exit_code"]) == (still["process"], 1)


@pytest.mark.slow
def test_a_stop_ends_in_time_although_one_worker_hangs_and_lets_the_other_finish(tmp_path: Path) -> None:
    with running(tmp_path, workers=2) as served:
        hangs, works = workers_of(served)
        os.kill(hangs, signal.SIGSTOP)
        answers: list[int] = []
        slow = threading.Thread(target=lambda: answers.append(httpx2.get(f"{served.address}/slow").status_code))
        slow.start()
        eventually(lambda: told(served, "slow") == 1)
        os.kill(served.process.pid, signal.SIGTERM)
        assert served.process.wait(timeout=30) == 0
        slow.join()
        assert answers == [200]
        (line,) = lines(served, "a worker did not end in time and was killed")
        assert line["worker"] == hangs
        assert [line["process"] for line in lines(served, "draining")] == [works]


@pytest.mark.parametrize("kind", ["stuck", "still"])
def test_a_stop_ends_in_time_although_a_request_never_ends(tmp_path: Path, kind: str) -> None:
    with running(tmp_path, workers=1) as served:
        asked = threading.Thread(target=lambda: ask_in_vain(served, f"/{kind}"))
        asked.start()
        eventually(lambda: told(served, kind) == 1)
        os.kill(served.process.pid, signal.SIGTERM)
        served.process.wait(timeout=30)
        asked.join()
        # a thread that is stuck is left behind; where the event loop is blocked, nothing but the time limit ends it
        assert told(served, "requests in progress did not end in time") == (kind == "still")


def ask_in_vain(served: ServiceProcess, path: str) -> None:
    with suppress(httpx2.TransportError):
        httpx2.get(f"{served.address}{path}", timeout=60)

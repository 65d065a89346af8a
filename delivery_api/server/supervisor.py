"""Supervises several workers: replaces those that end or hang, logs it, and stops them in bounded time."""

from __future__ import annotations

import logging
import os
import signal
from dataclasses import dataclass
from socket import socket
from tempfile import TemporaryDirectory
from time import monotonic

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from delivery_api.observability.metrics import MULTIPROCESS_DIRECTORY, worker_exit_counter

log = logging.getLogger("mesur")

_SIGNALS = {each.value: each.name for each in signal.Signals}


@dataclass(frozen=True)
class WorkerTimeouts:
    """How many seconds the supervisor waits for a worker.

    Parameters
    ----------
    startup : for its first heartbeat, which follows loading; with too little, a worker on a busy machine would be
        restarted again and again
    heartbeat : for each further heartbeat, before the worker is taken for hung
    shutdown : for its exit after it was told to stop
    """

    startup: float
    heartbeat: float
    shutdown: float


def supervise(config: uvicorn.Config, timeouts: WorkerTimeouts) -> None:
    """Serve with several workers until SIGTERM."""
    with TemporaryDirectory(prefix="mesur-counts-") as folder:
        os.environ[MULTIPROCESS_DIRECTORY] = folder
        Supervisor(config, [config.bind_socket()], timeouts).run()


class Supervisor(Multiprocess):
    """uvicorn's supervisor without blocking waits.

    uvicorn pings one worker after another and waits for each reply. While one hangs, it would notice neither the death
    of another nor SIGTERM, and a stop would never end.
    """

    def __init__(self, config: uvicorn.Config, sockets: list[socket], timeouts: WorkerTimeouts) -> None:
        super().__init__(config, sockets)
        self._timeouts = timeouts
        self._pinged: dict[Process, float] = {}
        self._started: set[Process] = set()
        self._exits = worker_exit_counter()

    def keep_subprocess_alive(self) -> None:
        """Replace every worker that has exited, and kill and replace every one that is hung."""
        for index, worker in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            hung = worker.process.is_alive() and self._is_hung(worker)
            if hung or not worker.process.is_alive():
                self._replace(index, worker, hung=hung)

    def _is_hung(self, worker: Process) -> bool:
        """Ping a worker unless a ping is pending. Return whether its reply is overdue."""
        now = monotonic()
        try:
            if worker not in self._pinged:
                worker.parent_conn.send(b"ping")
                self._pinged[worker] = now
            elif worker.parent_conn.poll():
                worker.parent_conn.recv()
                self._started.add(worker)
                del self._pinged[worker]
        except (OSError, EOFError):
            return True  # the pipe is broken, and no reply will come
        timeout = self._timeouts.heartbeat if worker in self._started else self._timeouts.startup
        return now - self._pinged.get(worker, now) > timeout

    def _replace(self, index: int, worker: Process, *, hung: bool) -> None:
        worker.kill()
        worker.process.join()
        self._pinged.pop(worker, None)
        self._started.discard(worker)
        facts = {"worker": worker.pid} | ({"silent": True} if hung else _exit_facts(worker))
        if worker.exitcode == STARTUP_FAILURE:  # every other worker would fail too
            log.error("a worker could not start; the service stops", extra={"facts": facts})
            self.should_exit.set()
            return
        self.processes[index] = replacement = Process(self.config, self.sockets)
        replacement.start()
        self._exits.labels("silent" if hung else "signal" if "signal" in facts else "exit").inc()
        log.warning("a worker ended; another takes its place", extra={"facts": facts | {"next": replacement.pid}})

    def join_all(self) -> None:
        """Wait for the workers to exit after they were told to, and kill those that take too long."""
        until = monotonic() + self._timeouts.shutdown
        for worker in self.processes:
            worker.process.join(max(0.0, until - monotonic()))
            if worker.process.is_alive():
                log.error("a worker did not end in time and was killed", extra={"facts": {"worker": worker.pid}})
                worker.kill()
                worker.process.join()

    def handle_hup(self) -> None:
        """Do nothing, since uvicorn would wait for a hung worker; a new release needs a restart of the service."""

    handle_ttin = handle_ttou = handle_hup  # likewise: the number of workers is fixed at the start


def _exit_facts(worker: Process) -> dict[str, object]:
    code = worker.exitcode or 0
    return {"exit_code": code} if code >= 0 else {"signal": _SIGNALS.get(-code, str(-code))}

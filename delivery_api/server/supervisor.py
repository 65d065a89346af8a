"""The process above several workers: it replaces those that end or hang and says so, and stops in time itself."""

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
    """For how many seconds a worker is waited for.

    Attributes
    ----------
    loading : for its first word, which it says when it has been loaded; much longer on a busy machine, and with less it
        would be ended and started again without end, when it is needed most
    silent : for a further word, before it is taken for hung
    ending : for its end, when it was told to
    """

    loading: float
    silent: float
    ending: float


def supervise(config: uvicorn.Config, patience: WorkerTimeouts) -> None:
    """Serve with several workers until SIGTERM."""
    with TemporaryDirectory(prefix="mesur-counts-") as folder:
        os.environ[MULTIPROCESS_DIRECTORY] = folder
        Supervisor(config, [config.bind_socket()], patience).run()


class Supervisor(Multiprocess):
    """uvicorn's own, but it waits for no worker.

    uvicorn's asks one worker after the other whether it is there, and waits for each answer as long as a worker may be
    silent. While one hangs, neither another's death nor SIGTERM would be noticed, and a stop would never end.
    """

    def __init__(self, config: uvicorn.Config, sockets: list[socket], patience: WorkerTimeouts) -> None:
        super().__init__(config, sockets)
        self._patience = patience
        self._asked: dict[Process, float] = {}
        self._heard: set[Process] = set()
        self._ended = worker_exit_counter()

    def keep_subprocess_alive(self) -> None:
        """Replace every worker that has ended, and end and replace every one that has said nothing for too long."""
        for place, worker in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            silent = worker.process.is_alive() and self._silent(worker)
            if silent or not worker.process.is_alive():
                self._end(place, worker, silent=silent)

    def _silent(self, worker: Process) -> bool:
        """Ask a worker whether it is there, unless it has been asked; whether its answer is overdue."""
        now = monotonic()
        try:
            if worker not in self._asked:
                worker.parent_conn.send(b"ping")
                self._asked[worker] = now
            elif worker.parent_conn.poll():
                worker.parent_conn.recv()
                self._heard.add(worker)
                del self._asked[worker]
        except (OSError, EOFError):
            return True  # the line to it is broken, and nothing will be heard any more
        patience = self._patience.silent if worker in self._heard else self._patience.loading
        return now - self._asked.get(worker, now) > patience

    def _end(self, place: int, worker: Process, *, silent: bool) -> None:
        worker.kill()
        worker.process.join()
        self._asked.pop(worker, None)
        self._heard.discard(worker)
        facts = {"worker": worker.pid} | ({"silent": True} if silent else _how_it_ended(worker))
        if worker.exitcode == STARTUP_FAILURE:  # it would be the same with every other
            log.error("a worker could not start; the service stops", extra={"facts": facts})
            self.should_exit.set()
            return
        self.processes[place] = following = Process(self.config, self.sockets)
        following.start()
        self._ended.labels("silent" if silent else "signal" if "signal" in facts else "exit").inc()
        log.warning("a worker ended; another takes its place", extra={"facts": facts | {"next": following.pid}})

    def join_all(self) -> None:
        """Wait for the workers, which were told to end, as long as a stop may take; whoever is left then is killed."""
        until = monotonic() + self._patience.ending
        for worker in self.processes:
            worker.process.join(max(0.0, until - monotonic()))
            if worker.process.is_alive():
                log.error("a worker did not end in time and was killed", extra={"facts": {"worker": worker.pid}})
                worker.kill()
                worker.process.join()

    def handle_hup(self) -> None:
        """Nothing, for it would wait for a worker without end: a release is taken in by a restart of the whole."""

    handle_ttin = handle_ttou = handle_hup  # likewise: how many there are is said at the start


def _how_it_ended(worker: Process) -> dict[str, object]:
    code = worker.exitcode or 0
    return {"exit_code": code} if code >= 0 else {"signal": _SIGNALS.get(-code, str(-code))}

"""Supervises workers: replaces those that end, hang or may remember a destroyed key, and stops them in bounded time."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Collection
from dataclasses import dataclass
from socket import socket
from tempfile import TemporaryDirectory
from time import monotonic

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from delivery_api.observability.metrics import MULTIPROCESS_DIRECTORY, worker_exit_counter
from delivery_api.server.restart_backoff import RestartBackoff
from delivery_api.server.systemd_notification import notify_ready
from delivery_api.server.worker_retirement import RETIRE, RETIREMENT_SECONDS

log = logging.getLogger("mesur")

_GRACE = 5.0
"""Seconds that a retired worker may take beyond its time, before it is killed."""

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


def no_keys() -> Collection[str]:
    """Return no destroyed key, for a service without keys."""
    return ()


def supervise(
    config: uvicorn.Config, timeouts: WorkerTimeouts, destroyed_keys: Callable[[], Collection[str]] = no_keys
) -> None:
    """Serve with one worker or several until SIGTERM.

    Parameters
    ----------
    destroyed_keys : reads the ids of the keys that are destroyed; when there is a new one, every worker is replaced
    """
    with TemporaryDirectory(prefix="mesur-counts-") as folder:
        os.environ[MULTIPROCESS_DIRECTORY] = folder
        Supervisor(config, [config.bind_socket()], timeouts, destroyed_keys).run()


RENEWAL_SECONDS = 40.0
"""Seconds that replacements may take to start while the workers that they replace go on serving.

Nothing of a destroyed key may be in memory a minute later. After this time the old workers are retired in any case;
connections then wait in the queue of the socket until a new worker is ready.
"""


@dataclass(frozen=True)
class Renewal:
    """The replacement of all workers because a key was destroyed.

    Parameters
    ----------
    old : the workers to be retired when the new ones are ready
    until : when they are retired in any case, by the monotonic clock
    """

    old: tuple[Process, ...]
    until: float


class Supervisor(Multiprocess):
    """uvicorn's supervisor without blocking waits.

    uvicorn pings one worker after another and waits for each reply. While one hangs, it would notice neither the death
    of another nor SIGTERM, and a stop would never end.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        sockets: list[socket],
        timeouts: WorkerTimeouts,
        destroyed_keys: Callable[[], Collection[str]] = no_keys,
    ) -> None:
        super().__init__(config, sockets)
        self._timeouts = timeouts
        self._destroyed_keys = destroyed_keys
        self._known = frozenset(destroyed_keys())  # the workers start after this
        self._renewal: Renewal | None = None
        self._retiring: dict[Process, float] = {}
        self._pinged: dict[Process, float] = {}
        self._replied: set[Process] = set()
        self._started: set[Process] = set()
        self._backoff = RestartBackoff()
        self._ready = False
        self._exits = worker_exit_counter()

    def keep_subprocess_alive(self) -> None:
        """Replace every worker that has exited or hangs, and all of them when a key was destroyed.

        When all of them serve for the first time, systemd is told.
        """
        self._bury_the_retired()
        self._renew_if_a_key_was_destroyed()
        for index, worker in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            hung = worker.process.is_alive() and self._is_hung(worker)
            if monotonic() < self._backoff.until:
                continue
            if hung or not worker.process.is_alive():
                self._replace(index, worker, hung=hung)
        if not self._ready and self._started.issuperset(self.processes):
            self._ready = True
            notify_ready(os.environ)

    def _renew_if_a_key_was_destroyed(self) -> None:
        """Start a replacement for every worker; retire the old ones when the replacements serve."""
        destroyed = frozenset(self._destroyed_keys())
        if self._renewal is None and destroyed <= self._known:
            return
        if self._renewal is None:
            log.info("a key was destroyed; every worker is replaced")
            self._known, old = destroyed, tuple(self.processes)
            self._renewal = Renewal(old, monotonic() + RENEWAL_SECONDS)
            self.processes = [Process(self.config, self.sockets) for _ in old]
            for worker in self.processes:
                worker.start()
        elif self._started.issuperset(self.processes) or monotonic() > self._renewal.until:
            for worker in self._renewal.old:
                self._retire(worker)
            self._renewal = None

    def _retire(self, worker: Process) -> None:
        self._forget(worker)
        if worker.process.is_alive() and worker.pid is not None:
            os.kill(worker.pid, RETIRE)
        self._retiring[worker] = monotonic() + RETIREMENT_SECONDS + _GRACE

    def _bury_the_retired(self) -> None:
        for worker, until in tuple(self._retiring.items()):
            if worker.process.is_alive() and monotonic() > until:
                log.error("a worker did not end in time and was killed", extra={"facts": {"worker": worker.pid}})
                worker.process.kill()
            if not worker.process.is_alive():
                worker.process.join()
                del self._retiring[worker]

    def _forget(self, worker: Process) -> None:
        self._pinged.pop(worker, None)
        self._replied.discard(worker)
        self._started.discard(worker)

    def _is_hung(self, worker: Process) -> bool:
        """Ping a worker unless a ping is pending. Return whether its reply is overdue."""
        now = monotonic()
        try:
            if worker not in self._pinged:
                worker.parent_conn.send(b"ping")
                self._pinged[worker] = now
            elif worker.parent_conn.poll():
                self._replied.add(worker)
                if worker.parent_conn.recv() and worker not in self._started:  # its server has started
                    self._started.add(worker)
                    self._backoff = RestartBackoff()
                del self._pinged[worker]
        except (OSError, EOFError):
            return True  # the pipe is broken, and no reply will come
        timeout = self._timeouts.heartbeat if worker in self._replied else self._timeouts.startup
        return now - self._pinged.get(worker, now) > timeout

    def _replace(self, index: int, worker: Process, *, hung: bool) -> None:
        worker.kill()
        worker.process.join()
        if worker not in self._started:
            self._backoff = self._backoff.after_failure(monotonic())
        self._forget(worker)
        facts = {"worker": worker.pid} | ({"silent": True} if hung else _exit_facts(worker))
        if worker.exitcode == STARTUP_FAILURE:  # every other worker would fail too
            log.error("a worker could not start; the service stops", extra={"facts": facts})
            self.should_exit.set()
            return
        self.processes[index] = replacement = Process(self.config, self.sockets)
        replacement.start()
        self._exits.labels("silent" if hung else "signal" if "signal" in facts else "exit").inc()
        log.warning("a worker ended; another takes its place", extra={"facts": facts | {"next": replacement.pid}})

    def terminate_all(self) -> None:
        """Tell every worker to stop, also one that retires or is about to."""
        renewed = self._renewal.old if self._renewal else ()
        self.processes = [*self.processes, *renewed, *self._retiring]
        super().terminate_all()

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

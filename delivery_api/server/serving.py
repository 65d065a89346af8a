"""Serves the application, with one worker or several, and drains it when it stops.

The module is separate so that a service in use imports nothing of the demonstration.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Timer
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from starlette.types import ASGIApp, Receive, Scope, Send

from delivery_api.access.refusals import Declined, Reason
from delivery_api.app import create_app
from delivery_api.bank.bank_preloading import preload_banks
from delivery_api.dates.clock import clock
from delivery_api.http.load_shedding import PriorityLanes
from delivery_api.keys.destroyed_keys import read_destroyed_keys
from delivery_api.lifecycle.key_management import require_keys_apart_from_database
from delivery_api.lifecycle.ledger_replay import replay_ledger
from delivery_api.lifecycle.schema import metadata
from delivery_api.lifecycle.schema_upgrade import require_compatible_schema
from delivery_api.lifecycle.service_setup import Service, open_service, require_declared
from delivery_api.observability.json_logging import LOG_SETTINGS
from delivery_api.observability.syslog_forwarding import log_settings
from delivery_api.privacy.registers.egress_guard import install_egress_guard
from delivery_api.privacy.registers.register_checks import require_recorded
from delivery_api.privacy.registers.register_file import read_registers
from delivery_api.releases.live_releases import announce_worker
from delivery_api.server.bounded_protocol import CONNECTIONS, BoundedProtocol
from delivery_api.server.event_loop_watchdog import start_watchdog
from delivery_api.server.key_folder_watch import KeyFolderWatch
from delivery_api.server.open_connections import ConnectionLimits, OpenConnections
from delivery_api.server.supervisor import WorkerTimeouts, supervise
from delivery_api.server.worker_retirement import CloseConnections, retire_on_signal
from delivery_api.settings import Settings
from delivery_api.storage.database_errors import DatabaseFailure, classify_failure
from delivery_api.trials.extraction import trials_with_absent_extracts

log = logging.getLogger("mesur")

DRAIN_SECONDS = 3.0
"""Seconds after SIGTERM in which new requests get 503, so that a load balancer notices before the server stops."""
GRACEFUL_SHUTDOWN_SECONDS = 20
"""Seconds that requests in progress may take after that."""
FORCED_EXIT_SECONDS = DRAIN_SECONDS + GRACEFUL_SHUTDOWN_SECONDS + 2.0
"""Seconds after SIGTERM at which a worker exits even if something is still running."""
WORKER_TIMEOUTS = WorkerTimeouts(startup=120.0, heartbeat=30.0, shutdown=FORCED_EXIT_SECONDS + 1.0)
"""Loading a worker while all processors were busy took 30 seconds."""


EVENT_LOOP_TIMEOUT_SECONDS = 30
"""Seconds after which a worker with a blocked event loop ends itself."""

UNREAD_SECONDS = 30.0
"""Seconds for which a response waits for a client that has stopped reading."""
MAX_HEADERS = 100
"""Headers of a request; browsers and proxies send about thirty."""
WAITING_BYTES = 32 * 2**20
"""Memory of a worker for parts of requests that wait for the rest."""
RESERVED_FILES = 200
"""Open files that a worker needs beside its connections: the database's connections, keys, banks, counts."""


class TooManyWorkers(Declined):
    """More than one worker on SQLite, which has one writer at a time: they would only wait for each other.

    It would be safe, since each transaction takes the write lock when it begins. But waiting writers poll for the
    lock in no order, so some answers would be slow by chance.
    """


def serve(settings: Settings, host: str, port: int, workers: int = 1) -> None:
    """Serve the application on an address, without an access log, which would tie sittings to times and machines.

    After SIGTERM requests in progress are finished and new ones get 503. A worker that dies is replaced, and so is
    every worker when a key was destroyed: nothing else frees its memory of the key.

    Raises
    ------
    UnboundedDeclaration : a table or a kind of file does not declare a bounded time
    InvalidRegisters : a processor stands in a region that is not allowed, or the file is wrong
    InvalidSettings : the keys are in the database's folder
    TooManyWorkers : more than one on SQLite
    IncompatibleSchema : the database lacks a migration this release needs, or needs a later release
    LedgerRefused : there is no ledger, or it was cut or altered
    """
    require_declared(settings)
    require_keys_apart_from_database(settings)
    hosts = allowed_hosts(settings)
    if workers > 1 and make_url(settings.database_url).get_backend_name() == "sqlite":
        raise TooManyWorkers(Reason.ONE_WORKER, workers=workers)
    prepare_database(settings)
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
    config = server_config(
        partial(worker_application, settings, hosts), settings, host, port, workers, log_settings(settings.collector)
    )
    supervise(config, WORKER_TIMEOUTS, partial(read_destroyed_keys, settings.keys))


def prepare_database(settings: Settings) -> None:
    """Bring the database up to the ledger, and tell whether this host sees the extracts that were written.

    Raises
    ------
    IncompatibleSchema, LedgerRefused
    """
    service = open_service(settings)
    try:
        require_compatible_schema(service.engine)
        replay_ledger(service.engine, service.ledger, clock())
        _tell_of_absent_extracts(service)
    except DBAPIError as error:  # it may come back; until then `/readyz` says so
        refused = classify_failure(error) is DatabaseFailure.LOGIN_REFUSED
        log.warning("the database refuses the login" if refused else "the database is unreachable")
    finally:
        service.engine.dispose()


def _tell_of_absent_extracts(service: Service) -> None:
    """Log whose extracts are not where they were written: the folder may not be the one that the hosts share."""
    with service.engine.begin() as connection:
        trials = trials_with_absent_extracts(connection)
    if trials:
        facts = {"folder": str(service.settings.extracts), "trials": trials}
        log.error("extracts are not where they were written; all hosts share one folder", extra={"facts": facts})


def server_config(
    application: Callable[[], ASGIApp],
    settings: Settings,
    host: str,
    port: int,
    workers: int = 1,
    log_config: dict[str, Any] | None = LOG_SETTINGS,
) -> uvicorn.Config:
    """Return how uvicorn serves an application that `BoundConnections` surrounds."""
    return uvicorn.Config(
        application,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        http=BoundedProtocol,
        ws="none",  # else a connection could leave the bounded protocol
        forwarded_allow_ips=settings.proxies,
        log_config=log_config,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_SECONDS,
    )


def worker_application(settings: Settings, hosts: frozenset[str]) -> ASGIApp:
    """Create the application of a worker: announce its release, and load the banks before the first request.

    Parameters
    ----------
    hosts : what it may connect to
    """
    install_egress_guard(hosts)
    app = create_app(settings)
    engine = app.state.service_context.engine
    app.state.release_lock = announce_worker(engine)
    KeyFolderWatch(Service(settings, engine, app.state.key_ring), app.state.lanes, clock).start()
    preload_banks(engine, app.state.bank_cache)
    _freeze_long_lived_objects()
    return in_a_worker(app, settings)


def in_a_worker(app: FastAPI, settings: Settings) -> ASGIApp:
    """Surround an application with what it needs in a worker: bounded connections, retirement, draining."""
    bounded = BoundConnections(app, open_connections(app, settings))
    return DrainOnTermination(CloseConnections(bounded, app.state.lanes), app.state.lanes)


def open_connections(app: FastAPI, settings: Settings) -> OpenConnections:
    """Return the connections of a worker that serves an application."""
    return OpenConnections(connection_limits(settings), app.state.security_log)


def connection_limits(settings: Settings) -> ConnectionLimits:
    """Return what a client may take up, within the open files that this process may have."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    header_bytes = settings.header_kilobytes * 1024
    return ConnectionLimits(
        header_seconds=settings.header_seconds,
        header_bytes=header_bytes,
        header_count=MAX_HEADERS,
        message_bytes=header_bytes + 2 * settings.largest_body,
        unread_seconds=UNREAD_SECONDS,
        waiting_bytes=WAITING_BYTES,
        waiting_per_address=settings.connections_per_address,
        connections=max(1, min(settings.connections, files - RESERVED_FILES)),
    )


@dataclass(frozen=True)
class BoundConnections:
    """Middleware that gives `BoundedProtocol` the open connections of this worker, as the state of the lifespan."""

    app: ASGIApp
    connections: OpenConnections

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on."""
        if scope["type"] == "lifespan":
            scope["state"][CONNECTIONS] = self.connections
        await self.app(scope, receive, send)


def allowed_hosts(settings: Settings) -> frozenset[str]:
    """Return the hosts that a worker may connect to: the registers', the sign-in provider's and the log's collector.

    Raises
    ------
    InvalidRegisters
    """
    provider = {urlsplit(address).hostname for address in (settings.issuer, settings.discovery_url) if address}
    registers = read_registers(settings.registers)
    require_recorded(registers, metadata)
    named = registers.hosts | {host for host in provider if host}
    database = make_url(settings.database_url).host
    collector = {settings.collector[0]} if isinstance(settings.collector, tuple) else set()
    return named | collector | ({database} if database else set())


def _freeze_long_lived_objects() -> None:
    """Exclude banks and code, which stay for good, from garbage collection.

    Each collection over all of them paused a worker for an eighth of a second.
    """
    gc.collect()
    gc.freeze()


@dataclass(frozen=True)
class DrainOnTermination:
    """Middleware that drains the application on SIGTERM: new requests are rejected first, then the server stops."""

    app: ASGIApp
    lanes: PriorityLanes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass every request on; when the server starts, install the signal handlers."""
        if scope["type"] == "lifespan":
            stop = signal.getsignal(signal.SIGTERM)
            if isinstance(server := getattr(stop, "__self__", None), uvicorn.Server):
                retire_on_signal(server, self.lanes, asyncio.get_running_loop())
            self._drain_on_sigterm(stop, asyncio.get_running_loop())
            self._drain_on_sigint(signal.getsignal(signal.SIGINT))
            start_watchdog(asyncio.get_running_loop(), EVENT_LOOP_TIMEOUT_SECONDS)
            log.info("started")
        await self.app(scope, receive, send)

    def _drain_on_sigterm(self, stop: Any, loop: asyncio.AbstractEventLoop) -> None:  # noqa: ANN401 - as signal has it
        def drain(number: int, frame: FrameType | None) -> None:
            if self.lanes.draining or not callable(stop):
                return
            self.lanes.draining = True
            log.info("draining")
            _exit_after(FORCED_EXIT_SECONDS)
            stop_server: Callable[[], None] = partial(stop, number, frame)
            loop.call_soon_threadsafe(loop.call_later, DRAIN_SECONDS, stop_server)

        signal.signal(signal.SIGTERM, drain)

    def _drain_on_sigint(self, stop: Any) -> None:  # noqa: ANN401 - as signal has it
        """Ctrl-C stops at once without draining; streams see the flag and end."""

        def drain_and_stop(number: int, frame: FrameType | None) -> None:
            self.lanes.draining = True
            stop(number, frame)

        if callable(stop):
            signal.signal(signal.SIGINT, drain_and_stop)


def _exit_after(seconds: float) -> None:
    """Exit after some seconds, even if the event loop is blocked and nothing that waits for it would run."""
    timer = Timer(seconds, _force_exit)
    timer.daemon = True
    timer.start()


def _force_exit() -> None:
    log.error("requests in progress did not end in time")
    os._exit(1)

"""Serving the application; on its own, so that a service in use loads nothing of the demonstration."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Timer
from types import FrameType
from typing import Any

import uvicorn
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from starlette.types import ASGIApp, Receive, Scope, Send

from delivery_api.access.refusals import Declined, Reason
from delivery_api.app import create_app
from delivery_api.bank.bank_preloading import preload_banks
from delivery_api.http.load_shedding import PriorityLanes
from delivery_api.lifecycle.key_management import require_keys_apart_from_database
from delivery_api.lifecycle.schema_upgrade import require_compatible_schema
from delivery_api.observability.json_logging import LOG_SETTINGS
from delivery_api.releases.live_releases import announce_worker
from delivery_api.server.event_loop_watchdog import start_watchdog
from delivery_api.server.supervisor import WorkerTimeouts, supervise
from delivery_api.settings import Settings
from delivery_api.storage.database import open_database

log = logging.getLogger("mesur")

DRAIN_SECONDS = 3.0
"""Seconds from SIGTERM to closing the door, in which new requests get 503 and whoever balances the load looks away."""
GRACEFUL_SHUTDOWN_SECONDS = 20
"""Seconds that requests which are running may take after that."""
FORCED_EXIT_SECONDS = DRAIN_SECONDS + GRACEFUL_SHUTDOWN_SECONDS + 2.0
"""Seconds from SIGTERM after which a worker ends whatever still runs in it."""
WORKER_TIMEOUTS = WorkerTimeouts(loading=120.0, silent=30.0, ending=FORCED_EXIT_SECONDS + 1.0)
"""A worker that is loaded while all processors are busy took 30 seconds for it."""


EVENT_LOOP_TIMEOUT_SECONDS = 30
"""Seconds after which a worker whose event loop does nothing ends itself."""


class TooManyWorkers(Declined):
    """SQLite takes one writer at a time, whichever process it is in: more workers would only wait for each other.

    It would be safe, for each transaction takes the write lock when it begins. But whoever waits for that lock asks
    again and again, in no order, so answers would be slow by chance.
    """


def serve(settings: Settings, host: str, port: int, workers: int = 1) -> None:
    """Serve the application on an address; no access log, for it would tie sittings to times and machines.

    SIGTERM drains: what runs is finished, what is new is asked to come back. A worker that dies is replaced.

    Raises
    ------
    InvalidSettings : the keys lie beside the database
    OneWorker : more than one on SQLite
    Unsuited : the database lacks what this release needs, or asks for a later one
    """
    require_keys_apart_from_database(settings)
    if workers > 1 and make_url(settings.database_url).get_backend_name() == "sqlite":
        raise TooManyWorkers(Reason.ONE_WORKER, workers=workers)
    _check_schema(settings)
    config = _config(settings, host, port, workers)
    if workers == 1:
        with suppress(KeyboardInterrupt):  # Ctrl-C, which the server raises again when it has stopped
            uvicorn.Server(config).run()
        return
    supervise(config, WORKER_TIMEOUTS)


def _check_schema(settings: Settings) -> None:
    engine = open_database(settings.database_url)
    try:
        require_compatible_schema(engine)
    except DBAPIError:
        log.warning("the database is away")  # it may come back; until then `/readyz` says so
    finally:
        engine.dispose()


def _config(settings: Settings, host: str, port: int, workers: int) -> uvicorn.Config:
    return uvicorn.Config(
        partial(worker_application, settings),
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_config=LOG_SETTINGS,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_SECONDS,
    )


def worker_application(settings: Settings) -> ASGIApp:
    """The application as a worker runs it: known to be at work, and with the banks read before the door is opened."""
    app = create_app(settings)
    app.state.at_work = announce_worker(app.state.service_context.engine)
    preload_banks(app.state.service_context.engine, app.state.bank_cache)
    _freeze_long_lived_objects()
    return DrainOnTermination(app, app.state.lanes)


def _freeze_long_lived_objects() -> None:
    """Keep what is there for good, banks and code, out of the search for reference cycles.

    Each search through all of it stopped a worker for an eighth of a second, in the middle of answers.
    """
    gc.collect()
    gc.freeze()


@dataclass(frozen=True)
class DrainOnTermination:
    """Stands between SIGTERM and the server: first nothing new is taken, then the server stops."""

    app: ASGIApp
    lanes: PriorityLanes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; the server's start is the time to stand in its way."""
        if scope["type"] == "lifespan":
            self._stand_before(signal.getsignal(signal.SIGTERM), asyncio.get_running_loop())
            self._hear_of(signal.getsignal(signal.SIGINT))
            start_watchdog(asyncio.get_running_loop(), EVENT_LOOP_TIMEOUT_SECONDS)
            log.info("started")
        await self.app(scope, receive, send)

    def _stand_before(self, stop: Any, loop: asyncio.AbstractEventLoop) -> None:  # noqa: ANN401 - as signal has it
        def drain(number: int, frame: FrameType | None) -> None:
            if self.lanes.draining or not callable(stop):
                return
            self.lanes.draining = True
            log.info("draining")
            _end_after(FORCED_EXIT_SECONDS)
            later: Callable[[], None] = partial(stop, number, frame)
            loop.call_soon_threadsafe(loop.call_later, DRAIN_SECONDS, later)

        signal.signal(signal.SIGTERM, drain)

    def _hear_of(self, stop: Any) -> None:  # noqa: ANN401 - as signal has it
        """Ctrl-C stops at once, without notice; what goes on by itself, as a stream does, learns that it should end."""

        def interrupted(number: int, frame: FrameType | None) -> None:
            self.lanes.draining = True
            stop(number, frame)

        if callable(stop):
            signal.signal(signal.SIGINT, interrupted)


def _end_after(seconds: float) -> None:
    """End the process then at the latest: where the event loop stands still, nothing that waits for it would."""
    timer = Timer(seconds, _end)
    timer.daemon = True
    timer.start()


def _end() -> None:
    log.error("what ran did not end in time")
    os._exit(1)

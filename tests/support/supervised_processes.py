"""Runs supervised workers as `mesur serve` does, with a bare application and short time limits.

`python -m tests.support.supervised_processes PORT WORKERS`. A request may never end; a worker has two seconds to stop,
and its event loop may stand still for eight.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time

import uvicorn
from fastapi import FastAPI
from fastapi.responses import Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from delivery_api.http.load_shedding import PriorityLanes
from delivery_api.observability.json_logging import LOG_SETTINGS
from delivery_api.server import serving
from delivery_api.server.supervisor import WorkerTimeouts, supervise

log = logging.getLogger("mesur")

# at import, so that it holds in the workers too
(
    serving.DRAIN_SECONDS,
    serving.GRACEFUL_SHUTDOWN_SECONDS,
    serving.FORCED_EXIT_SECONDS,
    serving.EVENT_LOOP_TIMEOUT_SECONDS,
) = 0.2, 1, 2.0, 8


def exit_process(code: int) -> None:
    os._exit(code)


def application() -> serving.DrainOnTermination:
    app = FastAPI()
    app.get("/pid")(os.getpid)
    app.get("/exit/{code}")(exit_process)

    @app.get("/stuck")
    def stuck() -> None:
        log.info("stuck")
        threading.Event().wait()

    @app.get("/still")
    async def still() -> None:
        log.info("still")
        time.sleep(3600)  # blocks the event loop

    @app.get("/slow")
    def slow() -> None:
        log.info("slow")
        time.sleep(0.5)

    @app.get("/metrics")
    def counts() -> Response:
        every = CollectorRegistry()
        MultiProcessCollector(every)
        return Response(generate_latest(every))

    return serving.DrainOnTermination(app, PriorityLanes())


if __name__ == "__main__":
    port, workers = int(sys.argv[1]), int(sys.argv[2])
    config = uvicorn.Config(
        application,
        factory=True,
        port=port,
        workers=workers,
        log_config=LOG_SETTINGS,
        timeout_graceful_shutdown=serving.GRACEFUL_SHUTDOWN_SECONDS,
    )
    supervise(config, WorkerTimeouts(startup=60.0, heartbeat=5.0, shutdown=3.0))

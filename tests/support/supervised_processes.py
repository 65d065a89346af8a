"""`python -m tests.support.supervised_processes PORT WORKERS`: processes as `mesur serve` runs them, in a hurry.

The application is a bare one.

What a worker is asked for may never end, and it has two seconds to stop, and eight to stand still.
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

from delivery_api.http.load_shedding import Lanes
from delivery_api.observability.json_logging import LOG_SETTINGS
from delivery_api.server import serving
from delivery_api.server.supervisor import Patience, supervise

log = logging.getLogger("mesur")

# set wherever this is imported, so in the workers too
serving.NOTICE, serving.AT_MOST, serving.LONGEST, serving.STILL = 0.2, 1, 2.0, 8


def leave(code: int) -> None:
    os._exit(code)


def application() -> serving.Drained:
    app = FastAPI()
    app.get("/pid")(os.getpid)
    app.get("/exit/{code}")(leave)

    @app.get("/stuck")
    def stuck() -> None:
        log.info("stuck")
        threading.Event().wait()

    @app.get("/still")
    async def still() -> None:
        log.info("still")
        time.sleep(3600)  # the event loop with it

    @app.get("/slow")
    def slow() -> None:
        log.info("slow")
        time.sleep(0.5)

    @app.get("/metrics")
    def counts() -> Response:
        every = CollectorRegistry()
        MultiProcessCollector(every)
        return Response(generate_latest(every))

    return serving.Drained(app, Lanes())


if __name__ == "__main__":
    port, workers = int(sys.argv[1]), int(sys.argv[2])
    config = uvicorn.Config(
        application,
        factory=True,
        port=port,
        workers=workers,
        log_config=LOG_SETTINGS,
        timeout_graceful_shutdown=serving.AT_MOST,
    )
    if workers == 1:
        uvicorn.Server(config).run()
    else:
        supervise(config, Patience(loading=60.0, silent=5.0, ending=3.0))

"""An application served over sockets as a worker serves it, in a thread of the test's own process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from starlette.types import ASGIApp

from delivery_api.server import serving
from delivery_api.server.open_connections import OpenConnections
from delivery_api.settings import Settings


@contextmanager
def served_in_thread(app: ASGIApp, settings: Settings, connections: OpenConnections, port: int = 0) -> Iterator[int]:
    """Serve an application over sockets, within limits; the port, a free one unless it is given."""
    bounded = serving.BoundConnections(app, connections)
    config = serving.server_config(lambda: bounded, settings, "127.0.0.1", port, log_config=None)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, name="served application")
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.005)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()

"""Run the service with a clock that can jump.

`python -m tests.faults.service_with_settable_clock SETTINGS PORT WORKERS CLOCK`; CLOCK is a file that holds the clock's
offset in seconds.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from starlette.types import ASGIApp

from delivery_api.app import create_app
from delivery_api.dates.clock import clock
from delivery_api.server import serving
from delivery_api.server.supervisor import supervise
from delivery_api.settings import Settings, read_settings


def shifted_clock(file: Path) -> datetime:
    return clock() + timedelta(seconds=float(file.read_text()))


def application(settings: Settings, file: Path) -> ASGIApp:
    app = create_app(settings, clock=partial(shifted_clock, file))
    return serving.in_a_worker(app, settings)


if __name__ == "__main__":
    _, settings_file, port, workers, clock_file = sys.argv
    settings = read_settings(Path(settings_file))
    served = partial(application, settings, Path(clock_file))
    config = serving.server_config(served, settings, "127.0.0.1", int(port), int(workers))
    supervise(config, serving.WORKER_TIMEOUTS)

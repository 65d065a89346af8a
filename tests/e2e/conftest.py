"""The demonstration as a person starts it, in a process of its own that a test may kill."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from delivery_api.lifecycle.service_setup import open_service
from delivery_api.settings import read_settings
from tests.support.replay_check import assert_every_sitting_replays


@dataclass
class Demo:
    """`mesur demo` in a folder of its own."""

    folder: Path
    port: int
    provider_port: int
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start it and wait until it is ready."""
        command = [sys.executable, "-m", "delivery_api", "demo", "--small", "--folder", str(self.folder)]
        ports = ["--port", str(self.port), "--provider-port", str(self.provider_port)]
        self.process = subprocess.Popen([*command, *ports], stdout=subprocess.DEVNULL, start_new_session=True)
        deadline = time.monotonic() + 300
        while not self._ready():
            assert self.process.poll() is None, "mesur demo ended by itself"
            assert time.monotonic() < deadline, "mesur demo was not ready after 300 s"
            time.sleep(0.2)

    def _ready(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/readyz").status_code == 200
        except httpx2.HTTPError:
            return False

    def kill(self) -> None:
        """As a power cut would: no goodbye."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """As Ctrl-C would; the exit code."""
        return self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> int:
        assert self.process is not None
        os.killpg(self.process.pid, how)
        code = self.process.wait(30)
        self.process = None
        return code


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A running demonstration; at the end it is stopped, and every sitting it holds is replayed."""
    running = Demo(tmp_path_factory.mktemp("demo"), free_port(), free_port())
    running.start()
    yield running
    if running.process is not None:
        running.stop()
    service = open_service(read_settings(running.folder / "settings.toml"))
    assert assert_every_sitting_replays(service) > 0
    service.engine.dispose()

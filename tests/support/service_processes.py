"""Runs the service in its own processes, as `mesur serve` does, with clients that talk to it over HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from tests.support.service_harness import ServiceHarness

ROOT = Path(__file__).parents[2]


@dataclass
class ServiceProcess:
    """A running service: its process, address, log file and clients."""

    process: subprocess.Popen[bytes]
    address: str
    log_file: Path
    clients: list[httpx2.Client] = field(default_factory=list)

    def log(self) -> list[dict[str, Any]]:
        """The log lines; a line that is not JSON raises."""
        return [json.loads(line) for line in self.log_file.read_text().splitlines()]

    def signed_in_client(self, harness: ServiceHarness, name: str) -> httpx2.Client:
        """A client that has signed in; the provider's redirect is rewritten to this process's address."""
        client = httpx2.Client(base_url=self.address, timeout=60)
        self.clients.append(client)
        redirect = client.get("/login")
        callback = httpx2.post(redirect.headers["location"], data={"sub": name})
        path = callback.headers["location"].removeprefix(harness.settings.public_url)
        assert client.get(path).status_code == 303
        return client

    def kill(self) -> None:
        """Kill the service and its workers, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for client in self.clients:
            client.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


SERVICE_MODULE = ("-m", "delivery_api")


def launch(
    settings: Path, port: int, log_file: Path, workers: int = 1, program: tuple[str, ...] = SERVICE_MODULE
) -> ServiceProcess:
    """Start the service without waiting for it; `program` is the Python arguments before `serve`."""
    command = [
        *(sys.executable, *program, "serve", "--settings", str(settings)),
        *("--port", str(port), "--workers", str(workers)),
    ]
    with log_file.open("ab") as log:
        # in its own session, so that all its processes can be killed at once
        process = subprocess.Popen(command, cwd=ROOT, stderr=log, start_new_session=True)
    return ServiceProcess(process, f"http://127.0.0.1:{port}", log_file)


def wait_until_ready(served: ServiceProcess) -> None:
    for _ in range(1200):
        with suppress(httpx2.TransportError):
            if httpx2.get(f"{served.address}/readyz").status_code == 200:
                return
        if served.process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(served.log_file.read_text())


@contextmanager
def running_service(harness: ServiceHarness, folder: Path, workers: int = 1) -> Iterator[ServiceProcess]:
    """Run the harness's service in its own processes until the block ends."""
    served = launch(folder / "settings.toml", free_port(), folder / "service.log", workers)
    try:
        wait_until_ready(served)
        yield served
    finally:
        served.kill()

"""The service in processes of its own, as `mesur serve` runs it, and players that talk to it over HTTP."""

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

from tests.support.running_service import House

ROOT = Path(__file__).parents[2]


@dataclass
class Served:
    """A service that runs, where it answers, and where it logs."""

    process: subprocess.Popen[bytes]
    address: str
    log_file: Path
    players: list[httpx2.Client] = field(default_factory=list)

    def log(self) -> list[dict[str, Any]]:
        """What it has logged; a line that is no JSON raises."""
        return [json.loads(line) for line in self.log_file.read_text().splitlines()]

    def player(self, house: House, name: str) -> httpx2.Client:
        """A browser that has signed in; the provider leads back to where the house says it is."""
        player = httpx2.Client(base_url=self.address, timeout=60)
        self.players.append(player)
        asked = player.get("/login")
        vouched = httpx2.post(asked.headers["location"], data={"sub": name})
        back = vouched.headers["location"].removeprefix(house.settings.public_url)
        assert player.get(back).status_code == 303
        return player

    def kill(self) -> None:
        """Kill it and its workers, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for player in self.players:
            player.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


OURS = ("-m", "delivery_api")


def launch(settings: Path, port: int, log_file: Path, workers: int = 1, program: tuple[str, ...] = OURS) -> Served:
    """Start the service; it is not waited for. `program` is what Python runs."""
    command = [
        *(sys.executable, *program, "serve", "--settings", str(settings)),
        *("--port", str(port), "--workers", str(workers)),
    ]
    with log_file.open("ab") as log:
        # a session of its own, so that all its processes can be ended at once
        process = subprocess.Popen(command, cwd=ROOT, stderr=log, start_new_session=True)
    return Served(process, f"http://127.0.0.1:{port}", log_file)


def wait_until_ready(served: Served) -> None:
    for _ in range(1200):
        with suppress(httpx2.TransportError):
            if httpx2.get(f"{served.address}/readyz").status_code == 200:
                return
        if served.process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(served.log_file.read_text())


@contextmanager
def running(house: House, folder: Path, workers: int = 1) -> Iterator[Served]:
    """The house's service in processes of its own, ready; killed afterwards if it has not ended."""
    served = launch(folder / "settings.toml", free_port(), folder / "service.log", workers)
    try:
        wait_until_ready(served)
        yield served
    finally:
        served.kill()

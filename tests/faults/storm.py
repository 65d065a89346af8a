"""The house, its service in processes of its own, a clock that can be set, and what can be killed."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from delivery_api.dates.clock import clock
from tests.faults.plan import DATABASE, POSTMASTER, PROCESS, WORKER, Plan
from tests.support.postgresql_server import Postgres
from tests.support.running_service import AUTUMN, House, build
from tests.support.service_processes import ROOT, Served, free_port, wait_until_ready

FURTHEST = 1200.0
"""Seconds that the clock may be off."""


@dataclass
class Clock:
    """The service's clock: a file with the seconds that it is off the machine's."""

    file: Path
    to_autumn: float = field(default_factory=lambda: (AUTUMN - clock()).total_seconds())
    off: float = 0.0

    def __post_init__(self) -> None:
        """Begin on the house's day."""
        self.set(0.0)

    def set(self, off: float) -> None:
        """Set it so many seconds off the house's day; whoever reads it finds the old figure or the new one."""
        self.off = off
        written = self.file.with_suffix(".new")
        written.write_text(str(self.to_autumn + off))
        written.replace(self.file)

    def jump(self, forward: bool, chance: random.Random) -> None:
        """Some way forward or back at once."""
        self.set(chance.uniform(self.off, FURTHEST) if forward else chance.uniform(-FURTHEST, self.off))


@dataclass
class Storm:
    """A run of a plan: where it takes place, and what has happened.

    Attributes
    ----------
    killers : what can be killed, by name
    due : after how many acknowledged answers which of them will be
    happened : is told of each fault
    killed : how many kills are over; who has seen fewer looks where their sitting stands
    """

    plan: Plan
    house: House
    served: Served
    clock: Clock
    killers: dict[str, Callable[[random.Random], None]]
    due: dict[int, str] = field(init=False)
    counts: Counter[str] = field(default_factory=Counter)
    happened: Callable[[], object] = field(default=lambda: None)
    killed: int = 0
    _chance: random.Random = field(init=False)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        """Draw what the plan leaves to its seed."""
        self.due, self._chance = self.plan.killed_at(), random.Random(f"{self.plan.seed} victims")

    def fault(self, name: str) -> None:
        """One more fault happens."""
        self.counts[name] += 1
        self.happened()

    async def acknowledged(self) -> None:
        """One more answer was acknowledged; some of them set off a kill."""
        self.counts["acknowledged"] += 1
        if name := self.due.pop(self.counts["acknowledged"], None):
            async with self._one_at_a_time:
                self.fault(name)
                await asyncio.to_thread(self.killers[name], self._chance)
                self.killed += 1


def built(folder: Path, database_url: str) -> House:
    """A house whose accounts may ask as often as they like; nobody signs in through a provider."""
    house = build(folder, database_url, "http://localhost:9")
    settings = folder / "settings.toml"
    settings.write_text(settings.read_text() + "requests_per_minute = 1000000\n")
    return replace(house, settings=replace(house.settings, requests_per_minute=1_000_000))


@contextmanager
def brewing(plan: Plan, house: House, folder: Path, workers: int, database: Postgres | None = None) -> Iterator[Storm]:
    """The house's service, its clock set to the house's day; with its database to be killed, where that is a server."""
    clock, port, log_file = Clock(folder / "clock"), free_port(), folder / "service.log"
    command = [sys.executable, "-m", "tests.faults.service", str(folder / "settings.toml"), str(port), str(workers)]
    with log_file.open("ab") as log:
        process = subprocess.Popen([*command, str(clock.file)], cwd=ROOT, stderr=log, start_new_session=True)
    served = Served(process, f"http://127.0.0.1:{port}", log_file)
    try:
        wait_until_ready(served)
        yield Storm(plan, house, served, clock, _killers(served, database))
    finally:
        served.kill()


def _killers(served: Served, database: Postgres | None) -> dict[str, Callable[[random.Random], None]]:
    of_the_service = {WORKER: lambda chance: _kill_a_worker(served.process.pid, chance)}
    if database is None:
        return of_the_service
    return of_the_service | {
        DATABASE: lambda _: database.kill(),
        POSTMASTER: lambda _: database.kill_the_postmaster(),
        PROCESS: database.kill_a_child,
    }


def _kill_a_worker(supervisor: int, chance: random.Random) -> None:
    """SIGKILL one worker, once there is one; its supervisor replaces it."""
    while not (workers := _workers(supervisor)):
        time.sleep(0.05)
    with suppress(ProcessLookupError):
        os.kill(chance.choice(workers), signal.SIGKILL)


def _workers(supervisor: int) -> list[int]:
    command = ["pgrep", "-P", str(supervisor), "-f", "spawn_main"]
    listed = subprocess.run(command, capture_output=True, text=True).stdout
    return [int(line) for line in listed.split()]

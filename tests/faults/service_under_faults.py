"""A service in processes of its own, whose clock can be set and whose processes can be killed."""

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
from tests.faults.fault_plan import DATABASE, POSTMASTER, PROCESS, WORKER, FaultPlan
from tests.support.postgresql_server import Postgres
from tests.support.service_harness import TEST_START, ServiceHarness, build_harness
from tests.support.service_processes import ROOT, ServiceProcess, free_port, wait_until_ready

LARGEST_CLOCK_OFFSET = 1200.0
"""The largest difference between the service's clock and the test's day, in seconds."""


@dataclass
class SettableClock:
    """The service's clock: a file that holds its offset from the machine's clock, in seconds."""

    file: Path
    to_autumn: float = field(default_factory=lambda: (TEST_START - clock()).total_seconds())
    off: float = 0.0

    def __post_init__(self) -> None:
        """Start at the test's day."""
        self.set(0.0)

    def set(self, off: float) -> None:
        """Set the offset from the test's day, in seconds; the file is replaced atomically."""
        self.off = off
        written = self.file.with_suffix(".new")
        written.write_text(str(self.to_autumn + off))
        written.replace(self.file)

    def jump(self, forward: bool, chance: random.Random) -> None:
        """Jump forward or back by a random amount."""
        self.set(
            chance.uniform(self.off, LARGEST_CLOCK_OFFSET)
            if forward
            else chance.uniform(-LARGEST_CLOCK_OFFSET, self.off)
        )


@dataclass
class FaultRun:
    """One run of a fault plan: the service it runs against, and the counts of what happened.

    Attributes
    ----------
    killers : the function that kills each kind of process, by name
    due : number of acknowledged answers → the kill that follows
    on_fault : is called after each fault
    killed : number of kills so far; a learner who has seen fewer reloads the page
    """

    plan: FaultPlan
    harness: ServiceHarness
    served: ServiceProcess
    clock: SettableClock
    killers: dict[str, Callable[[random.Random], None]]
    due: dict[int, str] = field(init=False)
    counts: Counter[str] = field(default_factory=Counter)
    on_fault: Callable[[], object] = field(default=lambda: None)
    killed: int = 0
    _chance: random.Random = field(init=False)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        """Draw the kills from the plan's seed."""
        self.due, self._chance = self.plan.killed_at(), random.Random(f"{self.plan.seed} victims")

    def fault(self, name: str) -> None:
        """Count a fault."""
        self.counts[name] += 1
        self.on_fault()

    async def acknowledged(self) -> None:
        """Count an acknowledged answer, and kill a process if one is due after it."""
        self.counts["acknowledged"] += 1
        if name := self.due.pop(self.counts["acknowledged"], None):
            async with self._one_at_a_time:
                self.fault(name)
                await asyncio.to_thread(self.killers[name], self._chance)
                self.killed += 1


def build_unthrottled_harness(folder: Path, database_url: str) -> ServiceHarness:
    """A harness without a rate limit; sessions are opened directly, so no provider runs."""
    harness = build_harness(folder, database_url, "http://localhost:9")
    settings = folder / "settings.toml"
    settings.write_text(settings.read_text() + "requests_per_minute = 1000000\n")
    return replace(harness, settings=replace(harness.settings, requests_per_minute=1_000_000))


@contextmanager
def running_under_faults(
    plan: FaultPlan, harness: ServiceHarness, folder: Path, workers: int, database: Postgres | None = None
) -> Iterator[FaultRun]:
    """Run the service with its clock set to the test's day; `database` is killed too if it is given."""
    clock, port, log_file = SettableClock(folder / "clock"), free_port(), folder / "service.log"
    command = [
        sys.executable,
        "-m",
        "tests.faults.service_with_settable_clock",
        str(folder / "settings.toml"),
        str(port),
        str(workers),
    ]
    with log_file.open("ab") as log:
        process = subprocess.Popen([*command, str(clock.file)], cwd=ROOT, stderr=log, start_new_session=True)
    served = ServiceProcess(process, f"http://127.0.0.1:{port}", log_file)
    try:
        wait_until_ready(served)
        yield FaultRun(plan, harness, served, clock, _killers(served, database))
    finally:
        served.kill()


def _killers(served: ServiceProcess, database: Postgres | None) -> dict[str, Callable[[random.Random], None]]:
    service_killers = {WORKER: lambda chance: _kill_a_worker(served.process.pid, chance)}
    if database is None:
        return service_killers
    return service_killers | {
        DATABASE: lambda _: database.kill(),
        POSTMASTER: lambda _: database.kill_postmaster(),
        PROCESS: database.kill_child,
    }


def _kill_a_worker(supervisor: int, chance: random.Random) -> None:
    """Send SIGKILL to one worker, waiting until there is one; the supervisor replaces it."""
    while not (workers := _workers(supervisor)):
        time.sleep(0.05)
    with suppress(ProcessLookupError):
        os.kill(chance.choice(workers), signal.SIGKILL)


def _workers(supervisor: int) -> list[int]:
    command = ["pgrep", "-P", str(supervisor), "-f", "spawn_main"]
    listed = subprocess.run(command, capture_output=True, text=True).stdout
    return [int(line) for line in listed.split()]

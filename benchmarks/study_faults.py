"""Ten thousand faults, half on SQLite and half on PostgreSQL: each acknowledged answer is in the logs exactly once.

The faults come in rounds of fifty sittings, each with its own service, database and seed; tests/faults defines a round
and its assertions. The study stops at the first round that fails; the progress bar shows its seed. Arguments: number of
faults, first seed.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path

from rich.progress import Progress

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.faults.count_summary import answer_summary, summary
from tests.faults.fault_plan import DATABASE, KILLS, LEARNERS, POSTMASTER, PROCESS, REQUEST_FAULTS, WORKER, FaultPlan
from tests.faults.fault_run import run_and_verify
from tests.faults.service_under_faults import FaultRun, build_unthrottled_harness, running_under_faults
from tests.support.postgresql_server import running_postgres

FAULTS, OF_A_ROUND = 10_000, 800
KILLED = {"sqlite": {WORKER: 0.015}, "postgresql": {WORKER: 0.03, DATABASE: 0.015, POSTMASTER: 0.015, PROCESS: 0.015}}
"""The parts of a round's faults that are kills; the others are of the line and the clock."""


def plan_round(seed: int, kind: str, faults: int) -> FaultPlan:
    kills = {name: round(part * faults) for name, part in KILLED[kind].items()}
    return FaultPlan(seed, faults - sum(kills.values()), kills)


@contextmanager
def on_sqlite(plan: FaultPlan, folder: Path) -> Iterator[FaultRun]:
    (folder / "data").mkdir()
    harness = build_unthrottled_harness(folder, f"sqlite:///{folder / 'data' / 'mesur.sqlite3'}")
    with running_under_faults(plan, harness, folder, workers=1) as fault_run:
        yield fault_run
    harness.close()


@contextmanager
def on_postgresql(plan: FaultPlan, folder: Path) -> Iterator[FaultRun]:
    with running_postgres() as server, server.fresh_database() as url:
        harness = build_unthrottled_harness(folder, url)
        with running_under_faults(plan, harness, folder, workers=2, database=server) as fault_run:
            yield fault_run
        harness.close()


def run_round(kind: str, plan: FaultPlan, happened: Callable[[], object]) -> Counter[str]:
    """What a round has counted."""
    opened = {"sqlite": on_sqlite, "postgresql": on_postgresql}[kind]
    with tempfile.TemporaryDirectory() as folder, opened(plan, Path(folder)) as fault_run:
        fault_run.on_fault = happened
        return run_and_verify(fault_run)


def rounds(faults: int, first_seed: int) -> Iterator[tuple[str, FaultPlan]]:
    """By turns on the two databases, until there are as many faults as asked for."""
    for number in count():
        if (left := faults - OF_A_ROUND * number) <= 0:
            return
        kind = ("sqlite", "postgresql")[number % 2]
        yield kind, plan_round(first_seed + number, kind, min(left, OF_A_ROUND))


def main(faults: int = FAULTS, first_seed: int = 1) -> None:
    counts: dict[str, Counter[str]] = {"sqlite": Counter(), "postgresql": Counter()}
    seconds: Counter[str] = Counter()
    with Progress() as progress:
        task = progress.add_task("faults", total=faults)
        for kind, plan in rounds(faults, first_seed):
            progress.update(task, description=f"{kind}, seed {plan.seed}")
            began = time.perf_counter()
            counted = run_round(kind, plan, partial(progress.advance, task))
            took = time.perf_counter() - began
            counts[kind] += counted
            seconds[kind] += took  # type: ignore[assignment]
            progress.console.print(
                f"{kind}, seed {plan.seed}: {plan.faults} faults, {answer_summary(counted)}, {took:.0f} s"
            )
    for kind, counted in counts.items():
        if counted:
            print(
                f"\n{kind}, sittings {LEARNERS} at a time, {seconds[kind]:,.0f} s\n{summary(counted)}\n{rates(counted)}"
            )


def rates(counted: Counter[str]) -> str:
    happened, said = sum(counted[name] for name in (*REQUEST_FAULTS, *KILLS)), counted["acknowledged"]
    return (
        f"a fault for every {said / happened:.1f} answers; with 95 % confidence fewer than one answer in "
        f"{said / 3:,.0f} is lost under such faults"  # none of n: the upper end is 3 / n
    )


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:3]))

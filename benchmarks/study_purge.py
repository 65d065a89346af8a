"""A large trial is destroyed on PostgreSQL while sittings are answered: how long anybody waits for a lock or an answer.

The trial has copies of one real sitting (`large_trial`). Two workers of `mesur serve` are asked 20 answers a second as
in `bench_answers`, without a break from before `mesur retention run` starts until after it has ended. A response time
counts from when an answer was due; the percentile is that of the answers that were due while the command ran.
PostgreSQL logs each wait for a lock that is longer than a tenth of a second; that it does is tried first.

Targets: no such wait; p99 of at most 100 ms beside the purge.
Run: .venv/bin/python -m benchmarks.study_purge [--responses 20000000]
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bench_answers import LATE_MS, LINES, SITTING, percentiles_ms, run_load
from benchmarks.benchmark_service import LENGTH, ROOT, BenchmarkSchool, RunningService, prepare_school, run_service
from benchmarks.large_trial import RealSitting, longest_sitting, make_trial
from benchmarks.loopback_postgres import durable_postgres
from delivery_api.storage.database import autocommit_connection

RATE, ALONE_SECONDS, BEFORE_SECONDS, AFTER_SECONDS = 20.0, 60, 10, 40
LOCK_WAIT = "100ms"


@dataclass(frozen=True)
class Purge:
    """What a run of retention printed, and when it ran."""

    printed: str
    began: float
    ended: float


def log_long_lock_waits(school: BenchmarkSchool) -> Path:
    """Have PostgreSQL log waits for locks. Return its log.

    Raises
    ------
    AssertionError : a wait is not logged
    """
    with autocommit_connection(school.service.engine) as connection:
        connection.execute(text(f"ALTER SYSTEM SET deadlock_timeout = '{LOCK_WAIT}'"))
        connection.execute(text("ALTER SYSTEM SET log_lock_waits = on"))
        connection.execute(text("SELECT pg_reload_conf()"))
        log = Path(str(connection.scalar(text("SHOW data_directory")))) / "log"
    time.sleep(1)
    _wait_for_a_lock(school)
    assert len(long_waits(log)) == 1, "PostgreSQL logged no wait for a lock"
    return log


def _wait_for_a_lock(school: BenchmarkSchool) -> None:
    with school.service.engine.begin() as holder, school.service.engine.connect() as waiter:
        holder.execute(text("LOCK TABLE programmes"))
        try:
            waiter.execute(text("SET statement_timeout = '300ms'"))
            waiter.execute(text("SELECT count(*) FROM programmes"))
        except DBAPIError:
            waiter.invalidate()


def long_waits(log: Path) -> list[str]:
    """The waits that PostgreSQL logged."""
    return [line for line in log.read_text(errors="replace").splitlines() if "still waiting for" in line]


def purge(school: BenchmarkSchool) -> Purge:
    """Run retention, a while after the answers have begun."""
    time.sleep(BEFORE_SECONDS)
    began = time.perf_counter()
    command = [sys.executable, "-m", "delivery_api", "retention", "run", "--settings", str(school.settings_file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return Purge(done.stdout, began, time.perf_counter())


def study(school: BenchmarkSchool, running: RunningService, sitting: RealSitting, count: int, seconds: int) -> bool:
    """Run the study. Return whether the targets are met."""
    log = log_long_lock_waits(school)
    run_load(school, running, SITTING, 600)
    alone = run_load(school, running, SITTING, int(RATE * ALONE_SECONDS), rate=RATE)
    print(f"answers at {RATE:.0f}/s alone: p50 {alone.p50_ms:.1f} ms, p99 {alone.p99_ms:.1f} ms", flush=True)
    with ThreadPoolExecutor(1) as pool:
        started: list[Future[Purge]] = []
        whole = run_load(
            school,
            running,
            SITTING,
            int(RATE * seconds),
            rate=RATE,
            begins=lambda: started.append(pool.submit(purge, school)),
        )
        done = started[0].result()
    waits = long_waits(log)[1:]
    print(done.printed.strip())
    print(f"{count * sitting.responses:,} responses destroyed in {done.ended - done.began:.1f} s, its start included")
    beside = [took for due, took in whole.each if done.began <= due <= done.ended]
    after = [took for due, took in whole.each if done.ended < due <= done.ended + AFTER_SECONDS]
    assert max(due for due, _ in whole.each) > done.ended, "the answers ended before the purge: give more --seconds"
    show("beside the purge", beside)
    show(f"in the {AFTER_SECONDS} seconds after it", after)
    show_seconds(done, whole.each)
    print(f"waits for a lock longer than {LOCK_WAIT}: {len(waits)} (none)")
    for line in waits:
        print("  ", line)
    return not waits and percentiles_ms(beside)[1] <= LATE_MS


def show(name: str, seconds: list[float]) -> None:
    """Print the percentiles of some answers."""
    p50, p99 = percentiles_ms(seconds)
    late = sum(1e3 * each > LATE_MS for each in seconds)
    most = 1e3 * max(seconds)
    print(
        f"{name}: {len(seconds):,} answers, p50 {p50:.1f} ms, p99 {p99:.1f} ms (at most {LATE_MS:.0f}), "
        f"longest {most:.0f} ms, {late} late"
    )


def show_seconds(done: Purge, each: Iterable[tuple[float, float]]) -> None:
    """Print in which seconds of the purge answers were late."""
    late: dict[int, list[float]] = {}
    for due, took in each:
        if due >= done.began and 1e3 * took > LATE_MS:
            late.setdefault(int(due - done.began), []).append(1e3 * took)
    for second, those in sorted(late.items()):
        print(f"   {second} s after its start: {', '.join(f'{took:.0f} ms' for took in sorted(those))}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--responses", type=int, default=20_000_000)
    parser.add_argument("--seconds", type=int, default=240, help="for which sittings are answered beside the purge")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, durable_postgres() as url:
        school = prepare_school(Path(folder), url)
        with run_service(school, workers=1) as running:
            run_load(school, running, SITTING, LINES * LENGTH)
        sitting = longest_sitting(school)
        count = -(-given.responses // sitting.responses)
        began = time.perf_counter()
        make_trial(school, url, sitting, count)
        sealed = sum(len(payload) for _, _, payload in sitting.events) / len(sitting.events)
        print(
            f"a trial of {count:,} sittings, {count * sitting.responses:,} responses, {count * len(sitting.events):,} "
            f"events of {sealed:.0f} sealed bytes, {size(school):.1f} GB, made in {time.perf_counter() - began:.0f} s",
            flush=True,
        )
        with run_service(school, workers=2) as running:
            met = study(school, running, sitting, count, given.seconds)
    sys.exit(not met)


def size(school: BenchmarkSchool) -> float:
    """The size of the database in GB."""
    with school.service.engine.begin() as connection:
        return float(connection.scalar(text("SELECT pg_database_size(current_database()) / 1e9")) or 0)


if __name__ == "__main__":
    main()

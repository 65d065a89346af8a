"""A large trial is destroyed on PostgreSQL while sittings are answered: how long anybody waits for a lock or an answer.

The trial's rows are made in SQL. The load is that of `bench_answers`, at 20 answers a second; first without the purge,
then beside it. PostgreSQL itself logs every wait for a lock that is longer than a tenth of a second.

Targets: no such wait; p99 of at most 100 ms beside the purge.
Run: .venv/bin/python benchmarks/study_purge.py [--responses 20000000]
"""

import argparse
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bench_answers import LATE_MS, SITTING, run_load
from benchmarks.benchmark_service import ROOT, SUBJECT, BenchmarkSchool, prepare_school, run_service
from benchmarks.loopback_postgres import durable_postgres
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date, months_after
from delivery_api.ledger.decisions import Decision
from delivery_api.sittings.storage import store as sittings
from delivery_api.storage.database import autocommit_connection
from delivery_api.trials import service as trials

RATE, SECONDS, OF_A_SITTING = 20.0, 40, 40
LOCK_WAIT = "100ms"


@dataclass(frozen=True)
class Purge:
    """What a run of retention printed, and how long it took."""

    printed: str
    seconds: float


def make_trial(school: BenchmarkSchool, responses: int) -> str:
    """Make a trial of so many responses that was completed nineteen months ago. Return its id."""
    service, now = school.service, clock()
    with service.engine.begin() as connection:
        trial = trials.create(
            connection,
            service.ring,
            service.ledger,
            name="Study",
            subject=SUBJECT,
            classes=[school.class_id],
            complete_by=london_date(now) + timedelta(days=7),
            decision=Decision("A. Rees", "to study its destruction"),
            now=now,
        )
    slug = trial.replace("-", "_")
    with service.engine.begin() as connection:
        connection.execute(
            text(
                f"INSERT INTO sittings_{slug} (programme, id, pseudonym, subject, state) "
                "SELECT :trial, md5(n::text)::uuid, md5(n::text) || md5(n::text), :subject, 'completed' "
                "FROM generate_series(1, :sittings) AS n"
            ),
            {"trial": trial, "subject": SUBJECT, "sittings": responses // OF_A_SITTING},
        )
        connection.execute(
            text(
                f"INSERT INTO sitting_events_{slug} "
                "(programme, sitting, sequence, kind, key_id, payload) SELECT :trial, md5(n::text)::uuid, position, "
                "'answered', 'key', decode(repeat(md5((n * position)::text), 12), 'hex') "
                "FROM generate_series(1, :sittings) AS n, generate_series(1, :each) AS position"
            ),
            {"trial": trial, "sittings": responses // OF_A_SITTING, "each": OF_A_SITTING},
        )
        sittings.complete_programme(connection, trial, months_after(london_date(now), -19))
    with autocommit_connection(service.engine) as connection:
        connection.execute(text("CHECKPOINT"))
    return trial


def log_long_lock_waits(school: BenchmarkSchool) -> Path:
    """Have PostgreSQL log waits for locks. Return its log."""
    with autocommit_connection(school.service.engine) as connection:
        connection.execute(text(f"ALTER SYSTEM SET deadlock_timeout = '{LOCK_WAIT}'"))
        connection.execute(text("ALTER SYSTEM SET log_lock_waits = on"))
        connection.execute(text("SELECT pg_reload_conf()"))
        return Path(str(connection.scalar(text("SHOW data_directory")))) / "log"


def purge(school: BenchmarkSchool) -> Purge:
    began = time.perf_counter()
    command = [sys.executable, "-m", "delivery_api", "retention", "run", "--settings", str(school.settings_file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return Purge(done.stdout, time.perf_counter() - began)


def study(school: BenchmarkSchool, responses: int) -> bool:
    """Run the study. Return whether the targets are met."""
    log = log_long_lock_waits(school)
    with run_service(school, workers=2) as running, ThreadPoolExecutor(1) as pool:
        run_load(school, running, SITTING, 600)
        make_trial(school, responses)
        answers = int(RATE * SECONDS)
        alone = run_load(school, running, SITTING, answers, rate=RATE)
        purging: Future[Purge] = pool.submit(purge, school)
        beside = [run_load(school, running, SITTING, answers, rate=RATE)]
        while not purging.done():
            beside.append(run_load(school, running, SITTING, answers, rate=RATE))
    waits = [line for line in log.read_text(errors="replace").splitlines() if "still waiting for" in line]
    done, worst = purging.result(), max(each.p99_ms for each in beside)
    print(done.printed.strip())
    print(f"{responses:,} responses destroyed in {done.seconds:.1f} s, with the start of the command")
    print(f"answers at {RATE:.0f}/s alone: p50 {alone.p50_ms:.1f} ms, p99 {alone.p99_ms:.1f} ms")
    print(f"beside the purge: p50 {beside[0].p50_ms:.1f} ms, p99 {worst:.1f} ms (at most {LATE_MS:.0f})")
    print(f"waits for a lock longer than {LOCK_WAIT}: {len(waits)} (none)")
    for line in waits:
        print("  ", line)
    return not waits and worst <= LATE_MS


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--responses", type=int, default=20_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, durable_postgres() as url:
        met = study(prepare_school(Path(folder), url), given.responses)
    sys.exit(not met)


if __name__ == "__main__":
    main()

"""Answers per second, compared with a bare endpoint through the same stack in the same run.

For each answer the service checks the session, scores the response, stores it with the next item, and acknowledges it
once that is durable: PostgreSQL on loopback with fsync, the client on the same processors. The next item is selected
from 1,200 by a shadow test with nested constraints. The bare endpoint does one select, one insert and one update. The
two alternate, so that other load on the machine affects both; the ratio is the median of the rounds. A second run
arrives at random at half of the rate reached. Memory is that of the largest worker, after the first round and at the
end.

Targets: 0.6 of the bare endpoint; p99 of at most 100 ms at half of the highest rate; memory flat over 100,000 answers.
Run: .venv/bin/python -m benchmarks.bench_answers [--answers 100000] [--workers 1 2]
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.benchmark_service import (
    LENGTH,
    ROOT,
    BenchmarkSchool,
    RunningService,
    insert_bare_rows,
    prepare_school,
    reply_options,
    run_bare_endpoint,
    run_service,
    start_sittings,
)
from benchmarks.loopback_postgres import durable_postgres

ANSWERS, ROUNDS, LINES, WARM = 4_000, 5, 32, 600
RATIO, LATE_MS, GROWTH = 0.6, 100.0, 1.05
SITTING, BARE = "/api/sittings/{id}/responses/{position}", "/bare/{id}/{position}"


@dataclass(frozen=True)
class LoadResult:
    """What a client saw of some answers, and what they cost."""

    answers: int
    rate: float
    p50_ms: float
    p99_ms: float
    client: float  # processors that the client took
    cpu_ms: float  # of the workers, for an answer
    megabytes: float
    each: tuple[tuple[float, float], ...] = ()  # when an answer was due, and its seconds


def run_load(
    school: BenchmarkSchool,
    running: RunningService,
    path: str,
    answers: int,
    *,
    rate: float | None = None,
    begins: Callable[[], object] = lambda: None,
) -> LoadResult:
    """So many answers by a client in a process of its own; it raises if one was refused.

    Parameters
    ----------
    begins : is called when all is prepared
    """
    lines = LINES if rate is None else 4 * LINES
    count = answers // LENGTH + lines
    sittings = insert_bare_rows(school, count) if path == BARE else start_sittings(school, count)
    plan = {
        **{"port": running.port, "path": path, "sittings": sittings, "answers": answers, "lines": lines},
        **{"rate": rate, "length": LENGTH, "replies": reply_options(school.bank)},
    }
    file = school.folder / "plan.json"
    file.write_text(json.dumps(plan))
    before = running.seconds()
    command = [sys.executable, "-m", "benchmarks.answering_client", str(file)]
    begins()
    saw = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    used = running.seconds() - before
    assert saw["answers"] == answers, saw["answers"]
    assert not saw["refused"], saw["refused"]
    return _load_result(saw, used, running.megabytes())


def _load_result(saw: dict[str, Any], used: float, megabytes: float) -> LoadResult:
    answers, each = saw["answers"], tuple((due, seconds) for due, seconds in saw["each"])
    p50, p99 = percentiles_ms(saw["seconds"])
    return LoadResult(answers, answers / saw["took"], p50, p99, saw["share"], 1e3 * used / answers, megabytes, each)


def percentiles_ms(seconds: Iterable[float]) -> tuple[float, float]:
    """The median and the 99th percentile in milliseconds."""
    ordered = sorted(seconds)
    return 1e3 * ordered[int(len(ordered) * 0.5)], 1e3 * ordered[int(len(ordered) * 0.99)]


def show(name: str, took: LoadResult, beside: str = "") -> None:
    print(
        f"{name:34s} {took.rate:7.0f} {took.p50_ms:8.1f} {took.p99_ms:8.1f} {took.cpu_ms:8.2f} {took.client:8.0%}"
        f" {took.megabytes:8.0f}  {beside}",
        flush=True,
    )


def medians(rounds: list[LoadResult]) -> LoadResult:
    """The median of each figure."""
    names = [name for name in LoadResult.__dataclass_fields__ if name != "each"]
    return LoadResult(*(median(getattr(each, name) for each in rounds) for name in names))


def measure(school: BenchmarkSchool, workers: int, answers: int) -> None:
    with run_bare_endpoint(school, workers) as bare, run_service(school, workers) as service:
        run_load(school, bare, BARE, WARM)
        run_load(school, service, SITTING, WARM)
        each = max(LENGTH, answers // ROUNDS)
        rounds = [(run_load(school, bare, BARE, each), run_load(school, service, SITTING, each)) for _ in range(ROUNDS)]
        ratios = sorted(ours.rate / theirs.rate for theirs, ours in rounds)
        ours = medians([ours for _, ours in rounds])
        several = f"{workers} worker{'s' if workers > 1 else ''}"
        show(f"bare, {several}", medians([theirs for theirs, _ in rounds]))
        show(f"answers, {several}", ours, f"{median(ratios):.2f} of bare (to reach {RATIO}; rounds {_span(ratios)})")
        half = run_load(school, service, SITTING, answers // 2, rate=ours.rate / 2)
        show("  at half of that rate", half, f"p99 at most {LATE_MS:.0f} ms")
        early, total = WARM + each, WARM + ROUNDS * each + answers // 2
        grown = service.megabytes() / rounds[0][1].megabytes
        print(
            f"  memory after {total:,} answers: {grown:.2f} of what it was after {early:,} (at most {GROWTH})",
            flush=True,
        )


def _span(ratios: list[float]) -> str:
    return f"{ratios[0]:.2f}–{ratios[-1]:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--answers", type=int, default=ANSWERS)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    given = parser.parse_args()
    print("Answers on PostgreSQL, durable, each followed by the next question of 1,200 under nested bounds")
    print(f"{'':34s} {'answers':>7s} {'p50':>8s} {'p99':>8s} {'workers':>8s} {'client':>8s} {'largest':>8s}")
    print(f"{'':34s} {'/s':>7s} {'ms':>8s} {'ms':>8s} {'cpu ms':>8s} {'of a cpu':>8s} {'MB':>8s}", flush=True)
    with tempfile.TemporaryDirectory() as folder, durable_postgres() as url:
        school = prepare_school(Path(folder), url)
        for workers in given.workers:
            measure(school, workers, given.answers)


if __name__ == "__main__":
    main()

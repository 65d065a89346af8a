"""Sign-ins at nine o'clock: 3,000 learners sign in within a minute, class by class, while others answer.

It covers the complete code flow with PKCE through a stub provider in its own process, durable PostgreSQL on loopback,
two workers, and clients on the same processors. A browser that receives Retry-After retries at that time.

Target: no failure. Run: .venv/bin/python -m benchmarks.bench_sign_ins [--learners 3000] [--seconds 60]
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bench_answers import SITTING
from benchmarks.benchmark_service import (
    LENGTH,
    ROOT,
    BenchmarkSchool,
    enrol_learners,
    prepare_school,
    reply_options,
    run_service,
    start_sittings,
)
from benchmarks.loopback_postgres import durable_postgres
from tests.support.service_processes import free_port

CLASS, WORKERS, ANSWERS_A_SECOND, AT_WORK = 25, 2, 20, 100


@contextmanager
def stub_provider(port: int) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.stub_oidc_provider", str(port)], cwd=ROOT)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def client(school: BenchmarkSchool, module: str, plan: dict[str, Any]) -> subprocess.Popen[bytes]:
    file = school.folder / f"{module}.json"
    file.write_text(json.dumps(plan))
    command = [sys.executable, "-m", f"benchmarks.{module}", str(file)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def printed_result(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    out, _ = process.communicate()
    assert process.returncode == 0
    found: dict[str, Any] = json.loads(out)
    return found


def answering_plan(school: BenchmarkSchool, port: int, answers: int) -> dict[str, Any]:
    """The plan of learners who answer meanwhile."""
    sittings = start_sittings(school, AT_WORK + answers // LENGTH)
    return {
        **{"port": port, "path": SITTING, "sittings": sittings, "answers": answers, "lines": AT_WORK},
        **{"rate": ANSWERS_A_SECOND, "length": LENGTH, "replies": reply_options(school.bank)},
    }


def quantiles(seconds: list[float]) -> str:
    p50, p99 = (1e3 * seconds[int(len(seconds) * share)] for share in (0.5, 0.99))
    return f"p50 {p50:7.0f} ms   p99 {p99:7.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--learners", type=int, default=3_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    issuer, here = free_port(), free_port()
    with (
        tempfile.TemporaryDirectory() as folder,
        durable_postgres() as url,
        stub_provider(issuer),
    ):
        school = prepare_school(Path(folder), url, f"http://127.0.0.1:{issuer}", here)
        names = [f"learner-{number}" for number in range(given.learners)]
        enrol_learners(school, names)
        with run_service(school, WORKERS, here) as running:
            printed_result(
                client(school, "answering_client", answering_plan(school, here, 200))
            )  # the workers have read the bank
            alone = printed_result(
                client(school, "answering_client", answering_plan(school, here, ANSWERS_A_SECOND * 10))
            )
            plan = {"port": here, "names": names, "over": given.seconds, "class": CLASS}
            answering = client(
                school, "answering_client", answering_plan(school, here, int(ANSWERS_A_SECOND * given.seconds))
            )
            used = running.seconds()
            storm = printed_result(client(school, "sign_in_client", plan))
            used = running.seconds() - used
            beside = printed_result(answering)
    print(
        f"{given.learners:,} sign-ins in {given.seconds:.0f} s, {WORKERS} workers, {ANSWERS_A_SECOND} answers/s beside"
    )
    print(f"  failed      {len(storm['failures'])} (none may) {storm['failures'][:3] or ''}")
    print(f"  sign-ins    {quantiles(storm['seconds'])}   asked to come back {storm['seen'].get('503', 0)} times")
    print(f"  answers     {quantiles(beside['seconds'])}   refused {beside['refused'] or 0}")
    print(f"   before it  {quantiles(alone['seconds'])}")
    print(
        f"  over        {storm['took']:.0f} s; workers {1e3 * used / given.learners:.1f} ms of a processor each sign-in"
    )


if __name__ == "__main__":
    main()

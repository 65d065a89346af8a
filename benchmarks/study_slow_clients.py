"""A class sits while clients withhold what they owe: bodies, headers, or everything, on 2,000 sockets.

Without a proxy in front. On SQLite one worker serves, on PostgreSQL two. Each attack keeps its sockets open and
replaces those that the service closes, from the same address as the class. The study fails if the 99th percentile of
the answers is above 500 ms, if an answer was turned away, or if the logs do not hold each acknowledged answer once.
Arguments: sockets, seconds of each attack.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bench_answers import percentiles_ms
from benchmarks.benchmark_service import (
    ROOT,
    BenchmarkSchool,
    RunningService,
    prepare_school,
    reply_options,
    run_service,
    start_sittings,
)
from benchmarks.loopback_postgres import durable_postgres
from delivery_api.sittings.record.event_types import Replied
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store as sitting_store
from tests.support.slow_clients import ATTACKS

SOCKETS, SECONDS, CLASS, RATE, LATE_MS = 2_000, 25.0, 30, 12.0, 500.0
PATH = "/api/sittings/{id}/responses/{position}"
SETTLING = 3.0
"""Seconds from the start of the attack to the first answer: by then every socket is open."""


@contextmanager
def sqlite_url(folder: Path) -> Iterator[str]:
    (folder / "data").mkdir()
    yield f"sqlite:///{folder / 'data' / 'mesur.sqlite3'}"


@contextmanager
def postgresql_url(_: Path) -> Iterator[str]:
    with durable_postgres() as url:
        yield url


def study(name: str, workers: int, url: str, folder: Path, sockets: int, seconds: float) -> bool:
    school = prepare_school(folder, url)
    good = True
    for attack in (None, *ATTACKS):
        with run_service(school, workers) as running:
            good &= measure(school, running, f"{name}, {attack or 'no attack'}", attack, sockets, seconds)
    school.service.engine.dispose()
    return good


def measure(
    school: BenchmarkSchool, running: RunningService, name: str, attack: str | None, sockets: int, seconds: float
) -> bool:
    answers = round(RATE * (seconds - SETTLING - 2))
    sittings = start_sittings(school, max(CLASS, answers // 20))
    plan = {
        **{"port": running.port, "path": PATH, "sittings": sittings, "answers": answers, "lines": CLASS},
        **{"rate": RATE, "length": 30, "replies": reply_options(school.bank)},
    }
    file = school.folder / "plan.json"
    file.write_text(json.dumps(plan))
    before, used = running.megabytes(), running.seconds()
    saw, attacked = asyncio.run(sit_under(running.port, file, attack, sockets, seconds))
    p50, p99 = percentiles_ms(saw["seconds"]) if saw["seconds"] else (0.0, float("inf"))
    stored = count_answers(school, [UUID(each["id"]) for each in sittings])
    print(
        f"{name:34s} {saw['answers']:5d} of {answers:5d} answers, p50 {p50:7.1f} ms, p99 {p99:7.1f} ms, "
        f"{saw['turned_away']:3d} turned away, {stored:5d} in the logs, {attacked:>12s} sockets, "
        f"{running.megabytes() - before:+5.0f} MB, {running.seconds() - used:5.1f} s of a processor",
        flush=True,
    )
    return p99 <= LATE_MS and not saw["turned_away"] and stored == saw["answers"] == answers


async def sit_under(
    port: int, plan: Path, attack: str | None, sockets: int, seconds: float
) -> tuple[dict[str, Any], str]:
    """What the class saw, and how many sockets the attack opened and had open at most."""
    attackers = None
    if attack is not None:
        told = ("-m", "tests.support.slow_clients", str(port), attack, str(sockets), str(seconds))
        attackers = await asyncio.create_subprocess_exec(sys.executable, *told, cwd=ROOT, stdout=subprocess.PIPE)
        await asyncio.sleep(SETTLING)
    command = ("-m", "benchmarks.answering_client", str(plan))
    class_ = await asyncio.create_subprocess_exec(sys.executable, *command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        said, _ = await asyncio.wait_for(class_.communicate(), 4 * seconds)
        saw = json.loads(said)
    except TimeoutError:
        class_.kill()
        await class_.wait()
        saw = {"answers": 0, "seconds": [], "turned_away": -1}
    opened = (await attackers.communicate())[0].decode().split() if attackers else ["0", "0"]
    return saw, "/".join(opened)


def count_answers(school: BenchmarkSchool, ids: list[UUID]) -> int:
    """The answers in the logs of some sittings."""
    with school.service.engine.begin() as connection:
        found = [sitting_store.find(connection, each) for each in ids]
        logs = [logbook.log(connection, school.service.ring, each) for each in found if each is not None]
    return sum(isinstance(event, Replied) for log in logs for event in log)


def main(sockets: int = SOCKETS, seconds: float = SECONDS) -> None:
    good = True
    for name, workers, opened in (("SQLite", 1, sqlite_url), ("PostgreSQL", 2, postgresql_url)):
        with tempfile.TemporaryDirectory() as given:
            folder = Path(given)
            with opened(folder) as url:
                good &= study(name, workers, url, folder, sockets, seconds)
    sys.exit(0 if good else "an answer was late, turned away or lost")


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:3]))

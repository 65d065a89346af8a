"""A service under load: a bank of 1,200 items with nested constraints, and learners who are signed in."""

import json
import os
import random
import secrets
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import psutil
from sqlalchemy import insert

from benchmarks.bare_endpoint import counters
from benchmarks.bare_endpoint import metadata as bare_tables
from delivery_api.bank.service import BankCache, put_in_use
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date
from delivery_api.demo.simulated_replies import right_reply, wrong_reply
from delivery_api.identity import enrolment, sessions, store
from delivery_api.identity.session_rows.store import SessionRow
from delivery_api.lifecycle.service_setup import Service, open_service, set_up
from delivery_api.settings import read_settings
from delivery_api.sittings import service as sittings
from delivery_api.sittings.record.event_types import pending_item
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.service import Client
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store as sitting_store
from itembank import BankVersion, compile_test, numeracy_bank
from itembank.design.adaptive_test_design import Strategy, TestDesign, strategy
from tests.support.service_processes import free_port

ROOT = Path(__file__).resolve().parents[1]
SUBJECT, YEAR, ITEMS, LENGTH, TOPICS = "numeracy-procedural", 9, 1_200, 30, 12
BATCH = 50  # sittings that are prepared in one transaction


def nested_bank() -> BankVersion:
    """1,200 items of the demonstration bank, all eligible for Year 9, under nested count constraints.

    Raises
    ------
    AssertionError : the bank has fewer items
    """
    whole = numeracy_bank()
    items = tuple(whole.items[place * len(whole.items) // ITEMS] for place in range(ITEMS))
    assert len({item.id for item in items}) == ITEMS
    return replace(whole, items=items, designs=(nested_design(whole.designs[0], items),))


def nested_design(design: TestDesign, items: tuple[Any, ...]) -> TestDesign:
    """Maximum information in a shadow test that constrains counts of strands and, within them, of their largest topics.

    There is no exposure control, whose draws would add a tenth to the time of an answer.
    """
    strands = [_count("strand", value, low, high) for value, low, high in _STRANDS]
    largest = Counter(item.topic for item in items).most_common(TOPICS)
    topics = [_count("topic", topic, 1, 4) for topic, _ in sorted(largest)]
    blueprint = strategy("Blueprint", length=LENGTH, constraints=(*strands, *topics))
    return replace(
        design,
        select=strategy("MaxInformation"),
        exposure=None,
        masks=(strategy("YearCeiling", attribute="introduced_year", year="@year"),),
        blueprint=strategy("Shadow", blueprint=blueprint),
        populations=tuple(each for each in design.populations if each.year == YEAR),
    )


_STRANDS = (("number", 14, 17), ("measuring", 9, 11), ("data", 4, 6))


def _count(attribute: str, value: str, low: int, high: int) -> Strategy:
    return strategy("Count", attribute=attribute, values=(value,), minimum=low, maximum=high)


@dataclass(frozen=True)
class BenchmarkSchool:
    """A service with one school, set up for a benchmark."""

    folder: Path
    service: Service
    bank: BankVersion
    bank_cache: BankCache
    school: UUID
    class_id: UUID

    @property
    def settings_file(self) -> Path:
        return self.folder / "settings.toml"


def prepare_school(
    folder: Path, database_url: str, issuer: str = "http://localhost:9", port: int = 8400
) -> BenchmarkSchool:
    """A service with one school and the bank in use. Accounts may ask as often as they like: one here does the work of
    a hundred children.
    """
    settings = {
        **{"database_url": database_url, "public_url": f"http://127.0.0.1:{port}", "issuer": issuer},
        **{"keys": "keys", "extracts": "extracts", "certificates": "certificates"},
        **{"client_id": "mesur", "client_secret": "secret", "live_retention_years": 1},
        "requests_per_minute": 10_000_000,
    }
    file = folder / "settings.toml"
    file.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items()))
    school = BenchmarkSchool(folder, open_service(read_settings(file)), nested_bank(), BankCache(), uuid4(), uuid4())
    now = clock()
    set_up(school.service, now)
    bare_tables.create_all(school.service.engine)
    with school.service.engine.begin() as connection:
        put_in_use(connection, school.bank, SUBJECT, now)
        store.add_school(connection, school.school, "Ysgol y Mesur")
        store.add_class(connection, school.class_id, school.school, "9M")
    test = compile_test(school.bank, school.bank.design(school.bank.designs[0].name), YEAR)
    assert len(test.pool) == ITEMS
    return school


def enrol_learners(school: BenchmarkSchool, names: list[str]) -> list[UUID]:
    """Enrol learners, each with a name that the provider knows, and return their ids."""
    with school.service.engine.begin() as connection:
        return [
            enrolment.enrol(
                connection,
                school.service.ring,
                kind="learner",
                school=school.school,
                class_id=school.class_id,
                identifier=name,
                name="Gwen Mesur",
                today=london_date(clock()),
                year_group=YEAR,
            ).id
            for name in names
        ]


def start_sittings(school: BenchmarkSchool, count: int) -> list[dict[str, Any]]:
    """Sign in ``count`` learners and start a sitting for each; return its id, the cookie and the pending item."""
    prepared: list[dict[str, Any]] = []
    while len(prepared) < count:
        learners = enrol_learners(school, [str(uuid4()) for _ in range(min(BATCH, count - len(prepared)))])
        prepared += _start_batch(school, learners)
    return prepared


def _start_batch(school: BenchmarkSchool, learners: list[UUID]) -> list[dict[str, Any]]:
    now, ring = clock(), school.service.ring
    until = now + timedelta(hours=8)
    prepared = []
    with school.service.engine.begin() as connection:
        sittings.assign(connection, ring, [(learner, YEAR) for learner in learners], SUBJECT, now)
        for sitting in sitting_store.of_learners(connection, learners):
            seed = secrets.randbits(63)
            sittings.start(SittingContext(connection, ring, school.bank_cache), sitting, Client("en"), seed, now)
            row = SessionRow(sitting.learner, "en", b"", until, until)
            token = sessions.open_session(connection, row, sessions.SessionContent())
            waiting = pending_item(logbook.log(connection, ring, sitting))
            assert waiting is not None
            prepared.append({"id": str(sitting.id), "cookie": token, "item": waiting.item})
    return prepared


def insert_bare_rows(school: BenchmarkSchool, count: int) -> list[dict[str, Any]]:
    """Insert ``count`` rows for the bare endpoint to update, in place of sittings."""
    ids = [uuid4() for _ in range(count)]
    with school.service.engine.begin() as connection:
        connection.execute(insert(counters), [{"id": id_, "count": 0} for id_ in ids])
    item = school.bank.items[0].id
    return [{"id": str(id_), "cookie": "", "item": item} for id_ in ids]


def reply_options(bank: BankVersion, seed: int = 2026) -> dict[str, list[Any]]:
    """For each item, its correct response and a wrong one."""
    chance = random.Random(seed)
    return {item.id: [right_reply(item), wrong_reply(item, chance)] for item in bank.items}


@dataclass(frozen=True)
class RunningService:
    """A running service in its own processes."""

    process: subprocess.Popen[bytes]
    port: int

    def workers(self) -> list[psutil.Process]:
        """The worker processes."""
        parent = psutil.Process(self.process.pid)
        children = [each for each in parent.children(recursive=True) if "spawn_main" in " ".join(each.cmdline())]
        return children or [parent]

    def megabytes(self) -> float:
        """Resident memory of the largest worker."""
        return max(each.memory_info().rss for each in self.workers()) / 2**20

    def seconds(self) -> float:
        """Processor time used by the workers, seconds."""
        return sum(sum(each.cpu_times()[:2]) for each in self.workers())


@contextmanager
def run_service(school: BenchmarkSchool, workers: int, port: int | None = None) -> Iterator[RunningService]:
    """Run `mesur serve` with ``workers`` workers; yields once it is ready."""
    port = port or free_port()
    command = ("-m", "delivery_api", "serve", "--settings", str(school.settings_file), "--port", str(port))
    with _run_server([*command, "--workers", str(workers)], port, "/livez", school.folder / "service.log") as running:
        yield running


@contextmanager
def run_bare_endpoint(school: BenchmarkSchool, workers: int) -> Iterator[RunningService]:
    """Run the bare endpoint with ``workers`` workers; yields once it is ready."""
    port = free_port()
    command = ("-m", "benchmarks.bare_endpoint", str(school.settings_file), str(port), str(workers))
    with _run_server([*command], port, "/openapi.json", school.folder / "bare.log") as running:
        yield running


@contextmanager
def _run_server(command: list[str], port: int, path: str, log_file: Path) -> Iterator[RunningService]:
    with log_file.open("ab") as log:
        process = subprocess.Popen([sys.executable, *command], cwd=ROOT, stderr=log, start_new_session=True)
    try:
        for _ in range(600):
            assert process.poll() is None, log_file.read_text()
            try:
                httpx2.get(f"http://127.0.0.1:{port}{path}").raise_for_status()
                break
            except httpx2.HTTPError:
                time.sleep(0.05)
        yield RunningService(process, port)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

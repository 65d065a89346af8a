"""A later release takes over while learners sit: the database first, then one worker after the other."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import inspect

from delivery_api.demo.simulated_replies import right_reply, wrong_reply
from delivery_api.sittings.record.event_types import Replied, finished, pending_item
from tests.support.next_release import RELEASE, write_next_release_migrations
from tests.support.sent_bodies import sent_bodies
from tests.support.service_harness import ServiceHarness, response_body
from tests.support.service_processes import ROOT, SERVICE_MODULE, ServiceProcess, free_port, launch, wait_until_ready

YEARS = {"cadi": 4, "joe": 4, "mali": 9}
EACH_STAGE = 4
"""How many answers each learner gives while an operator does one thing."""
TO_THE_END = 1000


@dataclass
class Morning:
    """What learners and the operator share: where workers answer, and how many answers each learner may give so far."""

    addresses: list[str]
    allowed: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def ask(self, client: httpx2.Client, method: str, path: str, body: object = None) -> httpx2.Response:
        """The first answer that is no 5xx, from whichever worker, as a proxy would; a player asks again as long."""
        for _ in range(600):
            for address in list(self.addresses):
                with suppress(httpx2.TransportError):
                    answer = client.request(method, f"{address}{path}", json=body)
                    if answer.status_code == 429:  # too fast for somebody who reads; a player waits
                        continue
                    if answer.status_code < 500:
                        return answer
                    assert answer.status_code == 503, answer.text
            threading.Event().wait(0.1)
        raise AssertionError(path)

    def allow(self, answers: int) -> None:
        with self.changed:
            self.allowed += answers
            self.changed.notify_all()

    def wait_for(self, position: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: position <= self.allowed, timeout=120)


@dataclass
class Learner:
    """Somebody at a machine, who trusts what was acknowledged and nothing else."""

    harness: ServiceHarness
    morning: Morning
    client: httpx2.Client
    sitting: UUID
    acknowledged: dict[int, str] = field(default_factory=dict)

    def sit(self) -> None:
        chance = random.Random(str(self.sitting))
        item = self.morning.ask(self.client, "POST", f"/api/sittings/{self.sitting}/start").json()["item"]
        while item is not None:
            self.morning.wait_for(item["position"])
            item = self.answer(item, chance)

    def answer(self, item: dict[str, Any], chance: random.Random) -> dict[str, Any] | None:
        version = self.harness.bank.item(item["id"])
        body = response_body(item, chance.choice([right_reply(version), wrong_reply(version, chance), None]))
        path = f"/api/sittings/{self.sitting}/responses/{item['position']}"
        answered = self.morning.ask(self.client, "PUT", path, body)
        assert answered.status_code == 200, answered.text
        self.acknowledged[item["position"]] = answered.text
        following: dict[str, Any] | None = answered.json()["next"]
        return following


@dataclass
class Operator:
    """Who upgrades the service, as docs/operation.md says it is done."""

    folder: Path
    scripts: Path

    def types(self, *typed: str, program: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *program, *typed, "--settings", str(self.folder / "settings.toml")]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)

    @property
    def later(self) -> tuple[str, ...]:
        return ("-m", "tests.support.next_release", RELEASE, str(self.scripts))

    def start(self, program: tuple[str, ...], workers: int = 1) -> list[ServiceProcess]:
        settings, log = self.folder / "settings.toml", self.folder / "service.log"
        served = [launch(settings, free_port(), log, program=program) for _ in range(workers)]
        for each in served:
            wait_until_ready(each)
        return served

    def end(self, served: ServiceProcess) -> None:
        os.kill(served.process.pid, signal.SIGTERM)
        assert served.process.wait(timeout=60) in (0, -signal.SIGTERM)


@contextmanager
def sitting_meanwhile(learners: list[Learner]) -> Iterator[None]:
    """Learners sit in threads of their own; at the end all have finished without an error."""
    errors: list[BaseException] = []

    def sit(learner: Learner) -> None:
        try:
            learner.sit()
        except BaseException as error:
            errors.append(error)
            raise

    threads = [threading.Thread(target=sit, args=(learner,), daemon=True) for learner in learners]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join(timeout=120)
    assert errors == []
    assert not any(thread.is_alive() for thread in threads)


def all_reach(learners: list[Learner], answers: int) -> None:
    """Wait until each learner was told that so many answers are saved."""
    for _ in range(1200):
        if all(len(learner.acknowledged) >= answers for learner in learners):
            return
        threading.Event().wait(0.05)
    raise AssertionError([len(learner.acknowledged) for learner in learners])


@pytest.mark.long_on("sqlite")  # which has one worker
@pytest.mark.slow
def test_sittings_go_on_while_the_database_and_then_each_worker_becomes_a_later_release(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    (tmp_path / "later").mkdir()
    operator = Operator(tmp_path, write_next_release_migrations(tmp_path / "later"))
    sittings = {name: harness.assign(name, year) for name, year in YEARS.items()}
    workers = operator.start(SERVICE_MODULE, 1 if harness.service.engine.dialect.name == "sqlite" else 2)
    morning = Morning([each.address for each in workers])
    learners = [
        Learner(harness, morning, workers[0].signed_in_client(harness, name), sittings[name]) for name in sittings
    ]
    first = workers[0]  # the players' browsers are closed with it
    try:
        with sitting_meanwhile(learners):
            upgrade(operator, workers, morning, learners)
            morning.allow(TO_THE_END)
    finally:
        for each in (first, *workers):
            each.kill()
    for learner in learners:
        assert_nothing_is_lost(harness, learner)


def upgrade(operator: Operator, workers: list[ServiceProcess], morning: Morning, learners: list[Learner]) -> None:
    """What the operator does, while each learner gives a few answers beside each step of it."""
    stages = iter(range(EACH_STAGE, 100, EACH_STAGE))
    morning.allow(EACH_STAGE)
    expanded = operator.types("database", "upgrade", "--expand", program=operator.later)
    assert (expanded.returncode, expanded.stderr) == (0, "")
    all_reach(learners, next(stages))
    assert {httpx2.get(f"{each.address}/readyz").status_code for each in workers} == {200}
    refused = operator.types("database", "upgrade", program=operator.later)
    assert (refused.returncode, "9002" in refused.stderr) == (2, True)

    for number, old in enumerate(workers):
        morning.allow(EACH_STAGE)
        operator.end(old)
        (workers[number],) = operator.start(operator.later)
        morning.addresses[number] = workers[number].address
        all_reach(learners, next(stages))

    morning.allow(EACH_STAGE)
    contracted = operator.types("database", "upgrade", program=operator.later)
    assert (contracted.returncode, contracted.stderr, "9002" in contracted.stdout) == (0, "", True)
    all_reach(learners, next(stages))
    assert {httpx2.get(f"{each.address}/readyz").status_code for each in workers} == {200}


def assert_nothing_is_lost(harness: ServiceHarness, learner: Learner) -> None:
    """What was acknowledged stands in the log, once and in the very words, and the sitting has come to its end."""
    log = harness.log(learner.sitting)
    replied = [event for event in log if isinstance(event, Replied)]
    sent = {position: body for position, (_, body) in sent_bodies(harness, learner.sitting).items()}
    assert sent == learner.acknowledged
    assert [event.position for event in replied] == list(range(1, len(replied) + 1))
    assert len(replied) > 4 * EACH_STAGE  # it was under way all the time
    assert finished(log) is not None
    assert pending_item(log) is None
    columns = {column["name"] for column in inspect(harness.service.engine).get_columns("sittings")}
    assert "mood" in columns

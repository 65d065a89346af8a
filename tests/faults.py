"""Fifty learners sit while everything fails that can; afterwards what was acknowledged is compared with the log.

What each learner answers, which faults come and in what order are drawn from the seed; the moments are not.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2

from delivery_api.calendar import london_date
from delivery_api.demo.replies import right_reply, wrong_reply
from delivery_api.identity import roster, sessions
from delivery_api.identity.store import SessionRow
from delivery_api.now import clock
from delivery_api.sittings import service as sittings
from delivery_api.sittings import store
from delivery_api.sittings.log import Replied, finished, pending
from delivery_api.sittings.values import State
from tests.house import AUTUMN, SUBJECT, House, build
from tests.replaying import assert_every_sitting_replays
from tests.serving import ROOT, Served, free_port, wait_until_ready

LEARNERS = 50
OF_THE_LINE = ("dropped", "doubled", "reordered", "two tabs", "clock")


@dataclass(frozen=True)
class Plan:
    """How many faults of which kind, over how many sittings; `seed` fixes who meets them."""

    seed: int
    of_the_line: int
    workers_killed: int
    databases_killed: int

    @property
    def faults(self) -> int:
        return self.of_the_line + self.workers_killed + self.databases_killed


@dataclass
class Storm:
    """A run: the house, the service, and what has happened."""

    house: House
    served: Served
    clock_file: Path
    base: float
    counts: Counter[str] = field(default_factory=Counter)
    kills: dict[int, Callable[[], None]] = field(default_factory=dict)
    killing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def acknowledged(self) -> None:
        """One more answer was acknowledged; some of them set off a kill."""
        self.counts["acknowledged"] += 1
        if kill := self.kills.pop(self.counts["acknowledged"], None):
            async with self.killing:
                await asyncio.to_thread(kill)

    def jump(self, chance: random.Random) -> None:
        """The service's clock is off by up to twenty minutes from now on."""
        shifted = self.clock_file.with_suffix(".new")
        shifted.write_text(str(self.base + chance.uniform(-1200, 1200)))
        shifted.replace(self.clock_file)


@dataclass
class Learner:
    """A learner at a machine, who trusts what was acknowledged and nothing else."""

    storm: Storm
    number: int
    sitting: UUID
    cookie: str
    chance: random.Random
    faults: list[str]
    acknowledged: dict[int, tuple[dict[str, Any], bytes]] = field(default_factory=dict)
    tab: str = "tab-0"
    client: httpx2.AsyncClient = field(init=False)

    async def sit(self) -> None:
        """Answer to the end, through whatever comes."""
        async with httpx2.AsyncClient(base_url=self.storm.served.address, timeout=60) as self.client:
            shown = await self.definitely("POST", f"/api/sittings/{self.sitting}/start")
            item = shown.json()["item"]
            at = set(self.chance.sample(range(1, 25), len(self.faults)))
            while item is not None:
                fault = self.faults.pop() if item["position"] in at and self.faults else None
                item = await self.answer(item, fault)

    async def answer(self, item: dict[str, Any], fault: str | None) -> dict[str, Any] | None:
        """Answer a question, with a fault on the way; the next."""
        body = self.reply_to(item)
        if fault:
            self.storm.counts[fault] += 1
        if fault == "clock":
            self.storm.jump(self.chance)
        elif fault == "dropped":
            await self.cut_off(item["position"], body)
            await self.resumed(item, body)
        elif fault == "reordered":
            await self.out_of_order(item, body)
        elif fault == "two tabs":
            return await self.in_two_tabs(item, body)
        sent = [self.put(item["position"], body) for _ in range(2 if fault == "doubled" else 1)]
        answers = await asyncio.gather(*sent)
        assert {answer.status_code for answer in answers} == {200}, [answer.text for answer in answers]
        assert len({answer.content for answer in answers}) == 1
        return await self.note(item["position"], body, answers[0])

    async def note(self, position: int, body: dict[str, Any], answer: httpx2.Response) -> dict[str, Any] | None:
        self.acknowledged[position] = (body, answer.content)
        await self.storm.acknowledged()
        following: dict[str, Any] | None = answer.json()["next"]
        return following

    def reply_to(self, item: dict[str, Any]) -> dict[str, Any]:
        version = self.storm.house.bank.item(item["id"])
        said = self.chance.choice([right_reply(version), wrong_reply(version, self.chance), None])
        key = f"{self.number}-{item['position']}-{self.chance.getrandbits(64):016x}"
        return {"item": item["id"], "response": said, "language": "en", "elapsed_ms": 900, "key": key}

    async def cut_off(self, position: int, body: dict[str, Any]) -> None:
        """The line goes while an answer is on its way, or its acknowledgement on the way back."""
        with suppress(TimeoutError, httpx2.TransportError):
            async with asyncio.timeout(self.chance.uniform(0, 0.1)):
                await self.request("PUT", f"/api/sittings/{self.sitting}/responses/{position}", body)

    async def resumed(self, item: dict[str, Any], body: dict[str, Any]) -> None:
        """After a cut the page is loaded again: it shows this question, or the one that its answer led to."""
        shown = (await self.definitely("GET", f"/api/sittings/{self.sitting}")).json()
        waiting = shown["item"]
        if waiting is not None and waiting["position"] == item["position"]:
            assert waiting["id"] == item["id"]
            return
        again = await self.put(item["position"], body)
        assert (again.status_code, again.json()["next"]) == (200, waiting)

    async def out_of_order(self, item: dict[str, Any], body: dict[str, Any]) -> None:
        """What was acknowledged arrives again, and what comes next arrives before this."""
        if self.acknowledged:
            position, (earlier, answer) = self.chance.choice(sorted(self.acknowledged.items()))
            again = await self.put(position, earlier)
            assert (again.status_code, again.content) == (200, answer)
        early = await self.put(item["position"] + 1, body | {"key": body["key"] + "-early"})
        assert (early.status_code, early.json()["code"]) == (409, "sequence_gap")

    async def in_two_tabs(self, item: dict[str, Any], body: dict[str, Any]) -> dict[str, Any] | None:
        """The page is open twice, and the same question is answered in both: one answer counts, the other is told."""
        other = self.tab + "+"
        path = f"/api/sittings/{self.sitting}"
        shown = (await self.definitely("GET", path, device=other)).json()
        assert shown["item"]["id"] == item["id"]
        bodies = (body, body | {"response": None, "key": body["key"] + "-other"})
        sent = (
            self.put(item["position"], each, device) for each, device in zip(bodies, (self.tab, other), strict=True)
        )
        answers = await asyncio.gather(*sent)
        assert sorted(answer.status_code for answer in answers) == [200, 409], [answer.text for answer in answers]
        self.tab = other
        won = 0 if answers[0].status_code == 200 else 1
        return await self.note(item["position"], bodies[won], answers[won])

    async def put(self, position: int, body: dict[str, Any], device: str | None = None) -> httpx2.Response:
        return await self.definitely("PUT", f"/api/sittings/{self.sitting}/responses/{position}", body, device)

    async def definitely(
        self, method: str, path: str, body: dict[str, Any] | None = None, device: str | None = None
    ) -> httpx2.Response:
        """Ask until there is an answer: the line, a worker or the database may be gone for a while."""
        for _ in range(600):
            try:
                answer = await self.request(method, path, body, device)
            except httpx2.TransportError:
                self.storm.counts["requests broken off"] += 1
            else:
                if answer.status_code < 500:
                    return answer
                self.storm.counts[f"requests answered with {answer.status_code}"] += 1
                assert answer.status_code == 503, answer.text
            await asyncio.sleep(0.1)
        raise AssertionError(path)

    async def request(
        self, method: str, path: str, body: dict[str, Any] | None = None, device: str | None = None
    ) -> httpx2.Response:
        headers = {"Cookie": f"mesur={self.cookie}", "Mesur-Device": device or self.tab}
        return await self.client.request(method, f"{path}?lang=en", json=body, headers=headers)


@contextmanager
def serving_with_faults(house: House, folder: Path, workers: int) -> Iterator[Storm]:
    """The house's service, its clock set to the house's day."""
    clock_file = folder / "clock"
    base = (AUTUMN - clock()).total_seconds()
    clock_file.write_text(str(base))
    port, log_file = free_port(), folder / "service.log"
    command = [sys.executable, "-m", "tests.faulty_service", str(folder / "settings.toml"), str(port), str(workers)]
    with log_file.open("ab") as log:
        process = subprocess.Popen([*command, str(clock_file)], cwd=ROOT, stderr=log, start_new_session=True)
    served = Served(process, f"http://127.0.0.1:{port}", log_file)
    try:
        wait_until_ready(served)
        yield Storm(house, served, clock_file, base)
    finally:
        served.kill()


def built(folder: Path, database_url: str) -> House:
    """A house whose accounts may ask as often as they like; nobody signs in through a provider."""
    house = build(folder, database_url, "http://localhost:9")
    settings = folder / "settings.toml"
    settings.write_text(settings.read_text() + "requests_per_minute = 1000000\n")
    return replace(house, settings=replace(house.settings, requests_per_minute=1_000_000))


def run(storm: Storm, plan: Plan, kill_database: Callable[[], None] | None = None) -> Counter[str]:
    """Fifty sittings under the plan's faults; what was counted.

    Raises
    ------
    AssertionError : an acknowledged answer was lost or stands twice, a sitting did not resume at its question, or a
        replay differs
    """
    chance = random.Random(plan.seed)
    dealt = [chance.choice(OF_THE_LINE) for _ in range(plan.of_the_line)]
    learners = [
        Learner(
            storm, number, *_admitted(storm.house), random.Random((plan.seed << 16) + number), dealt[number::LEARNERS]
        )
        for number in range(LEARNERS)
    ]
    storm.kills = _kills(storm, plan, kill_database, chance)
    asyncio.run(_all(learners))
    assert not storm.kills
    for learner in learners:
        _compare(storm, learner)
    storm.counts["estimates replayed to the bit"] += assert_every_sitting_replays(storm.house.service)
    return storm.counts


async def _all(learners: list[Learner]) -> None:
    async with asyncio.TaskGroup() as group:
        for learner in learners:
            group.create_task(learner.sit())


def _kills(
    storm: Storm, plan: Plan, kill_database: Callable[[], None] | None, chance: random.Random
) -> dict[int, Callable[[], None]]:
    """Which acknowledgement sets off which kill."""

    def worker() -> None:
        storm.counts["workers killed"] += 1
        _kill_a_worker(storm.served.process.pid, chance)

    def database() -> None:
        assert kill_database
        storm.counts["databases killed"] += 1
        kill_database()

    wanted = [worker] * plan.workers_killed + [database] * plan.databases_killed
    chance.shuffle(wanted)
    return dict(zip(chance.sample(range(20, 800), len(wanted)), wanted, strict=True))


def _kill_a_worker(parent: int, chance: random.Random) -> None:
    """SIGKILL one worker; its supervisor replaces it."""
    listed = subprocess.run(["pgrep", "-P", str(parent), "-f", "spawn_main"], capture_output=True, text=True).stdout
    if listed:
        with suppress(ProcessLookupError):
            os.kill(int(chance.choice(listed.split())), signal.SIGKILL)


def _admitted(house: House) -> tuple[UUID, str]:
    """A new learner's sitting, and the cookie of a browser in which they are signed in."""
    with house.service.engine.begin() as connection:
        learner = roster.enrol(
            connection,
            house.service.ring,
            kind="learner",
            school=house.school,
            class_id=house.classes["Derwen"],
            identifier=str(uuid4()),
            name="Gwen Prawf",
            today=london_date(AUTUMN),
            year_group=4,
        ).id
        sittings.assign(connection, house.service.ring, [(learner, 4)], SUBJECT, AUTUMN)
        until = AUTUMN + timedelta(hours=8)
        token = sessions.open_session(connection, SessionRow(learner, "en", b"", until, until), sessions.Carried())
        return store.of_learners(connection, [learner])[0].id, token


def _compare(storm: Storm, learner: Learner) -> None:
    """What the learner was told stands in the log, once and in the very words; and nothing else does."""
    with storm.house.service.engine.begin() as connection:
        sitting = store.find(connection, learner.sitting)
        assert sitting is not None
        log = store.log(connection, storm.house.service.ring, sitting)
    replied = [event for event in log if isinstance(event, Replied)]
    assert [event.position for event in replied] == list(range(1, len(replied) + 1))
    told = {position: (body["key"], answer.decode()) for position, (body, answer) in learner.acknowledged.items()}
    assert {event.position: (event.key, event.reply) for event in replied} == told
    assert sitting.state == State.COMPLETED
    assert finished(log) is not None
    assert pending(log) is None
    storm.counts["answers in the logs"] += len(replied)

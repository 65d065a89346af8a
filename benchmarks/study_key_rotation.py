"""A class sits and staff read while every kind of key is changed, again and again, and the old keys end.

The service runs in its own processes, one worker on SQLite, two on PostgreSQL. Learners answer at a child's pace, staff
read pages of names and enter late arrivals, others sign in and look for their names at the class's PIN; meanwhile
`mesur keys change` and `mesur keys protect` run as commands. Twenty seconds after each round, longer than any request
lasts, the older keys end, and the supervisor replaces the workers. The study fails if anything was answered with 5xx,
if a log does not hold each acknowledged answer once, if a name is lost, or if `mesur audit verify` would name anything
(rows, what is sealed, audit, ledger, results, how far sittings have got). Argument: learners.
"""

import logging
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx2

from delivery_api.audit.values import AUDIT_KEY_PURPOSE
from delivery_api.dates.clock import clock
from delivery_api.demo.simulated_replies import right_reply
from delivery_api.identity import person_records
from delivery_api.keys.key_ring import LONGEST_TRANSACTION
from delivery_api.ledger.signing import SIGNING_KEY_PURPOSE
from delivery_api.lifecycle.key_management import (
    CHANGED_PURPOSES,
    finish_name_key_change,
    finish_row_key_change,
)
from delivery_api.lifecycle.service_setup import open_service, set_up
from delivery_api.lifecycle.service_verification import verify_service
from delivery_api.sittings.record.event_types import Replied
from tests.support.postgresql_server import running_postgres
from tests.support.service_harness import (
    FakeClock,
    ServiceHarness,
    build_harness,
    enrol_learner,
    response_body,
    running_oidc_provider,
)
from tests.support.service_processes import ROOT, ServiceProcess, running_service

LEARNERS, STAFF, THINKING, AFTER_A_ROUND = 30, 3, (1.0, 5.0), 20.0
OLD, NEW = "o" * 40, "n" * 40
PROTECT = ("protect",)
DECIDED = tuple(
    ("change", each, "--again", "--by", "A. Rees", "--reason", "the study")
    for each in (AUDIT_KEY_PURPOSE, SIGNING_KEY_PURPOSE)
)
CLASS = "Derwen"


@dataclass
class Lesson:
    """What happens in a lesson, and what came of it."""

    harness: ServiceHarness
    served: ServiceProcess
    over: threading.Event = field(default_factory=threading.Event)
    statuses: Counter[int] = field(default_factory=Counter)
    during: str = "no change"
    turned_away: list[str] = field(default_factory=list)
    broken_off: int = 0
    acknowledged: dict[UUID, list[str]] = field(default_factory=dict)
    arrivals: Iterator[int] = field(default_factory=count)

    def ask(self, client: httpx2.Client, method: str, path: str, **sent: Any) -> httpx2.Response:  # noqa: ANN401
        """Send a request, again where the connection was closed, as a browser does."""
        for _ in range(20):
            try:
                answer = client.request(method, path, **sent)
            except httpx2.TransportError:
                self.broken_off += 1
                time.sleep(0.2)
                continue
            self.statuses[answer.status_code] += 1
            if answer.status_code >= 500:
                code = answer.json()["code"] if "json" in answer.headers["content-type"] else ""
                self.turned_away.append(f"{answer.status_code} {code} {method} {kind_of(path)} during {self.during}")
                time.sleep(1)
                continue
            return answer
        raise AssertionError(path)

    def sign_in(self, client: httpx2.Client, name: str) -> None:
        """Sign in through the provider."""
        asked = self.ask(client, "GET", "/login").headers["location"]
        callback = httpx2.post(asked, data={"sub": name}).headers["location"]
        path = callback.removeprefix(self.harness.settings.public_url)
        assert self.ask(client, "GET", path).status_code == 303

    def sit(self, sitting: UUID, client: httpx2.Client, chance: random.Random) -> None:
        """Answer every question of a sitting."""
        path, done = f"/api/sittings/{sitting}", self.acknowledged.setdefault(sitting, [])
        item = self.ask(client, "POST", f"{path}/start").json()["item"]
        while item is not None:
            time.sleep(chance.uniform(*THINKING))
            body = response_body(item, right_reply(self.harness.bank.item(item["id"])))
            answered = self.ask(client, "PUT", f"{path}/responses/{item['position']}", json=body)
            assert answered.status_code == 200, answered.text
            done.append(item["id"])
            item = answered.json()["next"]

    def read(self, teacher: httpx2.Client, pin: str) -> None:
        """Staff read and enter somebody; another signs in and sees their name, until the lesson is over."""
        derwen = self.harness.classes[CLASS]
        while not self.over.is_set():
            arrival = {"name": f"Nia Rhys {next(self.arrivals)}", "year_group": "4"}
            assert self.ask(teacher, "POST", f"/classes/{derwen}/arrivals", data=arrival).status_code == 303
            for page in (f"/classes/{derwen}/monitor", f"/classes/{derwen}/pin", f"/feedback/classes/{derwen}"):
                assert self.ask(teacher, "GET", page).status_code == 200
            with httpx2.Client(base_url=self.served.address, timeout=60) as joe:
                self.sign_in(joe, "joe")
                assert self.ask(joe, "GET", "/api/me").json()["name"] == "Joe B"
            with httpx2.Client(base_url=self.served.address, timeout=60) as guest:
                assert "Cadi M" in self.ask(guest, "POST", "/pin", data={"pin": pin}).text
            time.sleep(0.3)


def kind_of(path: str) -> str:
    """A path without its ids and codes."""
    return "/".join("…" if len(part) > 20 else part for part in path.partition("?")[0].split("/"))


def command(settings: Path, *arguments: str, **secrets: str) -> None:
    """Run `mesur keys …` as somebody does who runs the service."""
    environment = {**os.environ, "MESUR_SETTINGS": str(settings), **secrets}
    subprocess.run(
        [sys.executable, "-m", "delivery_api", "keys", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def end_older_keys(harness: ServiceHarness) -> None:
    """End the older keys, as a retention run does some time later."""
    later = clock() + LONGEST_TRANSACTION
    for finish in (finish_name_key_change, finish_row_key_change):
        finish(harness.service.engine, harness.service.ledger, later)


def change_keys(lesson: Lesson, settings: Path, sitting: list[Any]) -> Counter[str]:
    """Change every kind in turn until nobody sits any more. Returns how often each was changed."""
    changed: Counter[str] = Counter()
    while not all(each.done() for each in sitting):
        for change in (*(("change", each, "--again") for each in CHANGED_PURPOSES), *DECIDED, PROTECT):
            lesson.during = "the secret's" if change == PROTECT else change[1]
            command(settings, *change)
            changed[lesson.during] += 1
        lesson.during = "no change"
        time.sleep(AFTER_A_ROUND)
        lesson.during = "the end of older keys"
        end_older_keys(lesson.harness)
        changed["older keys ended"] += 1
    return changed


def prepared(folder: Path, url: str, issuer: str, learners: int) -> ServiceHarness:
    """A school of today whose key files are under the old secret, and settings that have both."""
    harness = build_harness(folder, url, issuer)
    harness.clock = FakeClock(clock())
    harness.trust_clock(harness.clock.now)
    set_up(harness.service, harness.clock())
    for number in range(learners):
        enrol_learner(harness, CLASS, f"learner-{number}", f"Learner Number {number}", 4)
    settings = folder / "settings.toml"
    command(settings, *PROTECT, MESUR_KEY_SECRET=OLD)
    secrets = (
        f'key_secret = "{NEW}"\nold_key_secret = "{OLD}"\nrequests_per_minute = 100000\nsign_ins_per_minute = 100000\n'
    )
    settings.write_text(settings.read_text() + secrets)
    harness.service.engine.dispose()
    harness.settings = replace(harness.settings, key_secret=NEW, old_key_secret=OLD)
    harness.service = open_service(harness.settings)
    return harness


def faults(lesson: Lesson) -> list[str]:
    """What is not as it should be after the lesson."""
    harness, found = lesson.harness, list(lesson.turned_away)
    for sitting, told in lesson.acknowledged.items():
        logged = [event.item for event in harness.log(sitting) if isinstance(event, Replied)]
        found += [f"sitting {sitting}: logged {len(logged)} of {len(told)}"] if logged != told else []
    with harness.service.engine.begin() as connection:
        named = {
            person_records.read_details(connection, harness.service.ring, each).name for each in harness.people.values()
        }
        found += [f"named by verification: {each}" for each in verify_service(connection, harness.service, (), clock())]
    wanted = {f"Learner Number {number}" for number in range(len(lesson.acknowledged))}
    return found + [f"{each}: name lost" for each in sorted(wanted - named)]


def lesson_of(harness: ServiceHarness, folder: Path, workers: int, learners: int) -> bool:
    """One lesson with the keys changed in it. Returns whether all was well."""
    names = [f"learner-{number}" for number in range(learners)]
    assigned = {name: harness.assign(name) for name in names}
    with running_service(harness, folder, workers) as served, ThreadPoolExecutor(learners + STAFF) as at_once:
        lesson = Lesson(harness, served)
        teachers = [served.signed_in_client(harness, "evans") for _ in range(STAFF)]
        pin = new_pin(teachers[0], harness)
        clients = {name: served.signed_in_client(harness, name) for name in names}
        sitting = [
            at_once.submit(lesson.sit, assigned[name], clients[name], random.Random(number))
            for number, name in enumerate(names)
        ]
        reading = [at_once.submit(lesson.read, teacher, pin) for teacher in teachers]
        try:
            changed = change_keys(lesson, folder / "settings.toml", sitting)
        finally:
            lesson.over.set()
        for each in (*sitting, *reading):
            each.result()
    found = Counter(faults(lesson))
    answers, requests = sum(map(len, lesson.acknowledged.values())), sum(lesson.statuses.values())
    kinds = ", ".join(f"{kind} {times}" for kind, times in changed.items())
    print(
        f"{harness.service.engine.dialect.name}: {answers} answers of {learners} learners, {requests} requests in all,"
        f" {next(lesson.arrivals)} late arrivals entered; changed: {kinds};"
        f" statuses {dict(sorted(lesson.statuses.items()))}, connections closed {lesson.broken_off};"
        f" faults: {dict(found) or 'none'}",
        flush=True,
    )
    return not found


def new_pin(teacher: httpx2.Client, harness: ServiceHarness) -> str:
    """A PIN of the class, as the page shows it."""
    page = f"/classes/{harness.classes[CLASS]}/pin"
    assert teacher.post(page, data={"days": "1"}).status_code == 303
    return teacher.get(page).text.partition('class="mesur-pin__letters">')[2].partition("<")[0]


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """An empty database."""
    if kind == "sqlite":
        (folder / "data").mkdir()
        yield f"sqlite:///{folder / 'data' / 'mesur.sqlite3'}"
        return
    with running_postgres() as server, server.fresh_database() as url:
        yield url


def main(learners: int = LEARNERS) -> None:
    """Run a lesson on each database."""
    good = True
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with running_oidc_provider() as issuer:
        for kind, workers in (("sqlite", 1), ("postgresql", 2)):
            with tempfile.TemporaryDirectory() as name, database(kind, Path(name)) as url:
                harness = prepared(Path(name), url, issuer, learners)
                try:
                    good &= lesson_of(harness, Path(name), workers, learners)
                finally:
                    harness.close()
    sys.exit(not good)


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:2]))

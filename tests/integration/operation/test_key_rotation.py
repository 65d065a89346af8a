"""Each kind of key that can be changed is changed while a class sits and staff read, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine, event

from delivery_api.commands import keys
from delivery_api.demo.simulated_replies import right_reply
from delivery_api.identity import enrolment, person_records
from delivery_api.identity.identifier_hashing import NAME_KEYS
from delivery_api.keys.key_ring import LONGEST_TRANSACTION
from delivery_api.lifecycle.key_management import CHANGED_PURPOSES
from delivery_api.lifecycle.service_setup import open_service
from delivery_api.row_authentication.row_authenticator import ROW_KEYS
from delivery_api.sittings.record.event_types import Replied
from tests.integration.identity.test_class_pins import come_in, make_pin
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import TEST_START, ServiceHarness, put_response, response_body, sign_in

CLASS, LEARNERS = "Derwen", ("cadi", "joe")
OLD_SECRET, NEW_SECRET = "o" * 40, "n" * 40
ANSWERS_MEANWHILE = 3
DECIDED = ("--by", "A. Rees", "--reason", "a new colleague runs the service")


@pytest.fixture
def cli(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> CommandRunner:
    harness.clock.now += timedelta(hours=1)  # so that a key made now is the newest
    monkeypatch.setattr(keys, "clock", harness.clock)
    return CommandRunner(harness)


def names(harness: ServiceHarness) -> list[str]:
    with harness.service.engine.begin() as connection:
        people = harness.people.values()
        return [person_records.read_details(connection, harness.service.ring, each).name for each in people]


@contextmanager
def commits(act: Callable[[int], None]) -> Iterator[None]:
    """Do something at each commit, which is told how many went before."""
    done = iter(range(1_000))

    def at_commit(_connection: Connection) -> None:
        act(next(done))

    event.listen(Engine, "commit", at_commit)
    try:
        yield
    finally:
        event.remove(Engine, "commit", at_commit)


@pytest.mark.parametrize("broken", range(4))
def test_a_change_of_names_that_is_broken_off_at_a_commit_loses_none(cli: CommandRunner, broken: int) -> None:
    """Fault: the old key was destroyed in the transaction that sealed the names anew, before it was committed."""
    before = names(cli.harness)

    def power_cut(number: int) -> None:
        if number >= broken:
            raise OSError

    with commits(power_cut):
        cli("keys", "change", "names")
    assert names(cli.harness) == before


def test_a_name_that_is_given_while_their_key_is_changed_is_kept(cli: CommandRunner) -> None:
    """Fault: a transaction that had read the old key sealed a name under it, and the key was destroyed meanwhile."""
    harness = cli.harness
    place = {"school": harness.school, "class_id": harness.classes[CLASS], "year_group": 4, "today": TEST_START.date()}
    with ThreadPoolExecutor(1) as meanwhile, harness.service.engine.begin() as connection:
        nia = enrolment.enrol_by_hand(connection, harness.service.ring, name="Nia Rhys", **place)  # type: ignore[arg-type]
        changed = meanwhile.submit(cli, "keys", "change", "names")
        with suppress(TimeoutError):
            changed.result(1.0)  # on SQLite it waits for the transaction
        connection.commit()
        assert changed.result(30).exit_code == 0
    harness.people["nia"] = nia.id
    assert "Nia Rhys" in names(harness)


@dataclass
class Learner:
    """A learner who sits, with the items whose answers were acknowledged."""

    harness: ServiceHarness
    browser: TestClient
    sitting: UUID
    waiting: dict[str, Any]
    acknowledged: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, harness: ServiceHarness, name: str) -> Learner:
        sitting, browser = harness.assign(name), harness.signed_in(name)
        return cls(harness, browser, sitting, browser.post(f"/api/sittings/{sitting}/start").json()["item"])

    def answer_some(self) -> None:
        for _ in range(ANSWERS_MEANWHILE):
            body = response_body(self.waiting, right_reply(self.harness.bank.item(self.waiting["id"])))
            answered = put_response(self.browser, self.sitting, self.waiting["position"], body)
            assert answered.status_code == 200, answered.text
            self.acknowledged.append(self.waiting["id"])
            self.waiting = answered.json()["next"]

    def logged(self) -> list[str]:
        return [event.item for event in self.harness.log(self.sitting) if isinstance(event, Replied)]


def read_and_enter(teacher: TestClient, harness: ServiceHarness, pin: str, turns: Iterator[int], over: Event) -> None:
    """Staff read pages of names and enter somebody; others sign in, and look for their names at the class's PIN."""
    derwen = harness.classes[CLASS]
    while not over.is_set():
        arrival = {"name": f"Nia Rhys {next(turns)}", "year_group": "4"}
        assert teacher.post(f"/classes/{derwen}/arrivals", data=arrival).status_code == 303
        for page in (f"/classes/{derwen}/monitor", f"/classes/{derwen}/pin", f"/feedback/classes/{derwen}"):
            assert teacher.get(page).status_code == 200, page
        assert sign_in(harness.browser(), "mali").status_code == 303
        assert "Cadi M" in harness.browser().post("/pin", data={"pin": pin}).text


def with_secrets(cli: CommandRunner, folder: Path, patched: pytest.MonkeyPatch) -> ServiceHarness:
    """The service and the commands with a secret that is being changed; the key files are under the old one."""
    harness = cli.harness
    for name, secret in (("key_secret", OLD_SECRET), ("old_key_secret", OLD_SECRET), ("key_secret", NEW_SECRET)):
        (folder / name).write_text(secret)
        patched.setenv(f"MESUR_{name.upper()}_FILE", str(folder / name))
        if secret == OLD_SECRET:
            assert cli("keys", "protect").exit_code == 0
    harness.service.engine.dispose()
    harness.settings = replace(harness.settings, key_secret=NEW_SECRET, old_key_secret=OLD_SECRET)
    harness.service = open_service(harness.settings)
    return harness


def living(harness: ServiceHarness, purpose: str) -> int:
    with harness.service.engine.begin() as connection:
        return len(harness.service.ring.living(connection, purpose))


def test_every_kind_of_key_is_changed_while_a_class_sits_and_staff_read(
    cli: CommandRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness, before = with_secrets(cli, tmp_path, monkeypatch), names(cli.harness)
    teacher, turns, learners = harness.signed_in("evans"), count(), [Learner.begin(harness, each) for each in LEARNERS]
    pin, decided = make_pin(harness, teacher), [("change", each, *DECIDED) for each in ("audit", "ledger")]
    kinds = [*(("change", purpose) for purpose in CHANGED_PURPOSES), *decided]
    with ThreadPoolExecutor(len(learners) + 1) as at_once:
        for change in (*kinds, ("protect",)):
            over = Event()
            sitting = [at_once.submit(each.answer_some) for each in learners]
            reading = at_once.submit(read_and_enter, teacher, harness, pin, turns, over)
            try:
                changed = cli("keys", *change)
            finally:
                over.set()
            assert changed.exit_code == 0, (change, changed.output)
            assert [each.result() for each in sitting] == [None] * len(sitting)
            reading.result()
        assert cli("audit", "verify").exit_code == 0
    arrived = next(turns)
    assert [each.logged() for each in learners] == [each.acknowledged for each in learners]
    assert (names(harness), arrivals(teacher, harness)) == (before, arrived)
    assert come_in(harness, pin, "joe")[1].status_code == 303
    harness.clock.now += LONGEST_TRANSACTION
    for purpose in (NAME_KEYS, ROW_KEYS):
        assert cli("keys", "change", purpose).exit_code == 0
        assert living(harness, purpose) == 1
    assert cli("audit", "verify").exit_code == 0
    assert (names(harness), arrivals(teacher, harness)) == (before, arrived)


def arrivals(teacher: TestClient, harness: ServiceHarness) -> int:
    """How many late arrivals the class's page names."""
    page = teacher.get(f"/feedback/classes/{harness.classes[CLASS]}").text
    return len(set(re.findall(r"Nia Rhys \d+", page)))

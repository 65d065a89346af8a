"""A minute after a key was destroyed no process of the service has it in memory, and nobody was turned away."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import httpx2
import pytest

from delivery_api.commands import retention
from delivery_api.identity import enrolment
from delivery_api.identity.name_keys.cohort_keys import keep_name_keys
from delivery_api.identity.tables import people
from delivery_api.keys.encryption import Key
from delivery_api.row_authentication.store import change_rows
from delivery_api.sittings.storage.tables import programmes
from delivery_api.sittings.values import key_purpose
from delivery_api.trials import service as trials
from tests.support.command_runner import CommandRunner
from tests.support.process_memory import holders, process_tree, spellings_of
from tests.support.service_harness import TEST_START, FakeClock, ServiceHarness
from tests.support.service_processes import ServiceProcess, running_service

PROMISED_SECONDS = 60
RUN_ON = TEST_START + timedelta(days=1)


def is_sqlite(harness: ServiceHarness) -> bool:
    return harness.service.engine.dialect.name == "sqlite"


def key_of(harness: ServiceHarness, trial: str) -> Key:
    with harness.service.engine.begin() as connection:
        (key_id,) = harness.service.ring.living(connection, key_purpose(trial))
    return harness.service.ring.read(key_id)


def make_due(harness: ServiceHarness, trial: str) -> None:
    with harness.service.engine.begin() as connection:
        change_rows(connection, programmes, programmes.c.id == trial, {"created_on": date(2024, 1, 1)})
        trials.record_completion(connection, trial, date(2025, 1, 31))


@contextmanager
def polling(client: httpx2.Client) -> Iterator[list[int]]:
    """Statuses that a signed-in client gets meanwhile, on a connection that it keeps."""
    statuses: list[int] = []
    over = threading.Event()

    def poll() -> None:
        while not over.wait(0.1):
            statuses.append(client.get("/api/me").status_code)

    thread = threading.Thread(target=poll)
    thread.start()
    yield statuses
    over.set()
    thread.join()


def key_of_a_leavers_name(harness: ServiceHarness) -> Key:
    """The key of somebody who goes on the day of the run, and whom a class page still shows."""
    service, today = harness.service, TEST_START.date()
    place = {"school": harness.school, "class_id": harness.classes["Derwen"], "year_group": 4, "today": today}
    with service.engine.begin() as connection:
        person = enrolment.enrol_by_hand(connection, service.ring, name="Nia Rhys", **place)  # type: ignore[arg-type]
        change_rows(connection, people, people.c.id == person.id, {"left_on": RUN_ON.date().replace(year=2025)})
    keep_name_keys(service.engine, service.ledger, today, harness.clock())
    with service.engine.begin() as connection:
        key = service.ring.current(connection, f"names:{RUN_ON.date()}")
    assert key is not None
    return key


def wait_until_gone(served: ServiceProcess, needles: list[bytes], workers: int) -> None:
    """Until no process holds a needle; by chance that may be so before the workers are replaced, who are waited for."""
    begun = time.monotonic()
    while len(retired(served)) < workers or holders(process_tree(served.process.pid), needles):
        assert time.monotonic() - begun < PROMISED_SECONDS
        time.sleep(1)


def retired(served: ServiceProcess) -> list[object]:
    return [line["process"] for line in served.log() if line["message"] == "retiring"]


@pytest.mark.long_on("sqlite")  # which has one worker
@pytest.mark.slow
def test_a_minute_after_its_destruction_a_key_is_in_no_process_and_nobody_was_turned_away(
    harness: ServiceHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "clock", FakeClock(RUN_ON))
    trial = harness.create_trial("Derwen")
    keys, workers = [key_of(harness, trial), key_of_a_leavers_name(harness)], 1 if is_sqlite(harness) else 2
    with running_service(harness, tmp_path, workers) as served:
        player = served.signed_in_client(harness, "cadi")
        (offered,) = [each for each in player.get("/api/sittings").json()["sittings"] if each["trial"]]
        assert player.post(f"/api/sittings/{offered['id']}/start").status_code == 200
        teacher = served.signed_in_client(harness, "evans")
        assert "Nia" in teacher.get(f"/feedback/classes/{harness.classes['Derwen']}").text
        for key in keys:
            assert holders(process_tree(served.process.pid), spellings_of(key))
        make_due(harness, trial)
        with polling(served.signed_in_client(harness, "joe")) as statuses:
            done = CommandRunner(harness)("retention", "run")
            assert done.exit_code == 0, done.output
            assert not any(harness.service.ring.path(key.id).exists() for key in keys)
            wait_until_gone(served, [each for key in keys for each in spellings_of(key)], workers)
        assert set(statuses) == {200}
        assert len(statuses) > 20

"""Guessed class PINs: throttled and traced, and no class is locked out."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import httpx2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import true

from delivery_api.class_pins.tables import class_pins
from delivery_api.row_authentication.store import change_rows
from tests.integration.identity.test_class_pins import come_in, make_pin
from tests.support.database_rows import all_rows
from tests.support.event_loop import running_event_loop
from tests.support.service_harness import ServiceHarness


def test_wrong_pins_are_throttled_by_address_and_lock_no_class_out(harness: ServiceHarness) -> None:
    pin = make_pin(harness, harness.signed_in("evans"))
    guesser, now = harness.browser(), harness.clock.now

    def asked_now(typed: str) -> httpx2.Response:
        harness.clock.now = now  # which advances by a second at each reading
        return guesser.post("/pin", data={"pin": typed})

    statuses = [asked_now("CDFGHJKMN").status_code for _ in range(70)]
    assert (statuses.count(404), statuses.count(429)) == (60, 10)
    assert asked_now(pin).status_code == 200  # the class's own, made at the same address
    with harness.service.engine.begin() as connection:
        change_rows(connection, class_pins, true(), {"made_from": None})  # one made elsewhere
    refused = asked_now(pin)
    assert (refused.status_code, int(refused.headers["retry-after"]) <= 2) == (429, True)
    harness.clock.now += timedelta(seconds=2)
    assert guesser.post("/pin", data={"pin": pin}).status_code == 200


def test_guesses_are_throttled_and_traced_by_school_and_worker_and_visits_by_class(
    harness: ServiceHarness, caplog: pytest.LogCaptureFixture
) -> None:
    """A school is the address of its requests: a wrong PIN tells of no class."""
    pins = {
        name: make_pin(harness, harness.signed_in(teacher), class_name=name)
        for name, teacher in (("Derwen", "evans"), ("9C", "khan"))
    }
    workers, now = (harness.browser(), harness.browser_of_another_worker()), harness.clock.now
    elsewhere = TestClient(workers[0].app, base_url=harness.settings.public_url, client=("192.0.2.9", 5))
    elsewhere.portal = running_event_loop()

    def asked_now(browser: TestClient, typed: str) -> int:
        harness.clock.now = now  # which advances by a second at each reading
        return browser.post("/pin", data={"pin": typed}).status_code

    for worker in workers:
        assert Counter(asked_now(worker, "CDFGHJKMN") for _ in range(65)) == {404: 60, 429: 5}
        assert [asked_now(worker, pin) for pin in pins.values()] == [200, 200]  # no class of the school is locked out
    assert [asked_now(elsewhere, typed) for typed in ("CDFGHJKMN", pins["9C"])] == [404, 200]  # nor is another school
    lines = [record.__dict__["facts"] for record in caplog.records if record.name == "mesur.security"]
    seen = Counter((line["event"], line["client"]) for line in lines)
    assert sorted((event, count) for (event, _), count in seen.items()) == [
        ("pin_refused", 1),
        ("pin_refused", 120),
        ("throttled", 10),
    ]
    (school,) = {client for (event, client), _ in seen.items() if event == "throttled"}
    assert seen["pin_refused", school] == 120
    for name, learner in (("Derwen", "cadi"), ("9C", "mali")):
        assert come_in(harness, pins[name], learner)[1].status_code == 303
    came = [row for row in all_rows(harness.service.engine)["audit"] if "came in with a class PIN" in row]
    assert {str(harness.classes[name]) for name in pins} == {str(cell) for row in came for cell in row} & {
        str(each) for each in harness.classes.values()
    }
    assert len(came) == len(pins)

"""What the log says of a failure: its kind and place, and nothing of the person."""

from __future__ import annotations

import logging
from uuid import uuid4

import pytest
from starlette.types import Message

from delivery_api.identity import store
from tests.support.event_loop import run_in_own_loop
from tests.support.service_harness import ServiceHarness


def test_a_clash_in_the_database_is_logged_without_the_values_that_clashed(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    browser, school, name = harness.signed_in("evans"), uuid4(), " ".join(("Ysgol", "Ddirgel"))

    def clash(connection: object, *_: object) -> None:
        for _ in range(2):
            store.add_school(connection, school, name)  # type: ignore[arg-type]

    monkeypatch.setattr("delivery_api.identity.store.classes_taught", clash)
    with caplog.at_level(logging.ERROR):
        answer = browser.get("/?lang=cy", headers={"accept": "text/html"})
    assert answer.status_code == 500
    (record,) = [record for record in caplog.records if record.name == "mesur"]
    assert answer.headers["x-correlation-id"] in record.getMessage()
    assert "IntegrityError" in record.getMessage()
    assert "add_school" in record.getMessage()
    for value in (str(school), school.hex, name):
        assert value not in caplog.text


def test_a_line_that_goes_in_the_middle_of_a_request_is_no_error(
    harness: ServiceHarness, caplog: pytest.LogCaptureFixture
) -> None:
    browser = harness.signed_in("cadi")
    sent: list[Message] = []
    arriving: list[Message] = [
        {"type": "http.request", "body": b'{"item":', "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return arriving.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"host": "localhost", "cookie": cookie, "content-type": "application/json", "content-length": "99"}
    scope = {
        "type": "http",
        "method": "PUT",
        "path": f"/api/sittings/{harness.assign('cadi')}/responses/1",
        "query_string": b"lang=cy",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    run_in_own_loop(browser.app(scope, receive, send))
    assert not arriving
    assert not sent  # nobody is there to read it
    assert not [record for record in caplog.records if record.name == "mesur"]

"""A sign-in provider that accepts and never answers holds up nobody who is signed in already."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from delivery_api.app import create_app
from tests.support.service_harness import ORIGIN, ServiceHarness, put_response, response_body


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes connections and says nothing."""
    with socket.socket() as server:
        server.bind(("localhost", 0))
        server.listen(50)
        yield f"http://localhost:{server.getsockname()[1]}"


@pytest.mark.long_on("sqlite")
def test_learners_go_on_while_sign_ins_wait_for_a_silent_provider(harness: ServiceHarness, silent: str) -> None:
    sitting = harness.assign("cadi")
    learner = harness.signed_in("cadi")
    item = learner.post(f"/api/sittings/{sitting}/start").json()["item"]
    waiting_app = create_app(replace(harness.settings, issuer=silent), clock=harness.clock)
    answers: list[int] = []

    def wait() -> None:
        with TestClient(waiting_app, base_url=ORIGIN, follow_redirects=False) as browser:
            answers.append(browser.get("/login").status_code)

    threads = [threading.Thread(target=wait) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    assert put_response(learner, sitting, 1, response_body(item, None)).status_code == 200
    assert answers == [], "the sign-ins were answered before the learner: this test shows nothing"
    for thread in threads:
        thread.join()
    assert answers == [503, 503, 503]
    waiting_app.state.service_context.dispose()

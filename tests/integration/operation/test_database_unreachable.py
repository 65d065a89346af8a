"""While the database is unreachable, requests get 503 and the log stays short; then the service recovers by itself."""

from __future__ import annotations

import logging
import socket
import time

import pytest
from sqlalchemy import text

from tests.support.postgresql_server import Postgres
from tests.support.service_harness import ServiceHarness, build_harness, put_response, response_body


@pytest.fixture
def harness(own_postgres, tmp_path, issuer):
    with own_postgres.fresh_database() as url:
        built = build_harness(tmp_path, url, issuer)
        yield built
        built.close()


def until_ready(browser) -> None:
    for _ in range(600):
        if browser.get("/readyz").status_code == 200:
            return
        time.sleep(0.05)
    pytest.fail("it never came to be ready")


def test_who_asks_is_told_to_come_back_and_all_goes_on_when_it_is_there_again(
    harness: ServiceHarness, own_postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    body = response_body(item, None)
    own_postgres.stop()
    with caplog.at_level(logging.INFO, "mesur"):
        refused = [put_response(browser, sitting, 1, body) for _ in range(3)]
        assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(503, "busy")] * 3
        assert all(int(answer.headers["Retry-After"]) >= 1 for answer in refused)
        ready = browser.get("/readyz")
        assert (ready.status_code, ready.json()["why"]) == (503, "database away")
        assert browser.get("/livez").status_code == 200
        own_postgres.start()
        until_ready(browser)
        assert browser.get(f"/api/sittings/{sitting}").json()["item"] == item
        assert put_response(browser, sitting, 1, body).status_code == 200
    first, last = [record.getMessage() for record in caplog.records if record.name == "mesur"]
    assert "File" in first
    assert first.split()[0] == refused[0].headers["x-correlation-id"]
    assert last == "the database is reachable again: 3 requests failed meanwhile"


def test_the_next_outage_is_told_whole_again(
    harness: ServiceHarness, own_postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    browser = harness.signed_in("cadi")
    for _ in range(2):
        own_postgres.stop()
        assert browser.get("/api/me").status_code == 503
        own_postgres.start()
        until_ready(browser)
        assert browser.get("/api/me").status_code == 200
    told = [(record.levelname, "File" in record.getMessage()) for record in caplog.records if record.name == "mesur"]
    assert [level for level, _ in told] == ["ERROR", "ERROR"]
    assert all(place for _, place in told)


def test_one_lost_connection_is_no_fault_of_the_service(harness: ServiceHarness) -> None:
    browser = harness.signed_in("cadi")
    with harness.service.engine.begin() as connection:
        ended = connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        )
        assert ended.rowcount >= 1
    assert browser.get("/api/me").status_code in (200, 503)
    assert browser.get("/api/me").status_code == 200


def test_a_database_that_says_nothing_is_away_too(harness: ServiceHarness) -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        url = f"postgresql+psycopg://x@127.0.0.1:{mute.getsockname()[1]}/x"
        refused = harness.browser(database_url=url).get("/readyz")
    assert (refused.status_code, refused.json()["why"]) == (503, "database away")


def test_a_connection_to_a_machine_that_has_vanished_is_given_up(harness: ServiceHarness) -> None:
    with harness.service.engine.connect() as connection:
        asked = connection.connection.driver_connection.info.get_parameters()
    looks = {name: int(asked[name]) for name in ("keepalives_idle", "keepalives_interval", "keepalives_count")}
    assert looks == {"keepalives_idle": 5, "keepalives_interval": 3, "keepalives_count": 3}
    assert int(asked["tcp_user_timeout"]) == 15_000

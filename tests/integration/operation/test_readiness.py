"""While there is no room for a school year's answers the service says so, and no sitting starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import delete, event, text

from delivery_api.access.request_context import ServiceContext
from delivery_api.http.problem_sentences import PROBLEMS
from delivery_api.identity.identifier_hashing import NAME_KEYS
from delivery_api.lifecycle.service_setup import set_up
from delivery_api.service_routes import health_routes
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.tables import programmes
from delivery_api.sittings.values import key_purpose
from delivery_api.storage import free_space
from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from tests.support.database_rows import nothing_written
from tests.support.service_harness import ServiceHarness, build_harness, put_response, response_body

YEAR = "2026-27"
NO_ROOM = "no room for the school year's answers"
LANGUAGES: tuple[Language, ...] = ("cy", "en")


def without_its_programme(harness: ServiceHarness) -> None:
    with harness.service.engine.begin() as connection:
        connection.execute(delete(programmes).where(programmes.c.id == YEAR))


def without_its_key(harness: ServiceHarness) -> None:
    (harness.settings.keys / f"{key_of_the_year(harness)}.key.json").unlink()


def key_of_the_year(harness: ServiceHarness) -> str:
    with harness.service.engine.begin() as connection:
        (key_id,) = harness.service.ring.living(connection, key_purpose(YEAR))
    return key_id


def with_its_responses_destroyed(harness: ServiceHarness) -> None:
    with harness.service.engine.begin() as connection:
        store.mark_destroyed(connection, YEAR, harness.clock().date())


BROKEN = [without_its_programme, without_its_key, with_its_responses_destroyed]


def assert_no_room(answer: httpx2.Response, language: Language) -> None:
    problem = PROBLEMS["programme_missing"](translations(language))
    assert (answer.status_code, answer.json()["code"]) == (503, "programme_missing")
    assert answer.json()["title"] == problem.title
    assert answer.headers["retry-after"] == "5"


def test_a_service_that_is_set_up_is_ready(module_harness: ServiceHarness) -> None:
    browser = module_harness.browser()
    assert browser.get("/livez").text == "live\n"
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "school_year": YEAR})
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("break_", BROKEN, ids=lambda break_: break_.__name__)
def test_a_school_year_that_cannot_keep_answers_fails_readiness_and_starts_nothing(
    harness: ServiceHarness, break_: Callable[[ServiceHarness], None], language: Language
) -> None:
    assert_nothing_starts_after(break_, harness, language)


@pytest.mark.parametrize("table", ["sittings", "sitting_events"])
def test_on_postgresql_a_school_year_without_a_partition_fails_readiness_and_starts_nothing(
    tmp_path: Path, postgres_url: str, issuer: str, table: str
) -> None:
    def detach(harness: ServiceHarness) -> None:
        with harness.service.engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {table} DETACH PARTITION {table}_2026_27"))

    harness = build_harness(tmp_path, postgres_url, issuer)
    assert_nothing_starts_after(detach, harness, "cy")
    harness.close()


def assert_nothing_starts_after(
    break_: Callable[[ServiceHarness], None], harness: ServiceHarness, language: Language
) -> None:
    sitting, browser, teacher = harness.assign("cadi"), harness.signed_in("cadi"), harness.signed_in("evans")
    assert browser.get("/readyz").status_code == 200
    break_(harness)
    with nothing_written(harness.service.engine):
        answer = browser.get("/readyz")
        assert (answer.status_code, answer.json()["why"]) in [
            (503, NO_ROOM),
            (503, f"key missing: programme:{YEAR} {key_of_the_year(harness)}"),
        ]
        assert_no_room(teacher.post(f"/api/classes/{harness.classes['Derwen']}/sittings?lang={language}"), language)
        if browser.get("/api/sittings").json()["sittings"]:
            assert_no_room(browser.post(f"/api/sittings/{sitting}/start?lang={language}"), language)
    assert browser.get("/livez").status_code == 200


def test_in_a_school_year_that_was_not_set_up_nothing_starts_until_it_is(harness: ServiceHarness) -> None:
    waiting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    running, other = harness.assign("joe"), harness.signed_in("joe")
    item = other.post(f"/api/sittings/{running}/start").json()["item"]
    harness.clock.now = datetime(2028, 9, 1, 8, 0, tzinfo=UTC)
    harness.trust_clock(harness.clock.now)
    browser, other = harness.signed_in("cadi"), harness.signed_in("joe")
    overdue = {"warnings": ["overdue: 2026-27 since 2028-08-31"]}  # which stops no running sitting
    unready = {"ready": False, "school_year": "2028-29", "why": NO_ROOM}
    assert browser.get("/readyz").json() == unready | overdue
    with nothing_written(harness.service.engine):
        assert_no_room(browser.post(f"/api/sittings/{waiting}/start?lang=cy"), "cy")
    # what runs is not lost: its own year has room
    assert put_response(other, running, 1, response_body(item, None)).status_code == 200
    set_up(harness.service, harness.clock())
    assert browser.get("/readyz").json() == {"ready": True, "school_year": "2028-29"} | overdue
    waiting = harness.assign("cadi")
    assert browser.post(f"/api/sittings/{waiting}/start").status_code == 200


def test_a_subject_without_a_bank_starts_nothing(harness: ServiceHarness) -> None:
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    with harness.service.engine.begin() as connection:
        connection.execute(text("DELETE FROM banks_in_use"))
    with nothing_written(harness.service.engine):
        answer = browser.post(f"/api/sittings/{sitting}/start?lang=cy")
    assert (answer.status_code, answer.json()["code"]) == (503, "no_bank")
    assert answer.json()["title"] == PROBLEMS["no_bank"](translations("cy")).title


def test_a_database_that_says_nothing_keeps_whoever_watches_no_longer_than_a_moment(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one whose disk stands still. It holds one probe, which ends when it speaks again."""
    asked, speaks = [], Event()

    def silent(*_: object) -> None:
        asked.append(1)
        speaks.wait(30)

    monkeypatch.setattr(health_routes, "PROBE_TIMEOUT", 0.05)
    browser = harness.browser()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(health_routes, "_readiness", silent)
        try:
            for _ in range(3):
                answer = browser.get("/readyz")
                assert (answer.status_code, answer.json()["why"]) == (503, "database silent")
            assert asked == [1]
        finally:
            speaks.set()
    monkeypatch.setattr(health_routes, "PROBE_TIMEOUT", 10.0)
    assert browser.get("/readyz").status_code == 200


# Databases and disks that take nothing more


def on_checkout(app: FastAPI, statement: str) -> None:
    """Run a statement on each connection that a worker takes from its pools."""
    context: ServiceContext = app.state.service_context
    for engine in (context.engine, context.autocommit):
        event.listen(engine, "checkout", lambda connection, *_: connection.execute(statement))


def full(harness: ServiceHarness, app: FastAPI) -> str:
    """Let no page be added on SQLite; on PostgreSQL say what it says on a full disk."""
    if harness.service.engine.dialect.name == "sqlite":
        on_checkout(app, "PRAGMA max_page_count = 1")
        return "database full"
    with harness.service.engine.begin() as connection:
        body = "BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END"
        connection.execute(text(f"CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"))
        connection.execute(text("CREATE TRIGGER fail BEFORE INSERT ON sitting_events EXECUTE FUNCTION fail()"))
    return "database full"


def read_only(harness: ServiceHarness, app: FastAPI) -> str:
    """As on a standby."""
    if harness.service.engine.dialect.name == "sqlite":
        on_checkout(app, "PRAGMA query_only = 1")
        return "database read-only"
    with harness.service.engine.begin() as connection:
        name = connection.scalar(text("SELECT current_database()"))
        connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    app.state.service_context.dispose()
    return "database read-only"


@pytest.mark.parametrize("break_", [full, read_only], ids=lambda break_: break_.__name__)
def test_where_the_database_takes_nothing_more_an_answer_waits_and_readiness_says_why(
    harness: ServiceHarness, break_: Callable[[ServiceHarness, FastAPI], str]
) -> None:
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    why = break_(harness, browser.app)  # type: ignore[arg-type]
    while True:  # a page may have room for some
        answer = put_response(browser, sitting, item["position"], response_body(item, None))
        if answer.status_code != 200:
            break
        item = answer.json()["next"]
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert int(answer.headers["retry-after"]) > 0
    ready = browser.get("/readyz")
    assert (ready.status_code, ready.json()["why"]) == (503, why)
    counts = browser.get("/metrics").text
    assert 'mesur_requests_total{kind="answer",status="503"} 1.0' in counts
    assert 'status="500"' not in counts
    assert "mesur_ready 0.0" in counts


def test_a_disk_without_room_and_a_service_without_a_bank_are_not_ready(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = harness.browser()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(free_space, "LEAST_FREE_BYTES", 2**80)
        ready = browser.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["why"].startswith("disk full: certificates")
    assert browser.get("/readyz").status_code == 200
    with harness.service.engine.begin() as connection:
        connection.execute(text("DELETE FROM banks_in_use"))
    ready = browser.get("/readyz")
    assert (ready.status_code, ready.json()["why"]) == (503, "no bank in use")


def test_a_page_that_lacks_the_key_of_names_can_be_asked_for_again(harness: ServiceHarness) -> None:
    browser = harness.signed_in("evans")
    with harness.service.engine.begin() as connection:
        (key_id,) = harness.service.ring.living(connection, NAME_KEYS)
    harness.service.ring.path(key_id).unlink()
    assert browser.get("/readyz").json()["why"] == f"key missing: {NAME_KEYS} {key_id}"
    page = browser.get(f"/feedback/classes/{harness.classes['Derwen']}")
    assert page.status_code == 503
    assert "retry-after" in page.headers

"""While there is no room for a school year's answers the service says so, and no sitting starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import httpx2
import pytest
from sqlalchemy import delete, text

from delivery_api.http.error_mapping import PROBLEMS
from delivery_api.lifecycle.service_setup import set_up
from delivery_api.service_routes import health_routes
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.programmes import key_purpose
from delivery_api.sittings.storage.tables import programmes
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

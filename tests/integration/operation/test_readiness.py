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
from delivery_api.sittings.storage.tables import programmes
from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from tests.support.database_rows import nothing_written
from tests.support.running_service import House, build, put, submission

YEAR = "2026-27"
NO_ROOM = "no room for the school year's answers"
LANGUAGES: tuple[Language, ...] = ("cy", "en")


def without_its_programme(house: House) -> None:
    with house.service.engine.begin() as connection:
        connection.execute(delete(programmes).where(programmes.c.id == YEAR))


def without_its_key(house: House) -> None:
    with house.service.engine.begin() as connection:
        programme = store.programme(connection, YEAR)
    assert programme is not None
    (house.settings.keys / f"{programme.key_id}.key.json").unlink()


def with_its_responses_destroyed(house: House) -> None:
    with house.service.engine.begin() as connection:
        store.mark_destroyed(connection, YEAR, house.clock().date())


BROKEN = [without_its_programme, without_its_key, with_its_responses_destroyed]


def assert_no_room(answer: httpx2.Response, language: Language) -> None:
    problem = PROBLEMS["programme_missing"](translations(language))
    assert (answer.status_code, answer.json()["code"]) == (503, "programme_missing")
    assert answer.json()["title"] == problem.title
    assert answer.headers["retry-after"] == "5"


def test_a_service_that_is_set_up_is_ready(module_house: House) -> None:
    browser = module_house.browser()
    assert browser.get("/livez").text == "live\n"
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "school_year": YEAR})
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("break_", BROKEN, ids=lambda break_: break_.__name__)
def test_a_school_year_that_cannot_keep_answers_fails_readiness_and_starts_nothing(
    house: House, break_: Callable[[House], None], language: Language
) -> None:
    assert_nothing_starts_after(break_, house, language)


@pytest.mark.parametrize("table", ["sittings", "sitting_events"])
def test_on_postgresql_a_school_year_without_a_partition_fails_readiness_and_starts_nothing(
    tmp_path: Path, postgres_url: str, issuer: str, table: str
) -> None:
    def detach(house: House) -> None:
        with house.service.engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {table} DETACH PARTITION {table}_2026_27"))

    house = build(tmp_path, postgres_url, issuer)
    assert_nothing_starts_after(detach, house, "cy")
    house.close()


def assert_nothing_starts_after(break_: Callable[[House], None], house: House, language: Language) -> None:
    sitting, browser, teacher = house.assign("cadi"), house.signed_in("cadi"), house.signed_in("evans")
    assert browser.get("/readyz").status_code == 200
    break_(house)
    with nothing_written(house.service.engine):
        answer = browser.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, {"ready": False, "school_year": YEAR, "why": NO_ROOM})
        assert_no_room(teacher.post(f"/api/classes/{house.classes['Derwen']}/sittings?lang={language}"), language)
        if browser.get("/api/sittings").json()["sittings"]:
            assert_no_room(browser.post(f"/api/sittings/{sitting}/start?lang={language}"), language)
    assert browser.get("/livez").status_code == 200


def test_in_a_school_year_that_was_not_set_up_nothing_starts_until_it_is(house: House) -> None:
    waiting, browser = house.assign("cadi"), house.signed_in("cadi")
    running, other = house.assign("joe"), house.signed_in("joe")
    item = other.post(f"/api/sittings/{running}/start").json()["item"]
    house.clock.now = datetime(2028, 9, 1, 8, 0, tzinfo=UTC)
    browser, other = house.signed_in("cadi"), house.signed_in("joe")
    assert browser.get("/readyz").json() == {"ready": False, "school_year": "2028-29", "why": NO_ROOM}
    with nothing_written(house.service.engine):
        assert_no_room(browser.post(f"/api/sittings/{waiting}/start?lang=cy"), "cy")
    # what runs is not lost: its own year has room
    assert put(other, running, 1, submission(item, None)).status_code == 200
    set_up(house.service, house.clock())
    assert browser.get("/readyz").json() == {"ready": True, "school_year": "2028-29"}
    waiting = house.assign("cadi")
    assert browser.post(f"/api/sittings/{waiting}/start").status_code == 200


def test_a_subject_without_a_bank_starts_nothing(house: House) -> None:
    sitting, browser = house.assign("cadi"), house.signed_in("cadi")
    with house.service.engine.begin() as connection:
        connection.execute(text("DELETE FROM banks_in_use"))
    with nothing_written(house.service.engine):
        answer = browser.post(f"/api/sittings/{sitting}/start?lang=cy")
    assert (answer.status_code, answer.json()["code"]) == (503, "no_bank")
    assert answer.json()["title"] == PROBLEMS["no_bank"](translations("cy")).title


def test_a_database_that_says_nothing_keeps_whoever_watches_no_longer_than_a_moment(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one whose disk stands still. It holds one probe, which ends when it speaks again."""
    asked, speaks = [], Event()

    def silent(*_: object) -> None:
        asked.append(1)
        speaks.wait(30)

    monkeypatch.setattr(health_routes, "PATIENCE", 0.05)
    browser = house.browser()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(health_routes, "_unready", silent)
        try:
            for _ in range(3):
                answer = browser.get("/readyz")
                assert (answer.status_code, answer.json()["why"]) == (503, "database silent")
            assert asked == [1]
        finally:
            speaks.set()
    monkeypatch.setattr(health_routes, "PATIENCE", 10.0)
    assert browser.get("/readyz").status_code == 200

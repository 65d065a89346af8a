"""Staff give a class sittings: once however often it is asked for, and for the school year that runs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from delivery_api.audit.audit_log import audit_table
from delivery_api.http.error_mapping import PROBLEMS
from delivery_api.lifecycle.service_setup import set_up
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.tables import sittings as sittings_table
from delivery_api.web.message_catalogue import translations
from tests.support.database_rows import nothing_written
from tests.support.running_service import SUBJECT, House, answer_to_the_end, put, submission

CLICKS = 6
LAST_DAY_OF_SUMMER = datetime(2027, 8, 31, 22, 50, tzinfo=UTC)
FIRST_DAY_OF_AUTUMN = datetime(2027, 8, 31, 23, 0, tzinfo=UTC)  # midnight in Wales


def held(house: House, name: str, year: str = "2026-27") -> list[str]:
    """The states of a learner's sittings in a school year."""
    with house.service.engine.begin() as connection:
        own = store.of_learners(connection, [house.people[name]])
    return [sitting.state for sitting in own if sitting.programme == year]


def shown(house: House, name: str) -> list[tuple[str, str]]:
    """What a learner's own list shows: (id, state)."""
    own = house.signed_in(name).get("/api/sittings").json()["sittings"]
    return [(each["id"], each["state"]) for each in own]


def test_six_clicks_at_one_moment_give_each_learner_one_sitting(house: House) -> None:
    browsers, gate = [house.signed_in("evans") for _ in range(CLICKS)], Barrier(CLICKS)
    address = f"/api/classes/{house.classes['Derwen']}/sittings"

    def click(at: int) -> Any:
        gate.wait()
        return browsers[at].post(address)

    with ThreadPoolExecutor(CLICKS) as pool:
        answers = list(pool.map(click, range(CLICKS)))
    assert [answer.status_code for answer in answers] == [201] * CLICKS
    assert sum(answer.json()["assigned"] for answer in answers) == 2
    assert (held(house, "cadi"), held(house, "joe")) == (["assigned"], ["assigned"])
    with house.service.engine.begin() as connection:
        rows = connection.execute(select(audit_table).where(audit_table.c.action == "assigned a sitting")).all()
    assert {(row.actor, row.learner, row.thing) for row in rows} == {
        (house.people["evans"], house.people[name], str(house.classes["Derwen"])) for name in ("cadi", "joe")
    }
    assert len(rows) == 2


def test_the_database_itself_refuses_a_second_sitting_to_do(house: House) -> None:
    house.assign("cadi")
    row = {"programme": "2026-27", "learner": house.people["cadi"], "subject": SUBJECT, "year_group": 4}
    with pytest.raises(IntegrityError), house.service.engine.begin() as connection:
        connection.execute(sittings_table.insert().values(id=uuid4(), state="started", **row))


def test_another_can_be_given_once_the_first_is_finished_and_not_while_it_runs(house: House) -> None:
    sitting, browser = house.assign("cadi"), house.signed_in("cadi")
    browser.post(f"/api/sittings/{sitting}/start")
    address = f"/api/classes/{house.classes['Derwen']}/sittings"
    assert house.signed_in("evans").post(address).json()["assigned"] == 1  # joe's alone
    answer_to_the_end(house, browser, sitting)
    assert house.signed_in("evans").post(address).json()["assigned"] == 1
    assert sorted(held(house, "cadi")) == ["assigned", "completed"]


def test_what_is_left_of_last_school_year_does_not_stand_in_the_way_of_this_ones(house: House) -> None:
    house.clock.now = LAST_DAY_OF_SUMMER
    house.assign("cadi")
    started, joe = house.assign("joe"), house.signed_in("joe")
    joe.post(f"/api/sittings/{started}/start")
    house.clock.now = FIRST_DAY_OF_AUTUMN
    teacher = house.signed_in("evans")
    assert teacher.post(f"/api/classes/{house.classes['Derwen']}/sittings").json()["assigned"] == 2
    assert held(house, "cadi", "2027-28") == held(house, "joe", "2027-28") == ["assigned"]


@pytest.mark.parametrize("language", ["cy", "en"])
def test_a_sitting_that_was_never_started_ends_with_its_school_year(house: House, language: str) -> None:
    house.clock.now = LAST_DAY_OF_SUMMER
    waiting = house.assign("cadi")
    assert shown(house, "cadi") == [(str(waiting), "assigned")]
    teacher, page = house.signed_in("evans"), f"/feedback/classes/{house.classes['Derwen']}.csv"
    before = teacher.get(page).text

    house.clock.now = FIRST_DAY_OF_AUTUMN
    set_up(house.service, house.clock())
    assert shown(house, "cadi") == []
    assert teacher.get(page).text != before
    browser = house.signed_in("cadi")
    assert f"/player/{waiting}" not in browser.get("/").text
    with nothing_written(house.service.engine):
        refused = browser.post(f"/api/sittings/{waiting}/start?lang={language}")
    assert (refused.status_code, refused.json()["code"]) == (409, "year_over")
    assert refused.json()["title"] == PROBLEMS["year_over"](translations(language)).title


def test_a_sitting_that_was_started_may_be_finished_in_the_next_school_year(house: House) -> None:
    house.clock.now = LAST_DAY_OF_SUMMER
    sitting = house.assign("cadi")
    item = house.signed_in("cadi").post(f"/api/sittings/{sitting}/start").json()["item"]

    house.clock.now = FIRST_DAY_OF_AUTUMN
    assert shown(house, "cadi") == [(str(sitting), "started")]
    browser = house.signed_in("cadi")
    assert put(browser, sitting, 1, submission(item, None)).status_code == 200
    answer_to_the_end(house, browser, sitting)
    assert shown(house, "cadi") == [(str(sitting), "completed")]
    assert browser.get("/feedback/learners/me", headers={"accept": "text/html"}).status_code == 200

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

from delivery_api.audit.tables import audit_table
from delivery_api.http.problem_sentences import PROBLEMS
from delivery_api.lifecycle.service_setup import set_up
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.tables import sittings as sittings_table
from delivery_api.web.message_catalogue import translations
from tests.support.database_rows import nothing_written
from tests.support.service_harness import SUBJECT, ServiceHarness, complete_sitting, put_response, response_body

CLICKS = 6
LAST_DAY_OF_SUMMER = datetime(2027, 8, 31, 22, 50, tzinfo=UTC)
FIRST_DAY_OF_AUTUMN = datetime(2027, 8, 31, 23, 0, tzinfo=UTC)  # midnight in Wales


def held(harness: ServiceHarness, name: str, year: str = "2026-27") -> list[str]:
    """The states of a learner's sittings in a school year."""
    with harness.service.engine.begin() as connection:
        own = store.of_learners(connection, [harness.people[name]])
    return [sitting.state for sitting in own if sitting.programme == year]


def shown(harness: ServiceHarness, name: str) -> list[tuple[str, str]]:
    """What a learner's own list shows: (id, state)."""
    own = harness.signed_in(name).get("/api/sittings").json()["sittings"]
    return [(each["id"], each["state"]) for each in own]


def test_six_clicks_at_one_moment_give_each_learner_one_sitting(harness: ServiceHarness) -> None:
    browsers, gate = [harness.signed_in("evans") for _ in range(CLICKS)], Barrier(CLICKS)
    address = f"/api/classes/{harness.classes['Derwen']}/sittings"

    def click(at: int) -> Any:
        gate.wait()
        return browsers[at].post(address)

    with ThreadPoolExecutor(CLICKS) as pool:
        answers = list(pool.map(click, range(CLICKS)))
    assert [answer.status_code for answer in answers] == [201] * CLICKS
    assert sum(answer.json()["assigned"] for answer in answers) == 2
    assert (held(harness, "cadi"), held(harness, "joe")) == (["assigned"], ["assigned"])
    with harness.service.engine.begin() as connection:
        rows = connection.execute(select(audit_table).where(audit_table.c.action == "assigned a sitting")).all()
    assert {(row.actor, row.learner, row.thing) for row in rows} == {
        (harness.people["evans"], harness.people[name], str(harness.classes["Derwen"])) for name in ("cadi", "joe")
    }
    assert len(rows) == 2


def test_the_database_itself_refuses_a_second_sitting_to_do(harness: ServiceHarness) -> None:
    harness.assign("cadi")
    row = {"programme": "2026-27", "learner": harness.people["cadi"], "subject": SUBJECT, "year_group": 4}
    with pytest.raises(IntegrityError), harness.service.engine.begin() as connection:
        connection.execute(sittings_table.insert().values(id=uuid4(), state="started", **row))


def test_another_can_be_given_once_the_first_is_finished_and_not_while_it_runs(harness: ServiceHarness) -> None:
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    browser.post(f"/api/sittings/{sitting}/start")
    address = f"/api/classes/{harness.classes['Derwen']}/sittings"
    assert harness.signed_in("evans").post(address).json()["assigned"] == 1  # joe's alone
    complete_sitting(harness, browser, sitting)
    assert harness.signed_in("evans").post(address).json()["assigned"] == 1
    assert sorted(held(harness, "cadi")) == ["assigned", "completed"]


def test_what_is_left_of_last_school_year_does_not_stand_in_the_way_of_this_ones(harness: ServiceHarness) -> None:
    harness.clock.now = LAST_DAY_OF_SUMMER
    harness.assign("cadi")
    started, joe = harness.assign("joe"), harness.signed_in("joe")
    joe.post(f"/api/sittings/{started}/start")
    harness.clock.now = FIRST_DAY_OF_AUTUMN
    teacher = harness.signed_in("evans")
    assert teacher.post(f"/api/classes/{harness.classes['Derwen']}/sittings").json()["assigned"] == 2
    assert held(harness, "cadi", "2027-28") == held(harness, "joe", "2027-28") == ["assigned"]


@pytest.mark.parametrize("language", ["cy", "en"])
def test_a_sitting_that_was_never_started_ends_with_its_school_year(harness: ServiceHarness, language: str) -> None:
    harness.clock.now = LAST_DAY_OF_SUMMER
    waiting = harness.assign("cadi")
    assert shown(harness, "cadi") == [(str(waiting), "assigned")]
    teacher, page = harness.signed_in("evans"), f"/feedback/classes/{harness.classes['Derwen']}.csv"
    before = teacher.get(page).text

    harness.clock.now = FIRST_DAY_OF_AUTUMN
    set_up(harness.service, harness.clock())
    assert shown(harness, "cadi") == []
    assert teacher.get(page).text != before
    browser = harness.signed_in("cadi")
    assert f"/player/{waiting}" not in browser.get("/").text
    with nothing_written(harness.service.engine):
        refused = browser.post(f"/api/sittings/{waiting}/start?lang={language}")
    assert (refused.status_code, refused.json()["code"]) == (409, "year_over")
    assert refused.json()["title"] == PROBLEMS["year_over"](translations(language)).title


def test_a_sitting_that_was_started_may_be_finished_in_the_next_school_year(harness: ServiceHarness) -> None:
    harness.clock.now = LAST_DAY_OF_SUMMER
    sitting = harness.assign("cadi")
    item = harness.signed_in("cadi").post(f"/api/sittings/{sitting}/start").json()["item"]

    harness.clock.now = FIRST_DAY_OF_AUTUMN
    assert shown(harness, "cadi") == [(str(sitting), "started")]
    browser = harness.signed_in("cadi")
    assert put_response(browser, sitting, 1, response_body(item, None)).status_code == 200
    complete_sitting(harness, browser, sitting)
    assert shown(harness, "cadi") == [(str(sitting), "completed")]
    page = browser.get("/feedback/learners/me", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "year=2026-27" in page.text  # it belongs to the year that it was given in

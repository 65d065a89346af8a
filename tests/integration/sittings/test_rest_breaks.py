"""A learner's rest breaks: begun and ended by the learner, as often as their settings allow; the clock stands still."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from delivery_api.sittings.record.event_types import Moved, replies
from tests.support.service_harness import ServiceHarness, put_response, response_body


class Rested:
    """A learner's sitting with a time limit of forty minutes and so many breaks, just started."""

    def __init__(self, harness: ServiceHarness, breaks: str, name: str = "cadi") -> None:
        self.harness, self.name = harness, name
        self.evans, self.browser = harness.signed_in("evans"), harness.signed_in(name)
        derwen = harness.classes["Derwen"]
        self.page, self.monitor = f"/classes/{derwen}/access", f"/api/classes/{derwen}/monitor?lang=en"
        self.give(breaks)
        assert self.evans.post(f"/api/classes/{derwen}/sittings", json={"minutes": 40}).status_code == 201
        (sitting,) = self.browser.get("/api/sittings").json()["sittings"]
        self.address, self.player = f"/api/sittings/{sitting['id']}", f"/player/{sitting['id']}?lang=en"
        self.id = UUID(sitting["id"])
        early = self.rest()
        assert (early.status_code, early.json()["code"]) == (409, "not_started")
        self.item = self.browser.post(f"{self.address}/start").json()["item"]
        self.reply = response_body(self.item, None)

    def give(self, breaks: str) -> None:
        form = {"learner": str(self.harness.people[self.name]), "breaks": breaks}
        assert self.evans.post(self.page, data=form).status_code == 303

    def rest(self, browser: TestClient | None = None) -> Any:
        return (browser or self.browser).post(f"{self.address}/break")

    def go_on(self, browser: TestClient | None = None) -> Any:
        return (browser or self.browser).post(f"{self.address}/break/end")

    def answer(self) -> Any:
        return put_response(self.browser, self.id, 1, self.reply)

    def act(self, name: str) -> Any:
        return self.evans.post(f"{self.address}/{name}", json={"reason": "lunch"}).json()["state"]

    def act_on_class(self, **form: str) -> None:
        assert self.evans.post(self.monitor.removeprefix("/api"), data=form).status_code == 303

    def wait(self, minutes: int) -> None:
        self.harness.clock.now += timedelta(minutes=minutes)

    @property
    def state(self) -> str:
        return str(self.browser.post(f"{self.address}/pulse").json()["state"])

    @property
    def left(self) -> int:
        return int(self.browser.post(f"{self.address}/pulse?time=true").json()["left"])

    @property
    def line(self) -> dict[str, Any]:
        rows = self.evans.get(self.monitor).json()["learners"]
        return next(row for row in rows if row["sitting"] == str(self.id))

    @property
    def moves(self) -> list[tuple[str, str, bool]]:
        log = self.harness.log(self.id)
        return [(each.before, each.after, each.by is None) for each in log if isinstance(each, Moved)]


OWN_BREAK, OWN_END = ("started", "paused", True), ("paused", "started", True)
THEIR_PAUSE, THEIR_END = ("started", "paused", False), ("paused", "started", False)


def test_the_clock_stands_still_and_the_learner_goes_on_where_they_were(harness: ServiceHarness) -> None:
    sat = Rested(harness, "2")
    page = sat.browser.get(sat.player).text
    assert "Have a break" in page
    assert "You can have 2 more breaks." in page
    assert "breaks" in sat.item["tools"]
    sat.wait(10)
    assert sat.left == 30
    assert (sat.rest().json(), sat.rest().json()) == ({"state": "break"},) * 2  # pressed twice
    shown = sat.browser.get(sat.address).json()
    assert (shown["sitting"]["state"], shown["item"], sat.state) == ("break", None, "break")
    assert "The question waits for you, and so does the clock." in sat.browser.get(sat.player).text
    assert "You are having a break from this one." in sat.browser.get("/?lang=en").text
    for _ in range(4):
        sat.wait(10)
        line = sat.line
    assert (line["standing"], line["progress"], line["out_of_time"]) == ("on_break", "paused", False)
    assert line["says"].startswith("On a break at question 1, since ")
    assert (sat.go_on().json(), sat.go_on().json()) == ({"state": "started"},) * 2
    assert (sat.left, sat.line["standing"]) == (30, "working")
    assert sat.browser.get(sat.address).json()["item"] == sat.item
    assert "You can have 1 more break." in sat.browser.get(sat.player).text
    sat.wait(1)
    assert sat.answer().json()["finished"] is False
    assert replies(harness.log(sat.id))[0].elapsed == pytest.approx(11 * 60, abs=30)  # the clock of the tests ticks
    assert sat.moves == [OWN_BREAK, OWN_END]


def test_there_are_as_many_breaks_as_the_settings_allowed_at_the_start(harness: ServiceHarness) -> None:
    sat, at_will = Rested(harness, "1"), Rested(harness, "any", "joe")
    sat.give("any")  # too late for this one
    assert (sat.rest().status_code, sat.go_on().status_code) == (200, 200)
    assert '"may": false' in sat.browser.get(sat.player).text
    refused = sat.rest()
    assert (refused.status_code, refused.json()["code"], sat.state) == (409, "no_break_left", "started")
    assert '"may": true' in at_will.browser.get(at_will.player).text
    for _ in range(7):
        assert (at_will.rest().status_code, at_will.go_on().status_code) == (200, 200)
    assert "more break" not in at_will.browser.get(at_will.player).text
    for other in (at_will.browser, sat.evans):
        assert (sat.rest(other).status_code, sat.go_on(other).status_code) == (404, 404)


def test_staff_may_pause_end_and_finish_during_a_break_and_an_answer_ends_it(harness: ServiceHarness) -> None:
    sat = Rested(harness, "any")
    sat.rest()
    assert (sat.act("pause"), sat.line["standing"]) == ("paused", "paused")
    assert sat.go_on().json() == {"state": "paused"}  # the page of the break was still open: it hears how things stand
    assert (sat.state, sat.rest().json()["code"], sat.answer().json()["code"]) == (
        "paused",
        "no_break_now",
        "sitting_paused",
    )
    assert sat.act("resume") == "started"
    assert sat.moves == [OWN_BREAK, OWN_END, THEIR_PAUSE, THEIR_END]

    sat.rest()
    assert {"recall", "pause", "finish"} - set(sat.line["acts"]) == {"finish"}  # nothing is answered yet
    sat.act_on_class(act="resume", reason="lunch is over")
    assert sat.state == "break"  # it is the learner's own
    sat.act_on_class(act="pause")
    assert sat.state == "paused"
    sat.act_on_class(act="resume", reason="lunch is over")
    assert sat.state == "started"

    sat.rest()
    assert sat.act("recall") == "started"
    sat.rest()
    answered = sat.answer()  # from a page that was there before the break
    assert (answered.status_code, sat.state) == (200, "started")
    sat.rest()
    assert (sat.answer().content, sat.state) == (answered.content, "break")  # sent twice: nothing new
    assert sat.moves[-5:] == [OWN_BREAK, THEIR_END, OWN_BREAK, OWN_END, OWN_BREAK]
    assert sat.act("finish") == "completed"
    assert (sat.go_on().json()["state"], sat.state) == ("completed", "completed")

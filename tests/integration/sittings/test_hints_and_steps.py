"""A sitting with every response type, scores above 1, a scenario and hints, over HTTP, on both databases."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi.testclient import TestClient

from delivery_api.bank.service import put_in_use
from delivery_api.demo.simulated_replies import right_reply
from delivery_api.feedback.service import result_of
from delivery_api.sittings import service as sittings
from delivery_api.sittings.record.event_types import Hinted, replies
from delivery_api.sittings.storage import store
from delivery_api.trials.disclosure import Cell
from delivery_api.trials.extract_columns import GivenPerson, extract_rows
from itembank import BankVersion, ExactList, ItemVersion, Text
from tests.support.replay_check import assert_every_sitting_replays
from tests.support.sample_bank import SCENARIO, SUBJECT, checked_bank, sample_bank, with_difficulty
from tests.support.service_harness import ServiceHarness, put_response, response_body

PRACTICE_TABLE = "practice/table"


@dataclass
class Sat:
    """cadi's sitting of a bank of her own."""

    harness: ServiceHarness
    bank: BankVersion
    sitting: UUID
    browser: TestClient
    item: dict[str, Any]

    def version(self) -> ItemVersion:
        return self.bank.item(self.item["id"])

    def reply(self, response: Any) -> dict[str, Any]:
        answered = put_response(self.browser, self.sitting, self.item["position"], response_body(self.item, response))
        assert answered.status_code == 200, answered.text
        self.item = answered.json()["next"]
        return self.item

    def ask(self, hint: int, key: str | None = None, **changed: Any) -> httpx2.Response:
        body = {"item": self.item["id"], "hint": hint, "language": "cy", "key": key or str(uuid4())} | changed
        return self.browser.post(f"/api/sittings/{self.sitting}/hints?lang=cy", json=body)


def sit(harness: ServiceHarness, bank: BankVersion) -> Sat:
    with harness.service.engine.begin() as connection:
        put_in_use(connection, bank, SUBJECT, harness.clock())
        learner = harness.people["cadi"]
        sittings.assign(connection, harness.service.ring, [(learner, 4)], SUBJECT, harness.clock())
        (sitting,) = store.of_learners(connection, [learner], SUBJECT)
    browser = harness.signed_in("cadi")
    item = browser.post(f"/api/sittings/{sitting.id}/start?lang=en").json()["item"]
    return Sat(harness, bank, sitting.id, browser, item)


def hinted() -> BankVersion:
    """One item with two hints, credited in three parts, about the scenario; and one that follows it."""
    table = next(item for item in sample_bank().items if item.item == PRACTICE_TABLE)
    rows = table.response.rows  # type: ignore[union-attr]
    more = replace(rows[2][1], id="t3")
    response = replace(table.response, rows=(*rows, (rows[2][0], more)))  # type: ignore[arg-type]
    hints = (Text("Cath: 4.", "A cat: 4."), Text("Robin: 2.", "A robin: 2."))
    rule = ExactList(("2", "4", "4"), (), "parts")
    first = with_difficulty(replace(table, response=response, rule=rule, most=3, hints=hints), -0.9, SCENARIO)
    return checked_bank((first, with_difficulty(table, 3.0)))


def test_every_type_of_reply_is_taken_scored_folded_and_replayed(harness: ServiceHarness) -> None:
    sat = sit(harness, sample_bank())
    asked, shown = set(), set()
    while sat.item is not None:
        version = sat.version()
        asked.add(sat.item["response"]["type"])
        shown.add(sat.item["stimulus"] and sat.item["stimulus"]["title"])
        sat.reply(right_reply(version) if sat.item["position"] % 3 else None)
    assert asked == {item.response.type for item in sat.bank.items}
    assert shown == {None, "The school fair"}
    log = harness.log(sat.sitting)
    assert {event.score for event in replies(log)} == {0, 1, 2}
    assert assert_every_sitting_replays(harness.service) == len(sat.bank.items) + 1
    rows = len(list(extract_rows([(GivenPerson(), log)], ("item",), {})))
    assert rows == len(sat.bank.items)
    with harness.service.engine.begin() as connection:
        result, _ = result_of(harness.context(connection), harness.people["cadi"], SUBJECT)
    assert [(item.score, item.most) for item in result.items if item.steps] == [(2, 2)]


def test_a_hint_is_told_once_logged_once_and_caps_the_score(harness: ServiceHarness) -> None:
    sat = sit(harness, hinted())
    assert (sat.item["most"], sat.item["hints"], sat.item["hints_taken"]) == (3, 2, [])
    first = sat.ask(1, key="hint-one")
    assert first.json() == {"hint": 1, "hint_html": "Cath: 4.", "remaining": 1}
    assert sat.ask(1, key="hint-one").content == first.content
    assert sat.ask(1, key="hint-again").json() == first.json()
    shown = sat.browser.get(f"/api/sittings/{sat.sitting}?lang=en").json()["item"]
    assert (shown["hints"], shown["hints_taken"]) == (2, ["A cat: 4."])
    assert sat.ask(2).json()["remaining"] == 0
    logged = [(event.hint, event.position) for event in harness.log(sat.sitting) if isinstance(event, Hinted)]
    assert logged == [(1, 1), (2, 1)]
    following = sat.reply(["2", "4", "1 000"])
    assert following["hints_taken"] == []
    (reply,) = replies(harness.log(sat.sitting))
    assert (reply.score, reply.response) == (1, ["2", "4", "1 000"])
    wanted = ("score", "response", "hints", "rapid", "idle", "status")
    given = GivenPerson(Cell("", "en"))
    answered, waiting = extract_rows([(given, harness.log(sat.sitting))], wanted, {})
    assert answered == (1, "2 4 1000", 2, 0, 0, "answered")
    assert waiting == (None, None, 0, None, None, "not reached")
    assert assert_every_sitting_replays(harness.service) == 1


@pytest.mark.parametrize(
    ("ask", "status", "code"),
    [
        (lambda sat: sat.ask(2), 422, "unknown_hint"),
        (lambda sat: sat.ask(3), 422, "unknown_hint"),
        (lambda sat: sat.ask(0), 422, "invalid_request"),
        (lambda sat: sat.ask(1, item="aaaaaaaaaaaa"), 422, "unknown_item"),
        (lambda sat: sat.ask(1, item=sat.bank.items[1].id), 409, "reply_conflict"),
        (lambda sat: (sat.ask(1, key="the-same"), sat.ask(2, key="the-same"))[1], 409, "reply_conflict"),
        (lambda sat: sat.ask(1, language="fr"), 422, "invalid_request"),
    ],
)
def test_what_is_no_next_hint_is_refused_and_costs_nothing(
    harness: ServiceHarness, ask: Callable[[Sat], httpx2.Response], status: int, code: str
) -> None:
    sat = sit(harness, hinted())
    refused = ask(sat)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert sum(isinstance(event, Hinted) for event in harness.log(sat.sitting)) <= (status == 409)


def test_a_key_that_brought_a_hint_brings_no_answer_and_the_other_way_round(harness: ServiceHarness) -> None:
    sat = sit(harness, hinted())
    sat.ask(1, key="used-for-a-hint")
    refused = put_response(sat.browser, sat.sitting, 1, response_body(sat.item, None, "used-for-a-hint"))
    assert (refused.status_code, refused.json()["code"]) == (409, "reply_conflict")
    answered = put_response(sat.browser, sat.sitting, 1, response_body(sat.item, None, "used-for-an-answer"))
    sat.item = answered.json()["next"]
    assert sat.ask(1, key="used-for-an-answer").status_code == 409


def test_after_the_answer_its_hints_are_over(harness: ServiceHarness) -> None:
    sat = sit(harness, hinted())
    first = sat.item["id"]
    sat.reply(["2", "4", "4"])
    assert sat.ask(1, item=first).status_code == 409

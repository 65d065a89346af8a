"""Nobody changes a finished result alone: a second person confirms, or it is seen and can be taken back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from sqlalchemy import select, update

from delivery_api.dates.school_calendar import london_date
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.held_acts import store as held_act_store
from delivery_api.sittings.storage.held_acts.tables import held_acts
from delivery_api.sittings.storage.programmes import require_ready
from delivery_api.sittings.values import HeldAct, HeldActState, SittingState
from reports.feedback.sitting_results import FEWEST_SCORED
from reports.translations import long_date
from tests.support.additive_migrations import recorded_statements
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.service_harness import ServiceHarness, put_response, response_body

WHY = {"reason": "It was Joe who sat"}
HTML = {"accept": "text/html"}


def assign(harness: ServiceHarness, name: str) -> UUID:
    harness.assign(name)
    with harness.service.engine.begin() as connection:
        held = store.of_learners(connection, [harness.people[name]])
    return next(each.id for each in held if each.state == SittingState.ASSIGNED)


def finished_sitting(harness: ServiceHarness, name: str, evans: TestClient, answers: int = 2) -> UUID:
    """A sitting that a learner has answered some questions of, and that staff have ended."""
    sitting, browser = assign(harness, name), harness.signed_in(name)
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    for position in range(1, answers + 1):
        item = put_response(browser, sitting, position, response_body(item, None)).json()["next"]
    assert evans.post(f"/api/sittings/{sitting}/finish", json=WHY).status_code == 200
    return sitting


def state(harness: ServiceHarness, sitting: UUID) -> tuple[str, UUID | None]:
    with harness.service.engine.begin() as connection:
        found = store.find(connection, sitting)
        assert found is not None
        return str(found.state), found.learner


def asked(harness: ServiceHarness) -> UUID:
    with harness.service.engine.begin() as connection:
        ids = connection.scalars(select(held_acts.c.id).order_by(held_acts.c.asked_at.desc())).all()
        return ids[0]


def decide(browser: TestClient, act: UUID, decision: str) -> Any:
    return browser.post("/confirmations", data={"act": str(act), "decision": decision})


def plant_acts(harness: ServiceHarness, sitting: UUID, count: int) -> ServiceHarness:
    """More acts of the past on the same result, all declined."""
    now, (year, cadi, evans) = harness.clock(), ("2026-27", harness.people["cadi"], harness.people["evans"])
    with harness.service.engine.begin() as connection:
        key = require_ready(connection, harness.service.ring, year)
        for _ in range(count):
            of = (uuid4(), year, sitting, harness.school, cadi, None, "discard", HeldActState.DECLINED)
            held_act_store.add_held_act(connection, key, HeldAct(*of, evans, now, "It was Joe who sat"))
    return harness


def statements_of_a_page(harness: ServiceHarness, reader: TestClient) -> int:
    """How many statements the page of confirmations sends to the database."""
    with recorded_statements(harness.apps[harness.settings].state.service_context.engine) as statements:
        assert reader.get("/confirmations").status_code == 200
    return len(statements)


def test_a_teacher_alone_neither_discards_a_finished_result_nor_moves_it(harness: ServiceHarness) -> None:
    add_people_of_all_roles(harness)
    evans, head, people = harness.signed_in("evans"), harness.signed_in("head"), harness.people
    sitting = finished_sitting(harness, "cadi", evans)
    told = evans.post(f"/api/sittings/{sitting}/move", json=WHY | {"to": str(people["joe"])})
    assert told.json() == {"sitting": str(sitting), "state": "completed", "waits": True}
    assert state(harness, sitting) == ("completed", people["cadi"])
    assert evans.post(f"/api/sittings/{sitting}/discard", json=WHY).json()["code"] == "waits_already"
    act = asked(harness)
    assert decide(evans, act, "confirm").json()["code"] == "own_act"
    for stranger in ("khan", "reader", "other.head"):
        assert decide(harness.signed_in(stranger), act, "confirm").status_code == 404
    assert "1 finished result waits for a second person" in head.get("/?lang=en").text
    assert statements_of_a_page(harness, head) == statements_of_a_page(plant_acts(harness, sitting, 9), head)
    assert "It was Joe who sat" in head.get("/confirmations?lang=cy").text
    told = "</strong> · finished on {day} · too few answers for a score"
    day = long_date(london_date(harness.clock()), "en")
    assert f"<strong>Numeracy (procedural){told.format(day=day)}" in head.get("/confirmations?lang=en").text
    assert decide(head, act, "confirm").status_code == 303
    assert state(harness, sitting) == ("completed", people["joe"])
    assert decide(head, act, "confirm").status_code == 404
    said = "Your school moved this result to you"
    assert said in harness.signed_in("joe").get("/feedback/learners/me?lang=en", headers=HTML).text
    page = evans.get(f"/feedback/classes/{harness.classes['Derwen']}?lang=en").text
    assert "1 finished result of this class was set aside or moved" in page
    for reader in (head, harness.signed_in("officer")):
        shown = reader.get("/alerts?lang=en").text
        assert "moved to another learner, and a second person confirmed it" in shown
        assert re.search("Asked by: (A teacher|Mr Evans|Person evans)", shown), shown
    assert "mesur_alerts_moved 1.0" in head.get("/metrics").text


def test_what_a_head_does_alone_is_seen_and_can_be_taken_back_for_a_fortnight(harness: ServiceHarness) -> None:
    add_people_of_all_roles(harness)
    evans, head, officer = (harness.signed_in(name) for name in ("evans", "head", "officer"))
    to, sitting = str(harness.people["joe"]), finished_sitting(harness, "cadi", evans, answers=FEWEST_SCORED)
    assert head.post(f"/api/sittings/{sitting}/discard", json=WHY).json()["state"] == "discarded"
    assert "set aside by one person alone" in officer.get("/alerts?lang=en").text
    assert re.search(r" · score \d{3}<", head.get("/confirmations?lang=en").text)
    assert decide(evans, asked(harness), "undo").status_code == 303
    assert state(harness, sitting) == ("completed", harness.people["cadi"])
    assert harness.signed_in("cadi").get("/feedback/learners/me").status_code == 200
    assert head.post(f"/api/sittings/{sitting}/move", json=WHY | {"to": to}).json()["waits"] is False
    assert state(harness, sitting)[1] == harness.people["joe"]
    harness.clock.now += timedelta(days=15)
    assert decide(harness.signed_in("evans"), asked(harness), "undo").status_code == 404


def test_an_act_lapses_is_declined_and_is_no_use_when_forged(harness: ServiceHarness) -> None:
    add_people_of_all_roles(harness)
    evans, head = harness.signed_in("evans"), harness.signed_in("head")
    sitting = finished_sitting(harness, "cadi", evans)

    def ask() -> UUID:
        assert evans.post(f"/api/sittings/{sitting}/discard", json=WHY).json()["waits"] is True
        return asked(harness)

    first = ask()
    assert decide(head, first, "decline").status_code == 303
    assert decide(head, first, "confirm").status_code == 404
    forged = ask()
    with harness.service.engine.begin() as connection:
        mine = held_acts.c.id == forged
        connection.execute(update(held_acts).where(mine).values(actor=harness.people["head"]))
    assert decide(evans, forged, "confirm").status_code == 403
    with harness.service.engine.begin() as connection:
        connection.execute(update(held_acts).where(mine).values(actor=harness.people["evans"]))
    harness.clock.now += timedelta(days=15)
    assert decide(harness.signed_in("head"), forged, "confirm").status_code == 404
    assert state(harness, sitting)[0] == "completed"


def test_a_result_that_could_be_seen_counts_and_the_head_gives_a_third_try_without_one(
    harness: ServiceHarness,
) -> None:
    add_people_of_all_roles(harness)
    evans, head, derwen = harness.signed_in("evans"), harness.signed_in("head"), harness.classes["Derwen"]
    for _ in range(2):
        sitting = finished_sitting(harness, "cadi", evans, answers=FEWEST_SCORED)
        assert head.post(f"/api/sittings/{sitting}/discard", json=WHY).json()["state"] == "discarded"
    for _ in range(2):
        begun = assign(harness, "joe")
        harness.signed_in("joe").post(f"/api/sittings/{begun}/start")
        assert evans.post(f"/api/sittings/{begun}/discard", json=WHY).json()["state"] == "discarded"
    refused = evans.post(f"/api/classes/{derwen}/sittings")
    assert (refused.status_code, refused.json()["code"]) == (409, "head_needed")
    given = head.post(f"/api/classes/{derwen}/sittings").json()
    assert (given["assigned"], given["had_two"], given["need_head"]) == (1, 1, 0)
    assert "given the assessment again" in head.get("/alerts?lang=en").text
    with harness.service.engine.begin() as connection:
        (open_one,) = [
            each.learner
            for each in store.of_learners(connection, [harness.people["cadi"], harness.people["joe"]])
            if each.state == SittingState.ASSIGNED
        ]
    assert open_one == harness.people["joe"]

"""Who may do what: every route for everybody, and what changes when a learner moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from delivery_api.audit.tables import audit_table
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import store as identity
from tests.support.database_rows import nothing_written
from tests.support.route_listing import endpoints
from tests.support.service_harness import (
    TEST_START,
    ServiceHarness,
    add_to_class,
    complete_sitting,
    put_response,
    response_body,
)

ACTORS = ("nobody", "cadi", "joe", "mali", "evans", "khan")

# What each gets of cadi, whose class Derwen joe is in too and evans teaches; mali is in 9C, which khan teaches.
EXPECTED = {
    #                                             nobody cadi  joe  mali evans khan
    "GET /":                                      (200,  200,  200,  200,  200,  200),
    "GET /login":                                 (303,  303,  303,  303,  303,  303),
    "GET /login/callback":                        (400,  400,  400,  400,  400,  400),
    "GET /login/again":                           (200,  200,  200,  200,  200,  200),
    "GET /not-you":                               (401,  200,  200,  200,  200,  200),
    "POST /logout":                               (200,  200,  200,  200,  200,  200),
    "POST /logout/backchannel":                   (400,  400,  400,  400,  400,  400),
    "GET /pin":                                   (200,  200,  200,  200,  200,  200),
    "POST /pin":                                  (404,  404,  404,  404,  404,  404),  # gives no PIN
    "POST /pin/enter":                            (404,  404,  404,  404,  404,  404),
    "GET /classes/{class_id}/pin":                (401,  404,  404,  404,  200,  404),
    "POST /classes/{class_id}/pin":               (401,  404,  404,  404,  303,  404),
    "POST /classes/{class_id}/pin/again":         (401,  404,  404,  404,  404,  404),  # names nobody
    "POST /classes/{class_id}/pin/visits":        (401,  404,  404,  404,  404,  404),
    "POST /classes/{class_id}/pin/end":           (401,  404,  404,  404,  303,  404),
    "POST /classes/{class_id}/arrivals":          (401,  404,  404,  404,  422,  404),
    "GET /practice":                              (200,  200,  200,  200,  200,  200),
    "POST /api/practice":                         (422,  422,  422,  422,  422,  422),  # answers nothing
    "POST /api/practice/hints":                   (422,  422,  422,  422,  422,  422),
    "GET /signed-out":                            (200,  200,  200,  200,  200,  200),
    "GET /livez":                                 (200,  200,  200,  200,  200,  200),
    "GET /readyz":                                (200,  200,  200,  200,  200,  200),
    "GET /api/me":                                (401,  200,  200,  200,  200,  200),
    "GET /api/sittings":                          (401,  200,  200,  200,  404,  404),
    "GET /api/sittings/{sitting_id}":             (401,  200,  404,  404,  404,  404),
    "POST /api/sittings/{sitting_id}/start":      (401,  200,  404,  404,  404,  404),
    "PUT /api/sittings/{sitting_id}/responses/{position}":
                                                  (401,  200,  404,  404,  404,  404),
    "POST /api/sittings/{sitting_id}/hints":      (401,  422,  404,  404,  404,  404),  # asks for no hint
    "GET /player/{sitting_id}":                   (401,  200,  404,  404,  404,  404),
    "POST /api/classes/{class_id}/sittings":      (401,  404,  404,  404,  201,  404),
    "POST /classes/{class_id}/sittings":          (401,  404,  404,  404,  303,  404),
    "GET /feedback/learners/{learner_id}":        (401,  200,  404,  404,  200,  404),
    "GET /feedback/learners/{learner_id}.pdf":    (401,  200,  404,  404,  200,  404),
    "GET /feedback/learners/{learner_id}.csv":    (401,  200,  404,  404,  200,  404),
    "GET /feedback/classes/{class_id}":           (401,  404,  404,  404,  200,  404),
    "GET /feedback/classes/{class_id}.pdf":       (401,  404,  404,  404,  200,  404),
    "GET /feedback/classes/{class_id}.csv":       (401,  404,  404,  404,  200,  404),
    "GET /feedback/schools/{school_id}":          (401,  404,  404,  404,  404,  404),
    "GET /feedback/schools/{school_id}.csv":      (401,  404,  404,  404,  404,  404),
    "GET /access":                                (401,  404,  404,  404,  404,  404),
    "POST /access":                               (401,  404,  404,  404,  404,  404),
    "POST /access/end":                           (401,  404,  404,  404,  404,  404),
    "GET /glass":                                 (401,  404,  404,  404,  404,  404),
    "POST /glass":                                (401,  404,  404,  404,  404,  404),
    "GET /oversight":                             (401,  404,  404,  404,  404,  404),
    "GET /alerts":                                (401,  404,  404,  404,  404,  404),
    "GET /confirmations":                         (401,  404,  404,  404,  200,  200),
}  # fmt: skip
CELLS = [
    (endpoint, actor, status) for endpoint, row in EXPECTED.items() for actor, status in zip(ACTORS, row, strict=True)
]
NAMES = ("Cadi", "Morgan", "Joe", "Bennett", "Mali", "Jenkins")


@dataclass
class Scene:
    """A service in which cadi has finished one sitting and answered one question of another."""

    harness: ServiceHarness
    browsers: dict[str, TestClient]
    sitting: UUID
    reply: dict[str, Any]

    def ask(self, browser: TestClient, endpoint: str, **things: object) -> httpx2.Response:
        method, path = endpoint.split(" ")
        named = {
            "sitting_id": self.sitting,
            "class_id": self.harness.classes["Derwen"],
            "learner_id": self.harness.people["cadi"],
            "school_id": self.harness.school,
            "position": 1,
        }
        body = self.reply if method == "PUT" else None
        return browser.request(method, path.format(**named | things), json=body)

    def browser(self, actor: str, endpoint: str) -> TestClient:
        """The actor's browser, or one of its own where the request would change who is signed in."""
        if "/log" not in endpoint:
            return self.browsers[actor]
        return self.harness.browser() if actor == "nobody" else self.harness.signed_in(actor)


@pytest.fixture(scope="module")
def scene(module_harness: ServiceHarness) -> Scene:
    harness = module_harness
    browsers = {actor: harness.browser() if actor == "nobody" else harness.signed_in(actor) for actor in ACTORS}
    complete_sitting(harness, browsers["cadi"], harness.assign("cadi"))
    assigned = browsers["evans"].post(f"/api/classes/{harness.classes['Derwen']}/sittings")
    assert assigned.json()["assigned"] == 2
    offered = browsers["cadi"].get("/api/sittings").json()["sittings"]
    (waiting,) = [each for each in offered if each["state"] == "assigned"]
    item = browsers["cadi"].post(f"/api/sittings/{waiting['id']}/start").json()["item"]
    reply = response_body(item, None)
    assert put_response(browsers["cadi"], waiting["id"], 1, reply).status_code == 200
    return Scene(harness, browsers, UUID(waiting["id"]), reply)


def test_the_matrix_has_routes_of_the_application(scene: Scene) -> None:
    """Written by hand, for learners and teachers; test_permissions.py has every route and role."""
    assert set(EXPECTED) <= set(endpoints(scene.browsers["nobody"].app))  # type: ignore[arg-type]


@pytest.mark.parametrize(("endpoint", "actor", "status"), CELLS, ids=lambda value: str(value))
def test_everyone_gets_what_is_theirs_and_nothing_else(scene: Scene, endpoint: str, actor: str, status: int) -> None:
    browser = scene.browser(actor, endpoint)
    if status < 400:
        assert scene.ask(browser, endpoint).status_code == status
        return
    with nothing_written(scene.harness.service.engine):
        answer = scene.ask(browser, endpoint)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert not any(name in answer.text for name in NAMES)


@pytest.mark.parametrize("endpoint", [name for name in EXPECTED if "{" in name])
def test_what_is_another_persons_looks_like_what_does_not_exist(scene: Scene, endpoint: str) -> None:
    nowhere = {"sitting_id": uuid4(), "class_id": uuid4(), "learner_id": uuid4(), "school_id": uuid4()}
    for actor in ("mali", "khan"):
        browser = scene.browsers[actor]
        theirs, nothing = scene.ask(browser, endpoint), scene.ask(browser, endpoint, **nowhere)
        seen = [answer.json() | {"correlation_id": ""} for answer in (theirs, nothing)]
        assert (theirs.status_code, seen[0]) == (nothing.status_code, seen[1])
        assert theirs.status_code == 404


@pytest.mark.parametrize("endpoint", [name for name in EXPECTED if "{" in name])
def test_an_id_that_is_none_is_refused_without_a_fault(scene: Scene, endpoint: str) -> None:
    things = {"sitting_id": "1", "class_id": "1 OR 1=1", "learner_id": "%00", "school_id": "1"}
    for actor in ("cadi", "evans"):
        with nothing_written(scene.harness.service.engine):
            answer = scene.ask(scene.browsers[actor], endpoint, **things)
        assert answer.status_code in (404, 422)


def test_a_learner_is_me_and_nobody_else_is(scene: Scene) -> None:
    mine = {actor: scene.browsers[actor].get("/feedback/learners/me") for actor in ACTORS}
    assert {actor: answer.status_code for actor, answer in mine.items()} == {
        "nobody": 401,
        "cadi": 200,
        "joe": 404,  # has no feedback yet
        "mali": 404,
        "evans": 404,
        "khan": 404,
    }
    assert mine["joe"].json()["code"] == "no_feedback"
    assert mine["evans"].json()["code"] == "not_found"


def test_the_lists_a_learner_and_a_teacher_see_are_their_own(scene: Scene) -> None:
    assert {each["id"] for each in scene.browsers["mali"].get("/api/sittings").json()["sittings"]} == set()
    for teacher, mine, other in (("evans", "Derwen", "9C"), ("khan", "9C", "Derwen")):
        page = scene.browsers[teacher].get("/").text
        assert str(scene.harness.classes[mine]) in page
        assert str(scene.harness.classes[other]) not in page


@pytest.mark.parametrize(
    ("path", "actor", "action", "about"),
    [
        ("/feedback/learners/{learner}", "evans", "saw feedback (page)", "learner"),
        ("/feedback/learners/{learner}.pdf", "evans", "saw feedback (pdf)", "learner"),
        ("/feedback/learners/{learner}.csv", "cadi", "saw feedback (csv)", "learner"),
        ("/feedback/classes/{class_}", "evans", "saw a class (page)", "class"),
        ("/feedback/classes/{class_}.pdf", "evans", "saw a class (pdf)", "class"),
        ("/feedback/classes/{class_}.csv", "evans", "saw a class (csv)", "class"),
    ],
)
def test_a_look_at_feedback_leaves_one_audit_row_of_ids_alone_for_each_learner_shown(
    scene: Scene, path: str, actor: str, action: str, about: str
) -> None:
    learner, class_ = scene.harness.people["cadi"], scene.harness.classes["Derwen"]
    before = audit_rows(scene.harness)
    instant = scene.harness.clock.now
    assert scene.browsers[actor].get(path.format(learner=learner, class_=class_)).status_code == 200
    rows = audit_rows(scene.harness)[len(before) :]
    assert all(row.at > instant for row in rows)
    assert {(row.actor, row.action) for row in rows} == {(scene.harness.people[actor], action)}
    in_class = [(scene.harness.people[name], str(class_)) for name in ("cadi", "joe")]
    expected = [(learner, None)] if about == "learner" else in_class
    assert sorted((row.learner, row.thing) for row in rows) == sorted(expected)
    assert not any(name.lower() in repr([tuple(row) for row in rows]).lower() for name in (*NAMES, *ACTORS))


def audit_rows(harness: ServiceHarness) -> list[Any]:
    with harness.service.engine.begin() as connection:
        return list(connection.execute(select(audit_table).order_by(audit_table.c.sequence)))


def test_when_a_learner_moves_the_old_teacher_is_refused_at_the_next_request_and_the_new_one_sees(
    harness: ServiceHarness,
) -> None:
    cadi = harness.signed_in("cadi")
    complete_sitting(harness, cadi, harness.assign("cadi"))
    old, new = harness.signed_in("evans"), harness.signed_in("khan")
    learner, left = harness.people["cadi"], harness.classes["Derwen"]
    pages = [f"/feedback/learners/{learner}{form}" for form in ("", ".pdf", ".csv")]
    assert [old.get(page).status_code for page in pages] == [200, 200, 200]
    assert [new.get(page).status_code for page in pages] == [404, 404, 404]

    with harness.service.engine.begin() as connection:
        identity.end_memberships(connection, learner, london_date(TEST_START), left)
    add_to_class(harness, "cadi", "9C", 5)

    assert [old.get(page).status_code for page in pages] == [404, 404, 404]
    assert [new.get(page).status_code for page in pages] == [200, 200, 200]
    assert [cadi.get(page).status_code for page in pages] == [200, 200, 200]
    for form in ("", ".csv"):
        assert "Cadi" not in old.get(f"/feedback/classes/{left}{form}").text
        assert "Cadi" in new.get(f"/feedback/classes/{harness.classes['9C']}{form}").text
    assert old.post(f"/api/classes/{left}/sittings").json()["assigned"] == 1  # joe's alone


def test_a_teacher_who_no_longer_teaches_the_class_is_refused_at_the_next_request(harness: ServiceHarness) -> None:
    evans, class_id = harness.signed_in("evans"), harness.classes["Derwen"]
    assert evans.get(f"/feedback/classes/{class_id}").status_code == 200
    with harness.service.engine.begin() as connection:
        identity.end_memberships(connection, harness.people["evans"], london_date(TEST_START), class_id)
    for path in (f"/feedback/classes/{class_id}", f"/feedback/learners/{harness.people['cadi']}"):
        assert evans.get(path).status_code == 404
    assert evans.post(f"/api/classes/{class_id}/sittings").status_code == 404

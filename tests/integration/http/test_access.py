"""Whose results a learner and a teacher see, what a look leaves behind, and what changes when a learner moves.

Who may ask what of every route is in test_permissions.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from delivery_api.audit.tables import audit_table
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import store as identity
from tests.support.service_harness import (
    TEST_START,
    ServiceHarness,
    add_to_class,
    complete_sitting,
)

ACTORS = ("nobody", "cadi", "joe", "mali", "evans", "khan")
NAMES = ("Cadi", "Morgan", "Joe", "Bennett", "Mali", "Jenkins")


@dataclass
class Scene:
    """A service in which cadi has finished one sitting."""

    harness: ServiceHarness
    browsers: dict[str, TestClient]


@pytest.fixture(scope="module")
def scene(module_harness: ServiceHarness) -> Scene:
    harness = module_harness
    browsers = {actor: harness.browser() if actor == "nobody" else harness.signed_in(actor) for actor in ACTORS}
    complete_sitting(harness, browsers["cadi"], harness.assign("cadi"))
    return Scene(harness, browsers)


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
        ("/feedback/learners/{learner}/parents", "evans", "saw feedback (parents, page)", "learner"),
        ("/feedback/learners/{learner}.csv", "cadi", "saw feedback (csv)", "learner"),
        ("/feedback/classes/{class_}", "evans", "saw a class (page)", "class"),
        ("/feedback/classes/{class_}.pdf", "evans", "saw a class (pdf)", "class"),
        ("/feedback/classes/{class_}.csv", "evans", "saw a class (csv)", "class"),
        ("/feedback/classes/{class_}/export.csv", "evans", "saw a class (export)", "class"),
        ("/feedback/classes/{class_}/grid", "evans", "saw a class (grid)", "class"),
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

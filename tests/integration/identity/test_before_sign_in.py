"""Before anybody signs in: whatever is asked of whichever route shows nothing of a person and sets no cookie."""

from __future__ import annotations

import html
from collections.abc import Iterator
from uuid import uuid4

from fastapi import FastAPI

from delivery_api.sittings.storage import store
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.route_listing import endpoints
from tests.support.service_harness import ServiceHarness, put_response, response_body

BEGINS_THE_SIGN_IN = {"GET /login": "the way to the provider and back is held together by the cookie"}
BESIDE_ROUTES = ("GET /api/openapi.json", "GET /nowhere", "GET /api/nowhere", "GET /assets/mesur/mesur.css")
PERSONAL = ("Cadi", "Morgan", "Joe B", "Bennett", "Mali", "Jenkins", "Evans", "Khan", "Derwen", "Ysgol y Prawf")


def in_use(harness: ServiceHarness) -> dict[str, str]:
    """A harness with everybody, a sitting that runs and a PIN that holds; the ids that addresses name."""
    add_people_of_all_roles(harness)
    sitting, cadi, evans = harness.assign("cadi"), harness.signed_in("cadi"), harness.signed_in("evans")
    item = cadi.post(f"/api/sittings/{sitting}/start").json()["item"]
    assert put_response(cadi, sitting, 1, response_body(item, None)).status_code == 200
    assert evans.post(f"/classes/{harness.classes['Derwen']}/pin", data={"days": "1"}).status_code == 303
    return {
        "sitting_id": str(sitting),
        "class_id": str(harness.classes["Derwen"]),
        "learner_id": str(harness.people["cadi"]),
        "school_id": str(harness.school),
        "position": "2",
        "case_id": str(uuid4()),
        "breach_id": str(uuid4()),
        "topic": "addition",
        "file": "en.mp3",
        "programme": harness.create_trial("Derwen"),
    }


def asked(app: FastAPI, ids: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Each route as it is declared, its method, and an address of it that names what is there."""
    for name in (*endpoints(app), *BESIDE_ROUTES):
        method, path = name.split(" ", 1)
        yield name, method, path.format(**ids)


def test_no_route_shows_a_person_or_sets_a_cookie(harness: ServiceHarness) -> None:
    ids, browser = in_use(harness), harness.browser()
    assert isinstance(browser.app, FastAPI)
    secret = (*PERSONAL, *(str(id_) for id_ in harness.people.values()), *(id_.hex for id_ in harness.people.values()))
    with harness.service.engine.begin() as connection:
        sittings = [str(each.id) for each in store.of_learners(connection, [harness.people["cadi"]])]
    routes = list(asked(browser.app, ids))
    assert len(routes) > 60
    for name, method, path in routes:
        for lang, accept in (("cy", "text/html"), ("en", "application/json")):
            browser.cookies.clear()
            answer = browser.request(method, f"{path}?lang={lang}", headers={"accept": accept})
            assert bool(browser.cookies) is (name in BEGINS_THE_SIGN_IN), name  # who signs out is told to drop it
            told = html.unescape(answer.text) + repr(dict(answer.headers))
            not_asked = [value for value in (*secret, *sittings) if value not in path]
            assert [value for value in not_asked if value in told] == [], name

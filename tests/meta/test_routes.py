"""Nobody comes to anything except through a guard of access.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Mount

from delivery_api.access.access import (
    assessed_class,
    assessed_sitting,
    head_only,
    officer_only,
    own_sitting,
    sitting_access,
    staff_only,
    taught_class,
    trial_overseer,
    visible_learner,
    visible_school,
)
from tests.support.route_listing import all_routes, application, endpoints, guards_of

PUBLIC = {
    "GET /": "the first page: where signing in begins",
    "GET /login": "begins the sign-in",
    "GET /login/callback": "ends it; believes the provider alone",
    "GET /login/again": "says that the sign-in has ended; the same for everybody",
    "POST /logout": "ends the session of whoever holds its cookie, if any",
    "POST /logout/backchannel": "for the provider; believes its signature alone",
    "GET /pin": "where a class's PIN is written; the same for everybody",
    "POST /pin": "shows the names of a class to whoever has its PIN",
    "POST /pin/enter": "lets in whoever has a class's PIN, under a name of that class",
    "GET /signed-out": "where the provider sends a browser back to; the same for everybody",
    "GET /practice": "questions for practice; the same for everybody, and nothing is kept",
    "POST /api/practice": "what an answer to one of them is worth; keeps nothing",
    "POST /api/practice/hints": "a hint for one of them; likewise",
    "GET /help": "what to do when something does not work; the same for everybody",
    "GET /contact": "whom to ask; the same for everybody",
    "GET /accessibility": "what was tested and what is not met; the same for everybody",
    "GET /privacy": "the privacy notice; the same for everybody",
    "GET /privacy/log": "the log of trials and destructions; nothing in it is about a person",
    "GET /privacy/log/ledger.jsonl": "its entries, private facts left out",
    "GET /privacy/log/public-key.pem": "the key that checks them",
    "GET /privacy/log/head.json": "its signed end",
    "GET /privacy/log/certificate.json": "a certificate: counts and dates",
    "GET /recordings/{file}": "what pages say to everybody; what questions say, only to whoever is signed in",
    "GET /livez": "for the machine that watches; says nothing of anybody",
    "GET /readyz": "likewise",
    "GET /metrics": "likewise: kinds and counts",
}
GUARDS_OF = {
    "sitting_id": {own_sitting, sitting_access, assessed_sitting},
    "class_id": {taught_class, assessed_class},
    "learner_id": {visible_learner},
    "school_id": {visible_school},
    "breach_id": {officer_only},
    "case_id": {officer_only},
    # a trial that did not ask the school of the member of staff is not there for them
    "programme": {staff_only, head_only, trial_overseer},
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return application(tmp_path_factory.mktemp("service"))


def unguarded(app: FastAPI) -> list[str]:
    return [name for name, route in endpoints(app).items() if not guards_of(route)]


def test_every_route_passes_a_guard_or_is_declared_public(app: FastAPI) -> None:
    assert sorted(unguarded(app)) == sorted(PUBLIC)


def test_an_unguarded_route_would_be_found() -> None:
    open_door = FastAPI()
    open_door.get("/everything")(lambda: {})
    assert unguarded(open_door) == ["GET /everything"]


@pytest.mark.parametrize("parameter", GUARDS_OF)
def test_a_route_that_names_a_thing_passes_the_guard_of_that_thing(app: FastAPI, parameter: str) -> None:
    naming = [route for route in endpoints(app).values() if f"{{{parameter}}}" in route.path]
    assert naming
    assert [route.path for route in naming if not GUARDS_OF[parameter] & guards_of(route)] == []


def test_a_route_that_gets_unchecked_access_to_a_sitting_is_wrapped_in_the_check(app: FastAPI) -> None:
    routes = [route for route in endpoints(app).values() if sitting_access in guards_of(route)]
    assert {route.endpoint.__code__.co_name for route in routes} == {"checks_then_routes"}


def test_no_route_names_a_thing_that_has_no_guard(app: FastAPI) -> None:
    named = {name for route in endpoints(app).values() for name in route.param_convertors}
    assert named - {"position", "topic", "file"} == set(
        GUARDS_OF
    )  # a place in a sitting, a part of a bank: no person’s


def test_everything_else_that_is_served_is_a_file_below_assets_or_the_description(app: FastAPI) -> None:
    others = [str(getattr(route, "path", "")) for route in all_routes(app.routes) if not isinstance(route, APIRoute)]
    assert [path for path in others if not path.startswith("/assets/")] == ["/api/openapi.json"]


def test_no_file_of_the_service_itself_is_below_assets(app: FastAPI) -> None:
    mounts = [route for route in all_routes(app.routes) if isinstance(route, Mount)]
    folders = [Path(route.app.directory) for route in mounts]  # type: ignore[attr-defined]
    assert [path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".po")] == []

"""What takes data out, gives them into other hands or cannot be undone asks for a sign-in of the last minutes."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from delivery_api.access.access import freshly_signed_in, learner_only, sitting_access
from delivery_api.sittings.conducting.fresh_acts import fresh_for_act
from tests.meta.test_routes import PUBLIC
from tests.support.route_listing import application, dependency_calls, endpoints

ASKS = {freshly_signed_in, fresh_for_act}
FILES = (".csv", ".pdf", ".json", ".jsonl", ".pem", ".xml", ".zip", "/bundle")

BOOKING = "gives or conducts sittings: takes nothing out, and what it changes can be changed back"
NOT_FRESH = {
    "POST /api/classes/{class_id}/sittings": BOOKING,
    "POST /classes/{class_id}/sittings": BOOKING,
    "POST /classes/{class_id}/absences": BOOKING,
    "POST /classes/{class_id}/bookings/change": BOOKING,
    "POST /classes/{class_id}/bookings/cancel": BOOKING,
    "POST /api/sittings/{sitting_id}/pause": BOOKING,
    "POST /api/sittings/{sitting_id}/resume": BOOKING,
    "POST /api/sittings/{sitting_id}/recall": BOOKING,
    "POST /api/sittings/{sitting_id}/extend": BOOKING,
    "POST /api/sittings/{sitting_id}/finish": "ends a running sitting, whose result counts as it stands",
    "POST /api/sittings/{sitting_id}/absent": BOOKING,
    "POST /api/sittings/{sitting_id}/disapply": BOOKING,
    "POST /api/sittings/{sitting_id}/reinstate": BOOKING,
    "POST /api/language": "sets in what language one's own pages open, and can be changed back",
    "POST /school/language": "sets in what language pages open, and can be changed back",
    "POST /classes/{class_id}/access": "sets how pages are shown to a learner, and can be changed back",
    "POST /access/end": "takes access away",
    "POST /glass/end": "takes access away",
    "POST /sessions/end": "takes access away",
    "POST /sessions/end-others": "takes access away",
    "POST /classes/{class_id}/pin": "a PIN is made when the provider is away and nobody can be asked to sign in again",
    "POST /classes/{class_id}/pin/end": "takes access away",
    "POST /classes/{class_id}/pin/again": "for the lesson in which the provider is away, like the PIN",
    "POST /classes/{class_id}/arrivals": "for the lesson in which the provider is away, like the PIN",
    "POST /corrections": "ticks off what the school has put right in its own system",
    "POST /breaches": "records; changes and shows no data of people",
    "POST /breaches/{breach_id}/steps": "records; changes and shows no data of people",
    "POST /rights": "records a request; what is done about it is an act of its own",
    "POST /rights/{case_id}/steps": "records a step; what is done is an act of its own",
    "GET /trials/{programme}/letter.pdf": "a letter that is the same for every school",
    "GET /trials/{programme}/instructions.pdf": "a sheet that is the same for every school",
    "POST /trials/{programme}/objections": "keeps a learner out of a trial, and can be taken back",
    "POST /trials/{programme}/survey": "choices about a trial, without a person, that can be sent anew",
}
"""Routes that change something, or give a file, and need no fresh sign-in: why not."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return application(tmp_path_factory.mktemp("service"))


def careless(app: FastAPI) -> list[str]:
    """The routes for adults that change something, or give a file, and ask for no fresh sign-in."""
    return sorted(
        name
        for name, route in endpoints(app).items()
        if name not in PUBLIC and _matters(name, route) and not ASKS & set(dependency_calls(route.dependant))
    )


def _matters(name: str, route: APIRoute) -> bool:
    for_learners = {learner_only, sitting_access} & set(dependency_calls(route.dependant))
    return not for_learners and (not name.startswith("GET ") or route.path.endswith(FILES))


def test_a_route_that_changes_something_or_gives_a_file_needs_a_fresh_sign_in_or_says_why_not(app: FastAPI) -> None:
    assert careless(app) == sorted(NOT_FRESH)


@pytest.mark.parametrize("name", ["GET /learners.csv", "POST /discard", "PUT /keys", "DELETE /things"])
def test_a_new_route_that_does_not_ask_would_be_found(name: str) -> None:
    method, _, path = name.partition(" ")
    app, routes = FastAPI(), APIRouter()
    routes.add_api_route(path, lambda: {}, methods=[method])
    app.include_router(routes)
    assert careless(app) == [name]

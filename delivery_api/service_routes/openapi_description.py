"""The OpenAPI 3.1 description of the service: what FastAPI derives from the routes, with every possible response."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from delivery_api.identity.access_profile.profile_settings import SETTINGS
from delivery_api.identity.restriction.store import RestrictionGround
from delivery_api.privacy.breaches import breaches
from delivery_api.privacy.rights import rights_cases
from delivery_api.sittings.conducting.absences import AbsenceReason
from delivery_api.sittings.values import SittingState
from delivery_api.storage.data_declaration import Purpose
from delivery_api.trials.participation.invitations import Answer
from delivery_api.trials.participation.teacher_survey import QUESTIONS

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_UUID: Schema = {"type": "string", "format": "uuid"}
_WHOLE: Schema = {"type": "integer", "minimum": 0}
_LANGUAGE: Schema = {"enum": ["cy", "en"]}
_TIME: Schema = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
_DAY_PARTS: dict[str, Schema] = {
    "day": {"type": "string", "pattern": "^([1-9]|1[0-9]|2[0-8])$"},
    "month": {"type": "string", "pattern": "^([1-9]|1[0-2])$"},
    "year": {"type": "string", "pattern": "^[0-9]{4}$"},
}


def _object(optional: tuple[str, ...] = (), **properties: Schema) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _day(field: str) -> dict[str, Schema]:
    """The three boxes of a day."""
    return {f"{field}-{part}": schema for part, schema in _DAY_PARTS.items()}


def _moment(field: str) -> dict[str, Schema]:
    """The boxes of a day and a time."""
    return _day(field) | {f"{field}-time": _TIME}


def _one_of(values: Iterable[str]) -> Schema:
    return {"enum": [str(value) for value in values]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(name: str) -> Schema:
    return {"anyOf": [_ref(name), {"type": "null"}]}


SCHEMAS: dict[str, Schema] = {
    "Problem": {
        **_object(
            ("awaited",),
            type=_TEXT,
            title=_TEXT,
            status={"type": "integer", "minimum": 400, "maximum": 599},
            detail=_TEXT,
            code={"type": "string", "pattern": "^[a-z_]+$"},
            correlation_id=_TEXT,
            awaited={"type": "integer", "minimum": 1},
        ),
        "additionalProperties": False,
        "description": "RFC 9457, in the reader's language; `code` is stable.",
    },
    "Me": _object(name=_TEXT, role={"enum": ["learner", "staff"]}, language=_LANGUAGE),
    "Sitting": _object(
        id=_UUID,
        subject=_TEXT,
        year={"type": "integer", "minimum": 2, "maximum": 9},
        state={"enum": [state.value for state in SittingState]},
        trial={"type": "boolean"},
        practice={"type": "boolean"},
    ),
    "Sittings": _object(sittings={"type": "array", "items": _ref("Sitting")}),
    "Item": _object(id=_TEXT, position={"type": "integer", "minimum": 1}, language=_LANGUAGE, prompt_html=_TEXT),
    "View": _object(
        sitting=_ref("Sitting"),
        item=_or_null("Item"),
        finished={"type": "boolean"},
        elsewhere={"type": "boolean"},
        take_over={"type": "boolean"},
    ),
    "Answered": _object(
        position={"type": "integer", "minimum": 1}, next=_or_null("Item"), finished={"type": "boolean"}
    ),
    "Assigned": _object(assigned=_WHOLE, had_two=_WHOLE, booking={"anyOf": [_UUID, {"type": "null"}]}),
    "Receipt": _object(format=_TEXT, sitting=_UUID, answers={"type": "array"}, public_key=_TEXT, signature=_TEXT),
    "Break": _object(state=_TEXT),
    "Practice": _object(sitting=_ref("Sitting")),
    "Voice": _object(sentences={"type": "object", "additionalProperties": _TEXT}),
    "Monitor": _object(subject=_TEXT, learners={"type": "array", "items": _ref("Line")}),
    "Line": _object(
        learner=_UUID,
        name=_TEXT,
        year=_WHOLE,
        standing=_TEXT,
        progress=_TEXT,
        says=_TEXT,
        acts={"type": "array", "items": _TEXT},
    ),
    "Ready": _object(ready={"type": "boolean"}, school_year={"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}),
}

JSON_RESPONSES: dict[str, tuple[int, str]] = {
    "GET /api/me": (200, "Me"),
    "GET /api/sittings": (200, "Sittings"),
    "GET /api/sittings/{sitting_id}": (200, "View"),
    "POST /api/sittings/{sitting_id}/start": (200, "View"),
    "POST /api/sittings/{sitting_id}/take-over": (200, "View"),
    "PUT /api/sittings/{sitting_id}/responses/{position}": (200, "Answered"),
    "POST /api/classes/{class_id}/sittings": (201, "Assigned"),
    "GET /api/sittings/{sitting_id}/receipt": (200, "Receipt"),
    "POST /api/sittings/{sitting_id}/break": (200, "Break"),
    "POST /api/sittings/{sitting_id}/break/end": (200, "Break"),
    "POST /api/practice/sittings": (201, "Practice"),
    "GET /api/sittings/{sitting_id}/voice": (200, "Voice"),
    "GET /api/classes/{class_id}/monitor": (200, "Monitor"),
    "GET /readyz": (200, "Ready"),
}
"""Status and schema of the routes that build their JSON themselves."""

FORMS: dict[str, Schema] = {
    "POST /access": _object((), person=_UUID, right={"enum": ["reports", "assessments"]}, **_day("until")),
    "POST /access/end": _object(grant=_UUID),
    "POST /glass": _object(
        learner=_UUID,
        ground={"enum": ["support", "rights", "incident", "law"]},
        reference={"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9/_.-]{2,39}$"},
    ),
    "POST /glass/end": _object(access=_UUID),
    "POST /classes/{class_id}/sittings": _object(
        ("starting_year", "minutes", *_day("opens_on"), *_day("closes_on")),
        **_day("opens_on"),
        **_day("closes_on"),
        starting_year=_TEXT,
        minutes=_TEXT,
        # one for some learners alone names each in a field of their own, as `learner-<id>`
    ),
    "POST /classes/{class_id}/bookings/change": _object(
        ("starting_year", "minutes", *_day("opens_on"), *_day("closes_on")),
        booking=_UUID,
        **_day("opens_on"),
        **_day("closes_on"),
        starting_year=_TEXT,
        minutes=_TEXT,
    ),
    # the fields name those of another class too for whom it is cancelled, as `learner-<id>`
    "POST /classes/{class_id}/bookings/cancel": _object(("booking",), booking=_UUID),
    # the fields name those whom it is about, as `learner-<id>`
    "POST /classes/{class_id}/absences": _object(
        ("reason",), act=_one_of(("absent", "back")), reason=_one_of(AbsenceReason)
    ),
    "POST /classes/{class_id}/monitor": _object(
        ("sitting", "minutes", "to", *_day("until")),
        act=_TEXT,
        reason=_TEXT,
        sitting=_UUID,
        minutes=_TEXT,
        **_day("until"),
        to=_UUID,
    ),
    "POST /classes/{class_id}/access": _object(
        tuple(SETTINGS), learner=_UUID, **{name: _one_of(("", *each.values)) for name, each in SETTINGS.items()}
    ),
    "POST /school/language": _object(language=_one_of(("cy", "en", "both"))),
    "POST /pin": _object(pin=_TEXT),
    "POST /pin/enter": _object(pin=_TEXT, learner=_UUID),
    "POST /classes/{class_id}/pin": _object(("days",), days={"enum": ["1", "7"]}),
    "POST /classes/{class_id}/pin/again": _object(learner=_UUID),
    "POST /classes/{class_id}/pin/visits": _object(visit=_UUID, learner=_UUID),
    # the fields name those who are left out, as `except <id>`
    "POST /classes/{class_id}/pin/visits/all": _object(),
    "POST /classes/{class_id}/arrivals": _object(
        name={"type": "string", "minLength": 1, "maxLength": 80}, year_group={"enum": [str(y) for y in range(2, 10)]}
    ),
    "POST /pin/mine": _object(visit=_UUID, was_me=_one_of(("yes", "no"))),
    "POST /confirmations": _object(act=_UUID, decision=_one_of(("confirm", "decline", "undo"))),
    "POST /corrections": _object(person=_UUID, field=_TEXT),
    "POST /rights": _object(
        (),
        identifier=_TEXT,
        reference=_TEXT,
        **_day("received"),
        kind=_one_of(rights_cases.CaseKind),
        capacity=_one_of(rights_cases.Capacity),
        identity=_one_of(rights_cases.IdentityCheck),
        authority=_one_of(rights_cases.Authority),
        competence=_one_of(rights_cases.Competence),
    ),
    "POST /rights/{case_id}/steps": _object(
        ("detail", *_day("on")), step=_one_of(rights_cases.StepKind), **_day("on"), detail=_TEXT
    ),
    "POST /rights/{case_id}/acts": _object(
        ("identifier", "name", "year_group", "ground", *_day("born")),
        act=_one_of(rights_cases.StepKind),
        identifier=_TEXT,
        name=_TEXT,
        **_day("born"),
        year_group=_one_of(str(year) for year in range(2, 10)),
        ground=_one_of(RestrictionGround),
    ),
    "POST /breaches": _object(
        ("programme", "school", "account", *(f"purpose {purpose}" for purpose in Purpose)),
        reference=_TEXT,
        kind=_one_of(breaches.BreachKind),
        **_moment("began"),
        **_moment("ended"),
        **_moment("known"),
        risk=_one_of(breaches.Risk),
        programme=_TEXT,
        school=_TEXT,
        account=_TEXT,
        **{f"purpose {purpose}": _one_of("1") for purpose in Purpose},
    ),
    "POST /trials/{programme}": _object(answer=_one_of(Answer)),
    "POST /trials/{programme}/objections": _object(
        ("identifier",), learner=_UUID, objects=_one_of(("yes", "no")), identifier=_TEXT
    ),
    "POST /trials/{programme}/survey": _object(
        tuple(QUESTIONS), **{name: _one_of(choices) for name, choices in QUESTIONS.items()}
    ),
    "POST /breaches/{breach_id}/steps": _object(("detail",), step=_one_of(breaches.StepKind), detail=_TEXT),
}
"""The fields that the forms of pages send."""

# From another site; too many requests; the database busy or unreachable.
_STATUSES_OF_EVERY_ROUTE = (403, 429, 503)
_STATUSES_OF_OPERATION = {
    "GET /login": (400,),  # the provider's documents are invalid
    "GET /login/callback": (400,),
    "POST /logout/backchannel": (400,),
    "GET /practice": (404,),
    "GET /recordings/{file}": (401, 404),
    "GET /privacy": (404,),
    "GET /privacy/log/certificate.json": (404,),
    "POST /api/practice": (404,),
    "POST /api/practice/hints": (404,),
    "POST /pin": (404,),
    "POST /pin/enter": (404,),
}
_CAN_CONFLICT = ("/pin", "/monitor", "/rights", "/breaches", "/confirmations", "/trials")
_FILES = {".pdf": "application/pdf", ".csv": "text/csv", ".zip": "application/zip"}
_STATUS_DESCRIPTIONS = {
    400: "The sign-in provider's response or token is invalid.",
    401: "Nobody is signed in.",
    403: "The request comes from another site, or is not allowed.",
    404: "The thing does not exist, or this person may not see it.",
    408: "The body was not whole in time. Nothing has been saved.",
    409: "The request conflicts with the present state. Nothing has been changed.",
    413: "The body is too long.",
    422: "The body or a parameter is invalid. Nothing has been saved.",
    429: "Too many requests of one account; `Retry-After` says when to retry.",
    503: "The service is busy; `Retry-After` says when to retry.",
}


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """Return the description of an application as a JSON document."""
    if app.openapi_schema is None:
        document = FastAPI.openapi(app)
        document["components"]["schemas"].update(SCHEMAS)
        for name, route in _endpoints(app.routes):
            method, path = name.split(" ")
            _describe(name, document["paths"][path][method.lower()], route)
        app.openapi_schema = document
    return app.openapi_schema


def _endpoints(routes: Iterable[BaseRoute]) -> Iterator[tuple[str, APIRoute]]:
    for route in routes:
        included: Any = getattr(route, "original_router", None)
        if included is not None:
            yield from _endpoints(included.routes)
        elif isinstance(route, APIRoute) and route.include_in_schema:
            yield from ((f"{method} {route.path}", route) for method in sorted(route.methods or ()))


def _describe(name: str, operation: dict[str, Any], route: APIRoute) -> None:
    if name in FORMS:
        form = {"application/x-www-form-urlencoded": {"schema": FORMS[name]}}
        operation["requestBody"] = {"required": True, "content": form}
    answers = _success(name, operation["responses"], route)
    for status in sorted(_refusals(name, operation)):
        answers[str(status)] = {"description": _STATUS_DESCRIPTIONS[status], "content": _problem(route.path)}
    if name == "GET /readyz":
        answers["503"]["content"]["application/json"] = {"schema": _ref("Ready")}
    operation["responses"] = answers


def _success(name: str, found: dict[str, Any], route: APIRoute) -> dict[str, Any]:
    """Return the success response, from the annotation of the route's function."""
    returns = str(route.endpoint.__annotations__.get("return", ""))
    if name in JSON_RESPONSES:
        status, schema = JSON_RESPONSES[name]
        return {str(status): {"description": schema, "content": {"application/json": {"schema": _ref(schema)}}}}
    suffix = next((kind for end, kind in _FILES.items() if route.path.endswith(end)), None)
    if suffix or returns in ("HTMLResponse", "PlainTextResponse"):
        kind = suffix or ("text/html" if returns == "HTMLResponse" else "text/plain")
        return {"200": {"description": "Success.", "content": {kind: {"schema": _TEXT}}}}
    elsewhere = {"303": {"description": "Redirect."}}
    if returns == "RedirectResponse" or name.startswith("GET /login"):
        return elsewhere
    if name == "POST /logout":
        return {"200": {"description": "Signed out.", "content": {"text/html": {"schema": _TEXT}}}}
    return {status: answer for status, answer in found.items() if status.startswith("2")}


def _refusals(name: str, operation: dict[str, Any]) -> set[int]:
    changes = not name.startswith("GET ")
    statuses = {*_STATUSES_OF_EVERY_ROUTE, *_STATUSES_OF_OPERATION.get(name, ())}
    if operation.get("security"):
        statuses |= {401, 404}
    if changes:
        statuses |= {408, 413, 422}
    if "/sittings" in name or (changes and any(part in name for part in _CAN_CONFLICT)):
        statuses.add(409)
    if operation.get("parameters"):
        statuses.add(422)
    return statuses


def _problem(path: str) -> dict[str, Any]:
    document = {"application/problem+json": {"schema": _ref("Problem")}}
    return document if path.startswith("/api/") else document | {"text/html": {"schema": _TEXT}}

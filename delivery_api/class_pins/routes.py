"""Coming in with a class PIN, and the page on which staff make one and say afterwards who came in."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from delivery_api.access.access import Now, Staff, Transaction, assessed_class
from delivery_api.access.request_context import SignedIn
from delivery_api.class_pins import service, store
from delivery_api.class_pins.pin_code import grouped
from delivery_api.http.error_mapping import reader_language
from delivery_api.identity import store as identity
from delivery_api.identity.roster_import.values import FIRST_YEAR, LAST_YEAR
from delivery_api.identity.sessions import SessionLimits, hash_token
from delivery_api.identity.values import Person, SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.permissions.routes import Form
from delivery_api.settings import Settings
from delivery_api.web.class_table_rows import surname_first
from delivery_api.web.page_rendering import Pages, with_query

AssessedClass = Annotated[SchoolClass, Depends(assessed_class)]


def router(settings: Settings, ring: KeyRing, limits: SessionLimits, pages: Pages) -> APIRouter:
    """The door for learners, and the page of staff."""
    routes = APIRouter()
    for each in (_door(settings, ring, limits, pages), _of_staff(settings, ring, pages)):
        routes.include_router(each)
    return routes


def _door(settings: Settings, ring: KeyRing, limits: SessionLimits, pages: Pages) -> APIRouter:
    routes = APIRouter()

    @routes.get("/pin")
    def pin_page(request: Request) -> HTMLResponse:
        return _shown(request, pages, "pin.html", None, wrong=False, typed="")

    @routes.post("/pin")
    def names_page(request: Request, connection: Transaction, instant: Now, said: Form) -> HTMLResponse:
        typed = said.get("pin", "")
        try:
            pin = service.door_of(connection, ring, typed, instant)
        except service.PinUnknown:
            if "text/html" not in request.headers.get("accept", ""):
                raise
            return _shown(request, pages, "pin.html", None, status=404, wrong=True, typed=typed)
        names = service.names(connection, ring, pin, instant)
        return _shown(request, pages, "pin_names.html", None, names=names, typed=typed)

    @routes.post("/pin/enter")
    def enter(request: Request, connection: Transaction, instant: Now, said: Form) -> RedirectResponse:
        language = reader_language(request)
        pin = service.door_of(connection, ring, said.get("pin", ""), instant)
        token = service.enter(connection, ring, pin, said.get("learner", ""), language, limits, instant)
        if held := request.cookies.get(settings.cookie):
            identity.end_session(connection, hash_token(held))
        answer = RedirectResponse(with_query("/", lang=language), 303)
        answer.set_cookie(settings.cookie, token, httponly=True, secure=settings.secure, samesite="lax", path="/")
        return answer

    return routes


def _of_staff(settings: Settings, ring: KeyRing, pages: Pages) -> APIRouter:
    routes = APIRouter(prefix="/classes/{class_id}")

    @routes.get("/pin")
    def class_pin_page(
        request: Request, connection: Transaction, school_class: AssessedClass, person: Staff, instant: Now
    ) -> HTMLResponse:
        context = _class_page(connection, ring, school_class, instant)
        address = f"{settings.public_url}/pin".removeprefix("https://")
        return _shown(request, pages, "class_pin.html", person, address=address, **context)

    @routes.post("/pin")
    def make_pin(
        request: Request, connection: Transaction, school_class: AssessedClass, person: Staff, instant: Now, said: Form
    ) -> RedirectResponse:
        days = said.get("days", "1")
        service.make(connection, ring, school_class, person.person, int(days) if days in ("1", "7") else 0, instant)
        return _back(request, school_class)

    @routes.post("/pin/end")
    def end_pin(
        request: Request, connection: Transaction, school_class: AssessedClass, person: Staff, instant: Now
    ) -> RedirectResponse:
        service.end(connection, school_class, person.person, instant)
        return _back(request, school_class)

    @routes.post("/pin/again")
    def let_in_again(
        request: Request, connection: Transaction, school_class: AssessedClass, person: Staff, instant: Now, said: Form
    ) -> RedirectResponse:
        service.let_in_again(connection, school_class, said.get("learner", ""), person.person, instant)
        return _back(request, school_class)

    @routes.post("/pin/visits")
    def settle_visit(
        request: Request, connection: Transaction, school_class: AssessedClass, person: Staff, instant: Now, said: Form
    ) -> RedirectResponse:
        entry, learner = said.get("visit", ""), said.get("learner", "")
        service.settle(connection, ring, school_class, entry, learner, person.person, instant)
        return _back(request, school_class)

    @routes.post("/arrivals")
    def put_in(
        request: Request, connection: Transaction, school_class: AssessedClass, person: Staff, instant: Now, said: Form
    ) -> RedirectResponse:
        name, year = said.get("name", ""), said.get("year_group", "")
        service.add_arrival(connection, ring, school_class, name, year, person, instant)
        return _back(request, school_class)

    return routes


def _class_page(connection: Connection, ring: KeyRing, school_class: SchoolClass, instant: datetime) -> dict[str, Any]:
    """What the page of a class's PIN shows."""
    visits = service.visits(connection, school_class, instant)
    door = service.open_door(connection, ring, school_class.id, instant)
    by_hand = store.arrivals(connection, school_class.id)
    late = [each for each in visits if each.person in by_hand]
    new = service.newcomers(connection, school_class, min(late, key=lambda each: each.at)) if late else frozenset()
    named = {*school_class.learners, *new, *(id_ for each in visits for id_ in (each.person, each.learner) if id_)}
    people = identity.persons(connection, ring, list(named))
    return {
        "school_class": school_class,
        "door": door,
        "letters": grouped(door.letters) if door else "",
        "visits": visits,
        "names": {id_: person.name for id_, person in people.items()},
        "taken": store.taken(connection, door.pin.id) if door else frozenset(),
        "arrivals": by_hand,
        "rostered": _in_order(people, school_class.learners.keys() - by_hand),
        "newcomers": _in_order(people, new),
        "years": range(FIRST_YEAR, LAST_YEAR + 1),
        "usual_year": max(school_class.learners.values(), default=FIRST_YEAR),
    }


def _in_order(people: Mapping[UUID, Person], wanted: Set[UUID]) -> list[Person]:
    """Some people by surname and first name."""
    return sorted((people[id_] for id_ in wanted if id_ in people), key=lambda person: surname_first(person.name))


def _shown(
    request: Request, pages: Pages, template: str, person: SignedIn | None, *, status: int = 200, **context: object
) -> HTMLResponse:
    page = pages.render(
        template,
        language=reader_language(request),
        url=f"{request.url.path}?{request.url.query}",
        signed_in=person.name if person else None,
        **context,
    )
    return HTMLResponse(page, status)


def _back(request: Request, school_class: SchoolClass) -> RedirectResponse:
    return RedirectResponse(f"/classes/{school_class.id}/pin?lang={reader_language(request)}", 303)

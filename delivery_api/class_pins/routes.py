"""HTTP routes of class PINs: signing in with one, and the staff page that creates PINs and confirms visitors."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from delivery_api.access.access import FreshSignIn, Learner, Now, Staff, Transaction, assessed_class
from delivery_api.access.request_context import SignedIn
from delivery_api.class_pins import service, store
from delivery_api.class_pins.pin_code import grouped
from delivery_api.class_pins.service import PinTyped
from delivery_api.class_pins.values import ClassPin
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.rate_limit import RateLimiter
from delivery_api.identity import store as identity
from delivery_api.identity.roster_import.values import FIRST_YEAR, LAST_YEAR
from delivery_api.identity.session_rows import store as session_rows
from delivery_api.identity.sessions import SessionLimits, hash_token
from delivery_api.identity.values import Person, SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.permissions.routes import FormFields
from delivery_api.settings import Settings
from delivery_api.web.name_order import surname_first
from delivery_api.web.page_rendering import Pages, with_query
from delivery_api.web.reader_language import Language

AssessedClass = Annotated[SchoolClass, Depends(assessed_class)]

Chosen = Annotated[bool, Query()]
"""Whether somebody chose the language of the page where they come in, before anybody knew them."""

EXCEPT = "except-"
"""What the name of a form's field begins with that leaves a visit out when a class is confirmed."""

_GUESSES, _GUESS_INTERVAL = 60, timedelta(seconds=2)  # two classes that all mistype it once, then one every two seconds


def router(settings: Settings, ring: KeyRing, limits: SessionLimits, pages: Pages) -> APIRouter:
    """The routes for learners and for staff."""
    routes = APIRouter()
    for each in (
        _learner_routes(settings, ring, limits, pages),
        _own_visit_routes(),
        _staff_routes(settings, ring, limits.absolute, pages),
    ):
        routes.include_router(each)
    return routes


def _learner_routes(settings: Settings, ring: KeyRing, limits: SessionLimits, pages: Pages) -> APIRouter:
    routes = APIRouter()
    wrong_pins = RateLimiter(_GUESS_INTERVAL, _GUESSES)

    def found(request: Request, connection: Connection, typed: str, instant: datetime) -> ClassPin:
        return service.find_pin(connection, ring, PinTyped(typed, _address(request)), wrong_pins, instant)

    @routes.get("/pin")
    def pin_page(request: Request) -> HTMLResponse:
        return _page(request, pages, "pin.html", None, wrong=False, typed="")

    @routes.post("/pin")
    def names_page(
        request: Request, connection: Transaction, instant: Now, form: FormFields, chosen: Chosen = False
    ) -> HTMLResponse:
        typed = form.get("pin", "")
        try:
            pin = found(request, connection, typed, instant)
        except service.UnknownPin:
            if "text/html" not in request.headers.get("accept", ""):
                raise
            request.state.refusal = service.UnknownPin.code
            return _page(request, pages, "pin.html", None, status=404, wrong=True, typed=typed)
        names = service.name_choices(connection, ring, pin, instant)
        language = None if chosen else service.language_of_school(connection, pin, instant)
        return _page(request, pages, "pin_names.html", None, language=language, names=names, typed=typed)

    @routes.post("/pin/enter")
    def enter(
        request: Request, connection: Transaction, instant: Now, form: FormFields, chosen: Chosen = False
    ) -> RedirectResponse:
        shown = reader_language(request)
        here = service.LanguageHere(shown, shown if chosen else None)
        pin = found(request, connection, form.get("pin", ""), instant)
        token, language = service.sign_in_with_pin(
            connection, ring, pin, form.get("learner", ""), here, limits, instant
        )
        if held := request.cookies.get(settings.cookie):
            session_rows.end_session(connection, hash_token(held))
        response = RedirectResponse(with_query("/", lang=language), 303)
        response.set_cookie(settings.cookie, token, httponly=True, secure=settings.secure, samesite="lax", path="/")
        return response

    return routes


def _own_visit_routes() -> APIRouter:
    routes = APIRouter()

    @routes.post("/pin/mine")
    def say_whose_visit(
        request: Request, connection: Transaction, person: Learner, instant: Now, form: FormFields
    ) -> RedirectResponse:
        service.answer_about_visit(connection, person, form.get("visit", ""), form.get("was_me", ""), instant)
        return RedirectResponse(with_query("/", said="true", lang=reader_language(request)), 303)

    return routes


def _staff_routes(settings: Settings, ring: KeyRing, longest_visit: timedelta, pages: Pages) -> APIRouter:
    routes = APIRouter(prefix="/classes/{class_id}")

    @routes.get("/pin")
    def class_pin_page(
        request: Request, connection: Transaction, school_class: AssessedClass, person: Staff, instant: Now
    ) -> HTMLResponse:
        context = _class_page(connection, ring, school_class, instant)
        address = f"{settings.public_url}/pin".removeprefix("https://")
        return _page(request, pages, "class_pin.html", person, address=address, **context)

    @routes.post("/pin")
    def make_pin(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        form: FormFields,
    ) -> RedirectResponse:
        days, address = form.get("days", "1"), _address(request)
        lasts = int(days) if days in ("1", "7") else 0
        service.create_pin(connection, ring, school_class, person.person, lasts, instant, address=address)
        return _back(request, school_class)

    @routes.post("/pin/end")
    def end_pin(
        request: Request, connection: Transaction, school_class: AssessedClass, person: Staff, instant: Now
    ) -> RedirectResponse:
        service.end_pin(connection, school_class, person.person, instant)
        return _back(request, school_class)

    @routes.post("/pin/again")
    def let_in_again(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        form: FormFields,
    ) -> RedirectResponse:
        service.allow_reuse(connection, school_class, form.get("learner", ""), person.person, instant)
        return _back(request, school_class)

    @routes.post("/pin/visits", dependencies=[FreshSignIn])
    def settle_visit(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        form: FormFields,
    ) -> RedirectResponse:
        entry, learner = form.get("visit", ""), form.get("learner", "")
        service.identify_visitor(connection, ring, school_class, entry, learner, person.person, instant, longest_visit)
        return _back(request, school_class)

    @routes.post("/pin/visits/all", dependencies=[FreshSignIn])
    def settle_all(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        form: FormFields,
    ) -> RedirectResponse:
        exceptions = [name.removeprefix(EXCEPT) for name in form if name.startswith(EXCEPT)]
        service.confirm_class(connection, school_class, exceptions, person.person, instant)
        return _back(request, school_class)

    @routes.post("/arrivals")
    def put_in(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        form: FormFields,
    ) -> RedirectResponse:
        name, year = form.get("name", ""), form.get("year_group", "")
        service.enrol_late_arrival(connection, ring, school_class, name, year, person, instant)
        return _back(request, school_class)

    return routes


def _class_page(connection: Connection, ring: KeyRing, school_class: SchoolClass, instant: datetime) -> dict[str, Any]:
    """The template values of a class's PIN page."""
    visits = service.visits(connection, school_class, instant)
    active = service.active_pin(connection, ring, school_class.id, instant)
    by_hand = store.late_arrival_ids(connection, school_class.id)
    late = [each for each in visits if each.person in by_hand]
    newcomers = (
        service.possible_identities(connection, school_class, min(late, key=lambda each: each.at))
        if late
        else frozenset()
    )
    named = {
        *school_class.learners,
        *newcomers,
        *(id_ for each in visits for id_ in (each.person, each.learner) if id_),
    }
    people = identity.persons(connection, ring, list(named))
    return {
        "school_class": school_class,
        "active": active,
        "code": grouped(active.code) if active else "",
        "visits": visits,
        "to_confirm": [each for each in visits if service.is_confirmed_with_class(each, by_hand)],
        "names": {id_: person.name for id_, person in people.items()},
        "taken": store.used_names(connection, active.pin.id) if active else frozenset(),
        "arrivals": by_hand,
        "rostered": _in_order(people, school_class.learners.keys() - by_hand),
        "newcomers": _in_order(people, newcomers),
        "years": [(year, str(year)) for year in range(FIRST_YEAR, LAST_YEAR + 1)],
    }


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _in_order(people: Mapping[UUID, Person], wanted: Set[UUID]) -> list[tuple[UUID, str]]:
    """The ids and names of the wanted people, by surname and first name."""
    named = [(id_, people[id_].name) for id_ in wanted if id_ in people]
    return sorted(named, key=lambda each: surname_first(each[1]))


def _page(
    request: Request,
    pages: Pages,
    template: str,
    person: SignedIn | None,
    *,
    status: int = 200,
    language: Language | None = None,
    **context: object,
) -> HTMLResponse:
    page = pages.render(
        template,
        language=language or reader_language(request),
        url=f"{request.url.path}?{request.url.query}",
        signed_in=person.name if person else None,
        look=None,
        **context,
    )
    return HTMLResponse(page, status)


def _back(request: Request, school_class: SchoolClass) -> RedirectResponse:
    return RedirectResponse(f"/classes/{school_class.id}/pin?lang={reader_language(request)}", 303)

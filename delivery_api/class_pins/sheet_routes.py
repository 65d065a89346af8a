"""HTTP routes of what a class reads its PIN from: a sheet for the wall, and slips."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from delivery_api.access.access import Now, Staff, Transaction, assessed_class
from delivery_api.class_pins import service
from delivery_api.class_pins.pin_code import grouped
from delivery_api.class_pins.sheet_words import sheet_words
from delivery_api.class_pins.sign_in_code import pin_link, qr_svg
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.page_response import page_response
from delivery_api.identity import store as identity
from delivery_api.identity.languages.opening_languages import opening_languages
from delivery_api.identity.languages.store import languages_of_schools
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.settings import Settings
from delivery_api.web.name_order import surname_first
from delivery_api.web.page_rendering import Pages
from delivery_api.web.reader_language import LANGUAGES, Language

AssessedClass = Annotated[SchoolClass, Depends(assessed_class)]


def router(settings: Settings, ring: KeyRing, pages: Pages) -> APIRouter:
    """The sheet and the slips of a class; without a PIN both lead to the page that makes one."""
    routes = APIRouter(prefix="/classes/{class_id}/pin")

    @routes.get("/sheet")
    def sheet(
        request: Request, connection: Transaction, school_class: AssessedClass, person: Staff, instant: Now
    ) -> Response:
        active = service.active_pin(connection, ring, school_class.id, instant)
        (school,) = school_class.schools
        first = languages_of_schools(connection, [school]).get(school)
        made = made_in(request, active, first) if active else {}
        return shown(request, person, active, {"school_class": school_class, "slips": False, **made})

    @routes.get("/slips")
    def slips(
        request: Request, connection: Transaction, school_class: AssessedClass, person: Staff, instant: Now
    ) -> Response:
        active = service.active_pin(connection, ring, school_class.id, instant)
        people = identity.persons(connection, ring, list(school_class.learners)).values()
        (school,) = school_class.schools
        languages = opening_languages(connection, list(school_class.learners), school)
        made = {language: made_in(request, active, language) for language in (*LANGUAGES, None)} if active else {}
        in_order = sorted(people, key=lambda each: surname_first(each.name))
        each_own = [(each.name, made[languages.get(each.id)]) for each in in_order] if active else []
        return shown(request, person, active, {"school_class": school_class, "slips": True, "each_own": each_own})

    def made_in(request: Request, active: service.ActivePin, language: Language | None) -> dict[str, Any]:
        """The sentences with a language first, and the code that opens the page in it."""
        both = sheet_words(f"{settings.public_url}/pin".removeprefix("https://"), language)
        own = next(each for each in both if each.language == reader_language(request))
        drawn = Markup(qr_svg(pin_link(settings.public_url, active.code, language), own.code))  # noqa: S704 - escaped
        return {"both": both, "drawn": drawn}

    def shown(
        request: Request, person: Staff, active: service.ActivePin | None, context: dict[str, object]
    ) -> Response:
        if active is None:
            language = reader_language(request)
            return RedirectResponse(f"{request.url.path.rpartition('/')[0]}?lang={language}", 303)
        context |= {"active": active, "code": grouped(active.code)}
        return page_response(request, pages, "class_pin_sheet.html", person, **context)

    return routes

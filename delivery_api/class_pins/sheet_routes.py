"""HTTP routes of what a class reads its PIN from: a sheet for the wall, and slips."""

from __future__ import annotations

from typing import Annotated

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
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.settings import Settings
from delivery_api.web.name_order import surname_first
from delivery_api.web.page_rendering import Pages

AssessedClass = Annotated[SchoolClass, Depends(assessed_class)]


def router(settings: Settings, ring: KeyRing, pages: Pages) -> APIRouter:
    """The sheet and the slips of a class; without a PIN both lead to the page that makes one."""
    routes = APIRouter(prefix="/classes/{class_id}/pin")

    @routes.get("/sheet")
    def sheet(
        request: Request, connection: Transaction, school_class: AssessedClass, person: Staff, instant: Now
    ) -> Response:
        active = service.active_pin(connection, ring, school_class.id, instant)
        context = {"school_class": school_class, "slips": False}
        return shown(request, person, active, context)

    @routes.get("/slips")
    def slips(
        request: Request, connection: Transaction, school_class: AssessedClass, person: Staff, instant: Now
    ) -> Response:
        active = service.active_pin(connection, ring, school_class.id, instant)
        people = identity.persons(connection, ring, list(school_class.learners)).values()
        names = sorted((each.name for each in people), key=surname_first)
        return shown(request, person, active, {"school_class": school_class, "slips": True, "names": names})

    def shown(
        request: Request, person: Staff, active: service.ActivePin | None, context: dict[str, object]
    ) -> Response:
        language = reader_language(request)
        if active is None:
            return RedirectResponse(f"{request.url.path.rpartition('/')[0]}?lang={language}", 303)
        both = sheet_words(f"{settings.public_url}/pin".removeprefix("https://"))
        own = next(each for each in both if each.language == language)
        drawn = Markup(qr_svg(pin_link(settings.public_url, active.code), own.code))  # noqa: S704 - text is escaped
        context |= {"active": active, "code": grouped(active.code), "both": both, "drawn": drawn}
        return page_response(request, pages, "class_pin_sheet.html", person, **context)

    return routes

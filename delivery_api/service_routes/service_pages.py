"""The service's own pages: help, contact, and how accessible it is. They are the same for everybody."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from delivery_api.access.access import Visitor
from delivery_api.access.request_context import SignedIn
from delivery_api.http.page_response import page_response
from delivery_api.web.page_rendering import Pages

PREPARED_ON = date(2026, 11, 29)
"""The day of the accessibility statement: whoever changes what it says changes this."""


def router(pages: Pages, contact: str) -> APIRouter:
    """The three pages.

    Parameters
    ----------
    contact : where people write to; empty where the controller has named no address
    """
    routes = APIRouter()

    @routes.get("/help")
    def help_page(request: Request, person: Visitor) -> HTMLResponse:
        return shown(request, "help.html", person)

    @routes.get("/contact")
    def contact_page(request: Request, person: Visitor) -> HTMLResponse:
        return shown(request, "contact.html", person)

    @routes.get("/accessibility")
    def accessibility_page(request: Request, person: Visitor) -> HTMLResponse:
        return shown(request, "accessibility.html", person)

    def shown(request: Request, template: str, person: SignedIn | None) -> HTMLResponse:
        link = f"mailto:{contact}" if "@" in contact and "/" not in contact else contact
        return page_response(
            request, pages, template, person, contact=contact, contact_link=link, prepared_on=PREPARED_ON
        )

    return routes

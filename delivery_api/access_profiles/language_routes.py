"""HTTP routes of languages: a school's, which its head sets, and the one that somebody chose for themselves."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from delivery_api.access.access import AnySignedIn, Head, Now, Transaction
from delivery_api.access_profiles import service
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.page_response import page_response
from delivery_api.identity.languages.store import languages_of_schools
from delivery_api.permissions.routes import FormFields
from delivery_api.web.page_rendering import Pages, with_query

ADDRESS = "/school/language"


class LanguageBody(BaseModel):
    """The language that somebody chose on a page."""

    model_config = ConfigDict(extra="forbid")

    language: Literal["cy", "en"]


def router(pages: Pages) -> APIRouter:
    """The page of the school's language, and what keeps the language that somebody chose."""
    routes = APIRouter()

    @routes.get(ADDRESS)
    def language_of_school(
        request: Request, connection: Transaction, person: Head, saved: Annotated[bool, Query()] = False
    ) -> HTMLResponse:
        held = languages_of_schools(connection, [person.school]).get(person.school, service.BOTH)
        return page_response(request, pages, "school_language.html", person, held=held, saved=saved)

    @routes.post(ADDRESS)
    def set_language_of_school(
        request: Request, connection: Transaction, person: Head, instant: Now, form: FormFields
    ) -> RedirectResponse:
        service.set_school_language(connection, person, form.get("language"), instant)
        return RedirectResponse(with_query(ADDRESS, lang=reader_language(request), saved="true"), 303)

    @routes.post("/api/language", status_code=204)
    def choose_language(connection: Transaction, person: AnySignedIn, instant: Now, body: LanguageBody) -> Response:
        service.choose_settings(connection, person.person, {"language": body.language}, instant)
        return Response(status_code=204)

    return routes

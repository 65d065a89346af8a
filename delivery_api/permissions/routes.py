"""HTTP routes of permissions: a head's grants, an operator's emergency access, the officer's oversight."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from delivery_api.access.access import FreshSignIn, Head, Now, Officer, Operator, Transaction
from delivery_api.access.request_context import SignedIn
from delivery_api.audit import store as audit_store
from delivery_api.audit.segment_sealing import count_unsealed_rows
from delivery_api.dates.school_calendar import london_date
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.page_response import page_response
from delivery_api.identity import store as identity
from delivery_api.keys.key_ring import KeyRing
from delivery_api.permissions import service, store
from delivery_api.web.page_rendering import Pages

MAX_FIELDS = 30
"""Fields of a form; the longest of our own has twenty-five."""


async def form_fields(request: Request) -> dict[str, str]:
    """The fields of a submitted form; the last of several values counts. Middleware limits the length.

    Raises
    ------
    IncompleteForm : there are more fields than any form has
    """
    try:
        return dict(parse_qsl((await request.body()).decode(errors="replace"), max_num_fields=MAX_FIELDS))
    except ValueError as error:
        raise service.IncompleteForm from error


FormFields = Annotated[dict[str, str], Depends(form_fields)]


def router(ring: KeyRing, pages: Pages) -> APIRouter:
    """The routes of heads, operators and the officer."""
    routes = APIRouter()
    for each in (_head_routes(ring, pages), _operator_routes(ring, pages)):
        routes.include_router(each)
    return routes


def _head_routes(ring: KeyRing, pages: Pages) -> APIRouter:
    routes = APIRouter()

    def shown(
        request: Request, connection: Connection, person: SignedIn, instant: datetime, **typed: object
    ) -> HTMLResponse:
        names = {each.id: each.name for each in identity.staff_of(connection, ring, person.school)}
        held = store.grants_at(connection, person.school, london_date(instant))
        grants = [(each, names[each.person]) for each in held if each.person in names]
        staff = [(str(id_), name) for id_, name in names.items()]
        return page_response(request, pages, "access.html", person, staff=staff, grants=grants, **typed)

    @routes.get("/access")
    def access_page(request: Request, connection: Transaction, person: Head, instant: Now) -> HTMLResponse:
        return shown(request, connection, person, instant)

    @routes.post("/access", dependencies=[FreshSignIn])
    def give_access(
        request: Request, connection: Transaction, person: Head, instant: Now, form: FormFields
    ) -> Response:
        try:
            service.grant_access(connection, ring, person, form, instant)
        except service.IncompleteForm as refusal:
            if "text/html" not in request.headers.get("accept", ""):
                raise
            page = shown(request, connection, person, instant, wrong=refusal.facts["field"], typed=form)
            page.status_code = 422
            return page
        return _back(request, "/access")

    @routes.post("/access/end")
    def end_access(
        request: Request, connection: Transaction, person: Head, instant: Now, form: FormFields
    ) -> RedirectResponse:
        service.revoke_grant(connection, person, form.get("grant", ""), instant)
        return _back(request, "/access")

    return routes


def _operator_routes(ring: KeyRing, pages: Pages) -> APIRouter:
    routes = APIRouter()

    @routes.get("/glass")
    def glass_page(request: Request, connection: Transaction, person: Operator, instant: Now) -> HTMLResponse:
        mine = store.open_break_glass_accesses(connection, person.person, instant)
        return page_response(request, pages, "glass.html", person, open_accesses=mine)

    @routes.post("/glass/end")
    def end_glass(
        request: Request, connection: Transaction, person: Operator, instant: Now, form: FormFields
    ) -> RedirectResponse:
        service.end_glass_access(connection, person, form.get("access", ""), instant)
        return _back(request, "/glass")

    @routes.post("/glass", dependencies=[FreshSignIn])
    def break_glass(
        request: Request, connection: Transaction, person: Operator, instant: Now, form: FormFields
    ) -> RedirectResponse:
        access = service.break_glass(connection, ring, person, form, instant)
        return _back(request, f"/feedback/learners/{access.learner}")

    @routes.get("/oversight")
    def oversight(request: Request, connection: Transaction, person: Officer) -> HTMLResponse:
        sealed = audit_store.all_segments(connection)
        return page_response(
            request,
            pages,
            "oversight.html",
            person,
            accesses=store.break_glass_accesses(connection),
            sealed=sum(each.rows for each in sealed if each.expired_at is None),
            unsealed=count_unsealed_rows(connection),
        )

    return routes


def _back(request: Request, path: str) -> RedirectResponse:
    return RedirectResponse(f"{path}?lang={reader_language(request)}", 303)

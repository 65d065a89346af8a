"""The HTTP route of the page of alerts, for heads and the officer."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from delivery_api.access.access import AlertsReader, Now, Transaction
from delivery_api.access.request_context import SignedIn
from delivery_api.access.roles import Role
from delivery_api.alerts import store
from delivery_api.alerts.alert_messages import alert_words
from delivery_api.alerts.values import SHOWN_FOR, Alert
from delivery_api.audit import audit_log
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.page_response import page_response
from delivery_api.identity import store as identity
from delivery_api.keys.key_ring import KeyRing
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages


def router(ring: KeyRing, pages: Pages) -> APIRouter:
    """The page of alerts."""
    routes = APIRouter()

    @routes.get("/alerts")
    def alerts_page(request: Request, connection: Transaction, person: AlertsReader, instant: Now) -> HTMLResponse:
        school = person.school if person.role is Role.HEAD else None
        found, say = store.alerts_since(connection, instant - SHOWN_FOR, school), translations(reader_language(request))
        audit_log.record(connection, instant, "saw the alerts", actor=person.person)
        names = _names(connection, ring, person, found)
        rows = [
            {
                "at": each.at,
                "says": alert_words(each.kind, say),
                "thing": "" if each.thing is None or school is not None else each.thing,
                "learner": names.get(each.learner, str(each.learner)) if each.learner else "",
                "actor": names.get(each.actor, str(each.actor)) if each.actor else "",
                "school": _school_name(connection, each.school),
            }
            for each in found
        ]
        return page_response(request, pages, "alerts.html", person, rows=rows, of_all=school is None)

    return routes


def _names(connection: Connection, ring: KeyRing, person: SignedIn, found: tuple[Alert, ...]) -> dict[UUID | None, str]:
    """The names that a head sees; the officer sees ids, as on the page of broken glass."""
    if person.role is not Role.HEAD:
        return {}
    wanted = {id_ for each in found for id_ in (each.learner, each.actor) if id_ is not None}
    return {id_: each.name for id_, each in identity.persons(connection, ring, list(wanted)).items()}


def _school_name(connection: Connection, school: UUID | None) -> str:
    found = identity.organisation(connection, school) if school else None
    return found.name if found else ""

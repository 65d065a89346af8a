"""The HTTP route of the page of alerts, for heads and the officer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from gettext import NullTranslations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from delivery_api.access.access import AlertsReader, Now, Transaction
from delivery_api.access.roles import Role
from delivery_api.alerts import store
from delivery_api.alerts.alert_messages import actor_words, alert_words, record_words
from delivery_api.alerts.values import ABOUT_ACTS, DONE_ALONE, SHOWN_FOR, Alert, AlertKind
from delivery_api.audit import audit_log
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.page_response import page_response
from delivery_api.identity import store as identity
from delivery_api.keys.key_ring import KeyRing
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages


def router(ring: KeyRing, pages: Pages, acts_shown_for: timedelta) -> APIRouter:
    """The page of alerts; the page of acts on finished results, which it leads to, shows them for so long."""
    routes = APIRouter()

    @routes.get("/alerts")
    def alerts_page(request: Request, connection: Transaction, person: AlertsReader, instant: Now) -> HTMLResponse:
        school = person.school if person.role is Role.HEAD else None
        found, say = store.alerts_since(connection, instant - SHOWN_FOR, school), translations(reader_language(request))
        audit_log.record(connection, instant, "saw the alerts", actor=person.person)
        told = _to_head(connection, ring, found, say) if school else _to_officer(connection, found, say)
        rows = [
            told(each)
            | {
                "at": each.at,
                "says": alert_words(each.kind, say),
                "thing": record_words(each.thing, say) if each.thing else "",
                "act": each.sitting if school and _is_on_page_of_acts(each, instant - acts_shown_for) else None,
                "alone": each.kind in DONE_ALONE,
                "taken_back": each.kind is AlertKind.UNDONE,
            }
            for each in found
        ]
        return page_response(request, pages, "alerts.html", person, rows=rows, of_all=school is None)

    return routes


def _is_on_page_of_acts(alert: Alert, since: datetime) -> bool:
    return alert.kind in ABOUT_ACTS and alert.at >= since


def _to_head(
    connection: Connection, ring: KeyRing, found: tuple[Alert, ...], say: NullTranslations
) -> Callable[[Alert], dict[str, object]]:
    """What a head is told of an alert's people: their names, but of operators, who are not of the school, the role."""
    wanted = {id_ for each in found for id_ in (each.learner, each.actor, each.asked_by) if id_ is not None}
    names = {id_: each.name for id_, each in identity.persons(connection, ring, list(wanted)).items()}
    operator = actor_words(Role.OPERATOR, say)
    return lambda each: {
        "learner": names.get(each.learner, "") if each.learner else "",
        "actor": operator if each.kind is AlertKind.GLASS_BROKEN else names.get(each.actor, "") if each.actor else "",
        "asked_by": names.get(each.asked_by, "") if each.asked_by else "",
    }


def _to_officer(
    connection: Connection, found: tuple[Alert, ...], say: NullTranslations
) -> Callable[[Alert], dict[str, object]]:
    """What the officer is told of an alert's people: no names, but what they are, and the ids that cases go by."""
    roles = identity.roles_of(connection, {id_ for each in found for id_ in (each.actor, each.asked_by) if id_})
    schools = {each.school: identity.organisation(connection, each.school) for each in found if each.school}
    names = {id_: each.name for id_, each in schools.items() if each}
    return lambda each: {
        "actor": actor_words(roles.get(each.actor), say) if each.actor else "",
        "asked_by": actor_words(roles.get(each.asked_by), say) if each.asked_by else "",
        "school": names.get(each.school, "") if each.school else "",
        "learner_id": each.learner,
        "actor_id": each.actor,
        "asked_by_id": each.asked_by,
    }

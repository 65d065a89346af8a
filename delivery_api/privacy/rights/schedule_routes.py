"""The officer's page of what is held, when it goes, and the certificates of what is gone: in words, not ids."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from delivery_api.access.access import Now, Officer, Transaction
from delivery_api.dates.school_calendar import london_date
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.page_response import page_response
from delivery_api.privacy.declaration_messages import rules_sentence
from delivery_api.privacy.declared_files import DECLARED_FILES
from delivery_api.privacy.declared_tables import declarations
from delivery_api.privacy.file_messages import file_kind_phrase, file_rule_phrase
from delivery_api.privacy.holds import store as holds
from delivery_api.privacy.retention import store as retention
from delivery_api.privacy.retention.destruction_dates import destruction_date
from delivery_api.privacy.rights.bundle_words import rule_words
from delivery_api.sittings.storage.store import all_programmes
from delivery_api.sittings.values import Programme
from delivery_api.storage.data_declaration import NoPerson
from delivery_api.storage.database import metadata
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages
from delivery_api.web.reader_language import Language


def router(pages: Pages, live_years: int) -> APIRouter:
    """The route of the schedule.

    Parameters
    ----------
    live_years : years for which a school year's responses are kept
    """
    routes = APIRouter()

    @routes.get("/oversight/schedule")
    def schedule(request: Request, connection: Transaction, person: Officer, instant: Now) -> HTMLResponse:
        language, programmes = reader_language(request), all_programmes(connection)
        return page_response(
            request,
            pages,
            "schedule.html",
            person,
            programmes=[_programme(connection, each, live_years) for each in programmes],
            certificates=[each for each in retention.all_certificates(connection) if each.document],
            holds=[each for each in holds.all_holds(connection) if each.is_in_force(london_date(instant))],
            names={each.id: each.name or each.id for each in programmes},
            programme_kinds={each.id: each.kind for each in programmes},
            held=_held(connection, language),
            files=_files(language),
        )

    return routes


def _programme(connection: Connection, programme: Programme, live_years: int) -> dict[str, Any]:
    certificate = retention.certificate(connection, programme.id)
    return {
        "name": programme.name or programme.id,
        "is_trial": programme.kind == "trial",
        "due_on": destruction_date(programme, live_years),
        "destroyed_on": programme.destroyed_on,
        "certificate": certificate.state.value if certificate and certificate.state else None,
    }


def _held(connection: Connection, language: Language) -> list[dict[str, Any]]:
    say = translations(language)
    return [
        {
            "what": say.gettext(declared.why),
            "goes": rule_words(rules_sentence(declared, say), say),
            "rows": retention.count_rows(connection, metadata.tables[name]),
        }
        for name, declared in declarations(metadata).items()
        if not isinstance(declared.person, NoPerson)
    ]


def _files(language: Language) -> list[dict[str, str]]:
    say = translations(language)
    return [
        {"what": file_kind_phrase(each.kind, say), "goes": file_rule_phrase(each.rule, say)} for each in DECLARED_FILES
    ]

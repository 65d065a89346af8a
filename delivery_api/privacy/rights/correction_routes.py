"""The head's page of values that were put right on request and that the school has still to put right itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from delivery_api.access.access import Head, Now, Transaction
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.page_response import page_response
from delivery_api.identity import store as identity
from delivery_api.identity.person_records import RectifiableField
from delivery_api.identity.rectification import store
from delivery_api.identity.rectification.rectified_values import opened_values
from delivery_api.keys.key_ring import KeyRing
from delivery_api.permissions.routes import FormFields
from delivery_api.privacy.rights.case_messages import label
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages
from delivery_api.web.reader_language import Language
from reports.translations import long_date


@dataclass(frozen=True)
class Correction:
    """A value that a school has still to put right in its own system.

    Parameters
    ----------
    field : the name of the column, for the form
    what : its name for the reader
    before, after : "–" where nothing stood, or where an earlier release kept neither
    """

    person: UUID
    name: str
    field: str
    what: str
    before: str
    after: str
    made_on: date


def router(ring: KeyRing, pages: Pages) -> APIRouter:
    """The head's routes."""
    routes = APIRouter()

    @routes.get("/corrections")
    def corrections(request: Request, connection: Transaction, person: Head, instant: Now) -> HTMLResponse:
        found = _corrections(connection, ring, person.school, reader_language(request))
        for learner in dict.fromkeys(each.person for each in found):
            audit_log.record(connection, instant, "saw a value to put right", actor=person.person, learner=learner)
        return page_response(request, pages, "corrections.html", person, corrections=found)

    @routes.post("/corrections")
    def done(
        request: Request, connection: Transaction, person: Head, instant: Now, form: FormFields
    ) -> RedirectResponse:
        learner, field = _learner(form.get("person", "")), form.get("field", "")
        if store.mark_done(connection, person.school, learner, field, london_date(instant)):
            action = f"put right in the school's own system ({field})"
            audit_log.record(connection, instant, action, actor=person.person, learner=learner)
        return RedirectResponse(f"/corrections?lang={reader_language(request)}", 303)

    return routes


def _corrections(connection: Connection, ring: KeyRing, school: UUID, language: Language) -> list[Correction]:
    rows = store.open_at(connection, school)
    people = identity.persons(connection, ring, [row.person for row in rows])
    found = []
    for row in rows:
        field, values = RectifiableField(row.field), opened_values(ring, row)
        shown = [_shown(field, text, language) for text in ((values.before, values.after) if values else ("", ""))]
        what = label(field, translations(language))
        found.append(Correction(row.person, people[row.person].name, row.field, what, shown[0], shown[1], row.made_on))
    return found


def _shown(field: RectifiableField, text: str, language: Language) -> str:
    if field is RectifiableField.BIRTH_DATE and text:
        return long_date(date.fromisoformat(text), language)
    return text or "–"


def _learner(text: str) -> UUID:
    """Return the id that a form names; one that is nobody's if it names none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)

"""The officer's pages of breaches: all of them, a new one, one with its clock, and letters to print."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from delivery_api.access.access import FreshSignIn, Now, Officer, Transaction
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import LONDON, london_date
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.page_response import page_response
from delivery_api.identity import store as identity
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.permissions.routes import FormFields
from delivery_api.privacy.breaches import service, store
from delivery_api.privacy.breaches.affected_people import affected_people
from delivery_api.privacy.breaches.breach_forms import read_breach, read_times
from delivery_api.privacy.breaches.breach_letters import LetterReader, letter, letter_page
from delivery_api.privacy.breaches.breach_messages import label
from delivery_api.privacy.breaches.breach_rules import possible_steps
from delivery_api.privacy.breaches.breaches import Breach, BreachKind, Risk, StepKind
from delivery_api.privacy.dated_cases.case_input import read_choice
from delivery_api.privacy.registers.register_messages import purpose_name
from delivery_api.sittings.storage.store import all_programmes
from delivery_api.storage.data_declaration import NoPerson, Purpose
from delivery_api.storage.database import metadata
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages
from reports.formats.csv_export import FORMULA_STARTS


def locked_breach(breach_id: UUID, connection: Transaction, _: Officer) -> Breach:
    """The breach of a page, locked until the request ends."""
    return service.locked_breach(connection, breach_id)


OfficersBreach = Annotated[Breach, Depends(locked_breach)]


def router(ledger: Ledger, pages: Pages) -> APIRouter:
    """The officer's routes."""
    routes = APIRouter()
    for each in (_record_routes(ledger, pages), _answer_routes(ledger)):
        routes.include_router(each)
    return routes


def _record_routes(ledger: Ledger, pages: Pages) -> APIRouter:
    routes = APIRouter()

    @routes.get("/breaches")
    def all_breaches(request: Request, connection: Transaction, person: Officer, instant: Now) -> HTMLResponse:
        found = service.views(connection, store.cases.all(connection), instant)
        return page_response(request, pages, "breaches.html", person, breaches=found, **_names(request))

    @routes.get("/breaches/new")
    def new_breach(request: Request, connection: Transaction, person: Officer, instant: Now) -> HTMLResponse:
        lists = {"kinds": list(BreachKind), "risks": list(Risk), "purposes": _purposes_with_people()}
        programmes = all_programmes(connection)
        return page_response(
            request,
            pages,
            "breach_new.html",
            person,
            now=instant.astimezone(LONDON),
            programmes=programmes,
            **lists,
            **_names(request),
        )

    @routes.post("/breaches")
    def record(
        request: Request, connection: Transaction, person: Officer, instant: Now, form: FormFields
    ) -> RedirectResponse:
        breach = read_breach(connection, ledger.ring, form, read_times(form))
        service.record_breach(connection, ledger, breach, person.person, instant)
        return _back(request, breach)

    @routes.get("/breaches/{breach_id}")
    def one_breach(
        request: Request, connection: Transaction, breach: OfficersBreach, person: Officer, instant: Now
    ) -> HTMLResponse:
        (view,) = service.views(connection, [breach], instant)
        say = translations(reader_language(request))
        affected = affected_people(connection, breach)
        return page_response(
            request,
            pages,
            "breach.html",
            person,
            view=view,
            affected=affected,
            holds=[say.gettext(each) for each in affected.holds],
            possible=possible_steps(breach, view.steps),
            risks=list(Risk),
            readers=list(LetterReader),
            **_names(request),
        )

    return routes


def _answer_routes(ledger: Ledger) -> APIRouter:
    routes, ring = APIRouter(), ledger.ring

    @routes.post("/breaches/{breach_id}/steps")
    def take_step(
        request: Request,
        connection: Transaction,
        breach: OfficersBreach,
        person: Officer,
        instant: Now,
        form: FormFields,
    ) -> RedirectResponse:
        kind = read_choice(StepKind, form, "step")
        service.take_step(connection, ledger, breach, kind, person.person, instant, form.get("detail", ""))
        return _back(request, breach)

    @routes.get("/breaches/{breach_id}/letter")
    def print_letter(
        request: Request,
        connection: Transaction,
        breach: OfficersBreach,
        _: Officer,
        instant: Now,
        reader: LetterReader = LetterReader.PARENT,
        school: Annotated[UUID | None, Query()] = None,
    ) -> HTMLResponse:
        language, steps = reader_language(request), service.steps_of(connection, breach)
        affected = affected_people(connection, breach)
        made = letter(breach, steps, affected, reader, london_date(instant), language, school)
        return HTMLResponse(letter_page(made, language), headers={"Cache-Control": "no-store"})

    @routes.get("/breaches/{breach_id}/people.csv", dependencies=[FreshSignIn])
    def people(connection: Transaction, breach: OfficersBreach, person: Officer, instant: Now) -> Response:
        found = affected_people(connection, breach)
        names = identity.persons(connection, ring, list(found.people))
        schools = {each.school: each.name for each in found.schools}
        audit_log.record(
            connection, instant, "listed whom a breach concerns", actor=person.person, thing=breach.reference
        )
        rows = sorted((_inert(schools[school]), _inert(names[id_].name)) for id_, school in found.people.items())
        file = StringIO()
        csv.writer(file).writerows([("school", "name"), *rows])
        headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="people.csv"'}
        return Response(file.getvalue(), media_type="text/csv", headers=headers)

    return routes


def _purposes_with_people() -> list[Purpose]:
    """Return the purposes for which a table has rows of people."""
    declared = [table.info["declaration"] for table in metadata.sorted_tables]
    held = {each.purpose for each in declared if not isinstance(each.person, NoPerson)}
    return [purpose for purpose in Purpose if purpose in held]


def _inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _names(request: Request) -> dict[str, object]:
    say = translations(reader_language(request))
    return {
        "label": lambda value: label(value, say),
        "purpose_name": lambda purpose: purpose_name(purpose, say),
    }


def _back(request: Request, breach: Breach) -> RedirectResponse:
    return RedirectResponse(f"/breaches/{breach.id}?lang={reader_language(request)}", 303)

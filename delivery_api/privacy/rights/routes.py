"""The pages on which the data-protection officer answers requests: all cases, a new one, one case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from delivery_api.access.access import FreshSignIn, Now, Officer, Transaction
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.page_response import page_response
from delivery_api.identity import store as identity
from delivery_api.identity.restriction.store import RestrictionGround
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.permissions.routes import FormFields
from delivery_api.privacy.dated_cases.case_input import read_choice
from delivery_api.privacy.registers.register_file import Registers
from delivery_api.privacy.rights import service, store
from delivery_api.privacy.rights.acts import YEAR_GROUPS, OfficerAtWork, perform, read_act
from delivery_api.privacy.rights.case_clock import RECORD_SCHOOL_DAYS
from delivery_api.privacy.rights.case_forms import read_day, read_new_case, read_optional_day
from delivery_api.privacy.rights.case_messages import detail_label, label
from delivery_api.privacy.rights.case_rules import DETAILS, ON_A_DAY, PERFORMED, possible_steps
from delivery_api.privacy.rights.rights_cases import (
    Authority,
    Capacity,
    CaseKind,
    Competence,
    IdentityCheck,
    RightsCase,
    StepKind,
)
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages


def locked_case(case_id: UUID, connection: Transaction, _: Officer) -> RightsCase:
    """The case of a page, locked until the request ends."""
    return service.locked_case(connection, case_id)


OfficersCase = Annotated[RightsCase, Depends(locked_case)]


def router(ledger: Ledger, pages: Pages, registers: Registers) -> APIRouter:
    """The officer's routes."""
    routes, holidays, ring = APIRouter(), service.holidays_in(registers), ledger.ring

    @routes.get("/rights")
    def all_cases(request: Request, connection: Transaction, person: Officer, instant: Now) -> HTMLResponse:
        found = service.views(connection, store.cases.all(connection), london_date(instant), holidays)
        return page_response(request, pages, "rights.html", person, cases=found, **_labels(request))

    @routes.get("/rights/new")
    def new_case(request: Request, person: Officer, instant: Now) -> HTMLResponse:
        lists = {"kind": CaseKind, "capacity": Capacity, "identity": IdentityCheck}
        lists |= {"authority": Authority, "competence": Competence}
        today = london_date(instant)
        return page_response(request, pages, "rights_new.html", person, lists=lists, today=today, **_labels(request))

    @routes.post("/rights")
    def open_case(
        request: Request, connection: Transaction, person: Officer, instant: Now, form: FormFields
    ) -> RedirectResponse:
        case = service.open_case(connection, ledger, person.person, read_new_case(form), instant)
        return _back(request, case)

    @routes.get("/rights/{case_id}")
    def one_case(
        request: Request, connection: Transaction, case: OfficersCase, person: Officer, instant: Now
    ) -> HTMLResponse:
        today = london_date(instant)
        (view,) = service.views(connection, [case], today, holidays)
        subject = identity.persons(connection, ring, [case.person]).get(case.person)
        audit_log.record(
            connection, instant, "saw a rights case", actor=person.person, learner=case.person, thing=case.reference
        )
        return page_response(
            request,
            pages,
            "rights_case.html",
            person,
            **_labels(request),
            view=view,
            name=subject.name if subject else None,
            possible=possible_steps(case, view.steps, today, holidays),
            performed=PERFORMED,
            grounds=[each for each in RestrictionGround if each is not RestrictionGround.OBJECTION],
            year_groups=YEAR_GROUPS,
            details=DETAILS,
            on_a_day=ON_A_DAY,
            pending=IdentityCheck.PENDING,
            school_days=RECORD_SCHOOL_DAYS,
            has_school_holidays=bool(holidays.school),
        )

    @routes.post("/rights/{case_id}/steps")
    def take_step(
        request: Request, connection: Transaction, case: OfficersCase, person: Officer, instant: Now, form: FormFields
    ) -> RedirectResponse:
        kind = read_choice(StepKind, form, "step")
        on, detail = read_day(form, "on") if kind in ON_A_DAY else None, form.get("detail", "")
        service.take_step(
            connection, ledger, case, kind, person.person, instant, holidays=holidays, detail=detail, on=on
        )
        return _back(request, case)

    @routes.post("/rights/{case_id}/acts", dependencies=[FreshSignIn])
    def perform_act(
        request: Request, connection: Transaction, case: OfficersCase, person: Officer, instant: Now, form: FormFields
    ) -> RedirectResponse:
        officer = OfficerAtWork(person.person, person.name)
        perform(connection, ledger, case, read_act(form, read_optional_day(form, "born")), officer, instant, holidays)
        return _back(request, case)

    return routes


def _labels(request: Request) -> dict[str, Callable[..., str]]:
    say = translations(reader_language(request))
    return {"label": lambda value: label(value, say), "detail_label": lambda detail: detail_label(detail, say)}


def _back(request: Request, case: RightsCase) -> RedirectResponse:
    return RedirectResponse(f"/rights/{case.id}?lang={reader_language(request)}", 303)

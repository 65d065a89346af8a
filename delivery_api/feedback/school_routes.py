"""The HTTP routes of a school's aggregated results: page and CSV."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from delivery_api.access.access import AnySignedIn, FreshSignIn, Now, Transaction, visible_school
from delivery_api.access.request_context import SignedIn
from delivery_api.access.roles import Role
from delivery_api.audit import audit_log
from delivery_api.bank.requested_subject import requested_subject
from delivery_api.bank.service import BankCache, subjects_in_use
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.feedback.download_responses import (
    SchoolYear,
    Subject,
    csv,
    file_name,
    page_address,
    subject_links,
    year_links,
)
from delivery_api.feedback.service import first_results
from delivery_api.http.error_mapping import reader_language
from delivery_api.identity.values import Organisation
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.sitting_context import ResultChecks, SittingContext
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages
from reports import SCALES, subject_name
from reports.feedback.school_feedback import school_feedback
from reports.feedback.school_messages import SchoolMessages, school_messages
from reports.formats.csv_export import school_csv

VisibleSchool = Annotated[Organisation, Depends(visible_school)]


def router(ring: KeyRing, bank_cache: BankCache, pages: Pages, checks: ResultChecks) -> APIRouter:
    """A school's aggregated results as a page and CSV."""
    routes = APIRouter(prefix="/feedback/schools")

    def school_feedback_messages(  # one row of the audit, which names no learner: nobody's own results are shown
        request: Request,
        connection: Connection,
        school: UUID,
        subject: str,
        year: str,
        person: SignedIn,
        instant: datetime,
        form: str,
    ) -> tuple[SchoolMessages, tuple[str, ...]]:
        audit_log.record(connection, instant, f"saw a school ({form})", actor=person.person, thing=str(school))
        today = london_date(instant)
        whole = person.role is Role.HEAD
        context = SittingContext(connection, ring, bank_cache, checks=checks)
        found = first_results(context, school, subject, year, today, still_there=whole)
        values = school_feedback(found.counted, SCALES[subject], whole=whole)
        return school_messages(values, translations(reader_language(request))), found.years

    @routes.get("/{school_id}.csv", dependencies=[FreshSignIn])
    def school_as_csv(
        request: Request,
        connection: Transaction,
        school: VisibleSchool,
        person: AnySignedIn,
        instant: Now,
        subject: Subject = "",
        year: SchoolYear = "",
    ) -> Response:
        chosen = requested_subject(subject, subjects_in_use(connection))
        shown = year or school_year(london_date(instant))
        messages, _ = school_feedback_messages(request, connection, school.id, chosen, shown, person, instant, "csv")
        text = school_csv(messages, school.name, shown, translations(reader_language(request)))
        say = translations(reader_language(request))
        return csv(text, file_name(school.name, subject_name(chosen, say), shown, kind="csv"))

    @routes.get("/{school_id}")
    def school_page(
        request: Request,
        connection: Transaction,
        school: VisibleSchool,
        person: AnySignedIn,
        instant: Now,
        subject: Subject = "",
        year: SchoolYear = "",
    ) -> HTMLResponse:
        language, there = reader_language(request), subjects_in_use(connection)
        chosen = requested_subject(subject, there)
        today = london_date(instant)
        shown = year or school_year(today)
        messages, finished = school_feedback_messages(
            request, connection, school.id, chosen, shown, person, instant, "page"
        )
        page = pages.render(
            "school.html",
            language=language,
            url=page_address(request),
            signed_in=person.name,
            school=school,
            heads=person.role is Role.HEAD,
            reader_role=person.role,
            is_staff=person.kind == "staff" and person.role in (Role.HEAD, Role.TEACHER),
            school_year=shown,
            years=year_links(school_year(today), shown, *finished),
            messages=messages,
            subject=chosen,
            subjects=subject_links(there, language),
            subject_label=subject_name(chosen, translations(language)),
        )
        return HTMLResponse(page)

    return routes

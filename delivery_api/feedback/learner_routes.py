"""The HTTP routes of a learner's feedback: page, PDF and CSV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from delivery_api.access.access import AnySignedIn, FreshSignIn, Now, Transaction, visible_learner
from delivery_api.access.request_context import SignedIn
from delivery_api.audit import audit_log
from delivery_api.bank.service import BankCache
from delivery_api.dates.school_calendar import london_date
from delivery_api.feedback.class_neighbours import Neighbours, neighbours_of
from delivery_api.feedback.download_responses import (
    SchoolYear,
    Subject,
    csv,
    download,
    file_name,
    page_address,
    subject_links,
    year_links,
)
from delivery_api.feedback.school_and_class import school_and_class
from delivery_api.feedback.service import finished_subjects, finished_years, note_unverified, result_of
from delivery_api.http.error_mapping import reader_language, respond
from delivery_api.identity.values import LearnerRecord
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.result_records import ResultUnverified
from delivery_api.sittings.sitting_context import ResultChecks, SittingContext
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages
from delivery_api.web.reader_language import Language
from reports import SittingResult, Topic, learner_csv, learner_feedback, learner_messages, learner_pdf, subject_name
from reports.feedback.staff_messages import staff_messages

VisibleLearner = Annotated[LearnerRecord, Depends(visible_learner)]


@dataclass(frozen=True)
class _Reading:
    """Reads a learner's result for a person, and records that they saw it."""

    ring: KeyRing
    bank_cache: BankCache
    pages: Pages
    checks: ResultChecks

    def result(
        self,
        request: Request,
        connection: Connection,
        learner: LearnerRecord,
        person: SignedIn,
        instant: datetime,
        subject: str,
        year: str,
        form: str,
    ) -> tuple[SittingResult, Mapping[str, Topic]] | Response:
        """The result, or the response that it does not verify; what is noted of that is committed with the response."""
        context = SittingContext(connection, self.ring, self.bank_cache, checks=self.checks)
        try:
            found = result_of(context, learner.person.id, subject or None, year or None)
        except ResultUnverified as refused:
            note_unverified(connection, instant, learner.person.id, str(refused.facts["sitting"]))
            return respond(request, self.pages, refused.code)
        act = f"saw feedback ({form})"
        audit_log.record(connection, instant, act, actor=person.person, learner=learner.person.id)
        return found


def router(ring: KeyRing, bank_cache: BankCache, pages: Pages, checks: ResultChecks) -> APIRouter:
    """One learner's feedback as a page, PDF and CSV."""
    routes = APIRouter(prefix="/feedback/learners")

    reading = _Reading(ring, bank_cache, pages, checks)

    @routes.get("/{learner_id}.pdf", dependencies=[FreshSignIn])
    def learner_as_pdf(
        request: Request,
        connection: Transaction,
        learner: VisibleLearner,
        person: AnySignedIn,
        instant: Now,
        subject: Subject = "",
        year: SchoolYear = "",
    ) -> Response:
        language = reader_language(request)
        found = reading.result(request, connection, learner, person, instant, subject, year, "pdf")
        if isinstance(found, Response):
            return found
        result, topics = found
        feedback = learner_feedback(result, topics)
        messages = learner_messages(feedback, language, translations(language))
        staff = staff_messages(feedback, language, translations(language)) if person.kind == "staff" else None
        name, where = _shown_name(learner, person), school_and_class(connection, learner, instant)
        notice = pages.demonstration_notice(language)
        document = learner_pdf(feedback, messages, name, language, staff, where, notice)
        headers = download(_file_name(name, result, language, "pdf"))
        return Response(document, media_type="application/pdf", headers=headers)

    @routes.get("/{learner_id}.csv", dependencies=[FreshSignIn])
    def learner_as_csv(
        request: Request,
        connection: Transaction,
        learner: VisibleLearner,
        person: AnySignedIn,
        instant: Now,
        subject: Subject = "",
        year: SchoolYear = "",
    ) -> Response:
        language = reader_language(request)
        found = reading.result(request, connection, learner, person, instant, subject, year, "csv")
        if isinstance(found, Response):
            return found
        result, topics = found
        text = learner_csv(result, topics, language, translations(language))
        return csv(text, _file_name(_shown_name(learner, person), result, language, "csv"))

    @routes.get("/{learner_id}")
    def learner_page(
        request: Request,
        connection: Transaction,
        learner: VisibleLearner,
        person: AnySignedIn,
        instant: Now,
        subject: Subject = "",
        year: SchoolYear = "",
    ) -> Response:
        language = reader_language(request)
        found = reading.result(request, connection, learner, person, instant, subject, year, "page")
        if isinstance(found, Response):
            return found
        result, topics = found
        here = f"/feedback/learners/{learner.person.id}"
        asked = f"lang={language}&subject={result.subject}&year={result.school_year}"
        page = pages.render(
            "learner_feedback.html",
            language=language,
            url=page_address(request),
            signed_in=person.name,
            look=person.look,
            name=_shown_name(learner, person),
            feedback=learner_feedback(result, topics),
            topics=topics,
            result=result if person.kind == "staff" else None,
            audience="teacher" if person.kind == "staff" else "learner",
            young=result.year <= 3,
            learner_id=learner.person.id,
            neighbours=_neighbours(connection, ring, person, learner, result, instant),
            subject=result.subject,
            school_year=result.school_year,
            years=year_links(result.school_year, *finished_years(connection, learner.person.id, result.subject)),
            subjects=subject_links(finished_subjects(connection, learner.person.id), language),
            pdf_href=f"{here}.pdf?{asked}",
            parents_href=f"{here}/parents?lang={language}&year={result.school_year}"
            if person.kind == "staff"
            else None,
            csv_href=f"{here}.csv?{asked}" if person.kind == "staff" else None,
        )
        return HTMLResponse(page)

    return routes


def _shown_name(learner: LearnerRecord, person: SignedIn) -> str:
    """The whole name for staff, who have several children of one first name; the short one for the child."""
    return learner.person.name if person.kind == "staff" else learner.person.short_name


def _file_name(name: str, result: SittingResult, language: Language, kind: str) -> str:
    return file_name(
        name, subject_name(result.subject, translations(language)), result.finished_on.isoformat(), kind=kind
    )


def _neighbours(
    connection: Connection,
    ring: KeyRing,
    person: SignedIn,
    learner: LearnerRecord,
    result: SittingResult,
    instant: datetime,
) -> Neighbours | None:
    """The class that staff go back to, and who stands before and after in its list; nobody for a learner."""
    if person.kind != "staff":
        return None
    id_, today = learner.person.id, london_date(instant)
    return neighbours_of(connection, ring, person, id_, result.subject, result.school_year, today)

"""The HTTP routes of a learner's feedback: page, PDF and CSV."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from delivery_api.access.access import AnySignedIn, Now, Transaction, visible_learner
from delivery_api.access.request_context import SignedIn
from delivery_api.audit import audit_log
from delivery_api.bank.service import BankCache
from delivery_api.dates.school_calendar import london_date
from delivery_api.feedback.download_responses import Subject, csv, download, page_address, subject_links
from delivery_api.feedback.service import finished_subjects, result_of
from delivery_api.http.error_mapping import reader_language
from delivery_api.identity import store as identity
from delivery_api.identity.values import LearnerRecord
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages
from reports import learner_csv, learner_feedback, learner_messages, learner_pdf

VisibleLearner = Annotated[LearnerRecord, Depends(visible_learner)]


def router(ring: KeyRing, bank_cache: BankCache, pages: Pages) -> APIRouter:
    """One learner's feedback as a page, PDF and CSV."""
    routes = APIRouter(prefix="/feedback/learners")

    def context(connection: Connection) -> SittingContext:
        return SittingContext(connection, ring, bank_cache)

    def seen(connection: Connection, person: SignedIn, record: LearnerRecord, instant: Now, what: str) -> None:
        audit_log.record(connection, instant, f"saw feedback ({what})", actor=person.person, learner=record.person.id)

    @routes.get("/{learner_id}.pdf")
    def learner_as_pdf(
        request: Request,
        connection: Transaction,
        learner: VisibleLearner,
        person: AnySignedIn,
        instant: Now,
        subject: Subject = "",
    ) -> Response:
        language = reader_language(request)
        result, topics = result_of(context(connection), learner.person.id, subject or None)
        seen(connection, person, learner, instant, "pdf")
        feedback = learner_feedback(result, topics)
        messages = learner_messages(feedback, language, translations(language))
        document = learner_pdf(feedback, messages, learner.person.short_name, language)
        return Response(document, media_type="application/pdf", headers=download("mesur-feedback.pdf"))

    @routes.get("/{learner_id}.csv")
    def learner_as_csv(
        request: Request,
        connection: Transaction,
        learner: VisibleLearner,
        person: AnySignedIn,
        instant: Now,
        subject: Subject = "",
    ) -> Response:
        language = reader_language(request)
        result, topics = result_of(context(connection), learner.person.id, subject or None)
        seen(connection, person, learner, instant, "csv")
        return csv(learner_csv(result, topics, language, translations(language)), "mesur-feedback.csv")

    @routes.get("/{learner_id}")
    def learner_page(
        request: Request,
        connection: Transaction,
        learner: VisibleLearner,
        person: AnySignedIn,
        instant: Now,
        subject: Subject = "",
    ) -> HTMLResponse:
        language = reader_language(request)
        result, topics = result_of(context(connection), learner.person.id, subject or None)
        seen(connection, person, learner, instant, "page")
        here = f"/feedback/learners/{learner.person.id}"
        asked = f"lang={language}&subject={result.subject}"
        page = pages.render(
            "learner_feedback.html",
            language=language,
            url=page_address(request),
            signed_in=person.name,
            name=learner.person.name if person.kind == "staff" else learner.person.short_name,
            feedback=learner_feedback(result, topics),
            topics=topics,
            result=result if person.kind == "staff" else None,
            audience="teacher" if person.kind == "staff" else "learner",
            young=result.year <= 3,
            class_href=_class_of(connection, person, learner, result.subject, instant),
            subject=result.subject,
            subjects=subject_links(finished_subjects(connection, learner.person.id), language),
            pdf_href=f"{here}.pdf?{asked}",
            csv_href=f"{here}.csv?{asked}" if person.kind == "staff" else None,
        )
        return HTMLResponse(page)

    return routes


def _class_of(
    connection: Connection, person: SignedIn, learner: LearnerRecord, subject: str, instant: Now
) -> str | None:
    if person.kind != "staff":
        return None
    taught = identity.classes_taught(connection, person.person, london_date(instant))
    mine = [each.id for each in taught if learner.person.id in each.learners]
    return f"/feedback/classes/{mine[0]}?subject={subject}" if mine else None

"""The HTTP routes of the page that a school gives to a child's parents, and its PDF."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from delivery_api.access.access import FreshSignIn, Now, Staff, Transaction, visible_learner
from delivery_api.access.request_context import SignedIn
from delivery_api.audit import audit_log
from delivery_api.bank.service import BankCache
from delivery_api.feedback.download_responses import SchoolYear, download, file_name, page_address
from delivery_api.feedback.school_and_class import school_and_class
from delivery_api.feedback.service import NoFeedbackYet, finished_subjects, note_unverified, result_of
from delivery_api.http.error_mapping import reader_language, respond
from delivery_api.identity.languages.opening_languages import opening_language
from delivery_api.identity.values import LearnerRecord
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.result_records import ResultUnverified
from delivery_api.sittings.sitting_context import ResultChecks, SittingContext
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages
from delivery_api.web.reader_language import LANGUAGES, Language
from reports import learner_feedback
from reports.feedback.learner_feedback import LearnerFeedback
from reports.formats.letter import letter_pdf, with_notice
from reports.parents.parent_report import ParentReport, parent_report

VisibleLearner = Annotated[LearnerRecord, Depends(visible_learner)]
WrittenIn = Annotated[Language | None, Query(description="The language of the sheet, where it is not the reader's.")]


def router(ring: KeyRing, bank_cache: BankCache, pages: Pages, checks: ResultChecks) -> APIRouter:
    """A child's results for parents as a page and PDF; staff open them and give them to the parents."""
    routes = APIRouter(prefix="/feedback/learners")

    def report(
        request: Request,
        connection: Connection,
        learner: LearnerRecord,
        person: SignedIn,
        instant: datetime,
        year: str,
        form: str,
        language: Language,
    ) -> tuple[ParentReport, list[LearnerFeedback]] | Response:
        try:
            results = _results(SittingContext(connection, ring, bank_cache, checks=checks), learner, year)
        except ResultUnverified as refused:
            note_unverified(connection, instant, learner.person.id, str(refused.facts["sitting"]))
            return respond(request, pages, refused.code)
        act = f"saw feedback (parents, {form})"
        audit_log.record(connection, instant, act, actor=person.person, learner=learner.person.id)
        return parent_report(learner.person.name, results, language, translations(language)), results

    @routes.get("/{learner_id}/parents.pdf", dependencies=[FreshSignIn])
    def parents_as_pdf(
        request: Request,
        connection: Transaction,
        learner: VisibleLearner,
        person: Staff,
        instant: Now,
        year: SchoolYear = "",
        written_in: WrittenIn = None,
    ) -> Response:
        language = written_in or reader_language(request)
        made = report(request, connection, learner, person, instant, year, "pdf", language)
        if isinstance(made, Response):
            return made
        told, results = made
        on = max(each.finished_on for each in results)
        name = file_name(learner.person.name, _for_parents(language), on.isoformat(), kind="pdf")
        where = school_and_class(connection, learner, instant)
        letter = with_notice(told.letter, pages.demonstration_notice(language))
        document = letter_pdf(letter, language, on, told.bands, where)
        return Response(document, media_type="application/pdf", headers=download(name))

    @routes.get("/{learner_id}/parents")
    def parents_page(
        request: Request,
        connection: Transaction,
        learner: VisibleLearner,
        person: Staff,
        instant: Now,
        year: SchoolYear = "",
    ) -> Response:
        language, here = reader_language(request), f"/feedback/learners/{learner.person.id}"
        made = report(request, connection, learner, person, instant, year, "page", language)
        if isinstance(made, Response):
            return made
        theirs = opening_language(connection, learner.person.id, learner.person.school)
        pdf = f"{here}/parents.pdf?lang={language}&year={year}&written_in="
        page = pages.render(
            "parent_report.html",
            language=language,
            url=page_address(request),
            signed_in=person.name,
            letter=made[0].letter,
            bands=made[0].bands,
            where=school_and_class(connection, learner, instant),
            back_href=here,
            pdf_hrefs=[
                (each, f"{pdf}{each}") for each in sorted(LANGUAGES, key=lambda each: each != (theirs or language))
            ],
            theirs=theirs,
        )
        return HTMLResponse(page)

    return routes


def _results(context: SittingContext, learner: LearnerRecord, year: str) -> list[LearnerFeedback]:
    """The last result of each subject of a school year, or of any.

    Raises
    ------
    NoFeedbackYet, ResultUnverified
    """
    told = []
    for subject in finished_subjects(context.connection, learner.person.id):
        try:
            told.append(learner_feedback(*result_of(context, learner.person.id, subject, year or None)))
        except NoFeedbackYet:
            continue
    if not told:
        raise NoFeedbackYet
    return told


def _for_parents(language: Language) -> str:
    return translations(language).gettext("for parents")

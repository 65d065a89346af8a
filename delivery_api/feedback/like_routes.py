"""The HTTP route of a question like those of a topic: from the practice pool, for staff, with its key."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.params import Path
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from delivery_api.access.access import Now, Staff, Transaction, visible_learner
from delivery_api.access.refusals import NotFound
from delivery_api.audit import audit_log
from delivery_api.bank.service import BankCache, in_use
from delivery_api.feedback.download_responses import SchoolYear, Subject, page_address
from delivery_api.feedback.service import note_unverified, result_of
from delivery_api.http.error_mapping import reader_language, respond
from delivery_api.identity.values import LearnerRecord
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.result_records import ResultUnverified
from delivery_api.sittings.sitting_context import ResultChecks, SittingContext
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages
from delivery_api.web.reader_language import Language
from itembank import BankVersion, ItemVersion, present
from itembank.presentation.explained_answers import explained_answers
from itembank.presentation.learner_presentation import content_language
from itembank.versions.sister_questions import sister_questions
from reports import SittingResult
from reports.feedback.question_kinds import question_kind

VisibleLearner = Annotated[LearnerRecord, Depends(visible_learner)]
TopicId = Annotated[str, Path(max_length=60)]
Number = Annotated[int, Query(ge=1, le=1000)]


def router(ring: KeyRing, bank_cache: BankCache, pages: Pages, checks: ResultChecks) -> APIRouter:
    """A question like those that a learner met in a topic, and never one of them."""
    routes = APIRouter(prefix="/feedback/learners")

    @routes.get("/{learner_id}/like/{topic}")
    def question_like(
        request: Request,
        connection: Transaction,
        learner: VisibleLearner,
        person: Staff,
        topic: TopicId,
        instant: Now,
        subject: Subject = "",
        year: SchoolYear = "",
        number: Number = 1,
    ) -> Response:
        context = SittingContext(connection, ring, bank_cache, checks=checks)
        try:
            result, _ = result_of(context, learner.person.id, subject or None, year or None)
        except ResultUnverified as refused:
            note_unverified(connection, instant, learner.person.id, str(refused.facts["sitting"]))
            return respond(request, pages, refused.code)
        bank, language = _bank(connection, bank_cache, result), reader_language(request)
        if topic not in {each.id for each in bank.topics}:
            raise NotFound(thing="topic")
        act = "saw feedback (a question like it)"
        audit_log.record(connection, instant, act, actor=person.person, learner=learner.person.id)
        page = pages.render(
            "question_like.html",
            language=language,
            url=page_address(request),
            signed_in=person.name,
            look=person.look,
            learner_id=learner.person.id,
            subject=result.subject,
            school_year=result.school_year,
            topic=bank.topic(topic),
            **_shown(bank, result, topic, number, language),
        )
        return HTMLResponse(page)

    return routes


def _bank(connection: Connection, bank_cache: BankCache, result: SittingResult) -> BankVersion:
    """The bank version that the result was scored under; the one in use where that is not known."""
    known = result.versions.bank if result.versions else in_use(connection, result.subject)[0]
    return bank_cache.bank(connection, known)


def _shown(bank: BankVersion, result: SittingResult, topic: str, number: int, language: Language) -> dict[str, Any]:
    """What the page shows: for reading the kind of question in words, else one of the practice questions."""
    kind = question_kind(topic, translations(language))
    met = [item.difficulty for item in result.items if item.topic == topic] or [result.theta]
    sisters = () if kind else sister_questions(bank, topic, result.year, sum(met) / len(met))
    if not sisters:
        return {"kind": kind, "item": None}
    place = (number - 1) % len(sisters)
    return {"kind": kind, "number": place + 1, "all": len(sisters), **_question(bank, sisters[place], language)}


def _question(bank: BankVersion, item: ItemVersion, language: Language) -> dict[str, Any]:
    """The question as the player shows it, without its hints, which stand below it instead."""
    shown_in = content_language(item, language)
    return {
        "item": {"id": item.id, **present(item, language, bank.stimulus_of(item)), "hints": 0},
        "content_language": shown_in,
        "hints": [hint[shown_in] for hint in item.hints],
        "answers": explained_answers(item, shown_in),
    }

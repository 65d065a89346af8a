"""The pages of a school that a trial asks: invitation, letter, instructions, objections and survey."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from delivery_api.access.access import FreshSignIn, Head, Now, Staff, Transaction
from delivery_api.access.refusals import NotFound
from delivery_api.access.request_context import SignedIn
from delivery_api.access.roles import Role
from delivery_api.dates.school_calendar import london_date
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.page_response import page_response
from delivery_api.identity import store as identity
from delivery_api.keys.key_ring import KeyRing
from delivery_api.permissions.routes import FormFields
from delivery_api.trials.participation import objections, store
from delivery_api.trials.participation.invitations import Answer, answer, takes_answers, trial_facts
from delivery_api.trials.participation.letter_messages import TrialFacts, instructions, invitation
from delivery_api.trials.participation.teacher_survey import QUESTIONS, answer_teacher_survey
from delivery_api.trials.participation.values import SampledSchool, SchoolState
from delivery_api.trials.service import find
from delivery_api.web.message_catalogue import translations
from delivery_api.web.name_order import surname_first
from delivery_api.web.page_rendering import Pages, with_query
from reports.formats.letter import Letter, letter_pdf

Programme = Annotated[str, Path(pattern=r"^trial-[0-9a-f]{8}$")]


class AskedSchool(NamedTuple):
    """A school that a trial asks, with what it is told."""

    school: SampledSchool
    facts: TrialFacts


def router(ring: KeyRing, pages: Pages) -> APIRouter:
    """The routes of heads and teachers."""
    routes = APIRouter()
    for each in (
        _invitation_routes(pages),
        _letter_routes(),
        _objection_routes(ring, pages),
        _survey_routes(ring, pages),
    ):
        routes.include_router(each)
    return routes


def asked_school(programme: Programme, connection: Transaction, person: Staff) -> AskedSchool:
    """What the trial of an address asks of the school of a member of staff.

    Raises
    ------
    NotFound : it asks nothing of it
    """
    found = store.school_asked(connection, programme, person.school)
    if found is None:
        raise NotFound(thing="page")
    facts = trial_facts(connection, programme)
    return AskedSchool(found, facts.asked_on(found.invited_on) if found.invited_on else facts)


Asked = Annotated[AskedSchool, Depends(asked_school)]


def _invitation_routes(pages: Pages) -> APIRouter:
    routes = APIRouter()

    @routes.get("/trials/{programme}")
    def invitation_page(
        request: Request, connection: Transaction, person: Staff, asked: Asked, instant: Now
    ) -> HTMLResponse:
        language = reader_language(request)
        said = translations(language)
        is_invited = person.role is Role.HEAD and asked.school.state is not SchoolState.CLASSES
        letter = invitation if is_invited else instructions
        return page_response(
            request,
            pages,
            "trial_invitation.html",
            person,
            asked=asked.school,
            facts=asked.facts,
            letter=letter(asked.facts, language, said),
            heads=person.role is Role.HEAD,
            is_open=takes_answers(find(connection, asked.school.programme), instant),
            is_late=asked.facts.reply_by is not None and asked.facts.reply_by < london_date(instant),
        )

    @routes.post("/trials/{programme}", dependencies=[FreshSignIn])
    def answer_invitation(
        request: Request,
        connection: Transaction,
        person: Head,
        asked: Asked,
        instant: Now,
        form: FormFields,
    ) -> RedirectResponse:
        try:
            said = Answer(form.get("answer", ""))
        except ValueError:
            raise NotFound(thing="page") from None
        answer(connection, asked.school.programme, person.school, said, person.person, instant)
        return _back(request, asked)

    return routes


def _letter_routes() -> APIRouter:
    routes = APIRouter()

    @routes.get("/trials/{programme}/letter.pdf")
    def letter(request: Request, person: Head, asked: Asked, instant: Now) -> Response:
        if asked.school.state is SchoolState.CLASSES:  # nobody asks it whether it takes part
            raise NotFound(thing="page")
        language = reader_language(request)
        written = invitation(asked.facts, language, translations(language))
        return _pdf(written, language, asked, instant, "letter")

    @routes.get("/trials/{programme}/instructions.pdf")
    def instructions_pdf(request: Request, person: Staff, asked: Asked, instant: Now) -> Response:
        language = reader_language(request)
        written = instructions(asked.facts, language, translations(language))
        return _pdf(written, language, asked, instant, "teachers")

    return routes


def _pdf(letter: Letter, language: str, asked: AskedSchool, instant: datetime, kind: str) -> Response:
    name, on = f"{asked.school.programme}-{kind}-{language}.pdf", asked.school.invited_on or london_date(instant)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(letter_pdf(letter, language, on), media_type="application/pdf", headers=headers)


def _objection_routes(ring: KeyRing, pages: Pages) -> APIRouter:
    routes = APIRouter()

    @routes.get("/trials/{programme}/objections")
    def objections_page(
        request: Request, connection: Transaction, person: Staff, asked: Asked, instant: Now
    ) -> HTMLResponse:
        names = _learners(connection, ring, person, instant)
        objecting = store.objectors(connection, asked.school.programme, names)
        in_order = sorted(names.items(), key=lambda each: surname_first(each[1]))
        return page_response(
            request,
            pages,
            "trial_objections.html",
            person,
            facts=asked.facts,
            objecting=[each for each in in_order if each[0] in objecting],
            others=[each for each in in_order if each[0] not in objecting],
        )

    @routes.post("/trials/{programme}/objections")
    def record_objection(
        request: Request,
        connection: Transaction,
        person: Staff,
        asked: Asked,
        instant: Now,
        form: FormFields,
    ) -> RedirectResponse:
        learner = _learner(form.get("learner", ""), _learners(connection, ring, person, instant))
        objects, identifier = form.get("objects") == "yes", form.get("identifier", "").strip()
        trial = asked.school.programme
        objections.record(connection, ring, trial, learner, identifier, person.person, instant, objects=objects)
        return _back(request, asked, "/objections")

    return routes


def _survey_routes(ring: KeyRing, pages: Pages) -> APIRouter:
    routes = APIRouter()

    @routes.get("/trials/{programme}/survey")
    def survey_page(request: Request, person: Staff, asked: Asked, thanks: bool = False) -> HTMLResponse:
        return page_response(
            request, pages, "trial_survey.html", person, facts=asked.facts, questions=QUESTIONS, thanks=thanks
        )

    @routes.post("/trials/{programme}/survey")
    def answer_survey(
        request: Request,
        connection: Transaction,
        person: Staff,
        asked: Asked,
        instant: Now,
        form: FormFields,
    ) -> RedirectResponse:
        answer_teacher_survey(connection, ring, asked.school.programme, person.person, form, instant)
        return _back(request, asked, "/survey", thanks="1")

    return routes


def _back(request: Request, asked: AskedSchool, page: str = "", **said: str) -> RedirectResponse:
    address = f"/trials/{asked.school.programme}{page}"
    return RedirectResponse(with_query(address, lang=reader_language(request), **said), 303)


def _learners(connection: Connection, ring: KeyRing, person: SignedIn, instant: datetime) -> dict[UUID, str]:
    """The learners of a head's school, or of the classes that a teacher teaches today, by id → name."""
    today = london_date(instant)
    taught = identity.classes_taught(connection, person.person, today)
    found = identity.classes_at(connection, person.school, today) if person.role is Role.HEAD else taught
    ids = list(dict.fromkeys(learner for each in found for learner in each.learners))
    return {id_: each.name for id_, each in identity.persons(connection, ring, ids).items()} if ids else {}


def _learner(text: str, there: dict[UUID, str]) -> UUID:
    found = next((each for each in there if str(each) == text), None)
    if found is None:
        raise NotFound(thing="learner")
    return found

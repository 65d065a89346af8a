from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from delivery_api import audit
from delivery_api.access import AnySignedIn, Now, SignedIn, Staff, Transaction, taught_class, visible_learner
from delivery_api.bank.service import Shelf
from delivery_api.calendar import london_date
from delivery_api.errors import reader_language
from delivery_api.feedback.service import Results, result_of, results
from delivery_api.identity import store as identity
from delivery_api.identity.values import LearnerRecord, SchoolClass
from delivery_api.keys import KeyRing
from delivery_api.web.catalogue import translations
from delivery_api.web.pages import Pages
from reports import (
    ClassFeedback,
    ClassMember,
    class_csv,
    class_feedback,
    class_words,
    learner_csv,
    learner_feedback,
    learner_pdf,
    learner_words,
)

VisibleLearner = Annotated[LearnerRecord, Depends(visible_learner)]
TaughtClass = Annotated[SchoolClass, Depends(taught_class)]

SUBJECT = "numeracy-procedural"


@dataclass(frozen=True)
class ClassView:
    """A class with its learners' names, in order, and what their sittings have come to."""

    school_class: SchoolClass
    names: tuple[tuple[UUID, str], ...]
    found: Results

    def feedback(self) -> ClassFeedback:
        """The values for the class page."""
        members = [
            ClassMember(str(id_), name, self.found.states.get(id_, ""), self.found.finished.get(id_))
            for id_, name in self.names
        ]
        return class_feedback(members, self.found.topics)


def router(ring: KeyRing, shelf: Shelf, pages: Pages) -> APIRouter:
    """Feedback as pages, PDF and CSV."""
    routes = APIRouter(prefix="/feedback")

    def seen(connection: Connection, person: SignedIn, record: LearnerRecord, instant: Now, what: str) -> None:
        audit.record(connection, instant, f"saw feedback ({what})", actor=person.person, learner=record.person.id)

    def view(connection: Connection, school_class: SchoolClass) -> ClassView:
        ids = list(school_class.learners)
        people = identity.persons(connection, ring, ids)
        names = sorted(((id_, people[id_].name) for id_ in ids), key=lambda pair: pair[1].split()[::-1])
        return ClassView(school_class, tuple(names), results(connection, ring, shelf, ids, SUBJECT))

    @routes.get("/learners/{learner_id}.pdf")
    def learner_as_pdf(
        request: Request, connection: Transaction, learner: VisibleLearner, person: AnySignedIn, instant: Now
    ) -> Response:
        language = reader_language(request)
        result, topics = result_of(connection, ring, shelf, learner.person.id, SUBJECT)
        seen(connection, person, learner, instant, "pdf")
        feedback = learner_feedback(result, topics)
        words = learner_words(feedback, language, translations(language))
        document = learner_pdf(feedback, words, learner.person.short_name, language)
        return Response(document, media_type="application/pdf", headers=_download("mesur-feedback.pdf"))

    @routes.get("/learners/{learner_id}.csv")
    def learner_as_csv(
        request: Request, connection: Transaction, learner: VisibleLearner, person: AnySignedIn, instant: Now
    ) -> Response:
        language = reader_language(request)
        result, topics = result_of(connection, ring, shelf, learner.person.id, SUBJECT)
        seen(connection, person, learner, instant, "csv")
        return _csv(learner_csv(result, topics, language, translations(language)), "mesur-feedback.csv")

    @routes.get("/learners/{learner_id}")
    def learner_page(
        request: Request, connection: Transaction, learner: VisibleLearner, person: AnySignedIn, instant: Now
    ) -> HTMLResponse:
        language = reader_language(request)
        result, topics = result_of(connection, ring, shelf, learner.person.id, SUBJECT)
        seen(connection, person, learner, instant, "page")
        here = f"/feedback/learners/{learner.person.id}"
        page = pages.render(
            "learner_feedback.html",
            language=language,
            url=_address(request),
            signed_in=person.name,
            name=learner.person.name if person.kind == "staff" else learner.person.short_name,
            feedback=learner_feedback(result, topics),
            topics=topics,
            result=result if person.kind == "staff" else None,
            audience="teacher" if person.kind == "staff" else "learner",
            young=result.year <= 3,
            class_href=_class_of(connection, person, learner, instant),
            pdf_href=f"{here}.pdf?lang={language}",
            csv_href=f"{here}.csv?lang={language}" if person.kind == "staff" else None,
        )
        return HTMLResponse(page)

    @routes.get("/classes/{class_id}.csv")
    def class_as_csv(
        request: Request, connection: Transaction, school_class: TaughtClass, person: Staff, instant: Now
    ) -> Response:
        language = reader_language(request)
        audit.record(connection, instant, "saw a class (csv)", actor=person.person, thing=str(school_class.id))
        words = class_words(view(connection, school_class).feedback(), language, translations(language))
        return _csv(class_csv(words), "mesur-class.csv")

    @routes.get("/classes/{class_id}")
    def class_page(
        request: Request, connection: Transaction, school_class: TaughtClass, person: Staff, instant: Now
    ) -> HTMLResponse:
        audit.record(connection, instant, "saw a class (page)", actor=person.person, thing=str(school_class.id))
        shown = view(connection, school_class)
        feedback = shown.feedback()
        reported = {row.key: row for row in feedback.rows if row.scale is not None}
        rows = [
            {
                "learner_id": str(id_),
                "name": name,
                "year": school_class.learners[id_],
                "state": shown.found.states.get(id_, ""),
                "report": reported.get(str(id_)),
            }
            for id_, name in shown.names
        ]
        page = pages.render(
            "class.html",
            language=reader_language(request),
            url=_address(request),
            signed_in=person.name,
            class_name=school_class.name,
            school_name=school_class.school,
            class_id=str(school_class.id),
            rows=rows,
            feedback=feedback,
            can_assign=True,
        )
        return HTMLResponse(page)

    return routes


def _class_of(connection: Connection, person: SignedIn, learner: LearnerRecord, instant: Now) -> str | None:
    if person.kind != "staff":
        return None
    taught = identity.classes_taught(connection, person.person, london_date(instant))
    mine = [each.id for each in taught if learner.person.id in each.learners]
    return f"/feedback/classes/{mine[0]}" if mine else None


def _address(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def _csv(text: str, name: str) -> Response:
    return Response(text, media_type="text/csv; charset=utf-8", headers=_download(name))


def _download(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}

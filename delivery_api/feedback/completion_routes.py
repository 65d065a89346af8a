"""The HTTP routes of who has not finished: of a class by name, and of a school's classes in numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from delivery_api.access.access import Head, Now, Staff, Transaction, visible_school
from delivery_api.audit import audit_log
from delivery_api.bank.service import subjects_in_use
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.feedback.class_routes import TaughtClass
from delivery_api.feedback.class_view import ClassViews, record_reading
from delivery_api.feedback.completion_reading import completion_states
from delivery_api.feedback.download_responses import page_address
from delivery_api.http.error_mapping import reader_language
from delivery_api.identity import store as identity
from delivery_api.identity.values import Organisation
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.web.name_order import surname_first
from delivery_api.web.page_rendering import Pages
from reports.schools.completion import LearnerStates, not_finished, subject_completions

VisibleSchool = Annotated[Organisation, Depends(visible_school)]


def router(views: ClassViews, pages: Pages) -> APIRouter:
    """Who has not finished, as pages for the staff of a class and for the head of a school."""
    routes = APIRouter(prefix="/feedback")

    def states(connection: Connection, learners: Collection[UUID], year: str) -> Mapping[UUID, Mapping[str, str]]:
        context = SittingContext(connection, views.ring, views.bank_cache, checks=views.checks)
        return completion_states(context, learners, year, all_recorded=views.checks.all_recorded())

    @routes.get("/classes/{class_id}/completion")
    def class_completion(
        request: Request, connection: Transaction, school_class: TaughtClass, person: Staff, instant: Now
    ) -> HTMLResponse:
        record_reading(connection, instant, "saw a class (completion)", person, school_class)
        year = school_year(london_date(instant))
        found = states(connection, school_class.learners, year)
        people = identity.persons(connection, views.ring, list(school_class.learners))
        in_order = sorted(people.items(), key=lambda pair: surname_first(pair[1].name))
        learners = [LearnerStates(str(id_), each.name, found.get(id_, {})) for id_, each in in_order]
        counts = [each for each in subject_completions(learners, subjects_in_use(connection)) if each.is_given]
        page = pages.render(
            "class_completion.html",
            language=reader_language(request),
            url=page_address(request),
            signed_in=person.name,
            school_class=school_class,
            school_year=year,
            counts=counts,
            lacking=not_finished(learners, [each.subject for each in counts]),
        )
        return HTMLResponse(page)

    @routes.get("/schools/{school_id}/completion")
    def school_completion(
        request: Request, connection: Transaction, school: VisibleSchool, person: Head, instant: Now
    ) -> HTMLResponse:
        audit_log.record(connection, instant, "saw a school (completion)", actor=person.person, thing=str(school.id))
        today = london_date(instant)
        year, subjects = school_year(today), subjects_in_use(connection)
        classes = identity.classes_at(connection, school.id, today)
        found = states(connection, {learner for each in classes for learner in each.learners}, year)
        rows = [
            (each, subject_completions([LearnerStates("", "", found.get(id_, {})) for id_ in each.learners], subjects))
            for each in classes
        ]
        page = pages.render(
            "school_completion.html",
            language=reader_language(request),
            url=page_address(request),
            signed_in=person.name,
            school=school,
            school_year=year,
            subjects=subjects,
            rows=rows,
        )
        return HTMLResponse(page)

    return routes

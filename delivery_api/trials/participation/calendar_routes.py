"""The calendar of a school year's trials, and how far a trial is."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from delivery_api.access.access import Now, Transaction, TrialOverseer, TrialReader
from delivery_api.access.refusals import NotFound
from delivery_api.access.roles import Role
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.http.page_response import page_response
from delivery_api.trials.participation.invitations import trial_facts
from delivery_api.trials.participation.progress import trial_progress
from delivery_api.trials.participation.routes import Programme
from delivery_api.trials.participation.school_year_calendar import TRIALS_A_YEAR, calendar_of, tasks_of
from delivery_api.trials.service import UnknownTrial
from delivery_api.web.page_rendering import Pages


def router(pages: Pages) -> APIRouter:
    """The routes of everybody who has to do with trials."""
    routes = APIRouter()

    @routes.get("/trials")
    def calendar(request: Request, connection: Transaction, person: TrialReader, instant: Now) -> HTMLResponse:
        today = london_date(instant)
        return page_response(
            request,
            pages,
            "trial_calendar.html",
            person,
            trials=calendar_of(connection, person, today),
            tasks=tasks_of(connection, person, today),
            year=school_year(today),
            at_school=person.role in (Role.HEAD, Role.TEACHER),
            fewest=TRIALS_A_YEAR,
        )

    @routes.get("/trials/{programme}/progress")
    def progress(
        request: Request, programme: Programme, connection: Transaction, person: TrialOverseer, instant: Now
    ) -> HTMLResponse:
        try:
            facts = trial_facts(connection, programme)
        except UnknownTrial:
            raise NotFound(thing="page") from None
        today = london_date(instant)
        found = trial_progress(connection, programme, today)
        return page_response(request, pages, "trial_progress.html", person, facts=facts, progress=found)

    return routes

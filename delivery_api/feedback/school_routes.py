from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from delivery_api import audit
from delivery_api.access import AnySignedIn, Now, SignedIn, Transaction, visible_school
from delivery_api.bank.service import Shelf
from delivery_api.bank.subjects import SUBJECT
from delivery_api.calendar import london_date, school_year
from delivery_api.errors import reader_language
from delivery_api.feedback.answers import address, csv
from delivery_api.feedback.service import first_results
from delivery_api.identity.values import Organisation
from delivery_api.keys import KeyRing
from delivery_api.web.catalogue import translations
from delivery_api.web.pages import Pages
from reports.school_words import SchoolWords, school_words
from reports.schools import school_feedback
from reports.spreadsheet import school_csv

VisibleSchool = Annotated[Organisation, Depends(visible_school)]


def router(ring: KeyRing, shelf: Shelf, pages: Pages) -> APIRouter:
    """A school's results taken together, as a page and CSV."""
    routes = APIRouter(prefix="/feedback/schools")

    def words(  # one row of the audit, which names no learner: nobody's own results are shown
        request: Request, connection: Connection, school: UUID, person: SignedIn, instant: datetime, form: str
    ) -> SchoolWords:
        audit.record(connection, instant, f"saw a school ({form})", actor=person.person, thing=str(school))
        counted = first_results(connection, ring, school, SUBJECT, london_date(instant))
        return school_words(school_feedback(counted), translations(reader_language(request)))

    @routes.get("/{school_id}.csv")
    def school_as_csv(
        request: Request, connection: Transaction, school: VisibleSchool, person: AnySignedIn, instant: Now
    ) -> Response:
        return csv(school_csv(words(request, connection, school.id, person, instant, "csv")), "mesur-school.csv")

    @routes.get("/{school_id}")
    def school_page(
        request: Request, connection: Transaction, school: VisibleSchool, person: AnySignedIn, instant: Now
    ) -> HTMLResponse:
        page = pages.render(
            "school.html",
            language=reader_language(request),
            url=address(request),
            signed_in=person.name,
            school=school,
            year=school_year(london_date(instant)),
            words=words(request, connection, school.id, person, instant, "page"),
        )
        return HTMLResponse(page)

    return routes

"""The HTTP routes of a class's feedback: page, PDF and CSV."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from delivery_api.access.access import FreshSignIn, Now, Staff, Transaction, may_assess, taught_class
from delivery_api.access.request_context import SignedIn
from delivery_api.bank.service import subjects_in_use
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.feedback.class_view import ClassView, ClassViews
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
from delivery_api.http.error_mapping import reader_language
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.conducting.bookings import booked_sittings
from delivery_api.sittings.conducting.class_changes import bookings_of_other_classes, count_left_with_open_sitting
from delivery_api.sittings.conducting.held_acts import OPEN_FOR
from delivery_api.sittings.conducting.monitor import current_sittings
from delivery_api.sittings.conducting.monitor_words import booking_words, departure_words, exception_words
from delivery_api.sittings.scheduling.booking_windows import extra_time
from delivery_api.sittings.storage.held_acts.store import acts_since
from delivery_api.sittings.values import OPEN_STATES, HeldActState
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages
from delivery_api.web.reader_language import Language
from reports import class_csv, class_messages, class_pdf, subject_name

TaughtClass = Annotated[SchoolClass, Depends(taught_class)]


def router(views: ClassViews, pages: Pages) -> APIRouter:
    """A class's feedback as a page, PDF and CSV."""
    routes = APIRouter(prefix="/feedback/classes")

    @routes.get("/{class_id}.csv", dependencies=[FreshSignIn])
    def class_as_csv(
        request: Request,
        connection: Transaction,
        school_class: TaughtClass,
        person: Staff,
        instant: Now,
        subject: Subject = "",
        year: SchoolYear = "",
    ) -> Response:
        language = reader_language(request)
        shown = views.read(connection, school_class, person, instant, "csv", subject, year)
        messages = class_messages(shown.feedback(), language, translations(language))
        return csv(class_csv(messages), _file_name(shown, language, "csv"))

    @routes.get("/{class_id}.pdf", dependencies=[FreshSignIn])
    def class_as_pdf(
        request: Request,
        connection: Transaction,
        school_class: TaughtClass,
        person: Staff,
        instant: Now,
        subject: Subject = "",
        year: SchoolYear = "",
    ) -> Response:
        language = reader_language(request)
        say = translations(language)
        shown = views.read(connection, school_class, person, instant, "pdf", subject, year)
        feedback = shown.feedback()
        messages = class_messages(feedback, language, say)
        today = london_date(instant)
        of_year = say.gettext("School year %(year)s") % {"year": shown.year}
        about = f"{school_class.school} · {subject_name(shown.subject, say)} · {of_year}"
        document = class_pdf(feedback, messages, school_class.name, about, language, today)
        return Response(document, media_type="application/pdf", headers=download(_file_name(shown, language, "pdf")))

    @routes.get("/{class_id}")
    def class_page(
        request: Request,
        connection: Transaction,
        school_class: TaughtClass,
        person: Staff,
        instant: Now,
        assesses: Annotated[bool, Depends(may_assess)],
        subject: Subject = "",
        year: SchoolYear = "",
    ) -> HTMLResponse:
        shown = views.read(connection, school_class, person, instant, "page", subject, year)
        feedback = shown.feedback()
        language = reader_language(request)
        say = translations(language)
        booked = booked_sittings(connection, school_class, shown.subject, instant) if assesses and shown.is_now else ()
        exceptions = _exceptions(connection, views.ring, shown, instant, language) if shown.is_now else {}
        rows = [
            {
                "learner_id": row.key,
                "name": row.name,
                "year": row.year,
                "state": row.state,
                "more": exceptions.get(row.key, ""),
                "finished_on": row.finished_on,
                "report": row if row.scale else None,
            }
            for row in feedback.rows
        ]
        page = pages.render(
            "class.html",
            language=language,
            url=page_address(request, but="given"),
            signed_in=person.name,
            class_name=school_class.name,
            school_name=school_class.school,
            class_id=str(school_class.id),
            rows=rows,
            feedback=feedback,
            can_assign=assesses and shown.is_now,
            school_year=shown.year,
            is_now=shown.is_now,
            has_bookings=bool(booked),
            booked=[
                booking_words(each.booking, say, language) for each in booked if each.booking and not each.is_elsewhere
            ],
            mixed_years=len(set(school_class.learners.values())) > 1,
            years=year_links(school_year(london_date(instant)), shown.year, *shown.found.years),
            subject=shown.subject,
            subjects=subject_links(subjects_in_use(connection), language),
            gone=departure_words(
                count_left_with_open_sitting(connection, school_class.id, shown.subject, instant),
                say,
            ),
            given=_given(request, school_class),
            held_acts=_held_acts(connection, views.ring, school_class, person, instant) if assesses else 0,
        )
        return HTMLResponse(page)

    return routes


def _file_name(shown: ClassView, language: Language, kind: str) -> str:
    return file_name(
        shown.school_class.name, subject_name(shown.subject, translations(language)), shown.year, kind=kind
    )


def _exceptions(
    connection: Connection, ring: KeyRing, shown: ClassView, now: datetime, language: Language
) -> dict[str, str]:
    """The other bookings and the extra time of open sittings, in words, by learner."""
    believed = [each for each in shown.school_class.learners if each not in shown.found.unverified]
    of_all = current_sittings(connection, believed, shown.subject, now)
    held = {who: each for who, each in of_all.items() if each.state in OPEN_STATES}
    more, say = extra_time(connection, ring, list(held.values())), translations(language)
    others = bookings_of_other_classes(connection, (each.booking for each in held.values()), shown.school_class.id)
    return {
        str(who): exception_words(more.get(each.id), others.get(each.booking) if each.booking else None, say, language)
        for who, each in held.items()
    }


def _held_acts(
    connection: Connection, ring: KeyRing, school_class: SchoolClass, person: SignedIn, now: datetime
) -> int:
    """How many finished results of the class were set aside or moved, or shall be, and can still be decided on."""
    acts = acts_since(connection, ring, now - OPEN_FOR, school=person.school, learners=school_class.learners)
    return sum(each.state in (HeldActState.ASKED, HeldActState.DONE, HeldActState.ALONE) for each in acts)


def _given(request: Request, school_class: SchoolClass) -> int | None:
    """The number of learners just assigned an assessment, from the redirect after assigning; None otherwise."""
    said = request.query_params.get("given", "")
    return next((count for count in range(len(school_class.learners) + 1) if said == str(count)), None)

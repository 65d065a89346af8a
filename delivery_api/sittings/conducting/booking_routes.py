"""The HTTP routes of the page on which staff see, change and cancel what is booked for a class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from delivery_api.access.access import Now, Staff, Transaction, assessed_class
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.page_response import page_response
from delivery_api.identity import store as identity
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.permissions.routes import FormFields
from delivery_api.sittings.conducting.bookings import (
    BookedSittings,
    begun,
    booked_sittings,
    cancel,
    change,
    shared_learners,
)
from delivery_api.sittings.conducting.class_page import ClassPage, class_page
from delivery_api.sittings.conducting.monitor_words import booking_words
from delivery_api.sittings.conducting.staff_actions import StaffAction
from delivery_api.sittings.conducting.staff_forms import booking_request, required_id, ticked_if_any
from delivery_api.web.name_order import surname_first
from delivery_api.web.page_rendering import Pages

AssessedClass = Annotated[SchoolClass, Depends(assessed_class)]
Subject = Annotated[str, Query(max_length=40)]


def router(ring: KeyRing, pages: Pages) -> APIRouter:
    """The page of a class's bookings, and its forms."""
    routes = APIRouter(prefix="/classes/{class_id}/bookings")

    @routes.get("")
    def bookings_page(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        subject: Subject = "",
    ) -> HTMLResponse:
        page = class_page(request, connection, school_class, subject)
        people = identity.persons(connection, ring, list(school_class.learners))
        names = {id_: each.name for id_, each in people.items()}
        booked = booked_sittings(connection, school_class, page.subject, instant)
        own = [each.booking for each in booked if each.booking and not each.is_elsewhere]
        fixed = begun(connection, school_year(london_date(instant)), [each.id for each in own])
        shared = shared_learners(connection, school_class, _without_booking(booked), instant)
        context = page.context | {
            "booked": [
                _told(each, page, names) | {"fixed": each.booking is not None and each.booking.id in fixed}
                for each in booked
            ],
            "shared": [
                {"learner_id": id_, "name": names[id_]}
                for id_ in sorted(shared, key=lambda each: surname_first(names[each]))
            ],
            "mixed_years": len(set(school_class.learners.values())) > 1,
            "cancelled": _count(request.query_params.get("cancelled", "")),
        }
        return page_response(request, pages, "bookings.html", person, **context)

    @routes.post("/change")
    def change_booking(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        form: FormFields,
    ) -> RedirectResponse:
        booking = required_id(form.get("booking", ""))
        after = change(connection, school_class, booking, booking_request(form), person.person, instant)
        return _back(request, school_class, after.subject, f"&changed={booking}")

    @routes.post("/cancel")
    def cancel_booking(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        form: FormFields,
        subject: Subject = "",
    ) -> RedirectResponse:
        page = class_page(request, connection, school_class, subject)
        booking = required_id(form["booking"]) if form.get("booking") else None
        say = page.say
        act = StaffAction(person.person, instant, say.gettext("The booking was cancelled."))
        count = cancel(connection, ring, school_class, page.subject, booking, act, ticked_if_any(form))
        return _back(request, school_class, page.subject, f"&cancelled={count}")

    return routes


def _told(each: BookedSittings, page: ClassPage, names: Mapping[UUID, str]) -> dict[str, Any]:
    """What the page tells of one booking; it names the learners where not all of the class have it from the class."""
    theirs = sorted((names[id_] for id_ in each.learners), key=surname_first)
    return {
        "booking": each.booking,
        "says": booking_words(each.booking, page.say, page.language) if each.booking else "",
        "waiting": len(each.waiting),
        "under_way": each.under_way,
        "ended": each.ended,
        "started": each.started,
        "is_elsewhere": each.is_elsewhere,
        "names": theirs if each.is_elsewhere or len(theirs) < len(page.school_class.learners) else [],
    }


def _without_booking(booked: Iterable[BookedSittings]) -> frozenset[UUID]:
    """Who waits without a booking."""
    return frozenset[UUID]().union(*(each.waiting for each in booked if each.booking is None))


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else None


def _back(request: Request, school_class: SchoolClass, subject: str, done: str) -> RedirectResponse:
    page = f"/classes/{school_class.id}/bookings?lang={reader_language(request)}&subject={subject}"
    return RedirectResponse(page + done, 303)

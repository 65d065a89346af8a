"""The HTTP routes with which staff book and conduct sittings, for programs (JSON) and for pages (forms)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from delivery_api.access.access import Now, Staff, Transaction, assessed_class, assessed_sitting
from delivery_api.access.request_context import SignedIn
from delivery_api.access.roles import Role
from delivery_api.audit import audit_log
from delivery_api.bank.requested_subject import requested_subject
from delivery_api.bank.service import BankCache, subjects_in_use
from delivery_api.http.error_mapping import reader_language
from delivery_api.identity.values import SchoolClass
from delivery_api.keys.key_ring import KeyRing
from delivery_api.permissions.routes import FormFields
from delivery_api.sittings.conducting import staff_actions
from delivery_api.sittings.conducting.absences import ABSENCE_REASONS, ABSENT, AbsenceReason
from delivery_api.sittings.conducting.assigning import AssignmentResult, BookingRequest, assign_class
from delivery_api.sittings.conducting.staff_actions import SIMPLE_ACTIONS, StaffAction
from delivery_api.sittings.conducting.staff_forms import booking_request
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.response_time_effort import response_time_effort, response_times
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.values import Sitting
from delivery_api.web.message_catalogue import translations

AssessedClass = Annotated[SchoolClass, Depends(assessed_class)]
AssessedSitting = Annotated[Sitting, Depends(assessed_sitting)]
Subject = Annotated[str, Query(max_length=40)]
Reason = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]


class BookingBody(BaseModel):
    """A window, both days included, the year level to start from, a time limit, and for whom; each may be left out."""

    model_config = ConfigDict(extra="forbid")

    opens_on: date | None = None
    closes_on: date | None = None
    starting_year: int | None = Field(None, ge=2, le=9)
    minutes: int | None = Field(None, ge=5, le=600)
    learners: frozenset[UUID] | None = Field(None, min_length=1, max_length=200)


class ReasonBody(BaseModel):
    """The reason of an action."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


class AbsenceBody(BaseModel):
    """Why somebody is absent, from the list of the page of absences: a text would invite notes on health."""

    model_config = ConfigDict(extra="forbid")

    reason: AbsenceReason


class ExtensionBody(ReasonBody):
    """More minutes for a sitting with a time limit, a later last day for one with a window, or both."""

    minutes: int = Field(0, ge=0, le=600)
    until: date | None = None


class MoveBody(ReasonBody):
    """The learner who really took the sitting."""

    to: UUID


def router(ring: KeyRing, bank_cache: BankCache) -> APIRouter:
    """Booking, the actions on single sittings, and the effort in one."""
    routes = APIRouter()
    for each in (_booking(ring), _conducting(ring, bank_cache), _effort(ring)):
        routes.include_router(each)
    return routes


def _booking(ring: KeyRing) -> APIRouter:
    routes = APIRouter()

    def assign(
        connection: Connection,
        school_class: SchoolClass,
        subject: str,
        person: SignedIn,
        now: datetime,
        request: BookingRequest,
    ) -> tuple[str, AssignmentResult]:
        chosen, heads = requested_subject(subject, subjects_in_use(connection)), person.role is Role.HEAD
        return chosen, assign_class(connection, ring, school_class, chosen, person.person, now, request, by_head=heads)

    @routes.post("/api/classes/{class_id}/sittings")
    def book(
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        body: BookingBody | None = None,
        subject: Subject = "",
    ) -> JSONResponse:
        booking_body = BookingRequest(**body.model_dump()) if body else BookingRequest()
        _, result = assign(connection, school_class, subject, person, instant, booking_body)
        booking = str(result.booking) if result.booking else None
        return JSONResponse(
            {"assigned": result.assigned, "had_two": result.had_two, "need_head": result.need_head, "booking": booking},
            201,
        )

    @routes.post("/classes/{class_id}/sittings")
    def book_by_form(
        request: Request,
        connection: Transaction,
        school_class: AssessedClass,
        person: Staff,
        instant: Now,
        form: FormFields,
        subject: Subject = "",
    ) -> RedirectResponse:
        chosen, result = assign(connection, school_class, subject, person, instant, booking_request(form))
        page = f"/feedback/classes/{school_class.id}?lang={reader_language(request)}&subject={chosen}"
        return RedirectResponse(page + _outcome(result), 303)

    return routes


def _outcome(result: AssignmentResult) -> str:
    had_two = f"&had_two={result.had_two}" if result.had_two else ""
    return f"&given={result.assigned}{had_two}" + (f"&need_head={result.need_head}" if result.need_head else "")


def _conducting(ring: KeyRing, bank_cache: BankCache) -> APIRouter:
    routes = APIRouter(prefix="/api/sittings/{sitting_id}")

    def plain(name: str) -> None:
        @routes.post(f"/{name}", name=name)
        def act(
            request: Request,
            connection: Transaction,
            sitting: AssessedSitting,
            person: Staff,
            instant: Now,
            body: ReasonBody,
        ) -> dict[str, Any]:
            return state_of(
                SIMPLE_ACTIONS[name](connection, ring, sitting, StaffAction(person.person, instant, body.reason))
            )

    for each in SIMPLE_ACTIONS:
        if each != ABSENT:
            plain(each)

    @routes.post(f"/{ABSENT}")
    def absent(
        request: Request,
        connection: Transaction,
        sitting: AssessedSitting,
        person: Staff,
        instant: Now,
        body: AbsenceBody,
    ) -> dict[str, Any]:
        why = ABSENCE_REASONS[body.reason](translations(reader_language(request)))
        return state_of(SIMPLE_ACTIONS[ABSENT](connection, ring, sitting, StaffAction(person.person, instant, why)))

    @routes.post("/finish")
    def finish(
        connection: Transaction, sitting: AssessedSitting, person: Staff, instant: Now, body: ReasonBody
    ) -> dict[str, Any]:
        act = StaffAction(person.person, instant, body.reason)
        return state_of(staff_actions.finish(SittingContext(connection, ring, bank_cache), sitting, act))

    @routes.post("/extend")
    def extend(
        connection: Transaction, sitting: AssessedSitting, person: Staff, instant: Now, body: ExtensionBody
    ) -> dict[str, Any]:
        act = StaffAction(person.person, instant, body.reason)
        return state_of(staff_actions.extend(connection, ring, sitting, act, minutes=body.minutes, until=body.until))

    return routes


def _effort(ring: KeyRing) -> APIRouter:
    routes = APIRouter()

    @routes.get("/api/sittings/{sitting_id}/effort")
    def how_it_was_taken(
        connection: Transaction, sitting: AssessedSitting, person: Staff, instant: Now
    ) -> dict[str, Any]:
        """The time of each answer, from the log's server times; advisory, and part of no score."""
        taken = response_times(logbook.log(connection, ring, sitting))
        act, whose, thing = "saw how a sitting was taken", sitting.learner, str(sitting.id)
        audit_log.record(connection, instant, act, actor=person.person, learner=whose, thing=thing)
        return {
            "sitting": str(sitting.id),
            "effort": response_time_effort(taken),
            "answers": [asdict(each) for each in taken],
        }

    return routes


def state_of(sitting: Sitting) -> dict[str, Any]:
    """A sitting as an action leaves it."""
    return {"sitting": str(sitting.id), "state": str(sitting.state)}

"""The HTTP routes of a learner's own sittings."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Depends, Header, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Connection

from delivery_api.access.access import (
    Learner,
    LockedOwnSitting,
    Now,
    SittingAccess,
    Transaction,
    own_sitting,
    receives_locked_sitting,
)
from delivery_api.access.request_context import SignedIn
from delivery_api.bank.requested_subject import requested_subject
from delivery_api.bank.service import subjects_in_use
from delivery_api.http.error_mapping import reader_language
from delivery_api.sittings import service
from delivery_api.sittings.answering.answer_pace import AnswerPace
from delivery_api.sittings.answering.answer_service import AcceptedAnswer, AnswerService, Submission
from delivery_api.sittings.answering.closing_survey import STATEMENTS, answer_survey
from delivery_api.sittings.answering.hints import HintRequest, take_hint
from delivery_api.sittings.answering.rest_breaks import begin_break, end_break
from delivery_api.sittings.conducting.device_presence import report_presence
from delivery_api.sittings.conducting.practising import practise
from delivery_api.sittings.record.break_events import ON_BREAK
from delivery_api.sittings.record.open_sitting import load_sitting
from delivery_api.sittings.record.receipt import receipt
from delivery_api.sittings.service import Client
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.sitting_lookup import SittingLookup
from delivery_api.sittings.storage.programmes import require_kept
from delivery_api.sittings.values import LockedSitting, Presence, Sitting, SittingState
from delivery_api.web.reader_language import Language
from itembank.content.response_types import MAX_PLACES

OwnSitting = Annotated[Sitting, Depends(own_sitting)]
Device = Annotated[str, Header(alias="Mesur-Device", max_length=64)]
"""The browser tab, as it names itself; other programs need not send it."""
DeviceKind = Annotated[str, Header(alias="Mesur-Device-Kind", max_length=64)]
"""What the player runs on: a tablet, a phone or a computer. A trial notes it at the start."""
Subject = Annotated[str, Query(max_length=40)]
"""The subject; "" for the first that is offered."""


class ReplyBody(BaseModel):
    """A reply as the player sends it; `response` null is "I can't do this"."""

    model_config = ConfigDict(extra="forbid", strict=True)

    item: str = Field(min_length=1, max_length=64)
    response: Annotated[str, Field(max_length=200)] | Annotated[list[str], Field(max_length=MAX_PLACES)] | None
    language: Language
    elapsed_ms: int = Field(ge=0, le=86_400_000)
    key: str = Field(min_length=8, max_length=64)


class HintBody(BaseModel):
    """A request for a hint; the first hint of an item is 1."""

    model_config = ConfigDict(extra="forbid", strict=True)

    item: str = Field(min_length=1, max_length=64)
    hint: int = Field(ge=1, le=20)
    language: Language
    key: str = Field(min_length=8, max_length=64)


class SurveyBody(BaseModel):
    """What a learner chose in a trial's closing survey: a picture for each statement, "" for one left out."""

    model_config = ConfigDict(extra="forbid", strict=True)

    faces: list[Literal["happy", "so-so", "not happy", ""]] = Field(min_length=STATEMENTS, max_length=STATEMENTS)
    language: Language


async def _json(request: Request) -> bytes:
    """The body of a request with the media type of JSON; empty for any other."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return await request.body() if media_type == "application/json" else b""


Body = Annotated[bytes, Depends(_json)]
"""A body that the route parses itself, after the check: a stranger is refused whatever they send."""

T = TypeVar("T", bound=BaseModel)


def _read(kind: type[T], body: bytes) -> T:
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False, include_input=False)) from error


def _described(kind: type[BaseModel]) -> dict[str, Any]:
    content = {"application/json": {"schema": kind.model_json_schema()}}
    return {"requestBody": {"required": True, "content": content}}


def _submission(position: int, body: bytes, device: str) -> Submission:
    reply = _read(ReplyBody, body)
    canonical = reply.model_dump_json().encode()
    sent = (reply.item, reply.response, reply.language, reply.elapsed_ms, reply.key)
    return Submission(position, *sent, canonical, device)


def _hint_request(body: bytes) -> HintRequest:
    hint = _read(HintBody, body)
    return HintRequest(hint.item, hint.hint, hint.language, hint.key, hint.model_dump_json().encode())


def _answered(accepted: AcceptedAnswer) -> Response:
    # a header, since the body must stay the same byte for byte when the sitting has moved to another device
    headers = {"Mesur-Elsewhere": "1"} if accepted.elsewhere else None
    return Response(accepted.body, media_type="application/json", headers=headers)


Attend = Callable[[str, UUID], None]
"""Notes that a learner took part in a trial, in a transaction of its own."""

RequirePlace = Callable[[Connection, SignedIn, str, datetime], None]
"""Refuses somebody who has a place in a trial no more, whatever their session says of it."""


def router(
    answers: AnswerService,
    lookup: SittingLookup,
    attend: Attend,
    require_place: RequirePlace,
    pace: AnswerPace,
    practice_a_day: int,
) -> APIRouter:
    """A learner's sittings.

    Attendance is noted after the response has left, so that it shares no transaction with the trial's rows.

    Parameters
    ----------
    practice_a_day : practice sittings of a subject that a learner may begin in a day
    """

    def context(connection: Connection) -> SittingContext:
        return SittingContext(connection, answers.key_ring, answers.bank_cache, answers.on_fallback)

    routes = APIRouter()
    parts = (
        _answering(answers, lookup, context, pace),
        _resting(context, lookup),
        _resuming(context, attend, require_place),
        _other(context, lookup, practice_a_day),
    )
    for each in parts:
        routes.include_router(each)
    return routes


Contexts = Callable[[Connection], SittingContext]


def _answering(answers: AnswerService, lookup: SittingLookup, context: Contexts, pace: AnswerPace) -> APIRouter:
    """Answers and hints."""
    routes = APIRouter(prefix="/api")

    def from_cache(access: SittingAccess, position: int, body: bytes, device: str) -> Response | None:
        cached = answers.cached(access)
        if cached is None:
            return None
        try:
            submission = _submission(position, body, device)
        except RequestValidationError:
            return None  # the body is refused only to a learner who is known to have the sitting
        pace.require(access.sitting_id, access.now)
        accepted = answers.answer_from_cache(access, cached, submission)
        if accepted is None:
            return None
        pace.count(access.sitting_id, access.now)
        return _answered(accepted)

    @routes.put("/sittings/{sitting_id}/responses/{position}", openapi_extra=_described(ReplyBody))
    @receives_locked_sitting(lookup.lock, shortcut=from_cache)
    def respond(
        sitting: LockedOwnSitting[LockedSitting],
        position: Annotated[int, Path(ge=1, le=1000)],
        body: Body,
        device: Device = "",
    ) -> Response:
        submission = _submission(position, body, device)
        pace.require(sitting.sitting.sitting.id, sitting.now)
        accepted = answers.answer_from_log(sitting, submission)
        pace.count(sitting.sitting.sitting.id, sitting.now)
        return _answered(accepted)

    @routes.post("/sittings/{sitting_id}/hints", openapi_extra=_described(HintBody))
    @receives_locked_sitting(lookup.lock)
    def hint(sitting: LockedOwnSitting[LockedSitting], body: Body) -> Response:
        told = take_hint(context(sitting.connection), sitting.sitting, _hint_request(body), sitting.now)
        return Response(told, media_type="application/json")

    return routes


def _resting(context: Contexts, lookup: SittingLookup) -> APIRouter:
    """The learner's own breaks."""
    routes = APIRouter(prefix="/api/sittings/{sitting_id}")

    @routes.post("/break")
    @receives_locked_sitting(lookup.lock)
    def rest(sitting: LockedOwnSitting[LockedSitting]) -> Response:
        begin_break(context(sitting.connection), sitting.sitting, sitting.now)
        return JSONResponse({"state": ON_BREAK})

    @routes.post("/break/end")
    @receives_locked_sitting(lookup.lock)
    def go_on(sitting: LockedOwnSitting[LockedSitting]) -> Response:
        ended = end_break(context(sitting.connection), sitting.sitting, sitting.now)
        return JSONResponse({"state": str(ended.state)})

    return routes


def _resuming(context: Contexts, attend: Attend, require_place: RequirePlace) -> APIRouter:
    """Listing, starting, showing and taking over."""
    routes = APIRouter(prefix="/api")

    @routes.get("/sittings")
    def own(connection: Transaction, person: Learner, instant: Now) -> dict[str, Any]:
        shown = service.own_sittings(connection, context(connection).key_ring, person, instant)
        return {"sittings": [service.describe(sitting) for sitting in shown]}

    @routes.post("/sittings/{sitting_id}/start")
    def start(
        request: Request,
        connection: Transaction,
        sitting: OwnSitting,
        person: Learner,
        instant: Now,
        afterwards: BackgroundTasks,
        device: Device = "",
        device_kind: DeviceKind = "",
    ) -> dict[str, Any]:
        if sitting.pseudonym is not None:
            if sitting.state == SittingState.ASSIGNED:
                require_place(connection, person, sitting.programme, instant)
            afterwards.add_task(attend, sitting.programme, person.person)
        client = Client(reader_language(request), device, device_kind, person.school)
        return service.start(context(connection), sitting, client, secrets.randbits(63), instant)

    @routes.get("/sittings/{sitting_id}")
    def show(request: Request, connection: Transaction, sitting: OwnSitting, device: Device = "") -> dict[str, Any]:
        return service.view(context(connection), sitting, Client(reader_language(request), device))

    @routes.post("/sittings/{sitting_id}/take-over")
    def take_over(
        request: Request, connection: Transaction, sitting: OwnSitting, instant: Now, device: Device = ""
    ) -> dict[str, Any]:
        client = Client(reader_language(request), device)
        taken = service.take_over(context(connection), sitting, client, instant)
        request.state.sitting_returned = taken.returned  # counted by the metrics
        return taken.view

    return routes


def _other(context: Contexts, lookup: SittingLookup, practice_a_day: int) -> APIRouter:
    """The player's pulse, the survey of a trial, the receipt, and practice."""
    routes = APIRouter(prefix="/api")

    @routes.post("/sittings/{sitting_id}/pulse")
    def beat(
        connection: Transaction,
        sitting: OwnSitting,
        instant: Now,
        device: Device = "",
        still: Annotated[int, Query(ge=0, le=86_400)] = 0,
        unsent: Annotated[int, Query(ge=0, le=1000)] = 0,
        hidden: bool = False,
        time: bool = False,
    ) -> dict[str, Any]:
        heard = Presence(instant, still, unsent, hidden)
        return report_presence(connection, context(connection).key_ring, sitting, device, heard, asks_time=time)

    @routes.post("/sittings/{sitting_id}/survey", status_code=204, openapi_extra=_described(SurveyBody))
    @receives_locked_sitting(lookup.lock)
    def survey(sitting: LockedOwnSitting[LockedSitting], body: Body) -> Response:
        said = _read(SurveyBody, body)
        answer_survey(
            context(sitting.connection), sitting.sitting.sitting, tuple(said.faces), said.language, sitting.now
        )
        return Response(status_code=204)

    @routes.get("/sittings/{sitting_id}/receipt")
    def receipt_of(connection: Transaction, sitting: OwnSitting) -> JSONResponse:
        key = require_kept(connection, context(connection).key_ring, sitting.programme)
        signed = receipt(load_sitting(context(connection), sitting), key)
        return JSONResponse(signed, headers={"Content-Disposition": 'attachment; filename="mesur-receipt.json"'})

    @routes.post("/practice/sittings")
    def begin_practice(connection: Transaction, person: Learner, instant: Now, subject: Subject = "") -> JSONResponse:
        chosen = requested_subject(subject, subjects_in_use(connection))
        practice = practise(context(connection), person, chosen, practice_a_day, instant)
        return JSONResponse({"sitting": service.describe(practice)}, 201)

    return routes

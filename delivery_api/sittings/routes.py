from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Depends, Header, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from delivery_api.access.access import Learner, Now, SittingDoor, Transaction, own_sitting, sitting_to_change
from delivery_api.access.request_context import SignedIn
from delivery_api.bank.requested_subject import requested_subject
from delivery_api.bank.service import BankCache, subjects_in_use
from delivery_api.http.error_mapping import reader_language
from delivery_api.identity.sessions import hash_token
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings import service
from delivery_api.sittings.answering.hints import HintRequest, take_hint
from delivery_api.sittings.answering.next_events import Note, ignore
from delivery_api.sittings.answering.replying import Submission, Taken, reply, reply_as_remembered
from delivery_api.sittings.answering.sitting_cache import AnsweringSession, SittingCache
from delivery_api.sittings.conducting.assigning import practise
from delivery_api.sittings.conducting.device_presence import pulse
from delivery_api.sittings.record.open_sitting import load_sitting
from delivery_api.sittings.record.receipt import receipt
from delivery_api.sittings.storage.programmes import require_kept
from delivery_api.sittings.values import LockedSitting, Presence, Sitting
from delivery_api.web.reader_language import Language
from itembank.content.response_types import MAX_PLACES

OwnSitting = Annotated[Sitting, Depends(own_sitting)]
SittingToChange = Annotated[SittingDoor, Depends(sitting_to_change)]
Device = Annotated[str, Header(alias="Mesur-Device", max_length=64)]
"""The browser tab that asks, as it names itself; programs need not say."""
Subject = Annotated[str, Query(max_length=40)]
"""The subject; "" for the first on offer."""


class ReplyBody(BaseModel):
    """A reply as the player sends it; `response` null is "I can't do this"."""

    model_config = ConfigDict(extra="forbid", strict=True)

    item: str = Field(min_length=1, max_length=64)
    response: Annotated[str, Field(max_length=200)] | Annotated[list[str], Field(max_length=MAX_PLACES)] | None
    language: Language
    elapsed_ms: int = Field(ge=0, le=86_400_000)
    key: str = Field(min_length=8, max_length=64)


class HintBody(BaseModel):
    """A hint as the player asks for it; the first of an item is 1."""

    model_config = ConfigDict(extra="forbid", strict=True)

    item: str = Field(min_length=1, max_length=64)
    hint: int = Field(ge=1, le=20)
    language: Language
    key: str = Field(min_length=8, max_length=64)


async def _json(request: Request) -> bytes:
    """The body of a request that says that it is JSON; nothing of any other."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return await request.body() if media_type == "application/json" else b""


Body = Annotated[bytes, Depends(_json)]
"""A body that is read when the sitting is open: whose it is not is told so whatever they send."""

T = TypeVar("T", bound=BaseModel)


def _read(kind: type[T], body: bytes) -> T:
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False, include_input=False)) from error


def _described(kind: type[BaseModel]) -> dict[str, Any]:
    content = {"application/json": {"schema": kind.model_json_schema()}}
    return {"requestBody": {"required": True, "content": content}}


def _submission(position: int, body: bytes) -> Submission:
    said = _read(ReplyBody, body)
    plain = said.model_dump_json().encode()
    return Submission(position, said.item, said.response, said.language, said.elapsed_ms, said.key, plain)


def _taken_as_remembered(
    door: SittingDoor, ring: KeyRing, memory: SittingCache, position: int, body: bytes, device: str, note: Note
) -> Taken | None:
    """A reply that could be taken by what this worker remembers."""
    known = memory.recall(door.sitting, hash_token(door.token), door.instant)
    if known is None:
        return None
    try:
        sent = _submission(position, body)
    except RequestValidationError:
        return None  # told to whoever may answer here, which nobody has looked at yet
    return reply_as_remembered(door.unasked, ring, memory, known, sent, door.instant, device, note)


def _session(door: SittingDoor, held: LockedSitting, person: SignedIn) -> AnsweringSession | None:
    """What the sitting is remembered for; nothing of a trial is remembered."""
    if held.sitting.pseudonym is not None or person.settled_until is None:
        return None
    return AnsweringSession(hash_token(door.token), person.person, person.settled_until)


Attend = Callable[[str, UUID], None]


def router(
    ring: KeyRing, bank_cache: BankCache, memory: SittingCache, attend: Attend, note: Note = ignore
) -> APIRouter:
    """A learner's sittings.

    `attend` notes that a learner took part in a trial. It runs after the answer has left, in a transaction of its own,
    so that attendance shares none with the trial's rows.
    """
    routes = APIRouter()
    for each in (_answering(ring, bank_cache, memory, attend, note), _beside(ring, bank_cache)):
        routes.include_router(each)
    return routes


def _answering(ring: KeyRing, bank_cache: BankCache, memory: SittingCache, attend: Attend, note: Note) -> APIRouter:
    routes = APIRouter(prefix="/api")

    @routes.get("/sittings")
    def own(connection: Transaction, person: Learner, instant: Now) -> dict[str, Any]:
        return {
            "sittings": [service.describe(sitting) for sitting in service.of_person(connection, ring, person, instant)]
        }

    @routes.post("/sittings/{sitting_id}/start")
    def start(
        request: Request,
        connection: Transaction,
        sitting: OwnSitting,
        person: Learner,
        instant: Now,
        afterwards: BackgroundTasks,
        device: Device = "",
    ) -> dict[str, Any]:
        if sitting.pseudonym is not None:
            afterwards.add_task(attend, sitting.programme, person.person)
        seed, language = secrets.randbits(63), reader_language(request)
        return service.start(connection, ring, bank_cache, sitting, language, seed, instant, device, note)

    @routes.get("/sittings/{sitting_id}")
    def show(
        request: Request,
        connection: Transaction,
        sitting: OwnSitting,
        instant: Now,
        device: Device = "",
        take_over: bool = False,
    ) -> dict[str, Any]:
        language = reader_language(request)
        return service.view(connection, ring, bank_cache, sitting, language, instant, device, take_over=take_over)

    @routes.put("/sittings/{sitting_id}/responses/{position}", openapi_extra=_described(ReplyBody))
    def respond(
        door: SittingToChange,
        position: Annotated[int, Path(ge=1, le=1000)],
        body: Body,
        instant: Now,
        device: Device = "",
    ) -> Response:
        taken = _taken_as_remembered(door, ring, memory, position, body, device, note)
        if taken is None:
            with door.held() as (connection, held, person):
                sent = _submission(position, body)
                session = _session(door, held, person)
                taken = reply(connection, ring, bank_cache, memory, held, sent, instant, device, note, session)
        # a header, since the same answer is given again byte for byte wherever the sitting goes on by then
        headers = {"Mesur-Elsewhere": "1"} if taken.elsewhere else None
        return Response(taken.answer, media_type="application/json", headers=headers)

    @routes.post("/sittings/{sitting_id}/hints", openapi_extra=_described(HintBody))
    def hint(door: SittingToChange, body: Body, instant: Now) -> Response:
        with door.held() as (connection, sitting, _):
            said = _read(HintBody, body)
            asked = HintRequest(said.item, said.hint, said.language, said.key, said.model_dump_json().encode())
            answer = take_hint(connection, ring, bank_cache, sitting, asked, instant)
        return Response(answer, media_type="application/json")

    return routes


def _beside(ring: KeyRing, bank_cache: BankCache) -> APIRouter:
    """What a player says of itself, the receipt, and practice."""
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
    ) -> dict[str, Any]:
        return pulse(connection, ring, sitting, device, Presence(instant, still, unsent, hidden))

    @routes.get("/sittings/{sitting_id}/receipt")
    def receipt_of(connection: Transaction, sitting: OwnSitting) -> JSONResponse:
        key = require_kept(connection, ring, sitting.programme)
        signed = receipt(load_sitting(connection, ring, bank_cache, sitting), key)
        return JSONResponse(signed, headers={"Content-Disposition": 'attachment; filename="mesur-receipt.json"'})

    @routes.post("/practice/sittings")
    def begin_practice(connection: Transaction, person: Learner, instant: Now, subject: Subject = "") -> JSONResponse:
        chosen = requested_subject(subject, subjects_in_use(connection))
        practice = practise(connection, ring, person, chosen, instant)
        return JSONResponse({"sitting": service.describe(practice)}, 201)

    return routes

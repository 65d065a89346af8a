from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Depends, Path, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from delivery_api.access import Learner, Now, Staff, Transaction, assessed_class, own_sitting
from delivery_api.bank.service import Shelf, offered
from delivery_api.bank.subjects import asked_for
from delivery_api.errors import reader_language
from delivery_api.identity.values import SchoolClass
from delivery_api.keys import KeyRing
from delivery_api.sittings import service
from delivery_api.sittings.hints import HintRequest, take_hint
from delivery_api.sittings.service import Submission
from delivery_api.sittings.values import Sitting
from delivery_api.web.language import Language
from itembank.responses import MOST_PLACES

OwnSitting = Annotated[Sitting, Depends(own_sitting)]
AssessedClass = Annotated[SchoolClass, Depends(assessed_class)]
Subject = Annotated[str, Query(max_length=40)]
"""The subject to assign; "" for the first on offer."""


class ReplyBody(BaseModel):
    """A reply as the player sends it; `response` null is "I can't do this"."""

    model_config = ConfigDict(extra="forbid", strict=True)

    item: str = Field(min_length=1, max_length=64)
    response: Annotated[str, Field(max_length=200)] | Annotated[list[str], Field(max_length=MOST_PLACES)] | None
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


Attend = Callable[[str, UUID], None]


def router(ring: KeyRing, shelf: Shelf, attend: Attend) -> APIRouter:
    """A learner's sittings, and a teacher's assigning of them.

    `attend` notes that a learner took part in a trial. It runs after the answer has left, in a transaction of its own,
    so that attendance shares none with the trial's rows.
    """
    routes = APIRouter(prefix="/api")

    @routes.get("/sittings")
    def own(connection: Transaction, person: Learner, instant: Now) -> dict[str, Any]:
        return {"sittings": [service.describe(sitting) for sitting in service.of_person(connection, person, instant)]}

    @routes.post("/sittings/{sitting_id}/start")
    def start(
        request: Request,
        connection: Transaction,
        sitting: OwnSitting,
        person: Learner,
        instant: Now,
        afterwards: BackgroundTasks,
    ) -> dict[str, Any]:
        if sitting.pseudonym is not None:
            afterwards.add_task(attend, sitting.programme, person.person)
        seed, language = secrets.randbits(63), reader_language(request)
        return service.start(connection, ring, shelf, sitting, language, seed, instant)

    @routes.get("/sittings/{sitting_id}")
    def show(request: Request, connection: Transaction, sitting: OwnSitting, instant: Now) -> dict[str, Any]:
        return service.view(connection, ring, shelf, sitting, reader_language(request), instant)

    @routes.put("/sittings/{sitting_id}/responses/{position}")
    def respond(
        connection: Transaction,
        sitting: OwnSitting,
        position: Annotated[int, Path(ge=1, le=1000)],
        body: ReplyBody,
        instant: Now,
    ) -> Response:
        sent = Submission(
            position,
            body.item,
            body.response,
            body.language,
            body.elapsed_ms,
            body.key,
            body.model_dump_json().encode(),
        )
        answer = service.reply(connection, ring, shelf, sitting, sent, instant)
        return Response(answer, media_type="application/json")

    @routes.post("/sittings/{sitting_id}/hints")
    def hint(connection: Transaction, sitting: OwnSitting, body: HintBody, instant: Now) -> Response:
        asked = HintRequest(body.item, body.hint, body.language, body.key, body.model_dump_json().encode())
        answer = take_hint(connection, ring, shelf, sitting, asked, instant)
        return Response(answer, media_type="application/json")

    @routes.post("/classes/{class_id}/sittings")
    def assign(
        connection: Transaction, school_class: AssessedClass, person: Staff, instant: Now, subject: Subject = ""
    ) -> JSONResponse:
        chosen = asked_for(subject, offered(connection))
        assigned = service.assign_class(connection, ring, school_class, chosen, person.person, instant)
        return JSONResponse({"assigned": assigned}, 201)

    return routes

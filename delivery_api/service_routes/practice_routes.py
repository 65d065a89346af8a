"""Routes to practise each type of response before an assessment: without sign-in, and nothing is stored."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from delivery_api.access.access import Visitor
from delivery_api.http.error_mapping import reader_language
from delivery_api.web.page_rendering import Pages
from delivery_api.web.reader_language import Language
from itembank import PRACTICE, ItemVersion, present, score
from itembank.content.response_types import MAX_PLACES

ResponseKind = Annotated[str, Field(max_length=20)]
"""A type of response, as `itembank.PRACTICE` names it."""


class Attempt(BaseModel):
    """A response to the practice item of a type."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: ResponseKind
    response: Annotated[str, Field(max_length=200)] | Annotated[list[str], Field(max_length=MAX_PLACES)]


class HintRequest(BaseModel):
    """A request for a hint of the practice item of a type; the first is 1."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: ResponseKind
    hint: int = Field(ge=1, le=10)


def router(pages: Pages) -> APIRouter:
    """Routes of the list of response types, a question of each, its hints and the verdict on a response."""
    routes = APIRouter()

    @routes.get("/practice")
    def practice(request: Request, person: Visitor, kind: str = "", young: bool = False) -> HTMLResponse:
        language = reader_language(request)
        context = _question_context(kind, language) if kind else {}
        page = pages.render(
            "practice_question.html" if kind else "practice.html",
            language=language,
            url=f"{request.url.path}?{request.url.query}",
            signed_in=None,
            look=person.look if person else None,
            kinds=list(PRACTICE),
            young=young,
            **context,
        )
        return HTMLResponse(page)

    @routes.post("/api/practice")
    def attempt(body: Attempt) -> dict[str, str]:
        item = _item(body.kind)
        return {"verdict": _verdict(score(item, body.response), item.most)}

    @routes.post("/api/practice/hints")
    def hint(request: Request, body: HintRequest) -> dict[str, Any]:
        hints = _item(body.kind).hints
        if body.hint > len(hints):
            raise HTTPException(404)
        return {"hint_html": hints[body.hint - 1][reader_language(request)], "remaining": len(hints) - body.hint}

    return routes


def _item(kind: str) -> ItemVersion:
    if kind not in PRACTICE:
        raise HTTPException(404)
    return PRACTICE[kind]


def _question_context(kind: str, language: Language) -> dict[str, Any]:
    item, kinds = _item(kind), list(PRACTICE)
    place = kinds.index(kind) + 1
    following = kinds[place] if place < len(kinds) else None
    return {"kind": kind, "place": place, "following": following, "item": {"id": item.id, **present(item, language)}}


def _verdict(score: int, most: int) -> str:
    if score == most:
        return "right"
    return "part" if score else "wrong"

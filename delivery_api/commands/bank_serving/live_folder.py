"""An author's folder over HTTP, for a browser of this machine."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from starlette.middleware.trustedhost import TrustedHostMiddleware

from delivery_api.commands.bank_serving.reviewing import taken_review
from itembank.authoring.author_folder import (
    author_paths,
    folder_state,
    folders_within,
    read_author_folder,
    review_paths,
)
from itembank.authoring.live_page import live_page, live_script, live_style
from itembank.language import Language

HOST = "127.0.0.1"
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def live_folder(folder: Path, language: Language) -> FastAPI:
    """Return an app that shows a folder as it is at each request.

    It answers to the names of this machine alone: no page of another site can read it by a name that leads here, and it
    takes comments and approvals from its own page alone.
    """
    app = FastAPI(openapi_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])

    @app.get("/")
    def page() -> Response:
        state = folder_state(folder)
        name, read = folder.resolve().name, read_author_folder(folder)
        html = live_page(name, read, _texts(folder), state, language, folders_within(folder))
        return HTMLResponse(html, headers=HEADERS)

    @app.post("/reviews")
    async def review(request: Request) -> Response:
        return await taken_review(folder, request, language)

    @app.get("/state")
    def state() -> Response:
        return PlainTextResponse(folder_state(folder), headers=HEADERS)

    @app.get("/page.css")
    def style() -> Response:
        return Response(live_style(), media_type="text/css", headers=HEADERS)

    @app.get("/page.js")
    def script() -> Response:
        return Response(live_script(), media_type="text/javascript", headers=HEADERS)

    return app


def _texts(folder: Path) -> Mapping[str, str]:
    """Return the text of each file, for the lines beside its faults."""
    texts = {}
    for path in (*author_paths(folder), *review_paths(folder)):
        with suppress(OSError):
            texts[path.name] = path.read_bytes().decode("utf-8-sig", errors="replace")
    return texts

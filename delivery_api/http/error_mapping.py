"""Maps refusals and errors to HTTP statuses and sentences; no other module knows status codes.

Programs get RFC 9457 problem documents and people get pages, in the reader's language, with a correlation id.
"""

from __future__ import annotations

import logging
import secrets
from typing import cast
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from delivery_api.access.access import find_session_language
from delivery_api.access.refusals import NewerRelease, Refused
from delivery_api.http.problem_sentences import INVALID_REPLY_SENTENCES, PROBLEMS, Problem
from delivery_api.storage.connection_backoff import ConnectionBackoff
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import Pages, with_query
from delivery_api.web.reader_language import Language, choose_language
from itembank import InvalidReply

log = logging.getLogger("mesur")


def reader_language(request: Request) -> Language:
    """Return the language of a request: the address's, else the session's, else the browser's."""
    session = getattr(request.state, "session_language", None)
    return choose_language(request.query_params.get("lang"), session, request.headers.get("accept-language"))


# What the framework refuses; any other status is a body that it cannot parse.
_BY_STATUS = {404: "not_found", 405: "method", 413: "too_large"}


def install_error_handlers(app: FastAPI, pages: Pages) -> None:
    """Answer every foreseen failure with a problem in the reader's language; see also `unexpected_errors`."""
    app.state.connection_backoff = ConnectionBackoff(
        app.state.service_context.engine, app.state.service_context.autocommit
    )

    def refused(request: Request, error: Exception) -> Response:
        find_session_language(request)
        if isinstance(error, Refused):
            return respond(request, pages, error.code, error.facts.get("seconds"), error.facts.get("awaited"))
        if isinstance(error, InvalidReply):
            return _invalid_reply(request, error)
        if isinstance(error, HTTPException):
            return respond(request, pages, _BY_STATUS.get(error.status_code, "invalid_request"))
        return respond(request, pages, "invalid_request")

    def newer_release(request: Request, error: Exception) -> Response:
        kind = cast("NewerRelease", error).facts["kind"]
        if kind not in unknown:  # logged once: a player retries until a newer worker answers
            unknown.add(kind)
            log.error("sittings hold what only a newer release knows", extra={"facts": {"event": kind}})
        return refused(request, error)

    unknown: set[object] = set()
    foreseen: tuple[type[Exception], ...] = (Refused, InvalidReply, HTTPException, RequestValidationError)
    for kind in foreseen:
        app.add_exception_handler(kind, refused)
    app.add_exception_handler(NewerRelease, newer_release)
    # the client disconnected during the request, and nobody reads the response
    app.add_exception_handler(ClientDisconnect, lambda request, error: Response(status_code=400))


def early_refusal(request: Request, pages: Pages, code: str) -> Response:
    """Make the response to a request that middleware rejects, before the session is known."""
    find_session_language(request)
    return respond(request, pages, code)


def _invalid_reply(request: Request, error: InvalidReply) -> Response:
    say = translations(reader_language(request))
    problem = Problem(
        422, say.gettext("The answer cannot be saved like this"), INVALID_REPLY_SENTENCES[error.code](say)
    )
    return _problem_document(problem, error.code, _correlation_id())


def respond(request: Request, pages: Pages, code: str, seconds: object = None, awaited: object = None) -> Response:
    """Make the response for a reason: a problem document for programs, a page for people.

    Parameters
    ----------
    code : a key of `PROBLEMS`
    seconds : how long to wait before a retry
    awaited : the position whose answer is missing
    """
    request.state.refusal = code  # for `refusal_log`
    language = reader_language(request)
    problem, correlation = PROBLEMS[code](translations(language)), _correlation_id()
    if request.url.path.startswith("/api/") or "text/html" not in request.headers.get("accept", ""):
        return _problem_document(problem, code, correlation, seconds, awaited)
    retries_itself = code == "busy" and request.method == "GET"  # the page reloads, so that nobody needs to know how
    headers = {"X-Correlation-Id": correlation} | _retry_after(problem, seconds)
    page = pages.render(
        "error.html",
        language=language,
        # also in the other language it retries the same request: the end of a sign-in is in its query
        url=f"{request.url.path}?{request.url.query}" if retries_itself else request.url.path,
        signed_in=None,
        title=problem.title,
        detail=problem.detail,
        what_to_do=problem.what_to_do,
        by_itself=retries_itself,
        sign_in_again=_sign_in_again(request) if code == "sign_in_stale" else "",
        correlation_id=correlation,
        sign_out=code == "row_forged",  # the first page would refuse them in the same way
    )
    again = {"Refresh": headers["Retry-After"]} if retries_itself else {}
    return HTMLResponse(page, problem.status, headers=headers | again)


def _sign_in_again(request: Request) -> str:
    """The address of a new sign-in that comes back to the page with the form or the link that was used."""
    page = urlsplit(request.headers.get("referer", ""))
    back = page.path if page.netloc == request.url.netloc else ""
    query = f"?{page.query}" if back and page.query else ""
    return with_query("/login", fresh="true", back=f"{back}{query}" or "/", lang=reader_language(request))


def _problem_document(
    problem: Problem, code: str, correlation: str, seconds: object = None, awaited: object = None
) -> Response:
    body = {
        "type": f"urn:mesur:problem:{code}",
        "title": problem.title,
        "status": problem.status,
        "detail": " ".join(filter(None, (problem.detail, problem.what_to_do))),
        "code": code,
        "correlation_id": correlation,
    } | ({} if awaited is None else {"awaited": awaited})
    headers = {"X-Correlation-Id": correlation} | _retry_after(problem, seconds)
    return JSONResponse(body, problem.status, headers=headers, media_type="application/problem+json")


def _retry_after(problem: Problem, seconds: object) -> dict[str, str]:
    return {"Retry-After": str(seconds or 5)} if problem.status in (429, 503) else {}


def _correlation_id() -> str:
    return secrets.token_hex(6)

"""The published log over HTTP: its page, and its files, the same for everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from delivery_api.access.access import Now, Visitor
from delivery_api.access.refusals import NotFound
from delivery_api.dates.school_calendar import london_date
from delivery_api.http.error_mapping import reader_language
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.privacy.published_log.log_check import PublishedLog
from delivery_api.privacy.published_log.log_pages import LogAddresses, page_content
from delivery_api.privacy.published_log.publication import log_lines, published_log
from delivery_api.web.page_rendering import Pages

ADDRESS = "/privacy/log"
ADDRESSES = LogAddresses(
    f"{ADDRESS}/ledger.jsonl",
    f"{ADDRESS}/public-key.pem",
    f"{ADDRESS}/head.json",
    f"{ADDRESS}/certificate.json?programme=PROGRAMME",
)
_FRESH = {"Cache-Control": "no-cache"}


class JsonLines(Response):
    """Entries of the ledger, one a line."""

    media_type = "application/jsonl"


class PemFile(Response):
    """A public key."""

    media_type = "application/x-pem-file"


def router(pages: Pages, ledger: Ledger, certificates: Path) -> APIRouter:
    """The routes of the published log.

    Parameters
    ----------
    pages : renders the page
    certificates : folder of the certificates of destruction
    """
    routes = APIRouter()
    current = _kept(ledger, certificates)

    @routes.get(ADDRESS)
    def page(request: Request, person: Visitor, instant: Now) -> HTMLResponse:
        language = reader_language(request)
        content = page_content(current(instant), ADDRESSES, language, london_date(instant))
        rendered = pages.render(
            "published_log.html",
            language=language,
            url=f"{request.url.path}?{request.url.query}",
            signed_in=person.name if person else None,
            look=person.look if person else None,
            **content,
        )
        return HTMLResponse(rendered, headers={"Cache-Control": "no-store"} if person else _FRESH)

    @routes.get(f"{ADDRESS}/ledger.jsonl", response_class=JsonLines)
    def entries(instant: Now) -> Response:
        return JsonLines(log_lines(current(instant)), headers=_FRESH)

    @routes.get(f"{ADDRESS}/public-key.pem", response_class=PemFile)
    def public_key(instant: Now) -> Response:
        return PemFile(current(instant).public_key, headers=_FRESH)

    @routes.get(f"{ADDRESS}/head.json")
    def head(instant: Now) -> Response:
        return Response(current(instant).head, media_type="application/json", headers=_FRESH)

    @routes.get(f"{ADDRESS}/certificate.json")
    def certificate(instant: Now, programme: Annotated[str, Query(max_length=40)]) -> Response:
        document = current(instant).certificates.get(f"{programme}.json")
        if document is None:
            raise NotFound(thing="page")
        return Response(document, media_type="application/json", headers=_FRESH)

    return routes


def _kept(ledger: Ledger, certificates: Path) -> Callable[[datetime], PublishedLog]:
    """Return what gives the log, which is made again only when a file of it has changed: many may ask."""
    last: dict[tuple[object, ...], PublishedLog] = {}

    def current(now: datetime) -> PublishedLog:
        version = (*_version(ledger.path), *_version(certificates))
        found = last.get(version)
        if found is None:
            found = published_log(ledger, certificates, now)
            last.clear()
            last[version] = found
        return found

    return current


def _version(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return (status.st_size, status.st_mtime_ns)

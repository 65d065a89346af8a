"""The response with a page of this service, for whoever asks."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse

from delivery_api.access.request_context import SignedIn
from delivery_api.http.error_mapping import reader_language
from delivery_api.web.page_rendering import Pages


def page_response(
    request: Request, pages: Pages, template: str, person: SignedIn | None, **context: object
) -> HTMLResponse:
    """Return a page in the reader's language; nothing keeps a copy of what somebody saw who had signed in."""
    page = pages.render(
        template,
        language=reader_language(request),
        url=f"{request.url.path}?{request.url.query}",
        signed_in=person.name if person else None,
        by_pin=person is not None and person.by_pin,
        reader_role=person.role if person else None,
        look=person.look if person else None,
        **context,
    )
    return HTMLResponse(page, headers={"Cache-Control": "no-store"} if person else None)

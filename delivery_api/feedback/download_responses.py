"""What the feedback routes share: the subject parameter, links between subjects, and downloads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from reports import subject_name

Subject = Annotated[str, Query(max_length=40)]
"""The subject of a page; "" for the default."""


def page_address(request: Request, *, but: str = "") -> str:
    """Path and query of a page, for its links to itself.

    Parameters
    ----------
    but : a query parameter to leave out, because it applied only once
    """
    url = request.url.remove_query_params(but)
    return f"{url.path}?{url.query}" if url.query else url.path


def subject_links(subjects: Sequence[str], language: Language) -> list[dict[str, str]]:
    """The links to the other subjects of a page."""
    say = translations(language)
    return [{"id": subject, "label": subject_name(subject, say)} for subject in subjects]


def csv(text: str, name: str) -> Response:
    """A CSV file to download."""
    return Response(text, media_type="text/csv; charset=utf-8", headers=download(name))


def download(name: str) -> dict[str, str]:
    """The headers of a file to download; browsers on shared machines must not cache it."""
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}

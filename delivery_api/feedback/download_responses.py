from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from reports import subject_name

Subject = Annotated[str, Query(max_length=40)]
"""The subject that a page is to be about, "" for none in particular."""


def address(request: Request, *, but: str = "") -> str:
    """Path and query of a page, for its links to itself; without the parameter ``but``, which spoke of one moment."""
    url = request.url.remove_query_params(but)
    return f"{url.path}?{url.query}" if url.query else url.path


def subject_links(subjects: Sequence[str], language: Language) -> list[dict[str, str]]:
    """The subjects that a page can be about, for the links between them."""
    say = translations(language)
    return [{"id": subject, "label": subject_name(subject, say)} for subject in subjects]


def csv(text: str, name: str) -> Response:
    """A table to download."""
    return Response(text, media_type="text/csv; charset=utf-8", headers=download(name))


def download(name: str) -> dict[str, str]:
    """The headers of a file to keep; shared machines keep no copy of their own."""
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}

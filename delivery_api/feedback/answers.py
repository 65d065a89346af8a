from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response


def address(request: Request, *, but: str = "") -> str:
    """Path and query of a page, for its links to itself; without the parameter ``but``, which spoke of one moment."""
    url = request.url.remove_query_params(but)
    return f"{url.path}?{url.query}" if url.query else url.path


def csv(text: str, name: str) -> Response:
    """A table to download."""
    return Response(text, media_type="text/csv; charset=utf-8", headers=download(name))


def download(name: str) -> dict[str, str]:
    """The headers of a file to keep; shared machines keep no copy of their own."""
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}

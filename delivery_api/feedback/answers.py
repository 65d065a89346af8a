from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response


def address(request: Request) -> str:
    """Path and query of a page, for its links to itself."""
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def csv(text: str, name: str) -> Response:
    """A table to download."""
    return Response(text, media_type="text/csv; charset=utf-8", headers=download(name))


def download(name: str) -> dict[str, str]:
    """The headers of a file to keep; shared machines keep no copy of their own."""
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}

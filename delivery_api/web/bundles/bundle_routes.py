"""Sends the bundled files: compressed, and to be kept for good, since another content has another address."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from delivery_api.web.bundles.bundled_files import BUNDLES_PATH, BundledFile, bundled_file

KEPT = "public, max-age=31536000, immutable"
# an address of another release: while a service is brought up to date, its workers may be of two
OF_ANOTHER_RELEASE = "no-store"
_NAME = re.compile(r"([a-z-]+)\.([0-9a-f]{32})(\.[a-z]+)")


def bundle_route(node_modules: Path) -> Route:
    """Return the route of every bundled file."""

    def send(request: Request) -> Response:
        asked = _NAME.fullmatch(request.path_params["file"])
        file = bundled_file(f"{asked[1]}{asked[3]}", node_modules) if asked else None
        if asked is None or file is None:
            raise HTTPException(404)
        return _response(file, request, cache_control=KEPT if asked[2] == file.digest else OF_ANOTHER_RELEASE)

    return Route(f"{BUNDLES_PATH}{{file}}", send)


def _response(file: BundledFile, request: Request, *, cache_control: str) -> Response:
    is_compressed = accepts_gzip(request.headers.get("accept-encoding", ""))
    tag = f'"{file.digest}{"-gzip" if is_compressed else ""}"'
    headers = {"Cache-Control": cache_control, "ETag": tag, "Vary": "Accept-Encoding"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if is_compressed:
        headers["Content-Encoding"] = "gzip"
    content = file.compressed if is_compressed else file.content
    return Response(content, media_type=file.media_type, headers=headers)


def accepts_gzip(accepted: str) -> bool:
    """Return whether an ``Accept-Encoding`` header takes gzip (RFC 9110 §12.5.3)."""
    for entry in accepted.lower().split(","):
        coding, _, parameters = entry.partition(";")
        if coding.strip() in ("gzip", "*"):
            return not re.fullmatch(r"q=0(\.0*)?", parameters.strip())
    return False

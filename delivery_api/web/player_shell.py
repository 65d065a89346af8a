"""The player's shell: its page without a learner and a sitting, and the service worker that holds it in browsers.

Their addresses change with their content, so that a browser keeps them for good and never runs one release's player in
another's page; another release's addresses are not found.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from delivery_api.web.bundles.bundle_routes import KEPT
from delivery_api.web.bundles.bundled_files import STATIC_FOLDER
from delivery_api.web.page_rendering import Pages
from delivery_api.web.reader_language import LANGUAGES, Language

SCOPE = "/player/"
_FOLDER = "/assets/player/"
_WORKER = "worker.js"


@dataclass(frozen=True)
class PlayerShell:
    """The shell in both languages and its worker, made when they are first asked for."""

    pages: Pages

    @property
    def worker_address(self) -> str:
        """Where this release's worker is."""
        return f"{_FOLDER}{self._digest}/{_WORKER}"

    @cached_property
    def route(self) -> Route:
        """The route of the shell and its worker; it is the same for everybody and asks for no sign-in."""
        return Route(f"{_FOLDER}{{digest}}/{{file}}", self._send)

    def _send(self, request: Request) -> Response:
        file = self._files.get(request.path_params["file"])
        if file is None or request.path_params["digest"] != self._digest:
            raise HTTPException(404)
        headers = {"Cache-Control": KEPT, "Service-Worker-Allowed": SCOPE}
        kind = "text/javascript" if request.path_params["file"] == _WORKER else "text/html"
        return Response(file, media_type=kind, headers=headers)

    @cached_property
    def _files(self) -> dict[str, bytes]:
        worker = (STATIC_FOLDER / "player-worker.js").read_bytes()
        return {_WORKER: worker} | {f"{language}.html": self._shell(language) for language in LANGUAGES}

    @cached_property
    def _digest(self) -> str:
        return hashlib.sha256(b"\n".join(self._files.values())).hexdigest()[:32]

    def _shell(self, language: Language) -> bytes:
        nobody: dict[str, Any] = {
            "sitting_id": "",
            "subject": "",
            "display_name": "",
            "trial": False,
            "practice": False,
        }
        page = self.pages.render(
            "player.html", language=language, url="", signed_in=None, without_learner=True, **nobody
        )
        return page.encode()

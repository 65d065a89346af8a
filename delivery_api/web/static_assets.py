"""Serves the static files of pages: the bundles that pages use, and the files that they are made from."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.responses import FileResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from delivery_api.web.bundles.bundle_routes import bundle_route
from delivery_api.web.bundles.bundled_files import STATIC_FOLDER, govuk_folder

if TYPE_CHECKING:
    from os import PathLike, stat_result
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Scope


class RevalidatedFiles(StaticFiles):
    """Static files that a browser revalidates, so that a page never runs an old player against a new server."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "no-cache"
        return response


def item_styles(request: Request) -> FileResponse:
    """Serve the style sheet of items. Nothing else of the item bank's folder may be served: it contains answer keys."""
    return FileResponse(str(files("itembank") / "item.css"), headers={"Cache-Control": "no-cache"})


def asset_routes(node_modules: Path) -> list[BaseRoute]:
    """Return the routes of every static file: bundles, and as they are written ours, of items and GOV.UK Frontend's."""
    return [
        bundle_route(node_modules),
        Route("/assets/items/item.css", item_styles),
        Mount("/assets/mesur", RevalidatedFiles(directory=STATIC_FOLDER), name="assets-mesur"),
        Mount("/assets/govuk", RevalidatedFiles(directory=govuk_folder(node_modules)), name="assets-govuk"),
    ]

"""Serves the static files of pages: ours, the item style sheet and GOV.UK Frontend."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import FileResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from os import PathLike, stat_result

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Scope

STATIC_FOLDER = Path(__file__).parent / "static"


class AssetsMissing(Exception):
    """GOV.UK Frontend is not installed in the expected folder."""


class RevalidatedFiles(StaticFiles):
    """Static files that a browser revalidates, so that a page never runs an old player against a new server."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "no-cache"
        return response


def govuk_folder(node_modules: Path) -> Path:
    """Return the folder of GOV.UK Frontend's built files.

    Raises
    ------
    AssetsMissing
        ``node_modules`` holds no govuk-frontend.
    """
    folder = node_modules / "govuk-frontend" / "dist" / "govuk"
    if not (folder / "govuk-frontend.min.css").is_file():
        message = f"govuk-frontend: expected its built files in {folder}; run `make install`, or `npm ci`"
        raise AssetsMissing(message)
    return folder


def item_styles(request: Request) -> FileResponse:
    """Serve the style sheet of items. Nothing else of the item bank's folder may be served: it contains answer keys."""
    return FileResponse(str(files("itembank") / "item.css"), headers={"Cache-Control": "no-cache"})


def asset_routes(node_modules: Path) -> list[BaseRoute]:
    """Return the routes of every static file: ours, the style sheet of items, and GOV.UK Frontend."""
    return [
        Route("/assets/items/item.css", item_styles),
        Mount("/assets/mesur", RevalidatedFiles(directory=STATIC_FOLDER), name="assets-mesur"),
        Mount("/assets/govuk", RevalidatedFiles(directory=govuk_folder(node_modules)), name="assets-govuk"),
    ]

"""Lists the application's routes, for tests over all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from delivery_api.access.access import GUARDS
from delivery_api.app import create_app
from delivery_api.settings import Settings


def application(folder: Path) -> FastAPI:
    """The application with dummy settings; it opens no database and no key."""
    return create_app(
        Settings(
            database_url=f"sqlite:///{folder / 'mesur.db'}",
            keys=folder / "keys",
            extracts=folder,
            certificates=folder,
            public_url="http://localhost",
            issuer="http://localhost:1",
            client_id="mesur",
            client_secret="secret",
            live_retention_years=1,
        )
    )


def guards_of(route: APIRoute) -> set[Callable[..., Any]]:
    """The guards of `access.py` that a route depends on."""
    return set(GUARDS) & set(dependency_calls(route.dependant))


def endpoints(app: FastAPI) -> dict[str, APIRoute]:
    """Method and path as declared, such as "GET /api/me" → route; static files excluded."""
    return {
        f"{method} {route.path}": route
        for route in all_routes(app.routes)
        if isinstance(route, APIRoute)
        for method in sorted(route.methods)
    }


def all_routes(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """All routes; newer FastAPI nests an included router, older FastAPI copies its routes."""
    for route in routes:
        included: Any = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from all_routes(included.routes)


def dependency_calls(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    """The dependencies of a route, nested ones included."""
    for each in dependant.dependencies:
        if each.call is not None:
            yield each.call
        yield from dependency_calls(each)

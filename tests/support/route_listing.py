"""The application's own routes, for tests that go over every one of them."""

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
    """The application, to look at; it opens no database and no key."""
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
    """The guards of access.py that a route declares."""
    return set(GUARDS) & set(calls(route.dependant))


def endpoints(app: FastAPI) -> dict[str, APIRoute]:
    """ "GET /path/{as}/declared" → route, for everything that is not a folder of files."""
    return {
        f"{method} {route.path}": route
        for route in leaves(app.routes)
        if isinstance(route, APIRoute)
        for method in sorted(route.methods)
    }


def leaves(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Every route; newer FastAPI keeps an included router whole, older copies its routes."""
    for route in routes:
        included: Any = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from leaves(included.routes)


def calls(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    """What runs before the route does."""
    for each in dependant.dependencies:
        if each.call is not None:
            yield each.call
        yield from calls(each)

"""The only place where the HTTP application is put together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlalchemy import Connection

from delivery_api import errors, front
from delivery_api.access import Doors, Loaders, Now, Transaction, TrialSeat
from delivery_api.bank.service import Shelf
from delivery_api.calendar import london_date
from delivery_api.database import open_database
from delivery_api.feedback import class_routes, learner_routes
from delivery_api.identity import routes as identity_routes
from delivery_api.identity import store as identity
from delivery_api.identity.provider import Provider
from delivery_api.identity.service import Lobby, hashed
from delivery_api.identity.values import Person
from delivery_api.keys import KeyRing
from delivery_api.now import clock
from delivery_api.settings import Settings
from delivery_api.sittings import routes as sittings
from delivery_api.sittings import service
from delivery_api.sittings.programmes import ready, school_years
from delivery_api.trials import service as trials
from delivery_api.trials import store as trial_store
from delivery_api.web.assets import asset_routes
from delivery_api.web.language import is_language
from delivery_api.web.pages import CONTENT_SECURITY_POLICY, Pages

Clock = Callable[[], datetime]


def create_app(settings: Settings, *, clock: Clock = clock) -> FastAPI:
    """The service.

    Raises
    ------
    AssetsMissing : the npm packages are not installed
    """
    engine, ring, shelf = open_database(settings.database_url), KeyRing(settings.keys), Shelf()
    pages = Pages(settings.node_modules)
    lobby = Lobby(ring, settings.identifier_claim, timedelta(hours=settings.session_hours), _seats(ring))
    app = FastAPI(title="Mesur", openapi_url=None, routes=list(asset_routes(settings.node_modules)))
    app.state.doors = Doors(engine, clock, settings.cookie, _loaders(ring, lobby))

    def attend(programme: str, learner: UUID) -> None:
        with engine.begin() as connection:
            trial_store.attend(connection, programme, learner)

    for router in (
        front.router(ring, pages),
        identity_routes.router(settings, lobby, _provider(settings), pages),
        sittings.router(ring, shelf, attend),
        learner_routes.router(ring, shelf, pages),
        class_routes.router(ring, shelf, pages),
    ):
        app.include_router(router)
    _add_health(app, ring)
    errors.install(app, pages)
    app.middleware("http")(_guarded(settings, pages))
    return app


def _provider(settings: Settings) -> Provider:
    back = f"{settings.public_url}/login/callback"
    return Provider(settings.issuer, settings.client_id, settings.client_secret, back)


def _seats(ring: KeyRing) -> Callable[[Connection, Person, str, datetime], Iterable[TrialSeat]]:
    def seats(connection: Connection, person: Person, identifier: str, now: datetime) -> Iterable[TrialSeat]:
        if person.kind != "learner":
            return ()
        classes = identity.classes_of(connection, person.id, london_date(now))
        return trials.seats(connection, ring, classes, identifier)

    return seats


def _loaders(ring: KeyRing, lobby: Lobby) -> Loaders:
    return Loaders(
        session=lobby.who,
        sitting=service.load,
        class_=lambda connection, id_, now: identity.class_today(connection, id_, london_date(now)),
        learner=lambda connection, id_, now: identity.learner_today(connection, ring, id_, london_date(now)),
        remember_language=_remember_language,
        language=_session_language,
    )


def _session_language(connection: Connection, token: str, now: datetime) -> str | None:
    row = identity.session(connection, hashed(token), now)
    return row.language if row else None


def _remember_language(connection: Connection, token: str, language: str) -> None:
    if is_language(language):
        identity.set_language(connection, hashed(token), language)


def _add_health(app: FastAPI, ring: KeyRing) -> None:
    @app.get("/livez")
    def live() -> PlainTextResponse:
        return PlainTextResponse("live\n")

    @app.get("/readyz")
    def is_ready(connection: Transaction, instant: Now) -> JSONResponse:
        year = school_years(instant)[0]
        fine = ready(connection, ring, year)
        return JSONResponse({"ready": fine, "school_year": year}, 200 if fine else 503)


Proceed = Callable[[Request], Awaitable[Response]]


def _guarded(settings: Settings, pages: Pages) -> Callable[[Request, Proceed], Awaitable[Response]]:
    """Security headers on every answer; changes only from our own pages."""
    own = urlsplit(settings.public_url).netloc

    async def guard(request: Request, proceed: Proceed) -> Response:
        if request.method not in ("GET", "HEAD") and _foreign(request, own):
            response = await run_in_threadpool(errors.turn_away, request, pages, "other_site")
        else:
            response = await _answered(request, proceed, pages)
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        if not request.url.path.startswith("/assets/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return guard


async def _answered(request: Request, proceed: Proceed, pages: Pages) -> Response:
    # Caught here and not outside: the answer to a failure of ours carries the security headers too.
    try:
        return await proceed(request)
    except Exception as error:
        return errors.broken(request, pages, error)


def _foreign(request: Request, own: str) -> bool:
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != own

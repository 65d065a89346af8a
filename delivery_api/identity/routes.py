from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from delivery_api.access import AnySignedIn, Now, Transaction
from delivery_api.errors import reader_language
from delivery_api.identity import store
from delivery_api.identity.provider import Handshake, Provider, SignInFailed
from delivery_api.identity.service import Lobby, NotOnRoster, hashed
from delivery_api.settings import Settings
from delivery_api.web.pages import Pages


def router(settings: Settings, lobby: Lobby, provider: Provider, pages: Pages) -> APIRouter:
    """Signing in and out."""
    routes = APIRouter()
    _add_sign_in(routes, settings, lobby, provider, pages)

    @routes.post("/logout")
    def logout(request: Request, connection: Transaction) -> Response:
        language = reader_language(request)
        if token := request.cookies.get(settings.cookie):
            store.end_session(connection, hashed(token))
        response = RedirectResponse(f"/?lang={language}", 303)
        response.delete_cookie(settings.cookie, path="/", secure=settings.secure, httponly=True, samesite="lax")
        return response

    @routes.get("/api/me")
    def me(request: Request, person: AnySignedIn) -> dict[str, Any]:
        return {"name": person.name, "role": person.kind, "language": reader_language(request)}

    return routes


def _add_sign_in(routes: APIRouter, settings: Settings, lobby: Lobby, provider: Provider, pages: Pages) -> None:
    @routes.get("/login")
    def login(request: Request, connection: Transaction, instant: Now) -> Response:
        language, handshake = reader_language(request), Handshake.fresh()
        where = provider.authorization_url(handshake, language)
        token = lobby.begin(connection, handshake, language, instant)
        return _with_cookie(RedirectResponse(where, 303), settings, token)

    @routes.get("/login/callback")
    def callback(request: Request, connection: Transaction, instant: Now, code: str = "", state: str = "") -> Response:
        if not code:
            raise SignInFailed(reason="no code")
        held = request.cookies.get(settings.cookie)
        try:
            token = lobby.complete(connection, held, state, lambda handshake: provider.claims(code, handshake), instant)
        except NotOnRoster:
            page = pages.render("not_known.html", language=reader_language(request), url="/", signed_in=None)
            return HTMLResponse(page, 403)
        return _with_cookie(RedirectResponse("/", 303), settings, token)


def _with_cookie(response: Response, settings: Settings, token: str) -> Response:
    response.set_cookie(settings.cookie, token, httponly=True, secure=settings.secure, samesite="lax", path="/")
    return response

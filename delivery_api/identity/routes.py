from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from delivery_api.access import AnySignedIn, Now, OpenTransaction, Transaction
from delivery_api.errors import reader_language
from delivery_api.identity import store
from delivery_api.identity.provider import Handshake, Provider
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
    # The provider may be slow: no transaction, and so no database connection or write lock, is held while it answers.
    @routes.get("/login")
    def login(request: Request, transaction: OpenTransaction, instant: Now) -> Response:
        language, handshake = reader_language(request), Handshake.fresh()
        where = provider.authorization_url(handshake, language)
        with transaction() as connection:
            token = lobby.begin(connection, request.cookies.get(settings.cookie), handshake, language, instant)
        return _with_cookie(RedirectResponse(where, 303), settings, token)

    @routes.get("/login/callback")
    def callback(
        request: Request, transaction: OpenTransaction, instant: Now, code: str = "", state: str = ""
    ) -> Response:
        held = request.cookies.get(settings.cookie)
        with transaction() as connection:
            handshake, request.state.session_language = lobby.under_way(connection, held, state, instant)
        claims = provider.claims(code, handshake)
        try:
            with transaction() as connection:
                token = lobby.complete(connection, held, claims, instant)
        except NotOnRoster:
            with transaction() as connection:
                store.end_session(connection, hashed(held or ""))
            page = pages.render("not_known.html", language=reader_language(request), url="/", signed_in=None)
            return HTMLResponse(page, 403)
        return _with_cookie(RedirectResponse("/", 303), settings, token)


def _with_cookie(response: Response, settings: Settings, token: str) -> Response:
    response.set_cookie(settings.cookie, token, httponly=True, secure=settings.secure, samesite="lax", path="/")
    return response

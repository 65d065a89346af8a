from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from delivery_api.access.access import AnySignedIn, Now, OpenTransaction, Transaction
from delivery_api.dates.school_calendar import london_date
from delivery_api.http.error_mapping import reader_language
from delivery_api.identity import sessions, store
from delivery_api.identity.oidc_provider import Handshake, Provider, SignInFailed
from delivery_api.identity.return_url import HOME, local_path
from delivery_api.identity.service import Arrival, Lobby, NotOnRoster
from delivery_api.identity.sessions import hashed
from delivery_api.settings import Settings
from delivery_api.web.page_rendering import Pages, with_query
from delivery_api.web.reader_language import Language, is_language

# How a provider says that it cannot vouch for anybody without asking (OpenID Connect Core 1.0, section 3.1.2.6).
_WOULD_ASK = {"login_required", "interaction_required", "account_selection_required", "consent_required"}


def router(settings: Settings, lobby: Lobby, provider: Provider, pages: Pages) -> APIRouter:
    """Signing in and out."""
    routes = APIRouter()
    _add_sign_in(routes, settings, lobby, provider, pages)
    _add_sign_out(routes, settings, provider, pages)
    _add_notices(routes, lobby, provider)

    @routes.get("/api/me")
    def me(request: Request, person: AnySignedIn) -> dict[str, Any]:
        return {"name": person.name, "role": person.kind, "language": reader_language(request)}

    @routes.get("/not-you")
    def not_you(
        request: Request, connection: Transaction, person: AnySignedIn, instant: Now, back: str = HOME
    ) -> HTMLResponse:
        language = reader_language(request)
        classes = store.class_names(connection, person.person, london_date(instant))
        where = with_query(local_path(back), lang=language)
        return _page(
            request,
            pages,
            "not_you.html",
            person=person,
            kind=person.kind,
            name=person.name,
            classes=classes,
            where=where,
        )

    return routes


def _add_sign_in(routes: APIRouter, settings: Settings, lobby: Lobby, provider: Provider, pages: Pages) -> None:
    # The provider may be slow: no transaction, and so no database connection or write lock, is held while it answers.
    @routes.get("/login")
    def login(
        request: Request,
        transaction: OpenTransaction,
        instant: Now,
        back: str = HOME,
        silent: bool = False,
        fresh: bool = False,
    ) -> Response:
        language = reader_language(request)
        handshake = provider.handshake(local_path(back), silent=silent, now=instant, lasts=sessions.UNDER_WAY)
        where = provider.authorization_url(handshake, language, fresh=fresh)
        with transaction() as connection:
            token = sessions.begin(connection, request.cookies.get(settings.cookie), handshake, language, instant)
        return _with_cookie(RedirectResponse(where, 303), settings, token)

    @routes.get("/login/again")
    def again(request: Request, back: str = HOME) -> HTMLResponse:
        return _page(request, pages, "sign_in_again.html", back=local_path(back))

    @routes.get("/login/callback")
    def callback(
        request: Request,
        transaction: OpenTransaction,
        instant: Now,
        code: str = "",
        state: str = "",
        error: str = "",
        iss: str | None = None,
    ) -> Response:
        held = request.cookies.get(settings.cookie)
        with transaction() as connection:
            handshake, request.state.session_language = lobby.under_way(connection, held, state, instant)
        if handshake.silent and error in _WOULD_ASK:
            return _ask_again(handshake, reader_language(request))
        if error:
            raise SignInFailed(reason="the provider says no")
        vouched = provider.vouched(code, handshake, iss)
        try:
            with transaction() as connection:
                arrival = lobby.complete(connection, held, state, vouched, instant)
        except NotOnRoster:
            with transaction() as connection:
                store.end_session(connection, hashed(held or ""))
            return _page(request, pages, "not_known.html", status=403)
        return _with_cookie(RedirectResponse(_onwards(arrival), 303), settings, arrival.token)


def _add_sign_out(routes: APIRouter, settings: Settings, provider: Provider, pages: Pages) -> None:
    @routes.post("/logout")
    def logout(request: Request, transaction: OpenTransaction) -> Response:
        language = reader_language(request)
        if token := request.cookies.get(settings.cookie):
            with transaction() as connection:
                store.end_session(connection, hashed(token))
        there = provider.end_session_url(f"{settings.public_url}/signed-out", language, language)
        response = _page(request, pages, "signed_out.html", there=there)
        if there:  # not a redirect: the form of a page that only sends to ourselves may not be sent on elsewhere
            response.headers["Refresh"] = f"0; url={there}"
        response.delete_cookie(settings.cookie, path="/", secure=settings.secure, httponly=True, samesite="lax")
        return response

    @routes.get("/signed-out")
    def signed_out(request: Request, state: str = "") -> HTMLResponse:
        language = state if is_language(state) and "lang" not in request.query_params else None
        return _page(request, pages, "signed_out.html", language=language, there=None)


def _add_notices(routes: APIRouter, lobby: Lobby, provider: Provider) -> None:
    @routes.post("/logout/backchannel")
    def backchannel(
        transaction: OpenTransaction, instant: Now, logout_token: Annotated[str, Form()] = ""
    ) -> dict[str, Any]:
        notice = provider.signed_out(logout_token)
        with transaction() as connection:
            lobby.provider_signed_out(connection, notice, instant)
        return {}


def _ask_again(handshake: Handshake, language: Language) -> Response:
    return RedirectResponse(with_query("/login/again", back=handshake.back, lang=language), 303)


def _onwards(arrival: Arrival) -> str:
    return with_query("/not-you", back=arrival.back) if arrival.ask else arrival.back


def _page(
    request: Request,
    pages: Pages,
    template: str,
    *,
    status: int = 200,
    language: Language | None = None,
    person: Any = None,  # noqa: ANN401 - whoever is signed in, or None
    **context: object,
) -> HTMLResponse:
    path = request.url.path
    # the other language is not to be had by going to these again
    url = HOME if path in ("/logout", "/login/callback") else f"{path}?{request.url.query}"
    page = pages.render(
        template,
        language=language or reader_language(request),
        url=url,
        signed_in=person.name if person else None,
        **context,
    )
    return HTMLResponse(page, status)


def _with_cookie(response: Response, settings: Settings, token: str) -> Response:
    response.set_cookie(settings.cookie, token, httponly=True, secure=settings.secure, samesite="lax", path="/")
    return response

"""HTTP routes of signing in, signing out and the reader's own account."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from delivery_api.access.access import AnySignedIn, Now, OpenTransaction, Transaction
from delivery_api.access.refusals import TooMany
from delivery_api.dates.school_calendar import london_date
from delivery_api.http.error_mapping import reader_language
from delivery_api.http.rate_limit import RateLimiter
from delivery_api.identity import sessions, store
from delivery_api.identity.device_kind import device_kind
from delivery_api.identity.oidc_provider import OidcProvider, PendingSignIn, SignInFailed
from delivery_api.identity.return_url import HOME, safe_return_path
from delivery_api.identity.service import CompletedSignIn, NotOnRoster, SignInService
from delivery_api.identity.session_rows import store as session_rows
from delivery_api.identity.sessions import hash_token
from delivery_api.identity.sign_in_policy import SignInTooWeak
from delivery_api.settings import Settings
from delivery_api.web.page_rendering import Pages, with_query
from delivery_api.web.reader_language import Language, is_language

# Errors of a provider that cannot sign in without showing a page (OpenID Connect Core 1.0, section 3.1.2.6).
_INTERACTION_REQUIRED = {"login_required", "interaction_required", "account_selection_required", "consent_required"}


def router(settings: Settings, sign_in: SignInService, provider: OidcProvider, pages: Pages) -> APIRouter:
    """The routes of signing in and out."""
    routes = APIRouter()
    _add_sign_in(routes, settings, sign_in, provider, pages)
    _add_sign_out(routes, settings, provider, pages)
    _add_sign_out_notices(routes, sign_in, provider)

    @routes.get("/api/me")
    def me(request: Request, person: AnySignedIn) -> dict[str, Any]:
        return {"name": person.name, "role": person.kind, "language": reader_language(request)}

    @routes.get("/not-you")
    def not_you(
        request: Request, connection: Transaction, person: AnySignedIn, instant: Now, back: str = HOME
    ) -> HTMLResponse:
        language = reader_language(request)
        classes = store.class_names(connection, person.person, london_date(instant))
        where = with_query(safe_return_path(back), lang=language)
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


def _add_sign_in(
    routes: APIRouter, settings: Settings, sign_in: SignInService, provider: OidcProvider, pages: Pages
) -> None:
    # Each sign-in that is begun is a row until it ends. The rate is for a school behind one address, not for a person.
    begun = RateLimiter(timedelta(minutes=1) / settings.sign_ins_per_minute, 5 * settings.sign_ins_per_minute // 2)

    # The provider may be slow, so no transaction, database connection or write lock is held while it answers.
    @routes.get("/login")
    def login(
        request: Request,
        transaction: OpenTransaction,
        instant: Now,
        back: str = HOME,
        silent: bool = False,
        fresh: bool = False,
        chosen: bool = False,
    ) -> Response:
        if pause := begun.wait(request.client.host if request.client else "", instant):
            raise TooMany(seconds=ceil(pause.total_seconds()))
        language = reader_language(request)
        pending = provider.start_sign_in(
            safe_return_path(back),
            silent=silent,
            now=instant,
            lasts=sessions.SIGN_IN_TIMEOUT,
            language=language if chosen else "",
        )
        where = provider.authorization_url(pending, language, fresh=fresh)
        with transaction() as connection:
            token = sessions.add_pending_sign_in(
                connection, request.cookies.get(settings.cookie), pending, language, instant
            )
        return _with_cookie(RedirectResponse(where, 303), settings, token)

    @routes.get("/login/again")
    def again(request: Request, back: str = HOME) -> HTMLResponse:
        return _page(request, pages, "sign_in_again.html", back=safe_return_path(back))

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
        token = request.cookies.get(settings.cookie)
        with transaction() as connection:
            pending, request.state.session_language = sign_in.pending_sign_in(connection, token, state, instant)
        if pending.silent and error in _INTERACTION_REQUIRED:
            return _sign_in_again(pending, reader_language(request))
        if error:
            raise SignInFailed(reason="the provider says no")
        verified = provider.verified_identity(code, pending, iss)
        device = device_kind(request.headers.get("user-agent", ""))
        try:
            with transaction() as connection:
                completed = sign_in.complete(connection, token, state, verified, instant, device)
        except (NotOnRoster, SignInTooWeak) as refusal:
            with transaction() as connection:
                session_rows.end_session(connection, hash_token(token or ""))
            return _not_let_in(request, pages, refusal)
        return _with_cookie(RedirectResponse(_next_page(completed), 303), settings, completed.token)


def _add_sign_out(routes: APIRouter, settings: Settings, provider: OidcProvider, pages: Pages) -> None:
    @routes.post("/logout")
    def logout(request: Request, transaction: OpenTransaction, clear: Annotated[str, Form()] = "") -> Response:
        language = reader_language(request)
        if token := request.cookies.get(settings.cookie):
            with transaction() as connection:
                session_rows.end_session(connection, hash_token(token))
        sign_out_url = provider.end_session_url(f"{settings.public_url}/signed-out", language, language)
        response = _page(request, pages, "signed_out.html", sign_out_url=sign_out_url)
        if sign_out_url:  # no redirect: the page's policy lets its form lead only to this service
            response.headers["Refresh"] = f"0; url={sign_out_url}"
        if clear:  # the page says that no answer which the server does not have yet waits in the browser's storage
            response.headers["Clear-Site-Data"] = '"storage"'
        response.delete_cookie(settings.cookie, path="/", secure=settings.secure, httponly=True, samesite="lax")
        return response

    @routes.get("/signed-out")
    def signed_out(request: Request, state: str = "") -> HTMLResponse:
        language = state if is_language(state) and "lang" not in request.query_params else None
        return _page(request, pages, "signed_out.html", language=language, sign_out_url=None)


def _add_sign_out_notices(routes: APIRouter, sign_in: SignInService, provider: OidcProvider) -> None:
    @routes.post("/logout/backchannel")
    def backchannel(
        transaction: OpenTransaction, instant: Now, logout_token: Annotated[str, Form()] = ""
    ) -> dict[str, Any]:
        notice = provider.verified_logout(logout_token)
        with transaction() as connection:
            sign_in.provider_signed_out(connection, notice, instant)
        return {}


def _not_let_in(request: Request, pages: Pages, refusal: NotOnRoster | SignInTooWeak) -> Response:
    if isinstance(refusal, SignInTooWeak):
        raise refusal
    request.state.refusal = NotOnRoster.code
    return _page(request, pages, "not_known.html", status=403)


def _sign_in_again(pending: PendingSignIn, language: Language) -> Response:
    chosen = {"chosen": "true"} if pending.language else {}
    return RedirectResponse(with_query("/login/again", back=pending.return_path, lang=language, **chosen), 303)


def _next_page(completed: CompletedSignIn) -> str:
    known = {"lang": completed.language} if completed.language else {}
    if not completed.confirm_person:
        return with_query(completed.return_path, **known) if known else completed.return_path
    return with_query("/not-you", back=completed.return_path, **known)


def _page(
    request: Request,
    pages: Pages,
    template: str,
    *,
    status: int = 200,
    language: Language | None = None,
    person: Any = None,  # noqa: ANN401 - the signed-in person, or None
    **context: object,
) -> HTMLResponse:
    path = request.url.path
    # these pages cannot be requested again in the other language
    url = HOME if path in ("/logout", "/login/callback") else f"{path}?{request.url.query}"
    page = pages.render(
        template,
        language=language or reader_language(request),
        url=url,
        signed_in=person.name if person else None,
        look=person.look if person else None,
        **context,
    )
    return HTMLResponse(page, status)


def _with_cookie(response: Response, settings: Settings, token: str) -> Response:
    response.set_cookie(settings.cookie, token, httponly=True, secure=settings.secure, samesite="lax", path="/")
    return response

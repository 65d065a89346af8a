"""The OpenID Connect provider (Hwb, or the demonstration's): authorisation-code flow with PKCE, through Authlib."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from ssl import SSLContext
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from delivery_api.access.refusals import Refused
from delivery_api.dates.clock import clock
from delivery_api.identity.token_checks import (
    ALGORITHMS,
    LEEWAY,
    IdToken,
    LogoutToken,
    checked_id_token,
    checked_logout_token,
)

# How long the provider's published documents are believed: a key that it withdraws is refused an hour later at most.
BELIEVED = timedelta(hours=1)
# Anyone may send a sign-out notice: a bad one must not make us ask the provider for its keys each time.
BETWEEN_NOTICES = timedelta(minutes=1)

T = TypeVar("T")


class SignInFailed(Refused):
    """The provider did not vouch for this person, or not in a way that can be trusted."""

    code = "sign_in_failed"


class ProviderAway(Refused):
    """The provider cannot be reached."""

    code = "provider_away"


class NoticeRefused(Refused):
    """What came as the provider's sign-out notice is none of its own, not for us, or has been acted on."""

    code = "notice_refused"


@dataclass(frozen=True)
class Handshake:
    """What a sign-in under way must come back with; held in the server-side session until it does.

    Attributes
    ----------
    state, nonce, verifier : unguessable, of this sign-in alone
    back : path on this service to go to afterwards
    silent : the provider is asked not to ask anybody anything
    begun : when the provider was asked, by the clock its times are held against, in seconds
    until : when the answer comes too late, by the service's own clock, in seconds
    """

    state: str
    nonce: str
    verifier: str
    back: str = "/"
    silent: bool = False
    begun: int = 0
    until: int = 0


@dataclass(frozen=True)
class Vouched:
    """What the provider says of someone.

    Attributes
    ----------
    claims : the verified claims of the ID token
    asked : the provider asked who it is for this very sign-in, rather than go by an earlier one in this browser
    """

    claims: Mapping[str, Any]
    asked: bool

    @property
    def subject(self) -> str:
        """Who it is, in the provider's own terms."""
        return str(self.claims["sub"])

    @property
    def provider_session(self) -> str | None:
        """The provider's name for its session (`sid`), by which it tells of a sign-out."""
        sid = self.claims.get("sid")
        return sid if isinstance(sid, str) and sid else None


@dataclass(frozen=True)
class Provider:
    """A relying party's view of one provider; its metadata and signing keys are fetched when first needed.

    Attributes
    ----------
    issuer, client_id, client_secret, redirect_uri : as registered with it
    discovery_url : where its metadata are; the issuer's own address unless given
    scope : what is asked for
    oldest_sign_in : how long ago somebody may have signed in there
    clock : the true time, which the times in its tokens are held against
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    discovery_url: str = ""
    scope: str = "openid"
    oldest_sign_in: timedelta = timedelta(hours=8)
    clock: Callable[[], datetime] = clock
    cache: dict[str, tuple[datetime, Any]] = field(default_factory=dict, repr=False)

    def handshake(self, back: str, *, silent: bool, now: datetime, lasts: timedelta) -> Handshake:
        """Unguessable values for one sign-in."""
        state, nonce, verifier = (secrets.token_urlsafe(size) for size in (24, 24, 48))
        return Handshake(state, nonce, verifier, back, silent, self._seconds(), int((now + lasts).timestamp()))

    def authorization_url(self, handshake: Handshake, language: str, *, fresh: bool = False) -> str:
        """Where the browser goes to sign in; `fresh` has the provider ask even those it knows.

        Raises
        ------
        ProviderAway, SignInFailed
        """
        prompt = {"prompt": "none"} if handshake.silent else {"prompt": "login"} if fresh else {}
        url, _ = self._writing_addresses.create_authorization_url(
            self._metadata()["authorization_endpoint"],
            state=handshake.state,
            nonce=handshake.nonce,
            code_verifier=handshake.verifier,
            ui_locales=language,
            # asking for an age also has the provider say when it asked (OpenID Connect Core 1.0, auth_time)
            max_age=int(self.oldest_sign_in.total_seconds()),
            **prompt,
        )
        return str(url)

    def vouched(self, code: str, handshake: Handshake, issuer: str | None = None) -> Vouched:
        """What the provider says for a code, verified; `issuer` is the one that came back beside it (RFC 9207).

        Raises
        ------
        SignInFailed, ProviderAway
        """
        self._require_issuer(issuer)
        if not code:
            raise SignInFailed(reason="no code")
        wanted = IdToken(self.issuer, self.client_id, handshake.nonce, self._seconds())
        try:
            claims = self._verified(self._exchanged(code, handshake), lambda claims: checked_id_token(claims, wanted))
        except (JoseError, ValueError) as error:
            raise SignInFailed(reason=type(error).__name__) from error
        return Vouched(claims, asked=claims.get("auth_time", -1) >= handshake.begun - LEEWAY)

    def signed_out(self, logout_token: str) -> LogoutToken:
        """Whose sessions end, by the provider's own notice (OpenID Connect Back-Channel Logout 1.0, section 2.6).

        Raises
        ------
        NoticeRefused, ProviderAway
        """
        wanted = IdToken(self.issuer, self.client_id, "", self._seconds())
        try:
            claims = self._verified(
                logout_token, lambda claims: checked_logout_token(claims, wanted), pause=BETWEEN_NOTICES
            )
        except (JoseError, ValueError, SignInFailed) as error:
            raise NoticeRefused(reason=type(error).__name__) from error
        return LogoutToken.of(claims)

    def end_session_url(self, back: str, state: str, language: str) -> str | None:
        """Where the browser goes to sign out there too; None when the provider offers that to nobody, or is away.

        No ID token is sent along as a hint: it would stand in the history of a browser that others use.
        """
        try:
            address = self._metadata().get("end_session_endpoint")
        except (ProviderAway, SignInFailed):
            return None
        query = {"client_id": self.client_id, "post_logout_redirect_uri": back, "state": state, "ui_locales": language}
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}" if address else None

    def _require_issuer(self, issuer: str | None) -> None:
        named = bool(self._metadata().get("authorization_response_iss_parameter_supported"))
        if issuer != self.issuer and (named or issuer is not None):
            raise SignInFailed(reason="issuer of the answer")

    def _exchanged(self, code: str, handshake: Handshake) -> str:
        try:
            with self._client() as client:
                token = client.fetch_token(
                    self._metadata()["token_endpoint"], code=code, code_verifier=handshake.verifier
                )
        except AuthlibBaseError as error:
            raise SignInFailed(reason=error.error) from error
        except (httpx2.HTTPError, ValueError) as error:  # ValueError: an answer that is not JSON
            raise ProviderAway from error
        return str(token.get("id_token", ""))

    def _verified(
        self, token: str, check: Callable[[dict[str, Any]], dict[str, Any]], pause: timedelta = timedelta(0)
    ) -> dict[str, Any]:
        try:
            return check(_decoded(token, self._keys()))
        except (JoseError, ValueError):
            # The provider may have changed its keys since they were fetched: once more with the new ones.
            if self.clock() - self.cache["keys"][0] < pause:
                raise
            self.cache.pop("keys", None)
        return check(_decoded(token, self._keys()))

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            self.client_id,
            self.client_secret,
            scope=self.scope,
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            timeout=5,
            verify=self._trusted,
        )

    @cached_property
    def _trusted(self) -> SSLContext:
        """Whom to believe: read once, since a client that reads it by itself takes longer over that than a sign-in."""
        return httpx2.create_ssl_context()

    @cached_property
    def _writing_addresses(self) -> OAuth2Client:
        """A client that asks nobody anything: it keeps nothing of a sign-in, so that one does for all."""
        return self._client()

    def _metadata(self) -> dict[str, Any]:
        return self._held("metadata", self._discovered)

    def _discovered(self) -> dict[str, Any]:
        found = _fetch(self.discovery_url or f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise SignInFailed(reason="issuer")
        methods = found.get("code_challenge_methods_supported")
        if methods is not None and "S256" not in methods:
            raise SignInFailed(reason="no PKCE with S256")
        return found

    def _keys(self) -> KeySet:
        return self._held("keys", lambda: _key_set(_fetch(self._metadata()["jwks_uri"])))

    def _held(self, name: str, fetch: Callable[[], T]) -> T:
        instant = self.clock()
        if name not in self.cache or instant - self.cache[name][0] >= BELIEVED:
            self.cache[name] = (instant, fetch())
        value: T = self.cache[name][1]
        return value

    def _seconds(self) -> int:
        return int(self.clock().timestamp())


def _decoded(token: str, keys: KeySet) -> dict[str, Any]:
    return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)


def _key_set(document: dict[str, Any]) -> KeySet:
    try:
        return KeySet.import_key_set(document)  # type: ignore[arg-type]  # fetched JSON, checked by joserfc
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderAway from error


def _fetch(url: str) -> dict[str, Any]:
    try:
        response = httpx2.get(url, timeout=5)
        response.raise_for_status()
        found: dict[str, Any] = response.json()
    except (httpx2.HTTPError, ValueError) as error:
        raise ProviderAway from error
    return found

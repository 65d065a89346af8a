"""The OpenID Connect provider (Hwb, or the demonstration's): authorisation-code flow with PKCE, through Authlib."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlencode

from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from delivery_api.access.refusals import Refused
from delivery_api.dates.clock import clock
from delivery_api.identity import provider_requests
from delivery_api.identity.provider_requests import ProviderUnreachable, require_address
from delivery_api.identity.token_checks import (
    ALGORITHMS,
    LEEWAY,
    LogoutToken,
    TokenExpectations,
    checked_id_token,
    checked_logout_token,
    require_header,
)

# How long the provider's metadata and keys are cached: a withdrawn key is refused after an hour at most.
METADATA_LIFETIME = timedelta(hours=1)
# Anyone may send a sign-out notice, so a bad one must not cause a fetch of the provider's keys each time.
KEY_REFETCH_INTERVAL = timedelta(minutes=1)

_LONGEST_TOKEN, _SHORTEST_KEY = 32 * 1024, 2048
_MALFORMED = (JoseError, OverflowError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What a token or a key raises that is none, beside what the checks of its claims raise."""

T = TypeVar("T")


class SignInFailed(Refused):
    """The provider did not sign this person in, or its answer cannot be trusted."""

    code = "sign_in_failed"


class LogoutNoticeRefused(Refused):
    """A sign-out notice is not the provider's, not for this service, or was acted on before."""

    code = "notice_refused"


@dataclass(frozen=True)
class PendingSignIn:
    """An authorisation request that waits for the provider's answer; it is kept in the server-side session.

    Attributes
    ----------
    state, nonce, verifier : random secrets of this request
    return_path : path on this service to go to after signing in
    silent : whether the provider may not show a page (prompt=none)
    started_at : when the request was made, by the clock of `OidcProvider`, in Unix seconds
    expires_at : when the answer is too late, by the service's clock, in Unix seconds
    language : the one that was chosen in this browser before anybody was known; "" if none was
    """

    state: str
    nonce: str
    verifier: str
    return_path: str = "/"
    silent: bool = False
    started_at: int = 0
    expires_at: int = 0
    language: str = ""

    def to_stored(self) -> dict[str, Any]:
        """The fields under their stored names; a language only if one was chosen, since an earlier release has none."""
        held = {name: value for name, value in asdict(self).items() if name != "language" or value}
        return {_STORED_NAMES.get(name, name): value for name, value in held.items()}

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> PendingSignIn:
        """Read the stored fields, and none that only a later release knows."""
        read = {_FIELD_NAMES.get(name, name): value for name, value in stored.items()}
        return cls(**{each.name: read[each.name] for each in fields(cls) if each.name in read})


_STORED_NAMES = {"return_path": "back", "started_at": "begun", "expires_at": "until"}
_FIELD_NAMES = {stored: name for name, stored in _STORED_NAMES.items()}


@dataclass(frozen=True)
class VerifiedIdentity:
    """A person as the provider has identified them.

    Attributes
    ----------
    claims : the verified claims of the ID token
    reauthenticated : whether the provider authenticated the person for this sign-in, not by an existing session
    age : how long ago the provider authenticated the person, by its own word
    """

    claims: Mapping[str, Any]
    reauthenticated: bool
    age: timedelta = timedelta()

    @property
    def subject(self) -> str:
        """The provider's identifier of the person (`sub`)."""
        return str(self.claims["sub"])

    @property
    def provider_session(self) -> str | None:
        """The provider's session id (`sid`), which its sign-out notices name; None if it gives none."""
        sid = self.claims.get("sid")
        return sid if isinstance(sid, str) and sid else None


@dataclass(frozen=True)
class OidcProvider:
    """A client of one OpenID Connect provider; it fetches and caches the metadata and signing keys.

    Attributes
    ----------
    issuer, client_id, client_secret, redirect_uri : as registered with the provider
    discovery_url : address of its metadata; derived from the issuer by default
    scope : requested scopes
    oldest_sign_in : the largest accepted age of an authentication there (max_age)
    acr_values : the ways of signing in that are asked for, best first; none when empty
    clock : the current time, against which the times in tokens are checked
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    discovery_url: str = ""
    scope: str = "openid"
    oldest_sign_in: timedelta = timedelta(hours=8)
    acr_values: tuple[str, ...] = ()
    clock: Callable[[], datetime] = clock
    cache: dict[str, tuple[datetime, Any]] = field(default_factory=dict, repr=False)

    def start_sign_in(
        self, return_path: str, *, silent: bool, now: datetime, lasts: timedelta, language: str = ""
    ) -> PendingSignIn:
        """A new pending sign-in with random secrets, valid for `lasts`."""
        state, nonce, verifier = (secrets.token_urlsafe(size) for size in (24, 24, 48))
        ends = int((now + lasts).timestamp())
        return PendingSignIn(state, nonce, verifier, return_path, silent, self._now(), ends, language)

    def authorization_url(self, pending: PendingSignIn, language: str, *, fresh: bool = False) -> str:
        """The address where the browser signs in; with `fresh` the provider ignores its existing session.

        Raises
        ------
        ProviderUnreachable, SignInFailed
        """
        prompt = {"prompt": "none"} if pending.silent else {"prompt": "login"} if fresh else {}
        wanted = {"acr_values": " ".join(self.acr_values)} if self.acr_values else {}
        url, _ = self._url_builder.create_authorization_url(
            self._endpoint("authorization_endpoint"),
            state=pending.state,
            nonce=pending.nonce,
            code_verifier=pending.verifier,
            ui_locales=language,
            # max_age also makes the provider state auth_time (OpenID Connect Core 1.0, section 2)
            max_age=int(self.oldest_sign_in.total_seconds()),
            **prompt,
            **wanted,
        )
        return str(url)

    def verified_identity(self, code: str, pending: PendingSignIn, issuer: str | None = None) -> VerifiedIdentity:
        """Redeem a code and verify the ID token; `issuer` is the response's `iss` parameter (RFC 9207).

        Raises
        ------
        SignInFailed, ProviderUnreachable
        """
        self._require_issuer(issuer)
        if not code:
            raise SignInFailed(reason="no code")
        max_age = self.oldest_sign_in.total_seconds()
        expected = TokenExpectations(self.issuer, self.client_id, pending.nonce, self._now(), max_age)
        try:
            claims = self._verified_claims(
                self._redeem_code(code, pending), ("jwt",), lambda claims: checked_id_token(claims, expected)
            )
        except _MALFORMED as error:
            raise SignInFailed(reason=type(error).__name__) from error
        reauthenticated = claims["auth_time"] >= pending.started_at - LEEWAY
        age = timedelta(seconds=max(0.0, expected.now - claims["auth_time"]))
        return VerifiedIdentity(claims, reauthenticated=reauthenticated, age=age)

    def verified_logout(self, logout_token: str) -> LogoutToken:
        """Verify the provider's sign-out notice (OpenID Connect Back-Channel Logout 1.0, section 2.6).

        Raises
        ------
        LogoutNoticeRefused, ProviderUnreachable
        """
        expected = TokenExpectations(self.issuer, self.client_id, "", self._now())
        try:
            claims = self._verified_claims(
                logout_token,
                ("logout+jwt", "jwt"),
                lambda claims: checked_logout_token(claims, expected),
                refetch_interval=KEY_REFETCH_INTERVAL,
            )
        except (*_MALFORMED, SignInFailed) as error:
            raise LogoutNoticeRefused(reason=type(error).__name__) from error
        return LogoutToken.of(claims)

    def end_session_url(self, return_url: str, state: str, language: str) -> str | None:
        """The address where the browser signs out at the provider; None if it has none or is unreachable.

        No ID token is sent as a hint, since it would stay in the history of a shared browser.
        """
        try:
            if "end_session_endpoint" not in self._metadata():
                return None
            address = self._endpoint("end_session_endpoint")
        except (ProviderUnreachable, SignInFailed):
            return None
        query = {
            "client_id": self.client_id,
            "post_logout_redirect_uri": return_url,
            "state": state,
            "ui_locales": language,
        }
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    def _require_issuer(self, issuer: str | None) -> None:
        named = bool(self._metadata().get("authorization_response_iss_parameter_supported"))
        if issuer != self.issuer and (named or issuer is not None):
            raise SignInFailed(reason="issuer of the answer")

    def _redeem_code(self, code: str, pending: PendingSignIn) -> str:
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": pending.verifier}
        form |= {"redirect_uri": self.redirect_uri}
        token = provider_requests.post(self._endpoint("token_endpoint"), form, self.client_id, self.client_secret)
        if "error" in token:
            raise SignInFailed(reason=str(token["error"])[:80])
        id_token = token.get("id_token")
        return id_token if isinstance(id_token, str) else ""

    def _verified_claims(
        self,
        token: str,
        types: tuple[str, ...],
        check: Callable[[dict[str, Any]], dict[str, Any]],
        refetch_interval: timedelta = timedelta(0),
    ) -> dict[str, Any]:
        if len(token) > _LONGEST_TOKEN:
            raise SignInFailed(reason="length of the token")
        try:
            return check(_decode(token, self._keys(), types))
        except _MALFORMED:
            # The provider may have rotated its keys since they were fetched: retry once with new ones.
            if self.clock() - self.cache["keys"][0] < refetch_interval:
                raise
            self.cache.pop("keys", None)
        return check(_decode(token, self._keys(), types))

    @cached_property
    def _url_builder(self) -> OAuth2Client:
        """A client that only builds addresses; it keeps no state, so one serves all sign-ins."""
        return OAuth2Client(
            self.client_id,
            scope=self.scope,
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            verify=provider_requests.ssl_context(),
        )

    def _metadata(self) -> dict[str, Any]:
        return self._cached("metadata", self._fetch_metadata)

    def _fetch_metadata(self) -> dict[str, Any]:
        found = provider_requests.fetch(
            self.discovery_url or f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        )
        if found.get("issuer") != self.issuer:
            raise SignInFailed(reason="issuer")
        methods = found.get("code_challenge_methods_supported")
        if methods is not None and (not isinstance(methods, list) or "S256" not in methods):
            raise SignInFailed(reason="no PKCE with S256")
        return found

    def _endpoint(self, name: str) -> str:
        """An address of the metadata.

        Raises
        ------
        ProviderUnreachable, SignInFailed
        """
        return require_address(self._metadata().get(name), name, self.issuer)

    def _keys(self) -> KeySet:
        return self._cached("keys", lambda: _key_set(provider_requests.fetch(self._endpoint("jwks_uri"))))

    def _cached(self, name: str, fetch: Callable[[], T]) -> T:
        instant = self.clock()
        if name not in self.cache or instant - self.cache[name][0] >= METADATA_LIFETIME:
            self.cache[name] = (instant, fetch())
        value: T = self.cache[name][1]
        return value

    def _now(self) -> int:
        return int(self.clock().timestamp())


def _decode(token: str, keys: KeySet, types: tuple[str, ...]) -> dict[str, Any]:
    decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
    require_header(decoded.header, *types)
    return dict(decoded.claims)


def _key_set(document: dict[str, Any]) -> KeySet:
    """The provider's keys: no two of one name, for it would be chance which of them a token is checked with."""
    try:
        keys = KeySet.import_key_set(document)  # type: ignore[arg-type]  # fetched JSON, checked by joserfc
        named = [(key.key_type, key.kid) for key in keys.keys if key.kid is not None]
        weak = [key for key in keys.keys if isinstance(key, RSAKey) and key.raw_value.key_size < _SHORTEST_KEY]
    except _MALFORMED as error:
        raise ProviderUnreachable from error
    if weak or len(set(named)) < len(named):
        raise ProviderUnreachable
    return keys

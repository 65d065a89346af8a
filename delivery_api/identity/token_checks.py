"""Checks the claims of the provider's ID and logout tokens, whose signatures are verified already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from joserfc import jwt

ALGORITHMS = ["RS256", "ES256", "PS256"]  # asymmetric signatures only: never "none", never HMAC with the client secret
LEEWAY = 60  # seconds by which two clocks may differ
LOGOUT_TOKEN_LIFETIME = timedelta(minutes=5)
"""The largest accepted age of a sign-out notice, which also sets how long notices are remembered."""

_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True)
class TokenExpectations:
    """The expected issuer, audience and nonce of a token, and the current time in Unix seconds."""

    issuer: str
    client_id: str
    nonce: str
    now: int


@dataclass(frozen=True)
class LogoutToken:
    """A verified sign-out notice: its id, the person or session it names, and its time in Unix seconds."""

    id: str
    subject: str | None
    provider_session: str | None
    issued_at: int

    @classmethod
    def of(cls, claims: dict[str, Any]) -> LogoutToken:
        """Read checked claims."""
        return cls(claims["jti"], claims.get("sub"), claims.get("sid"), int(claims["iat"]))


def checked_id_token(claims: dict[str, Any], expected: TokenExpectations) -> dict[str, Any]:
    """The claims of an ID token that is meant for this service (OpenID Connect Core 1.0, section 3.1.3.7).

    Raises
    ------
    JoseError, ValueError
    """
    jwt.JWTClaimsRegistry(
        now=expected.now,
        leeway=LEEWAY,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        nonce={"essential": True, "value": expected.nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    ).validate(claims)
    _require_authorized_party(claims, expected.client_id)
    _require_time(claims.get("auth_time", 0), expected.now)
    return claims


def checked_logout_token(claims: dict[str, Any], expected: TokenExpectations) -> dict[str, Any]:
    """The claims of a logout token (OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.6).

    Raises
    ------
    JoseError, ValueError
    """
    jwt.JWTClaimsRegistry(
        now=expected.now,
        leeway=LEEWAY,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        iat={"essential": True},
        jti={"essential": True},
    ).validate(claims)
    _require_subject(claims)
    _require(claims.get("events"), isinstance(_event(claims), dict), f"events to hold {_EVENT}")
    _require(claims.get("nonce"), "nonce" not in claims, "no nonce, so that it is no ID token")
    _require(
        claims["iat"], claims["iat"] >= expected.now - LOGOUT_TOKEN_LIFETIME.total_seconds(), "iat within five minutes"
    )
    return claims


def _event(claims: dict[str, Any]) -> object:
    events = claims.get("events")
    return events.get(_EVENT) if isinstance(events, dict) else None


def _require_subject(claims: dict[str, Any]) -> None:
    named = [claims.get("sub"), claims.get("sid")]
    valid = any(named) and all(each is None or isinstance(each, str) for each in named)
    _require(named, valid, "sub, sid or both, as text")


def _require_authorized_party(claims: dict[str, Any], client_id: str) -> None:
    audience = claims["aud"]
    shared = isinstance(audience, list) and len(audience) > 1
    party = claims.get("azp", None if shared else client_id)
    _require(party, party == client_id, f"azp to name {client_id}")


def _require_time(auth_time: object, now: int) -> None:
    valid = isinstance(auth_time, int | float) and not isinstance(auth_time, bool) and auth_time <= now + LEEWAY
    _require(auth_time, valid, "auth_time to be a time gone by")


def _require(got: object, valid: bool, expected: str) -> None:
    if not valid:
        msg = f"expected {expected}, got {got!r}"
        raise ValueError(msg)

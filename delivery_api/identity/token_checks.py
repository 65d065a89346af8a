"""Checks the claims of the provider's ID and logout tokens, whose signatures are verified already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import isfinite
from typing import Any

from joserfc import jwt

ALGORITHMS = ["RS256", "ES256", "PS256"]  # asymmetric signatures only: never "none", never HMAC with the client secret
LEEWAY = 60  # seconds by which two clocks may differ
LOGOUT_TOKEN_LIFETIME = timedelta(minutes=5)
"""The largest accepted age of a sign-out notice, which also sets how long notices are remembered."""

LONGEST_ID = 255
"""The most characters of a provider's identifier (OpenID Connect Core 1.0, section 2)."""

_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True)
class TokenExpectations:
    """The expected issuer, audience and nonce of a token, the current time and the largest age of an authentication.

    Times are Unix seconds, the age is seconds.
    """

    issuer: str
    client_id: str
    nonce: str
    now: int
    max_age: float = 0.0


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


def require_header(header: Mapping[str, Any], *allowed: str) -> None:
    """Refuse a token of another type (RFC 8725, section 3.11): an access token or a sign-out notice is no ID token.

    One that names extensions which have to be understood is refused too (`crit`), since the service knows none.

    Parameters
    ----------
    allowed : values of `typ`, in lower case; a header without it is allowed, as most providers send none

    Raises
    ------
    ValueError
    """
    kind = header.get("typ", allowed[0])
    valid = isinstance(kind, str) and kind.lower().removeprefix("application/") in allowed
    _require(kind, valid, f"typ {' or '.join(allowed)}")
    _require(header.get("crit"), "crit" not in header, "no extension that is critical")


def checked_id_token(claims: dict[str, Any], expected: TokenExpectations) -> dict[str, Any]:
    """The claims of an ID token that is meant for this service (OpenID Connect Core 1.0, section 3.1.3.7).

    The service asks for `max_age`, so the token has to say when the person was asked.

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
    _require_finite(claims, "exp", "iat")
    _require_authorized_party(claims, expected.client_id)
    _require_text(claims["sub"])
    _require_time(claims.get("auth_time"), expected)
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
    _require_finite(claims, "iat")
    _require_text(claims["jti"])
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


def _require_time(auth_time: object, expected: TokenExpectations) -> None:
    earliest, latest = expected.now - expected.max_age - LEEWAY, expected.now + LEEWAY
    valid = isinstance(auth_time, int | float) and not isinstance(auth_time, bool) and earliest <= auth_time <= latest
    _require(auth_time, valid, "auth_time to be a time gone by, at most max_age ago")


def _require_finite(claims: dict[str, Any], *names: str) -> None:
    for name in names:
        found = claims.get(name, 0)
        valid = isinstance(found, int | float) and not isinstance(found, bool) and isfinite(found)
        _require(found, valid, f"{name} to be a time")


def _require_text(found: object) -> None:
    _require(found, isinstance(found, str) and 0 < len(found) <= LONGEST_ID, f"1 to {LONGEST_ID} characters")


def _require(got: object, valid: bool, expected: str) -> None:
    if not valid:
        msg = f"expected {expected}, got {got!r}"
        raise ValueError(msg)

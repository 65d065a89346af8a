"""What a token of the provider's must say to be believed; its signature has been verified before it comes here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from joserfc import jwt

ALGORITHMS = ["RS256", "ES256", "PS256"]  # signed by the provider's own key: never "none", never our shared secret
LEEWAY = 60  # seconds by which two clocks may differ
NOTICE = timedelta(minutes=5)
"""How old a sign-out notice may be, and so for how long one is remembered."""

_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True)
class IdToken:
    """What is expected of a token: who issued it for whom, in answer to which sign-in, and what time it is."""

    issuer: str
    client_id: str
    nonce: str
    now: int


@dataclass(frozen=True)
class LogoutToken:
    """A sign-out notice that was believed: its own name, whose session it is, and when it was made, in seconds."""

    id: str
    subject: str | None
    provider_session: str | None
    issued_at: int

    @classmethod
    def of(cls, claims: dict[str, Any]) -> LogoutToken:
        """The value behind checked claims."""
        return cls(claims["jti"], claims.get("sub"), claims.get("sid"), int(claims["iat"]))


def checked_id_token(claims: dict[str, Any], wanted: IdToken) -> dict[str, Any]:
    """The claims of an ID token that is meant for us (OpenID Connect Core 1.0, section 3.1.3.7).

    Raises
    ------
    JoseError, ValueError
    """
    jwt.JWTClaimsRegistry(
        now=wanted.now,
        leeway=LEEWAY,
        iss={"essential": True, "value": wanted.issuer},
        aud={"essential": True, "value": wanted.client_id},
        nonce={"essential": True, "value": wanted.nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    ).validate(claims)
    _require_authorized_party(claims, wanted.client_id)
    _require_time(claims.get("auth_time", 0), wanted.now)
    return claims


def checked_logout_token(claims: dict[str, Any], wanted: IdToken) -> dict[str, Any]:
    """The claims of a logout token (OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.6).

    Raises
    ------
    JoseError, ValueError
    """
    jwt.JWTClaimsRegistry(
        now=wanted.now,
        leeway=LEEWAY,
        iss={"essential": True, "value": wanted.issuer},
        aud={"essential": True, "value": wanted.client_id},
        iat={"essential": True},
        jti={"essential": True},
    ).validate(claims)
    _require_whose(claims)
    _require(claims.get("events"), isinstance(_event(claims), dict), f"events to hold {_EVENT}")
    _require(claims.get("nonce"), "nonce" not in claims, "no nonce, so that it is no ID token")
    _require(claims["iat"], claims["iat"] >= wanted.now - NOTICE.total_seconds(), "iat within five minutes")
    return claims


def _event(claims: dict[str, Any]) -> object:
    events = claims.get("events")
    return events.get(_EVENT) if isinstance(events, dict) else None


def _require_whose(claims: dict[str, Any]) -> None:
    named = [claims.get("sub"), claims.get("sid")]
    fine = any(named) and all(each is None or isinstance(each, str) for each in named)
    _require(named, fine, "sub, sid or both, as text")


def _require_authorized_party(claims: dict[str, Any], client_id: str) -> None:
    audience = claims["aud"]
    shared = isinstance(audience, list) and len(audience) > 1
    party = claims.get("azp", None if shared else client_id)
    _require(party, party == client_id, f"azp to name {client_id}")


def _require_time(auth_time: object, now: int) -> None:
    fine = isinstance(auth_time, int | float) and not isinstance(auth_time, bool) and auth_time <= now + LEEWAY
    _require(auth_time, fine, "auth_time to be a time gone by")


def _require(got: object, fine: bool, expected: str) -> None:
    if not fine:
        msg = f"expected {expected}, got {got!r}"
        raise ValueError(msg)

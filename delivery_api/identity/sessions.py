"""Server-side sessions: what one carries, how it is found by its cookie, and when it ends."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.request_context import TrialSeat
from delivery_api.identity import store
from delivery_api.identity.oidc_provider import Handshake
from delivery_api.keys.key_ring import DecryptionFailed, session_key

UNDER_WAY = timedelta(minutes=15)
"""How long a sign-in may take at the provider."""

_TABS = 4  # sign-ins that may be under way in one browser
_RENEWAL = timedelta(minutes=5)  # a session in use is written to no more often than this, unless it is shorter


@dataclass(frozen=True)
class Limits:
    """How long a sign-in lasts: at most, and without a sign of life, by kind of person."""

    absolute: timedelta
    idle: Mapping[str, timedelta]

    def idle_end(self, kind: str, now: datetime, ends_at: datetime) -> datetime:
        """When a session ends that is used now and no more."""
        return min(now + self.idle.get(kind, self.absolute), ends_at)

    def renewal(self, kind: str, expires_at: datetime, ends_at: datetime) -> datetime:
        """From when on the end of a session in use is put off; its last where it can be put off no more."""
        idle = self.idle.get(kind, self.absolute)
        return ends_at if expires_at >= ends_at else expires_at - idle + min(_RENEWAL, idle / 4)


@dataclass(frozen=True)
class Carried:
    """What a session carries, sealed to its cookie.

    Attributes
    ----------
    handshakes : the sign-ins under way in this browser, one a tab
    seats : places in trials
    before : whose session it was, in a browser where one has just run out
    by_pin : whether it was opened with a class PIN, so that nobody vouches for who it is
    """

    handshakes: tuple[Handshake, ...] = ()
    seats: tuple[TrialSeat, ...] = ()
    before: UUID | None = None
    by_pin: bool = False

    def to_bytes(self) -> bytes:
        """JSON."""
        return json.dumps(asdict(self), default=str).encode()

    @classmethod
    def from_bytes(cls, plain: bytes) -> Carried:
        """The value back."""
        fields: dict[str, Any] = json.loads(plain)
        handshakes = tuple(Handshake(**each) for each in fields["handshakes"])
        seats = tuple(TrialSeat(**seat | {"sitting": UUID(seat["sitting"])}) for seat in fields["seats"])
        return cls(handshakes, seats, UUID(fields["before"]) if fields["before"] else None, fields.get("by_pin", False))

    def with_handshake(self, handshake: Handshake) -> Carried:
        """One more sign-in under way; the oldest are forgotten."""
        return replace(self, handshakes=(*self.handshakes, handshake)[-_TABS:])

    def handshake(self, state: str, now: datetime) -> Handshake | None:
        """The sign-in under way that has this state; None when there is none, or it took too long."""
        found = (each for each in self.handshakes if _same(each.state, state) and now.timestamp() < each.until)
        return next(found, None)

    def without(self, state: str) -> tuple[Handshake, ...]:
        """The other sign-ins under way."""
        return tuple(each for each in self.handshakes if not _same(each.state, state))


@dataclass(frozen=True)
class Held:
    """A living session behind a cookie."""

    token: str
    row: store.SessionRow
    carried: Carried

    @property
    def whose(self) -> UUID | None:
        """Whose it is, or was until it ran out."""
        return self.row.person or self.carried.before


def find(connection: Connection, token: str | None, now: datetime) -> Held | None:
    """The session of a cookie; None for one that nobody was given, that is over or was tampered with."""
    row = store.session(connection, hashed(token), now) if token else None
    return held(token, row) if token and row else None


def held(token: str, row: store.SessionRow) -> Held | None:
    """The session of a row, opened with its cookie; None for one that was tampered with."""
    try:
        carried = Carried.from_bytes(session_key(token).open(row.sealed, place="session"))
    except DecryptionFailed:
        return None
    return Held(token, row, carried)


def open_session(connection: Connection, row: store.SessionRow, carried: Carried) -> str:
    """A new session; its cookie's token. What `row` says is sealed is replaced by what is carried."""
    token = secrets.token_urlsafe(32)
    store.add_session(connection, hashed(token), replace(row, sealed=_sealed(token, carried)))
    return token


def begin(connection: Connection, token: str | None, handshake: Handshake, language: str, now: datetime) -> str:
    """Note a sign-in under way in the browser's session, or in a new one; the cookie's token.

    Whoever is signed in stays so until the sign-in is complete: a link to it on another site signs nobody out.
    """
    held = find(connection, token, now)
    until = now + UNDER_WAY
    if held is None:
        carried = Carried((handshake,), before=store.take_over_session(connection, hashed(token)) if token else None)
        return open_session(connection, store.SessionRow(None, language, b"", until, until), carried)
    sealed = _sealed(held.token, held.carried.with_handshake(handshake))
    row = replace(held.row, sealed=sealed, language=language)
    if row.person is None:
        row = replace(row, expires_at=until, ends_at=until)
    store.change_session(connection, hashed(held.token), row)
    return held.token


def renew(connection: Connection, held: Held, kind: str, limits: Limits, now: datetime) -> datetime:
    """Put off the end of a session that is in use; seldom, for each is a write. When it is due next."""
    end = held.row.expires_at
    if now >= limits.renewal(kind, end, held.row.ends_at):
        end = limits.idle_end(kind, now, held.row.ends_at)
        store.prolong_session(connection, hashed(held.token), end)
    return limits.renewal(kind, end, held.row.ends_at)


def hashed(token: str) -> bytes:
    """How a session's token is stored."""
    return sha256(token.encode()).digest()


def _sealed(token: str, carried: Carried) -> bytes:
    return session_key(token).seal(carried.to_bytes(), place="session")


def _same(held: str, given: str) -> bool:
    # as bytes: compare_digest refuses text outside ASCII, which anyone can put into an address
    return secrets.compare_digest(held.encode(), given.encode())

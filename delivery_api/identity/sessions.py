"""Server-side sessions: their sealed content, how a cookie finds one, and when one ends."""

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
from delivery_api.identity.oidc_provider import PendingSignIn
from delivery_api.identity.session_rows import store
from delivery_api.keys.encryption import DecryptionFailed, session_key

SIGN_IN_TIMEOUT = timedelta(minutes=15)
"""How long a sign-in may take at the provider."""

_MOST_PENDING = 4  # pending sign-ins in one browser, one a tab
_RENEWAL = timedelta(minutes=5)  # an active session is extended at most this often, unless its idle time is short


@dataclass(frozen=True)
class SessionLimits:
    """How long a session lasts.

    Attributes
    ----------
    absolute : from sign-in, whatever happens
    idle : without a request, by kind of person
    """

    absolute: timedelta
    idle: Mapping[str, timedelta]

    def idle_end(self, kind: str, now: datetime, ends_at: datetime) -> datetime:
        """When a session used now for the last time ends."""
        return min(now + self.idle.get(kind, self.absolute), ends_at)

    def renewal(self, kind: str, expires_at: datetime, ends_at: datetime) -> datetime:
        """When the end of a session in use is next extended; `ends_at` if it can be extended no more."""
        idle = self.idle.get(kind, self.absolute)
        return ends_at if expires_at >= ends_at else expires_at - idle + min(_RENEWAL, idle / 4)


@dataclass(frozen=True)
class SessionContent:
    """The content of a session, sealed under its cookie.

    Attributes
    ----------
    pending_sign_ins : sign-ins that wait for the provider's answer, one a tab
    seats : places in trials
    previous_person : the person of the session that has just expired in the same browser
    by_pin : whether a class PIN opened the session, so that no provider verified the person
    ended_before : the sittings that had ended when they came in by PIN, which they do not see
    authenticated_at : when the provider asked the person who they are; None if it did not
    """

    pending_sign_ins: tuple[PendingSignIn, ...] = ()
    seats: tuple[TrialSeat, ...] = ()
    previous_person: UUID | None = None
    by_pin: bool = False
    ended_before: tuple[UUID, ...] = ()
    authenticated_at: datetime | None = None

    def to_bytes(self) -> bytes:
        """The stored form, JSON."""
        stored = {
            "handshakes": [each.to_stored() for each in self.pending_sign_ins],
            "seats": [asdict(seat) for seat in self.seats],
            "before": self.previous_person,
            "by_pin": self.by_pin,
            "ended_before": self.ended_before,
            "asked": self.authenticated_at.isoformat() if self.authenticated_at else None,
        }
        return json.dumps(stored, default=str).encode()

    @classmethod
    def from_bytes(cls, plain: bytes) -> SessionContent:
        """Read the stored form."""
        stored: dict[str, Any] = json.loads(plain)
        pending = tuple(map(PendingSignIn.from_stored, stored["handshakes"]))
        seats = tuple(TrialSeat(**seat | {"sitting": UUID(seat["sitting"])}) for seat in stored["seats"])
        previous = UUID(stored["before"]) if stored["before"] else None
        ended = tuple(map(UUID, stored.get("ended_before", ())))
        asked = stored.get("asked")
        at = datetime.fromisoformat(asked) if asked else None
        return cls(pending, seats, previous, stored.get("by_pin", False), ended, at)

    def with_pending(self, pending: PendingSignIn) -> SessionContent:
        """Add a pending sign-in; the oldest ones are dropped."""
        return replace(self, pending_sign_ins=(*self.pending_sign_ins, pending)[-_MOST_PENDING:])

    def pending(self, state: str, now: datetime) -> PendingSignIn | None:
        """The pending sign-in with this `state`; None if there is none or it has expired."""
        matching = (
            each for each in self.pending_sign_ins if _same(each.state, state) and now.timestamp() < each.expires_at
        )
        return next(matching, None)

    def pending_without(self, state: str) -> tuple[PendingSignIn, ...]:
        """The pending sign-ins but the one with this `state`."""
        return tuple(each for each in self.pending_sign_ins if not _same(each.state, state))


@dataclass(frozen=True)
class ActiveSession:
    """A session that has not expired, with its cookie's token and its opened content."""

    token: str
    row: store.SessionRow
    content: SessionContent

    @property
    def last_person(self) -> UUID | None:
        """The signed-in person, or the one before the session expired."""
        return self.row.person or self.content.previous_person


def find_session(connection: Connection, token: str | None, now: datetime) -> ActiveSession | None:
    """The session of a cookie; None if the token is unknown, expired or altered."""
    row = store.session(connection, hash_token(token), now) if token else None
    return unseal_session(token, row) if token and row else None


def unseal_session(token: str, row: store.SessionRow) -> ActiveSession | None:
    """Open a session's content with its cookie; None if it was altered."""
    try:
        content = SessionContent.from_bytes(session_key(token).open(row.sealed, place="session"))
    except DecryptionFailed:
        return None
    return ActiveSession(token, row, content)


def open_session(connection: Connection, row: store.SessionRow, content: SessionContent) -> str:
    """Create a session.

    Parameters
    ----------
    row : its columns; `sealed` is replaced by the sealed content
    content : what is sealed into it

    Returns
    -------
    the token for the cookie
    """
    token = secrets.token_urlsafe(32)
    store.add_session(connection, hash_token(token), replace(row, sealed=_sealed(token, content)))
    return token


def add_pending_sign_in(
    connection: Connection, token: str | None, pending: PendingSignIn, language: str, now: datetime
) -> str:
    """Store a pending sign-in in the browser's session, or in a new one.

    A signed-in person stays signed in until the new sign-in is complete, so that a link on another site signs nobody
    out.

    Returns
    -------
    the token for the cookie
    """
    active = find_session(connection, token, now)
    until = now + SIGN_IN_TIMEOUT
    if active is None:
        previous = store.delete_session_returning_person(connection, hash_token(token)) if token else None
        content = SessionContent((pending,), previous_person=previous)
        return open_session(connection, store.SessionRow(None, language, b"", until, until), content)
    sealed = _sealed(active.token, active.content.with_pending(pending))
    row = replace(active.row, sealed=sealed, language=language)
    if row.person is None:
        row = replace(row, expires_at=until, ends_at=until)
    store.update_session(connection, hash_token(active.token), row)
    return active.token


def renew_session(
    connection: Connection, active: ActiveSession, kind: str, limits: SessionLimits, now: datetime
) -> datetime:
    """Extend a session in use, if that is due; seldom, since each extension is a write.

    Returns
    -------
    when the next extension is due
    """
    end = active.row.expires_at
    if now >= limits.renewal(kind, end, active.row.ends_at):
        end = limits.idle_end(kind, now, active.row.ends_at)
        store.extend_session(connection, hash_token(active.token), end)
    return limits.renewal(kind, end, active.row.ends_at)


def hash_token(token: str) -> bytes:
    """The SHA-256 under which a session's token is stored."""
    return sha256(token.encode()).digest()


def _sealed(token: str, content: SessionContent) -> bytes:
    return session_key(token).seal(content.to_bytes(), place="session")


def _same(stored: str, given: str) -> bool:
    # as bytes: compare_digest refuses text outside ASCII, which anyone can put into an address
    return secrets.compare_digest(stored.encode(), given.encode())

"""Signing in and out, and what a server-side session carries."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from delivery_api import audit
from delivery_api.access import SignedIn, TrialSeat
from delivery_api.identity import people, store
from delivery_api.identity.identifiers import recognised
from delivery_api.identity.provider import Handshake, SignInFailed
from delivery_api.identity.values import Person
from delivery_api.keys import KeyRing, SealBroken, session_key
from delivery_api.refused import Refused

Seats = Callable[[Connection, Person, str, datetime], Iterable[TrialSeat]]


class NotOnRoster(Refused):
    """The provider vouches for someone whom no school has on its roster."""

    code = "not_on_roster"


@dataclass(frozen=True)
class Carried:
    """What a session carries, sealed to its cookie: a sign-in under way, or the places in trials."""

    handshake: Handshake | None = None
    seats: tuple[TrialSeat, ...] = ()

    def to_bytes(self) -> bytes:
        """JSON."""
        return json.dumps(asdict(self), default=str).encode()

    @classmethod
    def from_bytes(cls, plain: bytes) -> Carried:
        """The value back."""
        fields: dict[str, Any] = json.loads(plain)
        seats = (TrialSeat(**seat | {"sitting": UUID(seat["sitting"])}) for seat in fields["seats"])
        handshake = Handshake(**fields["handshake"]) if fields["handshake"] else None
        return cls(handshake, tuple(seats))


@dataclass(frozen=True)
class Lobby:
    """What signing in needs: keys, the claim that identifies, how long a session lasts, and the trials' seats."""

    ring: KeyRing
    identifier_claim: str
    session_length: timedelta
    seats: Seats

    def begin(
        self, connection: Connection, held: str | None, handshake: Handshake, language: str, now: datetime
    ) -> str:
        """Open a session for a sign-in under way, in place of the one held; its cookie token."""
        if held:
            store.end_session(connection, hashed(held))
        return self._open(connection, None, language, Carried(handshake), now + timedelta(minutes=15))

    def under_way(
        self, connection: Connection, held: str | None, state: str, now: datetime
    ) -> tuple[Handshake, str | None]:
        """What the sign-in under way in this browser must come back with, and the language it was begun in.

        Raises
        ------
        SignInFailed : this browser began no sign-in, or another one
        """
        row, carried = self._carried(connection, held, now)
        handshake = carried.handshake if carried else None
        if row is None or handshake is None or not _same(handshake.state, state):
            raise SignInFailed(reason="state")
        return handshake, row.language

    def complete(self, connection: Connection, held: str | None, claims: dict[str, Any], now: datetime) -> str:
        """Finish a sign-in by verified claims: the old session ends, a new one begins; its cookie token.

        Raises
        ------
        SignInFailed, NotOnRoster
        """
        row, _ = self._carried(connection, held, now)
        if row is None or not store.end_session(connection, hashed(held or "")):
            raise SignInFailed(reason="completed already")
        identifier = claims.get(self.identifier_claim)
        if not isinstance(identifier, str) or not identifier:
            raise SignInFailed(reason=f"no claim {self.identifier_claim}")
        person = self._known(connection, identifier)
        seats = tuple(self.seats(connection, person, identifier, now))
        audit.record(connection, now, "signed in", actor=person.id)
        return self._open(connection, person.id, row.language, Carried(seats=seats), now + self.session_length)

    def _known(self, connection: Connection, identifier: str) -> Person:
        found = people.known(connection, self.ring, recognised(identifier))
        if found is None:
            raise NotOnRoster
        return found

    def _open(
        self, connection: Connection, person: UUID | None, language: str | None, carried: Carried, until: datetime
    ) -> str:
        token = secrets.token_urlsafe(32)
        sealed = session_key(token).seal(carried.to_bytes(), place="session")
        store.add_session(connection, hashed(token), store.SessionRow(person, language, sealed), until)
        return token

    def _carried(
        self, connection: Connection, token: str | None, now: datetime
    ) -> tuple[store.SessionRow | None, Carried | None]:
        row = store.session(connection, hashed(token), now) if token else None
        if token is None or row is None:
            return None, None
        try:
            return row, Carried.from_bytes(session_key(token).open(row.sealed, place="session"))
        except SealBroken:
            return None, None

    def who(self, connection: Connection, token: str, now: datetime) -> SignedIn | None:
        """Who is behind a cookie's token; None for a token nobody was given."""
        row, carried = self._carried(connection, token, now)
        if row is None or carried is None or row.person is None:
            return None
        person = store.persons(connection, self.ring, [row.person])[row.person]
        return SignedIn(person.id, person.kind, person.short_name, person.school, row.language, carried.seats)


def _same(held: str, given: str) -> bool:
    # as bytes: compare_digest refuses text outside ASCII, which anyone can put into an address
    return secrets.compare_digest(held.encode(), given.encode())


def hashed(token: str) -> bytes:
    """How a session's token is stored."""
    return sha256(token.encode()).digest()

"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import Refused
from delivery_api.access.request_context import SignedIn, TrialSeat
from delivery_api.audit import audit_log
from delivery_api.identity import person_records, sessions, store
from delivery_api.identity.claims import ClaimNames, identifiers
from delivery_api.identity.identifier_hashing import IDENTIFIERS, Identifier
from delivery_api.identity.oidc_provider import Handshake, NoticeRefused, SignInFailed, Vouched
from delivery_api.identity.sessions import Carried, Limits, hashed
from delivery_api.identity.token_checks import NOTICE, LogoutToken
from delivery_api.identity.values import Person
from delivery_api.keys.key_ring import KeyRing

_PROVIDER = "provider"

Seats = Callable[[Connection, Person, str, datetime], Iterable[TrialSeat]]
Met = Callable[[Connection, UUID, datetime], None]
"""Told who has signed in through the provider."""


class NotOnRoster(Refused):
    """The provider vouches for someone whom no school has on its roster."""

    code = "not_on_roster"


@dataclass(frozen=True)
class Arrival:
    """A completed sign-in: the new cookie's token, where to go, and whether to ask first if it is the right person."""

    token: str
    back: str
    ask: bool


@dataclass(frozen=True)
class Lobby:
    """What signing in needs: keys, the claims that identify, how long a session lasts, what other rooms do at one."""

    ring: KeyRing
    claims: ClaimNames
    limits: Limits
    seats: Seats
    met: Met

    def under_way(
        self, connection: Connection, token: str | None, state: str, now: datetime
    ) -> tuple[Handshake, str | None]:
        """What the sign-in under way in this browser must come back with, and the language it was begun in.

        Raises
        ------
        SignInFailed : this browser began no sign-in, or another one
        """
        held = sessions.find(connection, token, now)
        handshake = held.carried.handshake(state, now) if held else None
        if held is None or handshake is None:
            raise SignInFailed(reason="state")
        return handshake, held.row.language

    def complete(
        self, connection: Connection, token: str | None, state: str, vouched: Vouched, now: datetime
    ) -> Arrival:
        """Finish a sign-in that the provider vouches for: the old session ends, a new one begins.

        Raises
        ------
        SignInFailed, NotOnRoster
        """
        held = sessions.find(connection, token, now)
        handshake = held.carried.handshake(state, now) if held else None
        if held is None or handshake is None or not store.end_session(connection, hashed(held.token)):
            raise SignInFailed(reason="completed already")
        candidates = identifiers(vouched.claims, self.claims)
        if not candidates:
            raise SignInFailed(reason=f"no claim {self.claims.identifier}")
        person, identifier = self._known(connection, candidates)
        seats = tuple(self.seats(connection, person, identifier.value, now))
        audit_log.record(connection, now, "signed in", actor=person.id)
        self.met(connection, person.id, now)
        row = self._row(connection, person, held.row.language, vouched, now)
        new = sessions.open_session(connection, row, Carried(held.carried.without(state), seats))
        return Arrival(new, handshake.back, ask=not vouched.asked and held.whose != person.id)

    def _row(
        self, connection: Connection, person: Person, language: str | None, vouched: Vouched, now: datetime
    ) -> store.SessionRow:
        ends_at = now + self.limits.absolute
        subject = self._marks(connection, "subject", vouched.subject)[0]
        sid = vouched.provider_session
        provider_session = self._marks(connection, "provider-session", sid)[0] if sid else None
        expires_at = self.limits.idle_end(person.kind, now, ends_at)
        return store.SessionRow(person.id, language, b"", expires_at, ends_at, subject, provider_session)

    def _marks(self, connection: Connection, kind: str, value: str) -> list[bytes]:
        """How a name of the provider's stands in a session: as HMAC, under each living key, the newest first."""
        ids = self.ring.living(connection, IDENTIFIERS)
        return [self.ring.read(key_id).fingerprint(_PROVIDER, kind, value) for key_id in ids]

    def _known(self, connection: Connection, candidates: Sequence[Identifier]) -> tuple[Person, Identifier]:
        for identifier in candidates:
            if (found := person_records.known(connection, self.ring, identifier)) is not None:
                return found, identifier
        raise NotOnRoster

    def provider_signed_out(self, connection: Connection, notice: LogoutToken, now: datetime) -> None:
        """End the sessions that a sign-out notice names.

        Raises
        ------
        NoticeRefused : it has been acted on before
        """
        if not store.believe_once(connection, hashed(notice.id), now, now + 2 * NOTICE):
            raise NoticeRefused(reason="acted on already")
        if notice.provider_session:
            column, kind, name = "provider_session", "provider-session", notice.provider_session
        else:
            column, kind, name = "provider_subject", "subject", notice.subject or ""
        store.leave_provider_sessions(connection, column, self._marks(connection, kind, name), now + sessions.UNDER_WAY)

    def who(self, connection: Connection, token: str, now: datetime, *, page: bool) -> SignedIn | None:
        """Who is behind a cookie's token; None for a token nobody was given.

        Use puts off the end of the session. Where it holds a place in a trial only pages do: a write to the session at
        each answer would lead from the person to the trial's rows beside it.
        """
        found = store.visitor(connection, self.ring, hashed(token), now)
        return self.known(connection, token, *found, now, page=page) if found else None

    def known(
        self,
        connection: Connection,
        token: str,
        row: store.SessionRow,
        person: store.SealedPerson,
        now: datetime,
        *,
        page: bool,
    ) -> SignedIn | None:
        """`who`, of a session that was found already; None for one that was tampered with."""
        held = sessions.held(token, row)
        if held is None:
            return None
        settled, carried = held.row.expires_at, held.carried
        if page or not carried.seats:
            settled = sessions.renew(connection, held, person.kind, self.limits, now)
        return SignedIn(
            *(person.id, person.kind, lambda: person.opened().short_name, person.school, held.row.language),
            seats=carried.seats,
            post=person.post,
            by_pin=carried.by_pin,
            settled_until=settled,
        )

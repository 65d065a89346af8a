"""The use cases of signing in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from delivery_api.access.refusals import Refused
from delivery_api.access.request_context import SignedIn, TrialSeat
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import person_records, sessions
from delivery_api.identity.access_profile.store import profile_of
from delivery_api.identity.claims import ClaimNames, candidate_identifiers
from delivery_api.identity.device_kind import DeviceKind
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS, Identifier
from delivery_api.identity.languages.opening_languages import opening_language
from delivery_api.identity.last_seen import store as last_seen
from delivery_api.identity.oidc_provider import LogoutNoticeRefused, PendingSignIn, SignInFailed, VerifiedIdentity
from delivery_api.identity.session_rows import store
from delivery_api.identity.sessions import SessionContent, SessionLimits, hash_token
from delivery_api.identity.sign_in_policy import SignInPolicy
from delivery_api.identity.token_checks import LOGOUT_TOKEN_LIFETIME, LogoutToken
from delivery_api.identity.values import Person
from delivery_api.keys.key_ring import KeyRing

_PROVIDER = "provider"

SeatLookup = Callable[[Connection, Person, str, datetime], Iterable[TrialSeat]]
"""Finds a person's places in trials, from the identifier that they signed in with."""


class NotOnRoster(Refused):
    """The provider has identified a person whom no school has on its roster."""

    code = "not_on_roster"


@dataclass(frozen=True)
class CompletedSignIn:
    """A completed sign-in.

    Attributes
    ----------
    token : the token for the new cookie
    return_path : where the browser goes next
    confirm_person : whether the page first asks if this is the right person
    language : in which pages open; None where the browser decides
    """

    token: str
    return_path: str
    confirm_person: bool
    language: str | None = None


@dataclass(frozen=True)
class SignInService:
    """Signs people in and out.

    Attributes
    ----------
    ring : the keys
    claims : the names of the provider's claims
    limits : how long sessions last
    seats : finds a person's places in trials
    policy : which roles need a stronger sign-in
    """

    ring: KeyRing
    claims: ClaimNames
    limits: SessionLimits
    seats: SeatLookup
    policy: SignInPolicy

    def pending_sign_in(
        self, connection: Connection, token: str | None, state: str, now: datetime
    ) -> tuple[PendingSignIn, str | None]:
        """The browser's pending sign-in with this `state`, and the language it was started in.

        Raises
        ------
        SignInFailed : this browser has no pending sign-in with this `state`
        """
        active = sessions.find_session(connection, token, now)
        pending = active.content.pending(state, now) if active else None
        if active is None or pending is None:
            raise SignInFailed(reason="state")
        return pending, active.row.language

    def complete(
        self,
        connection: Connection,
        token: str | None,
        state: str,
        verified: VerifiedIdentity,
        now: datetime,
        device: DeviceKind = DeviceKind.OTHER,
    ) -> CompletedSignIn:
        """Complete a verified sign-in: delete the session that started it and open a new one.

        Raises
        ------
        SignInFailed, NotOnRoster, SignInTooWeak
        """
        active = sessions.find_session(connection, token, now)
        pending = active.content.pending(state, now) if active else None
        if active is None or pending is None or not store.end_session(connection, hash_token(active.token)):
            raise SignInFailed(reason="completed already")
        candidates = candidate_identifiers(verified.claims, self.claims)
        if not candidates:
            raise SignInFailed(reason=f"no claim {self.claims.identifier}")
        person, identifier = self._find_person(connection, candidates)
        self.policy.require(person, verified.claims)
        seats = tuple(self.seats(connection, person, identifier.value, now))
        audit_log.record(connection, now, "signed in", actor=person.id)
        last_seen.note_seen(connection, [person.id], london_date(now))
        language = pending.language or opening_language(connection, person.id, person.school)
        opens_in = language or active.row.language
        row = replace(self._session_row(connection, person, opens_in, verified, now), device=device.value)
        content = SessionContent(active.content.pending_without(state), seats, authenticated_at=now - verified.age)
        new = sessions.open_session(connection, row, content)
        confirm = not verified.reauthenticated and active.last_person != person.id
        return CompletedSignIn(new, pending.return_path, confirm_person=confirm, language=language)

    def _session_row(
        self, connection: Connection, person: Person, language: str | None, verified: VerifiedIdentity, now: datetime
    ) -> store.SessionRow:
        ends_at = now + self.limits.absolute
        subject = self._provider_id_hashes(connection, "subject", verified.subject)[0]
        sid = verified.provider_session
        provider_session = self._provider_id_hashes(connection, "provider-session", sid)[0] if sid else None
        expires_at = self.limits.idle_end(person.kind, now, ends_at)
        return store.SessionRow(person.id, language, b"", expires_at, ends_at, subject, provider_session)

    def _provider_id_hashes(self, connection: Connection, kind: str, value: str) -> list[bytes]:
        """The HMACs under which an id of the provider's may be stored, one for each current key, newest first."""
        keys = self.ring.living_keys(connection, IDENTIFIER_KEYS)
        return [key.fingerprint(_PROVIDER, kind, value) for key in keys]

    def _find_person(self, connection: Connection, candidates: Sequence[Identifier]) -> tuple[Person, Identifier]:
        for identifier in candidates:
            person = person_records.find_by_identifier(connection, self.ring, identifier)
            if person is not None:
                return person, identifier
        raise NotOnRoster

    def provider_signed_out(self, connection: Connection, notice: LogoutToken, now: datetime) -> None:
        """End the sessions that a sign-out notice names.

        Raises
        ------
        LogoutNoticeRefused : it was acted on before
        """
        if not store.record_logout_notice(connection, hash_token(notice.id), now, now + 2 * LOGOUT_TOKEN_LIFETIME):
            raise LogoutNoticeRefused(reason="acted on already")
        if notice.provider_session:
            column, kind, name = "provider_session", "provider-session", notice.provider_session
        else:
            column, kind, name = "provider_subject", "subject", notice.subject or ""
        store.detach_provider_sessions(
            connection, column, self._provider_id_hashes(connection, kind, name), now + sessions.SIGN_IN_TIMEOUT
        )

    def authenticate(self, connection: Connection, token: str, now: datetime, *, page: bool) -> SignedIn | None:
        """The signed-in person of a cookie's token; None if the token is unknown or expired.

        A request extends the session. In a session with a place in a trial only pages do so: writing to the session at
        each answer would link the person to the trial rows written at the same time.

        Parameters
        ----------
        page : whether the request is for a page
        """
        found = store.session_with_person(connection, self.ring, hash_token(token), now)
        person = self.signed_in(connection, token, *found, now, page=page) if found else None
        if person is None or person.kind != "learner" or not page:
            return person
        return replace(person, look=profile_of(connection, person.person).look)

    def signed_in(
        self,
        connection: Connection,
        token: str,
        row: store.SessionRow,
        person: store.SealedPerson,
        now: datetime,
        *,
        page: bool,
    ) -> SignedIn | None:
        """`authenticate` for a session row that was read already; None if its content was altered."""
        active = sessions.unseal_session(token, row)
        if active is None:
            return None
        settled, content = active.row.expires_at, active.content
        if page or not content.seats:
            settled = sessions.renew_session(connection, active, person.kind, self.limits, now)
        return SignedIn(
            *(person.id, person.kind, lambda: person.opened().short_name, person.school, active.row.language),
            seats=content.seats,
            post=person.post,
            by_pin=content.by_pin,
            ended_before=content.ended_before,
            authenticated_at=content.authenticated_at,
            settled_until=settled,
        )

"""What access decisions are made with: the signed-in person, the things they request, and how both are fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import Connection, Engine

from delivery_api.access.roles import Role


@dataclass(frozen=True)
class TrialSeat:
    """A learner's place in a trial, held only in the server-side session and never stored with the person."""

    programme: str
    pseudonym: str
    sitting: UUID
    subject: str
    year_group: int


@dataclass(frozen=True)
class SignedIn:
    """The person who is signed in.

    Attributes
    ----------
    kind : "learner" or "staff"
    opened_name : decrypts the short display name, which few requests show
    school : theirs, or the organisation of a stakeholder or operator
    language : the one chosen; None if none was
    seats : the places in trials that this browser session may take
    post : the role of a person who is not a learner; None for a teacher
    by_pin : whether they signed in with a class PIN, so that nobody has vouched for who they are
    ended_before : the sittings that had ended when they came in by PIN, which they do not see
    authenticated_at : when the provider asked them who they are; None if it did not
    settled_until : until when the session needs no renewal
    look : of a learner who requests a page, how pages are shown to them; None otherwise
    """

    person: UUID
    kind: str
    opened_name: Callable[[], str]
    school: UUID
    language: str | None = None
    seats: tuple[TrialSeat, ...] = ()
    post: str | None = None
    by_pin: bool = False
    ended_before: tuple[UUID, ...] = ()
    authenticated_at: datetime | None = None
    settled_until: datetime | None = None
    look: Mapping[str, str] | None = None

    @property
    def name(self) -> str:
        """The short display name.

        Raises
        ------
        KeyGone, DecryptionFailed
        """
        return self.opened_name()

    @property
    def role(self) -> Role:
        """Their role. An unknown post raises ValueError, so that its holder sees nothing."""
        return Role.LEARNER if self.kind == "learner" else Role(self.post or Role.TEACHER)


class OwnedSitting(Protocol):
    """What access decisions need of a sitting."""

    @property
    def programme(self) -> str: ...
    @property
    def learner(self) -> UUID | None: ...
    @property
    def pseudonym(self) -> str | None: ...
    @property
    def practised_on(self) -> date | None: ...


class Taught(Protocol):
    """What access decisions need of a class or a learner: its teachers and its schools today."""

    @property
    def teachers(self) -> frozenset[UUID]: ...
    @property
    def schools(self) -> frozenset[UUID]: ...


class Organisation(Protocol):
    """What access decisions need of a school, a local authority or the government."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def code(self) -> str | None: ...


@dataclass(frozen=True)
class Loaders:
    """The functions that fetch things; each returns None if the thing does not exist.

    Attributes
    ----------
    session : of (connection, token, now, whether a page is requested); `identity.service.SignInService.authenticate`
    sitting : of (connection, person, sitting id); `sittings.sitting_lookup.find_for`
    class_, learner : of (connection, id, now); `identity.store.class_today`, `learner_today`
    school : of (connection, id); `identity.store.organisation`
    rights : of (connection, person, school, now), the rights that a head has given; `permissions.store.rights`
    has_broken_glass : of (connection, operator, learner, now); `permissions.store.is_broken`
    may_view : of (connection, kind of a stakeholder's organisation, now), whether the controller lets it see schools;
        `permissions.view_permission.store.is_allowed`
    remember_language : sets the language of the session of (connection, token, language)
    session_language : of (connection, token, now)
    """

    session: Callable[[Connection, str, datetime, bool], SignedIn | None]
    sitting: Callable[[Connection, SignedIn, UUID], OwnedSitting | None]
    class_: Callable[[Connection, UUID, datetime], Taught | None]
    learner: Callable[[Connection, UUID, datetime], Taught | None]
    school: Callable[[Connection, UUID], Organisation | None]
    rights: Callable[[Connection, UUID, UUID, datetime], frozenset[str]]
    has_broken_glass: Callable[[Connection, UUID, UUID, datetime], bool]
    may_view: Callable[[Connection, str, datetime], bool]
    remember_language: Callable[[Connection, str, str], None]
    session_language: Callable[[Connection, str, datetime], str | None]


@dataclass(frozen=True)
class ServiceContext:
    """What every request is served with; `app.state.service_context`.

    Attributes
    ----------
    autocommit : an engine on which each statement is a transaction by itself
    cookie : name of the session's cookie
    fresh_for : how old a sign-in may be for acts that cannot be undone, and for taking data out
    rate_limit_wait : how long an account has to wait before its next request is served
    """

    engine: Engine
    autocommit: Engine
    clock: Callable[[], datetime]
    cookie: str
    loaders: Loaders
    rate_limit_wait: Callable[[UUID, datetime], timedelta]
    fresh_for: timedelta = timedelta(minutes=15)

    def dispose(self) -> None:
        """Close the database connections that are not in use."""
        self.engine.dispose()
        self.autocommit.dispose()

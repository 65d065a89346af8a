"""Who asks, what access has to know of a thing, and how both are fetched; `access.py` decides with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import Connection, Engine

from delivery_api.access.roles import Role


@dataclass(frozen=True)
class TrialSeat:
    """A learner's place in a trial: known to the server-side session alone, never stored with the person."""

    programme: str
    pseudonym: str
    sitting: UUID
    subject: str
    year_group: int


@dataclass(frozen=True)
class SignedIn:
    """Who is asking.

    Attributes
    ----------
    kind : learner or staff
    opened_name : gives the short display name, which few requests show
    school : theirs, or the organisation of those who belong to none
    language : the one chosen
    seats : the trials this browser session may sit
    post : of whoever is no learner: what they are; a teacher unless it says otherwise
    by_pin : they came in with a class PIN, so that nobody vouches for who it is
    settled_until : from when on their being here has to be noted again, or is over
    """

    person: UUID
    kind: str
    opened_name: Callable[[], str]
    school: UUID
    language: str | None = None
    seats: tuple[TrialSeat, ...] = ()
    post: str | None = None
    by_pin: bool = False
    settled_until: datetime | None = None

    @property
    def name(self) -> str:
        """The short display name.

        Raises
        ------
        KeyGone, SealBroken
        """
        return self.opened_name()

    @property
    def role(self) -> Role:
        """What they are; a post that nobody knows raises ValueError and so sees nothing."""
        return Role.LEARNER if self.kind == "learner" else Role(self.post or Role.TEACHER)


class OwnedSitting(Protocol):
    """What access has to know of a sitting."""

    @property
    def programme(self) -> str: ...
    @property
    def learner(self) -> UUID | None: ...
    @property
    def pseudonym(self) -> str | None: ...
    @property
    def practised_on(self) -> date | None: ...


class Taught(Protocol):
    """What access has to know of a class or a learner: who teaches it today, and at which schools it is today."""

    @property
    def teachers(self) -> frozenset[UUID]: ...
    @property
    def schools(self) -> frozenset[UUID]: ...


class Organisation(Protocol):
    """What access has to know of a school, or of whoever looks in from outside: a local authority, the government."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def code(self) -> str | None: ...


@dataclass(frozen=True)
class Loaders:
    """How things are fetched; each gives None where there is no such thing."""

    session: Callable[[Connection, str, datetime, bool], SignedIn | None]  # whether for a page
    sitting: Callable[[Connection, SignedIn, UUID], OwnedSitting | None]
    # who is behind a session, and a sitting that is kept until the transaction ends
    held_sitting: Callable[[Connection, str, UUID, datetime], tuple[SignedIn | None, OwnedSitting | None]]
    class_: Callable[[Connection, UUID, datetime], Taught | None]
    learner: Callable[[Connection, UUID, datetime], Taught | None]
    school: Callable[[Connection, UUID], Organisation | None]
    rights: Callable[[Connection, UUID, UUID, datetime], frozenset[str]]  # of a person, at a school
    glass: Callable[[Connection, UUID, UUID, datetime], bool]  # whether an operator has broken it, for a learner
    remember_language: Callable[[Connection, str, str], None]
    language: Callable[[Connection, str, datetime], str | None]


@dataclass(frozen=True)
class ServiceContext:
    """What every request passes through; `app.state.service_context`."""

    engine: Engine
    autocommit: Engine  # on which each statement is a transaction by itself
    clock: Callable[[], datetime]
    cookie: str
    loaders: Loaders
    wait: Callable[[UUID, datetime], timedelta]  # how long an account has to wait before it may ask again

    def dispose(self) -> None:
        """Close every connection to the database that is not in use."""
        self.engine.dispose()
        self.autocommit.dispose()

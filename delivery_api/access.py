"""The only way to a learner, a class, a sitting or a report.

A route declares what it needs (`OwnSitting`, `TaughtClass`, …) and gets the thing already checked, or the request is
refused before the route runs. What a person may not see is "not found", so that nobody can probe for it. This module
knows no room: `app.py` hands it the loaders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from delivery_api.refused import NotFound, NotSignedIn, TooMany


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
    """Who is asking. `name` is the short display name; `seats` are the trials this browser session may sit."""

    person: UUID
    kind: str
    name: str
    school: UUID
    language: str | None = None
    seats: tuple[TrialSeat, ...] = ()


class OwnedSitting(Protocol):
    """What access has to know of a sitting."""

    @property
    def programme(self) -> str: ...
    @property
    def learner(self) -> UUID | None: ...
    @property
    def pseudonym(self) -> str | None: ...


class Taught(Protocol):
    """What access has to know of a class or a learner: who teaches it today."""

    @property
    def teachers(self) -> frozenset[UUID]: ...


@dataclass(frozen=True)
class Loaders:
    """How things are fetched; each gives None where there is no such thing."""

    session: Callable[[Connection, str, datetime, bool], SignedIn | None]  # whether for a page
    sitting: Callable[[Connection, SignedIn, UUID], OwnedSitting | None]
    class_: Callable[[Connection, UUID, datetime], Taught | None]
    learner: Callable[[Connection, UUID, datetime], Taught | None]
    remember_language: Callable[[Connection, str, str], None]
    language: Callable[[Connection, str, datetime], str | None]


@dataclass(frozen=True)
class Doors:
    """What every request passes through; `app.state.doors`."""

    engine: Engine
    clock: Callable[[], datetime]
    cookie: str
    loaders: Loaders
    wait: Callable[[UUID, datetime], timedelta]  # how long an account has to wait before it may ask again


def _doors(request: Request) -> Doors:
    doors: Doors = request.app.state.doors
    return doors


def transaction(request: Request) -> Iterator[Connection]:
    """One request, one transaction: committed before the response is sent, rolled back on any error."""
    with _doors(request).engine.begin() as connection:
        yield connection


# scope="function": the commit happens when the route returns, not after the answer has left
Transaction = Annotated[Connection, Depends(transaction, scope="function")]


Transactions = Callable[[], AbstractContextManager[Connection]]


def transactions(request: Request) -> Transactions:
    """Transactions to open by hand, for a route that talks to the provider: none is held while it waits."""
    return _doors(request).engine.begin


OpenTransaction = Annotated[Transactions, Depends(transactions)]


def now(request: Request) -> datetime:
    """The time of the request: one instant, however long the work takes."""
    if not hasattr(request.state, "now"):
        request.state.now = _doors(request).clock()
    instant: datetime = request.state.now
    return instant


Now = Annotated[datetime, Depends(now)]


def learn_language(request: Request) -> None:
    """Find the session's language for a request that is turned away before anybody looked whose it is."""
    doors, token = _doors(request), request.cookies.get(_doors(request).cookie)
    if hasattr(request.state, "session_language") or not token:
        return
    try:
        with doors.engine.begin() as connection:
            request.state.session_language = doors.loaders.language(connection, token, now(request))
    except SQLAlchemyError:
        return  # the database is away: what there is to say is said all the same, in the browser's language


def visitor(request: Request, connection: Transaction, instant: Now) -> SignedIn | None:
    """Who is behind the cookie, or nobody."""
    doors = _doors(request)
    token = request.cookies.get(doors.cookie)
    page = not request.url.path.startswith("/api/")
    person = doors.loaders.session(connection, token, instant, page) if token else None
    request.state.session_language = person.language if person else None
    if person and (pause := doors.wait(person.person, instant)):
        raise TooMany(seconds=ceil(pause.total_seconds()))
    wanted = request.query_params.get("lang", "")
    # A page asked for in a language sets the session's; the player's own calls write to no session (see privacy.md).
    if token and person and wanted != person.language and page:
        doors.loaders.remember_language(connection, token, wanted)
    return person


Visitor = Annotated[SignedIn | None, Depends(visitor)]


def signed_in(person: Visitor) -> SignedIn:
    """Somebody who is signed in.

    Raises
    ------
    NotSignedIn
    """
    if person is None:
        raise NotSignedIn
    return person


AnySignedIn = Annotated[SignedIn, Depends(signed_in)]


def learner_only(person: AnySignedIn) -> SignedIn:
    """A signed-in learner."""
    return _of_kind(person, "learner")


def staff_only(person: AnySignedIn) -> SignedIn:
    """A signed-in member of staff."""
    return _of_kind(person, "staff")


def _of_kind(person: SignedIn, kind: str) -> SignedIn:
    if person.kind != kind:
        raise NotFound(thing="page")
    return person


Learner = Annotated[SignedIn, Depends(learner_only)]
Staff = Annotated[SignedIn, Depends(staff_only)]


def own_sitting(request: Request, sitting_id: UUID, connection: Transaction, person: Learner) -> OwnedSitting:
    """A sitting of the learner who asks: by surrogate id in a school year, by the session's pseudonym in a trial."""
    sitting = _doors(request).loaders.sitting(connection, person, sitting_id)
    if sitting is None or not _owns(person, sitting):
        raise NotFound(thing="sitting")
    return sitting


def _owns(person: SignedIn, sitting: OwnedSitting) -> bool:
    if sitting.pseudonym is None:
        return sitting.learner == person.person
    return any(seat.programme == sitting.programme and seat.pseudonym == sitting.pseudonym for seat in person.seats)


def taught_class(request: Request, class_id: UUID, connection: Transaction, person: Staff, instant: Now) -> Taught:
    """A class that the member of staff teaches today."""
    return _taught(_doors(request).loaders.class_(connection, class_id, instant), person, "class")


def visible_learner(
    request: Request, learner_id: str, connection: Transaction, person: AnySignedIn, instant: Now
) -> Any:  # noqa: ANN401 - the room's own learner value; see Taught
    """The learner who asks ("me" or the own id), or a learner whom the member of staff teaches today."""
    wanted = person.person if learner_id == "me" else _uuid(learner_id)
    learner = _doors(request).loaders.learner(connection, wanted, instant)
    if learner is not None and person.kind == "learner" and wanted == person.person:
        return learner
    return _taught(learner, person, "learner")


def _taught(thing: Taught | None, person: SignedIn, name: str) -> Taught:
    if thing is None or person.kind != "staff" or person.person not in thing.teachers:
        raise NotFound(thing=name)
    return thing


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(thing="learner") from None


GUARDS = (learner_only, staff_only, signed_in, own_sitting, taught_class, visible_learner)
